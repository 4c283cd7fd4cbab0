import { present, withLeapsome } from "./bench.js";
import { held, partial, rejection } from "../support/service.js";

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

describe("a service that takes active: false and leaves the person active", () => {
  const ignored = { match: { path: "/Users/" }, action: { empty: true, effect: false } } as const;

  it("fails the end of a leaver", async () => {
    await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
      const ada = await people.create({ userName: "ada@x.io" });
      nextRun();
      for (const method of ["PATCH", "PUT"]) sandbox.fault({ ...ignored, match: { ...ignored.match, method } });
      expect((await rejection(people.delete(ada))).message).toMatch(/Could not end user ada@x.io: .*still active/);
    });
  });

  it("fails an update, and is asked again by the next one", async () => {
    await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
      const ada = await people.create({ userName: "ada@x.io", active: true });
      nextRun();
      const faults = ["PATCH", "PUT"].map((method) =>
        sandbox.fault({ ...ignored, match: { ...ignored.match, method } }),
      );
      const inputs = { userName: "ada@x.io", active: false };
      const failed = await partial(people.up(ada, inputs), inputs);
      expect(failed.reasons.join()).toMatch(/took active, yet it holds something else/);
      expect(failed.outs).toMatchObject({ active: true, __pending: ["active"] });
      for (const fault of faults) fault.remove();
      nextRun();
      const done = await people.up(present(await people.refresh(failed)), inputs);
      expect(held(sandbox, ada.id)["active"]).toBe(false);
      expect(people.diff(done, inputs)).toBe("none");
    });
  });
});
