import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { damage, dateProblem, day, keyDamage } from "../../../../sdk/orgChart/orgFile/cells.js";
import { org, orgOfTable, problemsOf } from "./support.js";

const yaml = (columns: string, rest = "") =>
  `people: { from: people.csv, columns: { key: id, userName: email, ${columns} }${rest} }`;

describe("a table of people", () => {
  it("becomes attributes, all of them texts; empty cells are not managed", () => {
    const { people } = orgOfTable(
      yaml("name.givenName: given, title: title, employeeNumber: number, leapsome.location: place"),
      "\uFEFFid,email,given,title,number,place\r\n1, a@acme.io ,Zoë,,007,Berlin\r\n\r\n2,b@acme.io,,CTO,8,\r\n",
    );
    expect([...people.values()].map(({ attributes }) => attributes)).toEqual([
      { userName: "a@acme.io", name: { givenName: "Zoë" }, employeeNumber: "007", leapsome: { location: "Berlin" } },
      { userName: "b@acme.io", title: "CTO", employeeNumber: "8" },
    ]);
  });

  it("may lie anywhere, by a path from the org file or a whole one", () => {
    const table = join(__dirname, "../../../../examples/orgChart/adventureworks-employees.csv");
    // The org file is in a folder of the one for temporary files.
    for (const from of [table, join("..", relative(tmpdir(), table))]) {
      const { people } = org(
        `people: { from: ${JSON.stringify(from)}, columns: { key: employeeId, userName: email } }`,
      );
      expect(people.size).toBe(290);
    }
  });

  it("fills lists, addresses, extensions, flags and numbers", () => {
    const { people } = orgOfTable(
      yaml(
        "emails: email, phoneNumbers.mobile: phone, addresses.work.locality: city, addresses.work.country: land, " +
          '"extensions.urn:acme:params:badge:2.0:User.badge": badge, active: active, absorb.gender: gender',
      ),
      "id,email,phone,city,land,badge,active,gender\n1,a@acme.io,+49 1,Bonn,DE,42,TRUE,1\n",
    );
    expect(people.get("1")?.attributes).toEqual({
      userName: "a@acme.io",
      emails: [{ value: "a@acme.io", primary: true }],
      phoneNumbers: [{ value: "+49 1", type: "mobile" }],
      addresses: [{ type: "work", locality: "Bonn", country: "DE" }],
      extensions: { "urn:acme:params:badge:2.0:User": { badge: "42" } },
      active: true,
      absorb: { gender: 1 },
    });
  });

  it.each([
    [";", "id;email\n1;a,b@acme.io\n"],
    ["\t", "id\temail\n1\ta,b@acme.io\n"],
    ["| as given", 'id|email\n1|"a|b@acme.io"\n'],
    ["sep= of a spreadsheet", "sep=;\nid;email\n1;a,b@acme.io\n"],
  ])("may be separated by %s", (_, csv) => {
    const userNames = problemsOf(() =>
      orgOfTable("people: { from: people.csv, columns: { key: id, title: email } }", csv),
    );
    expect(userNames).toEqual([expect.stringContaining('"1" has no userName')]);
  });

  it("tells the line and column of a cell behind cells of several lines", () => {
    const csv = 'id,title,email,boss\n1,"two\nlines, ""quoted""",a@acme.io,\n2,x,b@acme.io,"nobody"\n';
    expect(problemsOf(() => orgOfTable(yaml("manager: boss, title: title"), csv))).toEqual([
      expect.stringMatching(/^people\.csv:4:15 the manager "nobody" of "2" is not in the file\./),
    ]);
  });

  it.each<[string, string, string, string]>([
    [
      "an attribute that does not exist",
      "titel: email",
      "1,a@acme.io",
      '1:66 a person has no attribute "titel". Did you mean "title"?',
    ],
    [
      "a part of a name that does not exist",
      "name.first: email",
      "1,a@acme.io",
      '1:66 a person has no attribute "name.first".',
    ],
    [
      "an attribute that is more than a text",
      "name: email",
      "1,a@acme.io",
      '1:66 the attribute "name" is more than a text. Name one of its parts: "name.…".',
    ],
    [
      "a column that does not exist",
      "title: mail",
      "1,a@acme.io",
      '1:73 people.csv has no column "mail". Did you mean "email"?',
    ],
    ["a row with too few cells", "", "1", "people.csv:2:1 the row has 1 cells, but the header has 2."],
    ["a row with too many cells", "", "1,a@acme.io,x", "people.csv:2:1 the row has 3 cells, but the header has 2."],
    [
      "a row without a key",
      "",
      ",a@acme.io",
      'people.csv:2:1 the row has no key in the column "id". Fill it, or remove the row.',
    ],
    [
      "a flag that is neither",
      "active: email",
      "1,a@acme.io",
      'people.csv:2:3 "a@acme.io" is not true or false, which active must be.',
    ],
    [
      "a key that was made a decimal number",
      "",
      "1.0,a@acme.io",
      'people.csv:2:1 "1.0" is a number that a spreadsheet has changed; it was perhaps "1".',
    ],
    [
      "a key that was shortened",
      "",
      "1.23E+11,a@acme.io",
      'people.csv:2:1 "1.23E+11" is a number that a spreadsheet has shortened',
    ],
    ["no userName", "", "1,", 'people.csv:2:3 "1" has no userName. Fill it, or set domain.'],
    [
      "no e-mail address",
      "",
      "1,a@@acme.io",
      'people.csv:2:3 the userName "a@@acme.io" of "1" is not an e-mail address.',
    ],
    [
      "no e-mail address in a list",
      "emails.work: email",
      "1,a@acme..io",
      'people.csv:2:3 the e-mail of "1" "a@acme..io" is not an e-mail address',
    ],
  ])("%s is a problem", (_, columns, row, expected) => {
    const problems = problemsOf(() => orgOfTable(yaml(columns), `id,email\n${row}\n`));
    expect(problems).toContainEqual(expect.stringContaining(expected));
  });

  it("without a column for keys is a problem", () => {
    expect(
      problemsOf(() => orgOfTable("people: { from: people.csv, columns: { userName: email } }", "email\na@acme.io\n")),
    ).toContainEqual(expect.stringContaining("no column holds the key of a person"));
  });

  it("takes keys that changed from a column or from the file", () => {
    const { people } = orgOfTable(
      yaml("was: old", ', was: { "2": "20" }'),
      "id,email,old\n1,a@acme.io,10;11\n2,b@acme.io,\n",
    );
    expect([...people.values()].map(({ was }) => was)).toEqual([["10", "11"], ["20"]]);
  });
});

describe("what a spreadsheet does to cells", () => {
  it.each([
    "#####",
    "#REF!",
    "#N/A",
    "=VLOOKUP(A2,B:C,2)",
    "1.23E+11",
    "1,23E+11",
    "3-Apr",
    "Sep-02",
    "2. Mär",
    "MÃ¼ller",
  ])("%s is told", (text) => {
    expect(damage(text)).toContain(`"${text}"`);
  });

  it.each([
    "C#",
    "# of reports",
    "=)",
    "1E5",
    "12E",
    "3D Artist",
    "Sept Team",
    "April 2nd Shift",
    "Ãngela",
    "São Paulo",
    "007",
  ])("%s is left alone", (text) => {
    expect(damage(text)).toBeUndefined();
  });

  it.each(["17.0", "1,234", "1.234.567", "17,00"])("the key %s is told", (text) => {
    expect(keyDamage(text)).toContain(text);
  });

  it.each(["17", "17.5", "a.b", "1.2.3", "e-17"])("the key %s is left alone", (text) => {
    expect(keyDamage(text)).toBeUndefined();
  });

  it.each([
    ["46115", "perhaps 2026-04-03"],
    ["03/04/2026", "day and month may be either"],
    ["3.4.26", "day and month may be either"],
    ["2026-02-30", "a day that no calendar has"],
    ["soon", "is not a date"],
  ])("the date %s is told", (text, expected) => {
    expect(day(text)).toBeUndefined();
    expect(dateProblem(text)).toContain(expected);
  });

  it.each([
    ["2026-02-28", "2026-02-28"],
    ["2026-02-28 00:00:00", "2026-02-28"],
    ["2026-02-28T00:00:00Z", "2026-02-28"],
  ])("the date %s is %s", (text, expected) => {
    expect(day(text)).toBe(expected);
  });
});

it("a former key of somebody who is not in the table is worth a warning", () => {
  const { people, warnings } = orgOfTable(
    yaml("title: title", ", was: { 1: a, 11: b }"),
    "id,email,title\n1,a@x.io,\n",
  );
  expect(people.get("1")?.was).toEqual(["a"]);
  expect(warnings.map(({ message }) => message)).toEqual([
    '"11" is not in the table, so that its former key counts for nobody. Correct or remove it.',
  ]);
});
