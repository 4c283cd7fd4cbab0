import { org, orgOfTable, problemsOf } from "./support.js";

/** Chief, Lee below, Ana below Lee. */
const file = (ana: string, more = "") => `people:
  chief: { userName: chief }
  lee: { userName: lee, manager: chief }
  ana: { userName: ana, manager: lee, ${ana} }
${more}`;

describe("people whom blocks of vendors name", () => {
  it("are keys of the file or of lookup", () => {
    const ana = "leapsome: { level: x, additionalManagers: [chief, boss] }, ironclad: { departmentHead: ana }";
    const { people } = org(file(ana, "lookup: { boss: { userName: b } }\n"));
    expect(people.get("ana")?.attributes).toMatchObject({
      leapsome: { level: "x", additionalManagers: ["chief", "boss"] },
      ironclad: { departmentHead: "ana" },
    });
  });

  it("are userNames too, in any letter case", () => {
    const yaml = file("leapsome: { additionalManagers: [Chief@ACME.example, lee] }");
    const { people } = org(yaml.replace("userName: chief", "userName: chief@acme.example"));
    expect(people.get("ana")?.attributes["leapsome"]).toEqual({ additionalManagers: ["chief", "lee"] });
  });

  it.each([
    [
      "an unknown one, with the nearest keys",
      file("leapsome: { additionalManagers: [chief, leee] }"),
      ['4:79 "leee" in leapsome.additionalManagers of "ana" is not in the file. Did you mean "lee"?'],
    ],
    [
      "an unknown head of a department",
      file("ironclad: { departmentHead: somebody@else }"),
      [
        '4:67 "somebody@else" in ironclad.departmentHead of "ana" is not in the file. Correct the key, or say under lookup who that is.',
      ],
    ],
    [
      "an unknown one in the defaults",
      file("title: x", "defaults: { ironclad: { departmentHead: che } }\n"),
      [
        '5:41 "che" in ironclad.departmentHead of the defaults is not in the file. Correct the key, or say under lookup who that is.',
      ],
    ],
    [
      "the person",
      file("leapsome: { additionalManagers: [ana] }"),
      ['4:72 "ana" is named in leapsome.additionalManagers of their own. Take it out.'],
    ],
    [
      "somebody below",
      file("title: x").replace("manager: chief", "manager: chief, leapsome: { additionalManagers: [ana] }"),
      [
        "3:3 nobody of lee → ana → lee can be created before the others: managers and people whom blocks of vendors name form a cycle. Take one of them out.",
      ],
    ],
  ])("are a problem where they are %s", (_, yaml, expected) => {
    expect(problemsOf(() => org(yaml))).toEqual(expected);
  });

  it("who are not here are replaced as heads and left out of lists, with a warning", () => {
    const yaml = file("leapsome: { additionalManagers: [lee, chief] }, ironclad: { departmentHead: lee }");
    const { people, warnings } = org(yaml.replace("userName: lee", "userName: lee, status: leaver"));
    expect(people.get("ana")).toMatchObject({
      manager: "chief",
      attributes: { leapsome: { additionalManagers: ["chief"] }, ironclad: { departmentHead: "chief" } },
    });
    expect(warnings.map(({ line, message }) => `${line ?? 0} ${message}`)).toEqual([
      '3 "lee" is a leaver, which leaves "chief" as the manager of 1 report.',
      '4 "lee" is a leaver, but named in leapsome (once); nobody stands in.',
      '4 "lee" is a leaver, but named in ironclad (once); "chief" stands in.',
    ]);
  });

  it("are read from a column of a table, several in a cell", () => {
    const columns = "key: id, userName: id, manager: boss, leapsome.additionalManagers: more";
    const yaml = `people: { from: people.csv, columns: { ${columns} } }\n`;
    const { people } = orgOfTable(yaml, "id,boss,more\na,,\nb,a,\nc,b,a; b\n");
    expect(people.get("c")?.attributes["leapsome"]).toEqual({ additionalManagers: ["a", "b"] });
    expect(people.get("a")?.attributes).toEqual({ userName: "a" });
    expect(problemsOf(() => orgOfTable(yaml, "id,boss,more\na,,\nb,a,a;x\n"))).toEqual([
      expect.stringMatching(/^people\.csv:3:5 "x" in leapsome\.additionalManagers of "b" is not in the file/),
    ]);
  });

  it("are told in a company of 10,000 with one head, any depth", () => {
    const people = Array.from({ length: 10_000 }, (_, i) => {
      const manager = i === 0 ? "" : `, manager: p${i - 1}`;
      return `  p${i}: { userName: u${i}${manager}, ironclad: { departmentHead: p0 } }`;
    });
    expect(org(`people:\n${people.join("\n")}\n`).people.size).toBe(10_000);
  });
});
