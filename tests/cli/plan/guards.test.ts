import { type GuardOptions, guardsOf, limitOf } from "../../../cli/plan/guards.js";
import { changes, type Given, joins, leaves, person, preview, UNKNOWN } from "./previews.js";
import { reportFrom } from "./reports.js";

const known = new Set(["ada@acme.example", "bob@acme.example"]);
const people: Given[] = [
  leaves("bob"),
  changes("cy", { active: true }, { active: false }),
  leaves("kept", { onDelete: "retain" }),
  joins("dan"),
  changes("ada", { title: "a" }, { title: "b" }),
  { kind: "Group", name: "team", op: "update", before: { displayName: "Team" }, after: { displayName: "Team 2" } },
  {
    kind: "Membership",
    name: "team",
    op: "update",
    before: { group: "id-team", users: ["id-ada", "id-bob"] },
    after: { group: "id-team", users: [] },
  },
];
const tripped = (options: GuardOptions, given = people, same = 1) =>
  guardsOf(reportFrom(preview(given, { same })), { known, ...options }).filter(({ isTripped }) => isTripped);
const limit = (text: string) => limitOf(text);

describe("guards", () => {
  it.each([
    ["5", { count: 5, isPercent: false }],
    ["0", { count: 0, isPercent: false }],
    [" 12.5% ", { count: 12.5, isPercent: true }],
    ["100%", { count: 100, isPercent: true }],
  ])("read %j", (text, found) => {
    expect(limitOf(text)).toEqual(found);
  });

  it.each(["", "-1", "1.5", "101%", "five", "5 %", "1e3", "0x10", "٣", "NaN", "%"])("refuse %j", (text) => {
    expect(limitOf(text)).toBeUndefined();
  });

  it("let pass what is within the limits, to the last one", () => {
    expect(
      tripped({ maxLeavers: limit("2"), maxMembershipLosses: limit("1"), maxChanges: limit("6"), protect: [] }),
    ).toEqual([]);
  });

  it("count deletions and deactivations as leavers, and not who is let go", () => {
    expect(tripped({ maxLeavers: limit("1") })).toMatchObject([
      {
        guard: "--max-leavers",
        actual: 2,
        says: "This plan would end 2 accounts; --max-leavers allows 1.",
        who: ["bob", "cy"],
      },
    ]);
  });

  it("take a share of the people before", () => {
    // bob, cy, kept and ada were there.
    expect(tripped({ maxLeavers: limit("50%") })).toEqual([]);
    expect(tripped({ maxLeavers: limit("49%") })).toMatchObject([
      { says: expect.stringContaining("49% of 4, which is 1") as string },
    ]);
  });

  it("do not guess the share of a number that nobody knows", () => {
    expect(() => tripped({ maxLeavers: limit("50%") }, people, 40)).toThrow(
      /nobody knows how many people there are\. Give --state/,
    );
  });

  it("count memberships of those who stay, and name them", () => {
    expect(tripped({ maxMembershipLosses: limit("0") })).toMatchObject([{ actual: 1, who: ["ada"] }]);
  });

  it("count all changes", () => {
    expect(tripped({ maxChanges: limit("5") })).toMatchObject([{ guard: "--max-changes", actual: 6 }]);
  });

  it("protect people whatever the letters' case, and say which protected ones nobody knows", () => {
    expect(tripped({ protect: ["BOB@acme.example"] })).toMatchObject([
      { guard: "--protect", who: ["bob@acme.example"] },
    ]);
    expect(tripped({ protect: ["ada@acme.example"] })).toMatchObject([{ who: ["ada@acme.example"] }]);
    expect(tripped({ protect: ["boob@acme.example"] })).toMatchObject([
      { says: expect.stringContaining("boob@acme.example, whom no stack") as string },
    ]);
    expect(tripped({ protect: ["bob@acme.example"] }, [changes("ada", {}, { title: "x" })])).toEqual([]);
  });

  it("refuse a team that is made anew with the members of one that ends", () => {
    const group = (name: string, op: "create" | "delete"): Given => ({
      kind: "Group",
      name,
      op,
      [op === "create" ? "after" : "before"]: { displayName: name },
    });
    const set = (name: string, key: "before" | "after", users: string[]): Given => ({
      kind: "Membership",
      name,
      op: key === "after" ? "create" : "delete",
      [key]: { group: key === "after" ? UNKNOWN : `id-${name}`, users: users.map((one) => `id-${one}`) },
      ...(key === "after" && { dependencies: { group: [name] } }),
    });
    const stay = ["ada", "eve", "joan"].map((name) => changes(name, {}, { title: "x" }));
    const rebuilt = [
      ...stay,
      group("old", "delete"),
      set("old", "before", ["ada", "eve", "joan"]),
      group("new", "create"),
      set("new", "after", ["ada", "eve"]),
    ];
    expect(tripped({ noRebuiltTeams: true }, rebuilt)).toMatchObject([
      {
        guard: "--no-rebuilt-teams",
        actual: 1,
        who: ["old"],
        says: expect.stringMatching(/^This plan deletes 1 group and makes it anew/) as string,
      },
    ]);
    expect(tripped({}, rebuilt)).toEqual([]);
    const fewer = [...rebuilt.slice(0, -1), set("new", "after", ["ada"])];
    expect(tripped({ noRebuiltTeams: true }, fewer)).toEqual([]);
  });

  it("refuse to judge drift that nobody looked for", () => {
    expect(() => tripped({ noDrift: true })).toThrow(/the service was not looked at\. Preview with --refresh/);
  });

  it("find drift", () => {
    const refreshed = preview([
      { name: "ada", op: "refresh", before: person("ada", { title: "a" }), after: person("ada", { title: "a" }) },
      changes("ada", { title: "hand" }, { title: "a" }),
    ]);
    const [guard] = guardsOf(reportFrom(refreshed), { noDrift: true });
    expect(guard).toMatchObject({ isTripped: true, actual: 1, who: ["ada"] });
    expect(reportFrom(refreshed)).toMatchObject({
      counts: { drift: 1, changed: 0 },
      drift: [{ stated: "a", found: "hand", up: "reverts" }],
    });
  });
});
