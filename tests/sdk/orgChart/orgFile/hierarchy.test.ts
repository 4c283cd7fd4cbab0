import { orgOf } from "../../../../sdk/orgChart/orgFile/org.js";
import { cycles, managersFirst, nearestManagers } from "../../../../sdk/orgChart/orgFile/hierarchy.js";
import { org, orgOfTable, problemsOf } from "./support.js";

describe("managers", () => {
  it("are keys of the file; nobody and the person themselves are a root", () => {
    const { people } = org(
      "people:\n  a: { userName: a }\n  b: { userName: b, manager: a }\n  c: { userName: c, manager: c }\n  d: { userName: d, manager: null }\n",
    );
    expect([...people.values()].map(({ key, manager }) => [key, manager])).toEqual([
      ["a", null],
      ["b", "a"],
      ["c", null],
      ["d", null],
    ]);
  });

  it("may be numbers as they are written", () => {
    const { people } = org("people:\n  007: { userName: a }\n  8: { userName: b, manager: 007 }\n");
    expect(people.get("8")?.manager).toBe("007");
  });

  it("who are unknown are told with the nearest keys", () => {
    expect(
      problemsOf(() => org("people:\n  grace: { userName: g }\n  ada: { userName: a, manager: grcae }\n")),
    ).toEqual(['3:32 the manager "grcae" of "ada" is not in the file. Did you mean "grace"?']);
  });

  it("whose zeros a spreadsheet has taken off are told so", () => {
    const yaml = "people: { from: people.csv, columns: { key: id, userName: email, manager: boss } }";
    expect(problemsOf(() => orgOfTable(yaml, "id,email,boss\n12,a@acme.io,\n13,b@acme.io,0012\n"))).toEqual([
      'people.csv:3:14 the manager "0012" of "13" is not in the file. There is "12": a spreadsheet takes zeros off numbers. Format the column as text.',
    ]);
  });

  it("that form cycles are told with the whole path, each cycle once", () => {
    const yaml = `people:
  a: { userName: a, manager: b }
  b: { userName: b, manager: c }
  c: { userName: c, manager: a }
  d: { userName: d, manager: a }
  e: { userName: e, manager: f }
  f: { userName: f, manager: e }
`;
    const wayOut = "Give one of them another manager, or none.";
    expect(problemsOf(() => org(yaml))).toEqual([
      `2:30 the managers form a cycle: a → b → c → a. ${wayOut}`,
      `6:30 the managers form a cycle: e → f → e. ${wayOut}`,
    ]);
  });

  it("of another system are looked up", () => {
    const { people, lookup } = org(
      "people: { a: { userName: a, manager: ceo } }\nlookup: { ceo: { userName: ceo@parent.example } }\n",
    );
    expect(people.get("a")?.manager).toBe("ceo");
    expect(lookup.get("ceo")).toEqual({ userName: "ceo@parent.example" });
  });

  it("a second root is a problem only where one is asked for", () => {
    const yaml = "people: { a: { userName: a }, b: { userName: b } }\n";
    expect(org(yaml).people.size).toBe(2);
    expect(problemsOf(() => org(`${yaml}oneRoot: true\n`))).toEqual([
      '1:31 "b" has no manager, but "a" has none either, and oneRoot permits one such person. Name a manager.',
    ]);
  });
});

describe("size", () => {
  it("5,000 levels, reports before their managers, are put in order", () => {
    const people = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [
        `p${i}`,
        { userName: `p${i}`, manager: i === 4999 ? null : `p${i + 1}` },
      ]),
    );
    const { managersFirst: order } = orgOf({ people });
    expect(order[0]).toBe("p4999");
    expect(order.at(-1)).toBe("p0");
  });

  it("5,000 reports of one manager are read", () => {
    const people: Record<string, object> = { boss: { userName: "boss" } };
    for (let i = 0; i < 5000; i += 1) people[`p${i}`] = { userName: `p${i}`, manager: "boss" };
    expect(orgOf({ people }).people.size).toBe(5001);
  });

  it("a cycle of 5,000 is found once", () => {
    const managers = new Map(Array.from({ length: 5000 }, (_, i) => [`p${i}`, `p${(i + 1) % 5000}`]));
    expect(cycles(managers).map((cycle) => cycle.length)).toEqual([5000]);
    expect(nearestManagers(managers, () => false)("p0")).toBeNull();
  });

  it("above 50,000 people stands a chain of 50,000 who left, and nobody is asked about twice", () => {
    const managers = new Map<string, string | null>([["top", null]]);
    for (let i = 0; i < 50_000; i += 1) managers.set(`left${i}`, i === 0 ? "top" : `left${i - 1}`);
    const isThere = jest.fn((key: string) => !key.startsWith("left"));
    const nearest = nearestManagers(managers, isThere);
    for (let i = 0; i < 50_000; i += 1) {
      managers.set(`p${i}`, `left${49_999 - (i % 100)}`);
      expect(nearest(`p${i}`)).toBe("top");
    }
    expect(isThere.mock.calls.length).toBeLessThan(200_000);
  });

  it("managers stand before their reports", () => {
    const managers = new Map([
      ["d", "b"],
      ["c", "a"],
      ["b", "a"],
      ["a", null],
    ]);
    expect(managersFirst(managers)).toEqual(["a", "b", "d", "c"]);
  });
});
