import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import { parse, parseDocument } from "yaml";
import { type OrgData, orgOf, readOrg } from "../../../../sdk/orgChart/orgFile/org.js";
import { orgFileJsonSchema } from "../../../../sdk/orgChart/orgFile/shape.js";
import { orgIn, problemsOf } from "./support.js";

const example = join(__dirname, "../../../../examples/orgChart");

describe("the same org chart", () => {
  const data = {
    people: {
      grace: { userName: "grace@acme.io", name: { givenName: "Grace" }, title: "CTO" },
      ada: { userName: "ada@acme.io", manager: "grace", teams: ["engineering"], leapsome: { level: "3" } },
    },
    teams: { engineering: { displayName: "Engineering" } },
  };
  const essence = (org: ReturnType<typeof orgOf>) => ({
    people: [...org.people.values()].map(({ key, attributes, manager }) => ({ key, attributes, manager })),
    teams: [...org.teams.values()].map(({ key, displayName, members }) => ({ key, displayName, members })),
  });

  it("is read from YAML, from JSON and from code", () => {
    const yaml = `people:
  grace: { userName: grace@acme.io, name: { givenName: Grace }, title: CTO }
  ada:   { userName: ada@acme.io, manager: grace, teams: [engineering], leapsome: { level: "3" } }
teams:
  engineering: { displayName: Engineering }
`;
    const fromCode = essence(orgOf(data));
    expect(fromCode.people[1]).toEqual({
      key: "ada",
      manager: "grace",
      attributes: { userName: "ada@acme.io", leapsome: { level: "3" } },
    });
    expect(essence(orgIn({ "org.yaml": yaml }))).toEqual(fromCode);
    expect(essence(orgIn({ "org.json": JSON.stringify(data, undefined, 2) }, {}, "org.json"))).toEqual(fromCode);
  });

  it("has problems with paths where it is code", () => {
    const people = { ada: { userName: "a", manager: "bob", teams: ["x"] }, Ada: { userName: "A" } };
    expect(problemsOf(() => orgOf({ people }))).toEqual([
      'people.Ada the key "Ada" stands here twice: first as "ada" at people.ada. Every person needs one key of their own.',
      expect.stringMatching(/^people\.ada\.manager the manager "bob" of "ada" is not in the file\./),
      expect.stringMatching(/^people\.ada\.teams\[0\] the team "x" of "ada" is not among the teams\./),
    ]);
  });

  it("keeps values in code that are not plain data", () => {
    const later = new Date();
    const { people } = orgOf({ people: { ada: { userName: later, title: later } } });
    expect(people.get("ada")?.attributes.userName).toBe(later);
    expect(people.get("ada")?.attributes["title"]).toBe(later);
  });

  it("holds people with the names of what every object has", () => {
    const yaml = "people: { __proto__: { userName: a }, constructor: { userName: b, manager: __proto__ } }\n";
    const { people } = orgIn({ "org.yaml": yaml });
    expect([...people.keys()]).toEqual(["__proto__", "constructor"]);
    expect(people.get("constructor")?.manager).toBe("__proto__");
  });
});

describe("the company of the example", () => {
  it("has 290 people, one root, 16 departments", () => {
    const org = readOrg(join(example, "org.yaml"));
    expect([org.people.size, org.teams.size, org.warnings, org.notes]).toEqual([290, 16, [], []]);
    const roots = [...org.people.values()].filter(({ manager }) => manager === null);
    expect(roots).toHaveLength(1);
    expect(org.managersFirst[0]).toBe(roots[0]?.key);
    expect([...org.teams.values()].reduce((sum, { members }) => sum + members.length, 0)).toBe(290);
  });
});

describe("the JSON Schema of the org file", () => {
  const validate = new Ajv({ strict: false }).compile(orgFileJsonSchema());

  it.each([
    "people: { ada: { userName: a, manager: 7, teams: [x], name: { givenName: null } } }\nteams: { x: { displayName: X }, y: }",
    "people: { from: p.csv, columns: { key: id, name.givenName: given } }\nteams: { by: [division, department] }",
    "people: { a: { userName: a } }\nstatus: { values: { A: active } }\nservices: { leapsome: { include: { userType: E } }, absorb: }",
  ])("takes %j", (yaml) => {
    expect([validate(parse(yaml)), validate.errors]).toEqual([true, null]);
  });

  it.each([
    "teams: {}",
    "people: { ada: { userNam: a } }",
    "people: { from: p.csv }",
    "people: { a: { userName: a } }\ncolour: blue",
    "people: { a: { userName: a } }\nleavers: delete",
  ])("refuses %j", (yaml) => {
    expect(validate(parse(yaml))).toBe(false);
  });
});

describe("10,000 people", () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    key: `e${i}`,
    userName: `person${i}@acme.example`,
    givenName: `Given ${i}`,
    familyName: `Family ${i}`,
    title: `Engineer ${i % 7}`,
    department: `Department ${i % 40}`,
    manager: i === 0 ? "" : `e${Math.floor((i - 1) / 8)}`,
  }));
  const headers = ["key", "userName", "givenName", "familyName", "title", "department", "manager"] as const;
  const csv = [headers.join(","), ...rows.map((row) => headers.map((header) => row[header]).join(","))].join("\n");
  const columns = `{ key: key, manager: manager, userName: userName, name.givenName: givenName, name.familyName: familyName, title: title, department: department }`;
  const table = `people: { from: people.csv, columns: ${columns} }\nteams: { by: department }\n`;
  const listed = [
    "people:",
    ...rows.map(
      ({ key, userName, givenName, familyName, title, department, manager }) =>
        `  ${key}: { userName: ${userName}, name: { givenName: ${givenName}, familyName: ${familyName} }, title: ${title}, department: ${department}, manager: ${manager === "" ? "null" : manager} }`,
    ),
    "teams: { by: department }",
  ].join("\n");
  const inCode: OrgData = {
    people: Object.fromEntries(
      rows.map(({ key, userName, title, department, manager }) => [
        key,
        { userName, title, department, manager: manager || null },
      ]),
    ),
    teams: { by: "department" },
  };

  /** Milliseconds of the processor, which others do not take part in. */
  function timeOf(run: () => unknown): number {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  }

  /**
   * The least time of some runs, in milliseconds, and the least that the YAML library alone takes for these people, which a
   * machine is measured by. They take turns: whoever works beside them slows the processor for both.
   */
  function beside(run: () => unknown): { time: number; yardstick: number } {
    const turns = Array.from({ length: 3 }, () => ({
      yardstick: timeOf(() => parseDocument(listed, { uniqueKeys: false })),
      time: timeOf(run),
    }));
    const least = (name: "time" | "yardstick") => Math.min(...turns.map((turn) => turn[name]));
    return { time: least("time"), yardstick: least("yardstick") };
  }

  // The limit is a second, where the YAML library needs no more; the shares are what fails at twice the time of today.
  it.each<[string, number, Record<string, string>]>([
    ["a table", 0.4, { "org.yaml": table, "people.csv": csv }],
    ["YAML", 1, { "org.yaml": listed }],
    ["JSON", 1, { "org.yaml": JSON.stringify(parse(listed), undefined, 2) }],
  ])(
    "in %s are read and checked in less than %d of the time that the YAML library takes to parse them, and in a second",
    (_, share, files) => {
      const { time, yardstick } = inFolder(files);
      expect(time / yardstick).toBeLessThan(share);
      expect(time).toBeLessThan(Math.max(1000, yardstick));
    },
  );

  it("in code are read and checked in a third of that time", () => {
    const { time, yardstick } = beside(() => orgOf(inCode));
    expect(time / yardstick).toBeLessThan(0.33);
  });

  function inFolder(files: Record<string, string>): ReturnType<typeof beside> {
    const folder = mkdtempSync(join(tmpdir(), "org-"));
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return beside(() => {
        expect(readOrg(join(folder, "org.yaml")).people.size).toBe(10_000);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("all with unknown managers are told without comparing each with each", () => {
    const broken = csv.replace(/,e(\d+)$/gm, ",x$1");
    const started = process.cpuUsage();
    expect(problemsOf(() => orgIn({ "org.yaml": table, "people.csv": broken }))).toHaveLength(9999);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  });
});
