import { teamKey } from "../../../../sdk/orgChart/orgFile/teams.js";
import { org, orgOfTable, problemsOf } from "./support.js";

const membersOf = (read: ReturnType<typeof org>) =>
  Object.fromEntries([...read.teams.values()].map(({ key, members }) => [key, members]));

describe("teams by key", () => {
  const people =
    "people: { a: { userName: a, teams: [core, web] }, b: { userName: b, teams: web }, c: { userName: c } }\n";
  const teams = "teams: { all: { displayName: Everybody }, web: { parent: all, was: www }, core: { parent: web } }\n";

  it("hold their people; a person is in the team and in all around it, once", () => {
    const read = org(people + teams);
    expect(membersOf(read)).toEqual({ all: ["a", "b"], web: ["a", "b"], core: ["a"] });
    expect([...read.teams.values()].map(({ displayName, was }) => [displayName, was])).toEqual([
      ["Everybody", []],
      ["web", ["www"]],
      ["core", []],
    ]);
  });

  it("are groups in groups where that is asked for", () => {
    const read = org(`${people}${teams}nestedTeams: true\n`);
    expect(membersOf(read)).toEqual({ all: [], web: ["a", "b"], core: ["a"] });
    expect([...read.teams.values()].map(({ teams: inside }) => inside)).toEqual([["web"], ["core"], []]);
  });

  it.each([
    [
      "a parent that is no team",
      "web: { parent: al }, core: , all: ",
      '2:25 the parent "al" of the team "web" is no team. Did you mean "all"?',
    ],
    [
      "a cycle",
      "web: { parent: core }, core: { parent: web }",
      "2:10 the teams form a cycle: web → core → web. Take away one parent.",
    ],
    [
      "equal names",
      "web: { displayName: Core }, core: ",
      '2:38 the teams "web" and "core" are both called "core". Rename one, or make them one team.',
    ],
    [
      "an unknown key",
      "web: { name: Web }, core: ",
      '2:17 the team web has no "name". Known are: displayName, externalId, parent, was, extensions.',
    ],
  ])("%s is a problem", (_, text, expected) => {
    expect(problemsOf(() => org(`${people}teams: { ${text} }\n`))).toContainEqual(expected);
  });
});

describe("teams by value", () => {
  const yaml = (teams: string) =>
    `people: { from: people.csv, columns: { key: id, userName: email, department: dept } }\nteams: ${teams}\n`;
  const csv = "id,email,dept,Area\n1,a@x.io,R&D,Tech\n2,b@x.io,Sales,Field\n3,c@x.io,,Field\n4,d@x.io,Sales,Field\n";

  it("are one team a value, of one or several attributes or columns", () => {
    expect(membersOf(orgOfTable(yaml("{ by: department }"), csv))).toEqual({ "r-d": ["1"], sales: ["2", "4"] });
    expect(membersOf(orgOfTable(yaml("{ by: [Area, department] }"), csv))).toEqual({
      tech: ["1"],
      "r-d": ["1"],
      field: ["2", "3", "4"],
      sales: ["2", "4"],
    });
  });

  it("are groups in groups where that is asked for, with people in the innermost", () => {
    const read = orgOfTable(`${yaml("{ by: [Area, department] }")}nestedTeams: true\n`, csv);
    expect(membersOf(read)).toEqual({ tech: [], "r-d": ["1"], field: ["3"], sales: ["2", "4"] });
    expect(read.teams.get("field")?.teams).toEqual(["sales"]);
  });

  it("a renamed value stays the team that it was", () => {
    const read = orgOfTable(
      yaml("{ by: department, names: { Sales: { was: Field sales }, R&D: { key: rnd, displayName: Research } } }"),
      csv,
    );
    expect([...read.teams.values()].map(({ key, displayName }) => [key, displayName])).toEqual([
      ["rnd", "Research"],
      ["field-sales", "Sales"],
    ]);
  });

  it("equal values in two columns are a problem unless they are merged", () => {
    const equal = "id,email,dept,Area\n1,a@x.io,Sales,Field\n2,b@x.io,Shop,Sales\n";
    expect(problemsOf(() => orgOfTable(yaml("{ by: [Area, department] }"), equal))).toEqual([
      'people.csv:3:15 "Sales" is a team by Area and by department. Set teams.merge to make them one, or give one another name in teams.names.',
    ]);
    expect(membersOf(orgOfTable(yaml("{ by: [Area, department], merge: true }"), equal))).toMatchObject({
      sales: ["1", "2"],
    });
  });

  it("values that differ in letter case or signs only are a problem, told once", () => {
    const alike = "id,email,dept,Area\n1,a@x.io,Sales,\n2,b@x.io,sales,\n3,c@x.io,sales,\n";
    expect(problemsOf(() => orgOfTable(yaml("{ by: department }"), alike))).toEqual([
      'people.csv:3:10 "sales" and "Sales" would be the same team "sales". Write them alike, or give one a key in teams.names.',
    ]);
  });

  it("a team inside of two is a problem where groups are nested", () => {
    const two = "id,email,dept,Area\n1,a@x.io,Sales,Field\n2,b@x.io,Sales,Tech\n";
    expect(problemsOf(() => orgOfTable(`${yaml("{ by: [Area, department] }")}nestedTeams: true\n`, two))).toEqual([
      'people.csv:3:10 the team "Sales" is inside of "field" and of "tech". Rename one in teams.names, or set nestedTeams to false.',
    ]);
  });

  it("a column that does not exist is a problem", () => {
    expect(problemsOf(() => orgOfTable(yaml("{ by: Aera }"), csv))).toEqual([
      '2:14 the table has no column "Aera". Did you mean "Area"?',
    ]);
  });

  it.each([
    ["Research and Development", "research-and-development"],
    ["R&D (EU)", "r-d-eu"],
    ["Führung", "führung"],
    ["営業部", "営業部"],
    ["—", "—"],
  ])("the key of %s is %s", (value, key) => {
    expect(teamKey(value)).toBe(key);
  });
});

it("a name for a value that nobody has is worth a warning: a rename that is misspelt would make a new group", () => {
  const names = "names: { People Op: { was: Human Resources } }";
  const { teams, warnings } = org(
    `people: { a: { userName: a, department: People Ops } }\nteams: { by: department, ${names} }\n`,
  );
  expect([...teams.keys()]).toEqual(["people-ops"]);
  expect(warnings.map(({ line, column, message }) => `${line ?? 0}:${column ?? 0} ${message}`)).toEqual([
    '2:35 nobody is in a team "People Op", so that its name counts for none. Did you mean "People Ops"?',
  ]);
});
