import { present, withLeapsome } from "./bench.js";
import { held } from "../support/service.js";

it("a person is one POST of the six fields and one PATCH of the rest", async () => {
  await withLeapsome({ unknownFields: "refuse" }, async ({ people, counted, sandbox }) => {
    const boss = await people.create({ userName: "boss@x.io", name: { givenName: "B", familyName: "Oss" } });
    const inputs = {
      userName: "ada@x.io",
      externalId: "p1",
      name: { givenName: "Ada", familyName: "L", formatted: "Ada B. L" },
      displayName: "Ada",
      title: "Engineer",
      photos: [{ value: "https://x.io/ada.png" }],
      department: "Research",
      division: "Research",
      manager: boss.id,
      leapsome: {
        additionalManagers: ["boss@x.io"],
        level: "L5",
        location: "London",
        startDate: "2020-01-02",
        birthday: "1990-12-10",
        gender: "female",
        customAttributes: { "5f43a1b2c3d4e5f60718293a": "x" },
      },
    };
    counted();
    const ada = await people.create(inputs);
    expect(counted()).toEqual({ "POST /Users": 1, "PATCH /Users/…": 1 });
    expect(held(sandbox, ada.id)).toMatchObject({ title: "Engineer", manager: { value: boss.id } });
    const again = present(await people.refresh(ada));
    expect(people.diff(again, inputs)).toBe("none");
  });
});
