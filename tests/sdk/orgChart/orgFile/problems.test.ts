import { join } from "node:path";
import { OrgFileError, problemText, readOrg } from "../../../../sdk/orgChart/orgFile/org.js";
import { org, orgIn, orgOfTable, problemsOf } from "./support.js";

const fixtures = join(__dirname, "fixtures");

function broken(): OrgFileError {
  try {
    readOrg(join(fixtures, "broken.yaml"), { today: "2026-11-22" });
  } catch (error) {
    if (error instanceof OrgFileError) return error;
    throw error;
  }
  throw new Error("the broken file was read");
}

describe("a file that is wrong in many ways", () => {
  it("is told of all of them at once, sorted, each with its place, its value and a way out", () => {
    const lines = broken().problems.map((problem) => problemText(problem).replaceAll(`${fixtures}/`, ""));
    expect(lines).toEqual([
      'broken.csv:3:1: "101" has no manager, but "100" has none either, and oneRoot permits one such person. Name a manager.',
      'broken.csv:4:39: "03/04/2026" is not a date that can be read in one way only: day and month may be either. Write it as YYYY-MM-DD.',
      'broken.csv:4:57: the manager "10l" of "102" is not in the file. Did you mean "100" or "101" or "102"?',
      'broken.csv:5:9: the userName "Ann@acme.io" of "103" is also that of "100" (on line 2). Correct one of them.',
      'broken.csv:5:39: "46115" is the number by which a spreadsheet keeps a date, perhaps 2026-04-03. Write it as YYYY-MM-DD.',
      'broken.csv:6:9: "104" has no userName. Fill it, or set domain.',
      'broken.csv:7:36: "2020-02-30" is a day that no calendar has.',
      "broken.csv:7:54: the managers form a cycle: 105 → 106 → 105. Give one of them another manager, or none.",
      'broken.csv:8:9: the userName "gus@@acme.io" of "106" is not an e-mail address. Correct it.',
      'broken.csv:9:1: the key "102" stands here twice: first on line 4. Every person needs one key of their own.',
      'broken.csv:10:1: "1.08E+05" is a number that a spreadsheet has shortened; its digits are lost. Format the column as text and export again.',
      'broken.csv:11:5: "#REF!" is the error of a formula. Correct it in the spreadsheet and export again.',
      'broken.csv:12:50: the status "Actve" of "110" is not known. Did you mean "Active"? Correct it, or say in status.values whether it means active or leaver.',
      "broken.csv:13:1: the row has 7 cells, but the header has 8. It may have been cut off: export it again, or write the empty cells too.",
      'broken.csv:13:1: "111" has no manager, but "100" has none either, and oneRoot permits one such person. Name a manager.',
      'broken.csv:14:1: the row has no key in the column "employeeId". Fill it, or remove the row.',
      'broken.yaml:7:5: a person has no attribute "titel". Did you mean "title"?',
      'broken.yaml:8:17: broken.csv has no column "Departement". Did you mean "department"?',
      'broken.yaml:15:1: an org file has no "colour". Known are: people, teams, defaults, domain, status, joinDaysBefore, timeZone, leavers, include, services, lookup, oneRoot, nestedTeams.',
      'broken.yaml:17:7: the table has no column "givenNam". Did you mean "givenName"?',
    ]);
  });

  it("is a message of one line for each problem", () => {
    const { message, problems } = broken();
    const [title, ...lines] = message.split("\n");
    expect(title).toMatch(/^Could not use the org chart .*broken\.yaml: \d+ problems\.$/);
    expect(lines).toHaveLength(problems.length);
    for (const line of lines) expect(line).toMatch(/^ {2}.*broken\.(yaml|csv):\d+:\d+: \S/);
  });
});

const ada = "ada: { userName: ada@acme.io }";
const table = "people: { from: people.csv, columns: { key: id, userName: email, manager: boss } }";
const header = "id,email,boss\n";

describe("what is wrong with a file", () => {
  it.each<[string, () => unknown, string[]]>([
    ["a file that does not exist", () => orgIn({}), ["org.yaml could not read org.yaml: there is no such file."]],
    ["an empty file", () => org(""), ["1:1 the file is empty. It would end everybody; restore it."]],
    [
      "a file of comments alone",
      () => org("# people:\n#   ada:\n"),
      ["1:1 the file is empty. It would end everybody; restore it."],
    ],
    ["a file without people", () => org("teams: {}"), ['1:1 the key "people" is missing.']],
    [
      "nobody",
      () => org("people: {}\n"),
      ["1:9 there is nobody in it. That would end everybody; restore the file, or export it again."],
    ],
    [
      "a table of nobody",
      () => orgOfTable(table, header),
      ["2:1 there is nobody in it."].map(
        () => "1:9 there is nobody in it. That would end everybody; restore the file, or export it again.",
      ),
    ],
    ["a table that does not exist", () => org(table), ["1:17 could not read people.csv: there is no such file."]],
    [
      "a table in UTF-16",
      () => orgOfTable(table, Buffer.from(`\uFEFF${header}`, "utf16le")),
      ['people.csv:1:1 the file is UTF-16, not UTF-8. Save it as "CSV UTF-8" or as plain UTF-8 text.'],
    ],
    [
      "a table in Latin-1",
      () => orgOfTable(table, Buffer.from(`${header}1,zoë@acme.io,\n`, "latin1")),
      ['people.csv:2:5 there is a character that is not UTF-8. Save the file as "CSV UTF-8" or as plain UTF-8 text.'],
    ],
    [
      "a quote that is never closed",
      () => orgOfTable(table, `${header}1,"ada@acme.io,\n`),
      ["people.csv:2:3 the table cannot be read: a double quote is opened and never closed."],
    ],
    [
      "a key that stands twice",
      () => org(`people:\n  ${ada}\n  ${ada}\n`),
      ['3:3 "ada" stands here twice: first on line 2. Remove or rename one.'],
    ],
    [
      "a key that stands twice but for letter case",
      () => org(`people:\n  ${ada}\n  Ada: { userName: a }\n`),
      ['3:3 the key "Ada" stands here twice: first as "ada" on line 2. Every person needs one key of their own.'],
    ],
    [
      "an unknown attribute",
      () => org("people:\n  ada: { userName: a, titel: CTO }\n"),
      ['2:23 the person ada has no "titel". Did you mean "title"?'],
    ],
    [
      "an unknown part of a name",
      () => org("people:\n  ada: { userName: a, name: { givnName: Ada } }\n"),
      ['2:31 name of the person ada has no "givnName". Did you mean "givenName"?'],
    ],
    [
      "a number where a text belongs",
      () => org("people:\n  ada: { userName: a, employeeNumber: 0042 }\n"),
      ['2:39 employeeNumber of the person ada is 0042, not a text. Write it in quotes: "0042".'],
    ],
    [
      "a number of more digits than a number holds",
      () => org("people:\n  ada: { userName: a, employeeNumber: 12345678901234567890 }\n"),
      [
        "2:39 employeeNumber of the person ada is 12345678901234567890, not a text. " +
          'Write it in quotes: "12345678901234567890".',
      ],
    ],
    [
      "a second document",
      () => org(`people: { ${ada} }\n---\npeople: {}\n`),
      ['2:1 a second document begins here ("---"). An org file is one; join them.'],
    ],
    [
      "a merge key",
      () => org("people:\n  a: &a { userName: a }\n  b: { <<: *a, userName: b }\n"),
      ['3:8 maps are not merged ("<<") here. Write the values out, or give them to all by "defaults".'],
    ],
    [
      "a merge key in a file without anchors",
      () => org("people:\n  b: { <<: { title: T }, userName: b }\n"),
      ['2:8 maps are not merged ("<<") here. Write the values out, or give them to all by "defaults".'],
    ],
    [
      "an alias of nothing",
      () => org("people:\n  a: { userName: a, title: *t, nickName: &t N }\n"),
      ["2:28 there is no anchor &t before its alias."],
    ],
    [
      "a tag",
      () => org("people:\n  a: { userName: a, title: !!binary aGVsbG8=, nickName: !x y }\n"),
      [
        "2:37 the tag !!binary means nothing here. Write a plain value.",
        "2:60 the tag !x means nothing here. Write a plain value.",
      ],
    ],
    [
      "comments of other languages in JSON",
      () =>
        orgIn({ "org.json": '{ "people": { // all\n "ada": { "userName": "a" }, /* b */ "b": {} } }' }, {}, "org.json"),
      [
        'org.json:1:15 a comment begins with "#" here, in JSON too. Change it, or take it out.',
        'org.json:2:30 a comment begins with "#" here, in JSON too. Change it, or take it out.',
        "org.json:1:13 there is nobody in it. That would end everybody; restore the file, or export it again.",
      ].sort(),
    ],
    [
      "maps in maps without end",
      () => org(`people: ${"{ a: ".repeat(20_000)}\n`),
      [expect.stringMatching(/^1:\d+ too much stands in each other here\. An org file is a few levels deep\.$/)],
    ],
    [
      "a table that is none by its name",
      () => org("people: { from: /proc/self/environ, columns: { key: id } }\n"),
      ["1:17 the table /proc/self/environ has no name of a table. Let it end in .csv, .tsv, .tab, .psv or .txt."],
    ],
    [
      "a table in UTF-16 without its mark",
      () => orgOfTable(table, Buffer.from(header, "utf16le")),
      [
        'people.csv:1:2 there is a zero character: the file is UTF-16, or no text. Save the file as "CSV UTF-8" or as plain UTF-8 text.',
      ],
    ],
    [
      "a key and a userName that hold what cannot be seen",
      () => org('people:\n  "a\\u200bb": { userName: c }\n  b: { userName: "a\\nd" }\n'),
      [
        '2:3 the key "a<U+200B>b" holds what cannot be seen. Type it anew, in letters and digits.',
        '3:18 the userName "a<U+000A>d" of "b" holds what cannot be seen. Type it anew.',
      ],
    ],
    [
      "keys and userNames that differ only in how an umlaut is composed",
      () => org("people:\n  m\u00fcller: { userName: \u00fc }\n  mu\u0308ller: {}\n  b: { userName: u\u0308 }\n"),
      [
        '3:3 the key "m\u00fcller" stands here twice: first on line 2. Every person needs one key of their own.',
        '4:18 the userName "u\u0308" of "b" is also that of "m\u00fcller" (on line 2). Correct one of them.',
      ],
    ],
    [
      "a manager who is named by userName, or by name",
      () =>
        org(
          "people:\n  1: { userName: Grace@a.io, name: { givenName: Grace, familyName: Hopper } }\n" +
            "  22: { userName: b, manager: grace@a.io }\n  23: { userName: c, manager: 'Hopper, Grace' }\n  24: { userName: d, manager: '-' }\n",
        ),
      [
        '3:31 the manager "grace@a.io" of "22" is not in the file. That is how "1" is called: a manager is named by key.',
        '4:31 the manager "Hopper, Grace" of "23" is not in the file. That is how "1" is called: a manager is named by key.',
        '5:31 the manager "-" of "24" is not in the file. Correct the key, add the person, or leave it empty for a root.',
      ],
    ],
    [
      "a domain of what no person has",
      () => org("domain: '{name.firstName}@a.io'\npeople: { a: {}, b: {} }\n"),
      ['1:9 a person has no attribute "name.firstName". Did you mean "name.givenName"?'],
    ],
    [
      "a domain with a bracket that stands alone",
      () => org("domain: '{name.givenName@a.io'\npeople: { a: { name: { givenName: A } } }\n"),
      ['1:9 the domain "{name.givenName@a.io" has a bracket that stands alone. Write it as {name.givenName}@acme.io.'],
    ],
    [
      "a status that means both",
      () => org(`status: { values: { Active: active, ACTIVE: leaver } }\npeople: { b: { userName: b }, ${ada} }\n`),
      ['1:37 the status "ACTIVE" means active and leaver. Letter case makes no difference.'],
    ],
    [
      "teams that were the same one, or one that is there",
      () =>
        org(`people: { ${ada} }\nteams:\n  x: { was: y }\n  y: { was: q }\n  z: { was: q }\n  m\u00fc:\n  mu\u0308:\n`),
      [
        '3:13 the team "x" was "y", but "y" is among the teams too. Remove one of them.',
        '5:13 the teams "z" and "y" cannot both have been "q". Correct one of them.',
        '7:3 the team "m\u00fc" stands here twice: first on line 6. Remove one.',
      ],
    ],
    [
      "an unknown team",
      () => org("people:\n  ada: { userName: a, teams: [enginering] }\nteams: { engineering: }\n"),
      ['2:31 the team "enginering" of "ada" is not among the teams. Did you mean "engineering"?'],
    ],
    [
      "a person to look up who is in the file",
      () => org(`people:\n  ${ada}\nlookup: { ada: { userName: a } }\n`),
      ['3:11 "ada" is a person of the file and somebody to look up. Rename one.'],
    ],
    [
      "two people who were the same one",
      () => org("people:\n  a: { userName: a, was: c }\n  b: { userName: b, was: c }\n"),
      ['3:26 "b" and "a" cannot both have been "c". Correct one of them.'],
    ],
    [
      "somebody who was somebody who is still there",
      () => org("people:\n  a: { userName: a, was: b }\n  b: { userName: b }\n"),
      ['2:26 "a" was "b", but "b" is in the file too. Remove one of them.'],
    ],
    [
      "a time zone that does not exist",
      () => org(`people: { ${ada} }\ntimeZone: Europe/Atlantis\n`),
      ['2:11 there is no time zone "Europe/Atlantis". Give an IANA name such as "Europe/Berlin".'],
    ],
    [
      "last day before the first",
      () => org("people:\n  b: { userName: b }\n  a: { userName: a, startDate: 2026-02-01, endDate: 2026-01-01 }\n"),
      ['3:53 "a" ends on 2026-01-01, before the first day 2026-02-01. Correct one of the dates.'],
    ],
    [
      "a service that the file does not list",
      () => org("people:\n  a: { userName: a, services: [leapsom] }\nservices: { leapsome: {} }\n"),
      ['2:32 the file lists no service "leapsom". Did you mean "leapsome"?'],
    ],
    [
      "a key that is not a text",
      () => org("people:\n  ? [a, b]\n  : { userName: a }\n"),
      [
        "2:5 a key must be a text. Write it in quotes.",
        "2:3 there is nobody in it. That would end everybody; restore the file, or export it again.",
      ].reverse(),
    ],
    [
      "two columns of one name",
      () => orgOfTable(table, "id,email,boss,boss\n1,a@acme.io,,\n"),
      ['people.csv:1:15 two columns are called "boss". Rename or remove one.'],
    ],
  ])("%s", (_, read, expected) => {
    expect(problemsOf(read)).toEqual(expected);
  });

  it.each([
    ["not closed", "people: { ada: { userName: a }\n"],
    ["a tab as indentation", "people:\n\tada: {}\n"],
  ])("YAML that is %s is a problem with its place", (_, yaml) => {
    const [problem, ...others] = problemsOf(() => org(yaml));
    expect(problem).toMatch(/^\d+:\d+ this is not valid YAML: /);
    expect(others.every((other) => other.includes("this is not valid YAML"))).toBe(true);
  });

  it("a few lines of aliases in aliases do not make it run out of memory", () => {
    const lines = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`);
    const yaml = `people: { ${ada} }\na0: &a0 [x]\n${lines.join("\n")}\n`;
    expect(problemsOf(() => org(yaml))).toContainEqual(expect.stringContaining("stands for too many values"));
  });

  it("an alias means the last anchor before it, at any number of aliases", () => {
    const many = Array.from({ length: 3000 }, (_, i) => `  p${i}: { userName: p${i}, title: *t, department: *d }\n`);
    const first =
      "  ada: { userName: ada, title: &t CEO, department: &d Board }\n  bob: { userName: bob, title: &t CTO }\n";
    const started = performance.now();
    const { people } = org(`people:\n${first}${many.join("")}`);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(people.get("p2999")?.attributes).toEqual({ userName: "p2999", title: "CTO", department: "Board" });
  });

  it("an alias of itself is a problem", () => {
    expect(problemsOf(() => org("people: &a { ada: *a }\n"))).toContainEqual(
      expect.stringContaining("stands for too many values"),
    );
  });
});
