import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type JsonObject, held, planted, rejection } from "../support/service.js";
import { all, idsOf, inGroup, present, withLeapsome } from "./bench.js";

/** A row of an HR system, as the help article has its list of attributes. */
function row(n: number, more: JsonObject = {}): JsonObject {
  const name = { givenName: `Given${n}`, familyName: `Family${n}` };
  return {
    userName: `person${n}@x.io`,
    externalId: `E-${n}`,
    name,
    title: "Engineer",
    department: "Research",
    ...more,
  };
}
/** Whom the row's employee reports to, by the manager's number in the HR system. */
const reportsTo = (n: number) => ({ manager: `E-${n}` });

it("what two full syncs do, people first and reporting lines second, is one run in any order", async () => {
  await withLeapsome({}, async ({ people, sandbox, counted, nextRun }) => {
    const rows = [row(3, reportsTo(2)), row(2, reportsTo(1)), row(1, { manager: null })];
    const made = await all(rows, (inputs) => people.create(inputs));
    const [third, second, first] = made;
    const requests = counted();
    expect([requests["POST /Users"], requests["PATCH /Users/…"]]).toEqual([3, 3]);
    expect(held(sandbox, third?.id ?? "")).toMatchObject({ manager: { value: second?.id } });
    expect(held(sandbox, second?.id ?? "")).toMatchObject({ manager: { value: first?.id } });
    nextRun();
    for (const [at, one] of made.entries())
      expect(people.diff(present(await people.refresh(one)), rows[at] ?? {})).toBe("none");
  });
});

it("every attribute of the article's list is set, changed and read back", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    await all([8, 9], (n) => people.create(row(n)));
    const inputs = (word: string, more: JsonObject): JsonObject => ({
      ...row(1),
      name: { givenName: `Given ${word}`, familyName: `Family ${word}` },
      title: `Title ${word}`,
      department: `Department ${word}`,
      division: `Division ${word}`,
      costCenter: `Cost center ${word}`,
      photos: [{ value: `https://x.io/${word}.png` }],
      ...more,
    });
    const before = inputs("one", {
      manager: "person8@x.io",
      leapsome: {
        additionalManagers: ["person8@x.io", "person9@x.io"],
        level: "L1",
        location: "Rome",
        gender: "female",
        startDate: "2020-01-01",
        endDate: "2029-12-31",
        birthday: "1990-02-28",
        customAttributes: { "5f43a1b2c3d4e5f60718293a": "one" },
      },
    });
    const after = inputs("two", {
      manager: "person9@x.io",
      leapsome: {
        additionalManagers: ["person8@x.io"],
        level: "L2",
        location: "Oslo",
        gender: "diverse",
        startDate: "2020-02-01",
        endDate: "2030-12-31",
        birthday: "1990-03-01",
        customAttributes: { "5f43a1b2c3d4e5f60718293a": "two" },
      },
    });
    let person = await people.create(before);
    for (const wanted of [before, after]) {
      nextRun();
      person = await people.up(person, wanted);
      person = present(await people.refresh(person));
      expect(person.inputs).toEqual(wanted);
      expect(people.diff(person, wanted)).toBe("none");
    }
    expect(sandbox.dump().Groups.map(({ displayName }) => displayName)).toEqual(
      expect.arrayContaining(["Department two", "Division two", "Cost center two"]),
    );
  });
});

it("a change of e-mail makes no duplicate, whether the program or somebody else has made the person", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    const ours = await people.create(row(1));
    const theirs = planted(sandbox, "Users", row(2));
    nextRun();
    const renamed = await people.up(ours, row(1, { userName: "new1@x.io" }));
    const adopted = await people.create(row(2, { userName: "new2@x.io" }));
    expect([renamed.id, adopted.id]).toEqual([ours.id, theirs]);
    expect(sandbox.dump().Users.map(({ userName }) => userName)).toEqual(["new1@x.io", "new2@x.io"]);
    nextRun();
    for (const one of [renamed, adopted])
      expect(people.diff(present(await people.refresh(one)), one.inputs)).toBe("none");
  });
});

it("whoever leaves is deactivated and keeps everything; whoever comes back is the same person, reactivated", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun, said }) => {
    const ada = await people.create(row(1, { leapsome: { level: "L1" } }));
    nextRun();
    await people.delete(ada);
    expect(held(sandbox, ada.id)).toMatchObject({ active: false, title: "Engineer", externalId: "E-1" });
    nextRun();
    // Under a new address, after a marriage.
    const back = await people.create(row(1, { userName: "new1@x.io", title: "Director" }));
    expect(back.id).toBe(ada.id);
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, userName: "new1@x.io", title: "Director" });
    expect(held(sandbox, ada.id)[ENTERPRISE_USER]).toMatchObject({ level: "L1", department: "Research" });
    expect(said.join()).toMatch(/reactivated user new1@x.io/);
    expect(sandbox.dump().Users).toHaveLength(1);
    // And by the source's status, which the program gives as `active`.
    nextRun();
    const asleep = await people.up(back, row(1, { userName: "new1@x.io", title: "Director", active: false }));
    expect(held(sandbox, ada.id)).toMatchObject({ active: false });
    const awake = await people.up(asleep, row(1, { userName: "new1@x.io", title: "Director", active: true }));
    expect(held(sandbox, awake.id)).toMatchObject({ active: true });
  });
});

it("a team stands for each group and each department, division and cost centre, and people are assigned by both", async () => {
  await withLeapsome({}, async ({ people, groups, memberships, sandbox, nextRun }) => {
    const ada = await people.create(row(1, { division: "Core", costCenter: "C1" }));
    const board = await groups.create({ displayName: "Board", externalId: "board" });
    const set = await memberships.create({ group: board.id, users: [ada.id] });
    const names = () => sandbox.dump().Groups.map(({ displayName }) => displayName);
    expect(names()).toEqual(["Research", "Core", "C1", "Board"]);
    for (const team of idsOf(sandbox.dump().Groups)) expect(inGroup(sandbox.dump().Users, team)).toEqual([ada.id]);
    nextRun();
    expect(memberships.diff(present(await memberships.refresh(set)), set.inputs)).toBe("none");
    nextRun();
    await memberships.delete(set);
    expect(inGroup(sandbox.dump().Users, board.id)).toEqual([]);
    expect(held(sandbox, ada.id)["groups"]).toHaveLength(3);
  });
});

it("a token of the Content API is refused in words, and a second SCIM token is as good as the first", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    const ada = await people.create(row(1));
    nextRun({ token: "content-api-token" });
    const { message } = await rejection(people.refresh(ada));
    expect(message).toMatch(/403: Invalid token passed.*Check the connection's token/);
    expect(message).not.toContain("content-api-token");
    nextRun({ token: sandbox.token });
    expect(people.diff(present(await people.refresh(ada)), row(1))).toBe("none");
  });
});
