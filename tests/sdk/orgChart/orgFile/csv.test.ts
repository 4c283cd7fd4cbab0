import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { readTable } from "../../../../sdk/orgChart/orgFile/csv.js";
import { Problems } from "../../../../sdk/orgChart/orgFile/problems.js";
import { Source } from "../../../../sdk/orgChart/orgFile/source.js";
import { orgOfTable, problemsOf } from "./support.js";

const yaml = (columns: string, rest = "", people = "") =>
  `people: { from: people.csv, columns: { key: id, userName: email${columns === "" ? "" : `, ${columns}`} }${people} }\n${rest}`;
const table = yaml("title: title, manager: boss");
const header = "id,email,title,boss";
const grace = "1,grace@acme.io,CTO,";
const ada = "2,ada@acme.io,Engineer,1";

function titles(csv: string | Buffer, columns = table): unknown[] {
  return [...orgOfTable(columns, csv).people.values()].map(({ attributes }) => attributes["title"]);
}

function warnings(csv: string, columns = table): string[] {
  return orgOfTable(columns, csv).warnings.map(({ line, message }) => `${line ?? 0} ${message}`);
}

describe("tables as systems export them", () => {
  it.each<[string, string]>([
    ["lines that end as on Windows under a header that does not", `${header}\n${grace}\r\n${ada}\r\n`],
    ["lines that end as on Unix under a header that does not", `${header}\r\n${grace}\n${ada}\n`],
    ["lines that end as on old Macs", `${header}\r${grace}\r${ada}`],
    ["line ends that were converted twice", `${header}\r\r\n${grace}\r\r\n${ada}\r\r\n`],
    ["empty cells behind the last header", `${header}\n${grace},,,\n${ada},\n`],
    ["empty columns and rows around", `\n\n${header},,\n${grace},,\n${ada},,\n,,,,,\n`],
    ["a title and an empty row above the header", `Employees, November 2026\n\n${header}\n${grace}\n${ada}\n`],
    ["a row of heads of several columns above the header", `Person,,Job,\n${header}\n${grace}\n${ada}\n`],
    ["a title without semicolons", `A, B, C, D\n${[header, grace, ada].join("\n").replaceAll(",", ";")}\n`],
    ["the header again on each page", `${header}\n${grace}\n${header}\n${ada}\n`],
    ["a hint in capitals", `\uFEFFSEP=;\n${[header, grace, ada].join("\n").replaceAll(",", ";")}\n`],
    ["a hint in quotes", `"sep=|"\r\n${[header, grace, ada].join("\r\n").replaceAll(",", "|")}\n`],
    ["blanks around quotes", `${header}\n1, "grace@acme.io" ,"CTO" , ""\n${ada}\n`],
    [
      "headers with what cannot be seen",
      `\u200bid,email,\u00a0title , "boss"\n${grace}\n2\u200b,\u202aada@acme.io\u202c,Engineer,\u00a01\n`,
    ],
  ])("%s are read", (_, csv) => {
    const { people } = orgOfTable(table, csv);
    expect([...people.values()].map(({ key, manager, attributes }) => ({ key, manager, ...attributes }))).toEqual([
      { key: "1", manager: null, userName: "grace@acme.io", title: "CTO" },
      { key: "2", manager: "1", userName: "ada@acme.io", title: "Engineer" },
    ]);
  });

  it("headers are the same with other spaces, line breaks and composition of umlauts", () => {
    const csv = 'id,email,"Job\r\n Titel","Gr\u00f6\u00dfe"\n1,a@acme.io,CTO,9\n';
    const { people } = orgOfTable(yaml("title: Job Titel, costCenter: Gro\u0308\u00dfe"), csv);
    expect(people.get("1")?.attributes).toEqual({ userName: "a@acme.io", title: "CTO", costCenter: "9" });
  });

  it("the delimiter is told from all of a header of several lines", () => {
    expect(
      titles('"Employee\nID";email;title\n1;a@acme.io;CTO\n', yaml("title: title").replace("id", "Employee ID")),
    ).toEqual(["CTO"]);
  });

  it("what is passed over above and between is worth a warning", () => {
    expect(warnings(`Employees\n${header}\n${grace}\n${header}\n${ada}\n`)).toEqual([
      "2 the header stands here; the rows above it are passed over.",
      "4 the header stands here again; it is nobody.",
    ]);
  });

  it("a person whose title is a header is no header", () => {
    expect(titles(`${header}\n1,grace@acme.io,title,\n2,ada@acme.io,boss,1\n`)).toEqual(["title", "boss"]);
  });

  it("delimiters and separators that are spaces count as they stand", () => {
    const tabs = "id\temail\tA,B,C,D,E\tteams\n1\ta@acme.io\tx\tx y\n";
    const rest = "teams: { x: , y: }";
    const { teams } = orgOfTable(yaml("teams: teams", rest, ', delimiter: "\\t", separator: " "'), tabs);
    expect([...teams.values()].map(({ key, members }) => [key, members])).toEqual([
      ["x", ["1"]],
      ["y", ["1"]],
    ]);
    const lines = 'id,email,teams\n1,a@acme.io,"x\ny"\n';
    expect(orgOfTable(yaml("teams: teams", rest, ', separator: "\\n"'), lines).teams.get("y")?.members).toEqual(["1"]);
  });

  it.each(['"', "\\n", "ab"])("the delimiter %j is a problem", (delimiter) => {
    const written = delimiter === '"' ? "'\"'" : `"${delimiter}"`;
    const problems = problemsOf(() => orgOfTable(yaml("", "", `, delimiter: ${written}`), `${header}\n${grace}\n`));
    expect(problems).toContainEqual(
      expect.stringContaining("one character, which is no double quote and no line break"),
    );
  });
});

describe("double quotes", () => {
  it("in cells of systems that know none are characters like all, and no row is lost behind them", () => {
    const rows = ['1,a@acme.io,"Bob" Smith,', '2,b@acme.io,5" disk,1', '3,c@acme.io,"The,1', '4,d@acme.io,Eve "E,1'];
    expect(titles(`${header}\n${rows.join("\n")}\n`)).toEqual(['"Bob" Smith', '5" disk', '"The', 'Eve "E']);
  });

  it("one that is never closed is told where it opens", () => {
    expect(problemsOf(() => titles(`${header}\n${grace}\n2,b@acme.io,"Bob,1\n3,c@acme.io,x,1\n`))).toEqual([
      "people.csv:3:13 the table cannot be read: a double quote is opened and never closed.",
    ]);
  });

  it("a cell that swallows whole rows is a problem", () => {
    const csv = `${header}\n1,a@acme.io,"Bob,\n2,b@acme.io,x,1\n3,c@acme.io,Eve",\n4,d@acme.io,"x,\ny, z",1\n`;
    expect(problemsOf(() => titles(csv))).toEqual([
      expect.stringContaining("people.csv:2:13 this cell holds whole rows: a double quote is opened here"),
    ]);
  });

  it.each<[string, string, string]>([
    ["a stray quote", '1,5" disk,bad@@x', "people.csv:2:11"],
    ["Windows line ends in a cell", '1,"a\r\nb",bad@@x', "people.csv:3:4"],
    ["old line ends in a cell", '1,"a\rb\rc",bad@@x', "people.csv:4:4"],
  ])("the place behind %s is told", (_, row, place) => {
    const problems = problemsOf(() => orgOfTable(yaml("title: title"), `id,title,email\n${row}\n2,y,b@acme.io\n`));
    expect(problems).toEqual([expect.stringContaining(`${place} the userName "bad@@x"`)]);
  });

  it("are read as RFC 4180 says", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\n", "ä", " b"), maxLength: 6 });
    const rows = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n"), (body, end) => {
        const quoted = (row: string[]) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(",");
        const text = `${["h1,h2,h3,h4", ...body.map(quoted)].join(end)}${end}`;
        const wanted = parse(text)
          .slice(1)
          .map((row) => row.map((one) => one.trim()));
        const read = readTable(new Source("x.csv", text), undefined, [], new Problems());
        const found = read?.rows.map((row) => [0, 1, 2, 3].map((index) => row.cell(index)));
        expect(found).toEqual(wanted.filter((row) => row.some((one) => one !== "")));
      }),
    );
  });
});

describe("cells that say nothing, or nothing true", () => {
  it("words for nothing are worth one warning for each column, but no key, userName or manager", () => {
    const csv = `${header}\n1,a@acme.io,NULL,\n2,b@acme.io,NULL,1\n3,-,x,1\nN/A,d@acme.io,,NULL\n`;
    expect(problemsOf(() => titles(csv))).toEqual([
      'people.csv:4:3 "-" in the column "email" is what systems write for nothing. Leave such cells empty if there is nothing.',
      'people.csv:5:1 "N/A" in the column "id" is what systems write for nothing. Leave such cells empty if there is nothing.',
      'people.csv:5:16 the manager "NULL" of "N/A" is not in the file. Correct the key, add the person, or leave it empty for a root.',
    ]);
    expect(warnings(`${header}\n1,a@acme.io,NULL,\n2,b@acme.io,NULL,1\n`)).toEqual([
      '2 "NULL" in the column "title" is taken as it stands. Leave such cells empty if there is nothing.',
    ]);
  });

  it("errors of formulas in a column that decides who is meant leave nobody out", () => {
    const csv = "id,email,land\n1,a@acme.io,DE\n2,b@acme.io,#NV\n";
    expect(problemsOf(() => orgOfTable(yaml("", "include: { land: DE }"), csv))).toEqual([
      'people.csv:3:13 "#NV" is the error of a formula. Correct it in the spreadsheet and export again.',
    ]);
    expect(problemsOf(() => orgOfTable(yaml("", "teams: { by: land }"), csv))).toHaveLength(1);
  });

  it("values of include mean equal texts, however they are composed", () => {
    const csv = "id,email,city\n1,a@acme.io,Mu\u0308nchen\n2,b@acme.io,New\u00a0York\n3,c@acme.io,Rome\n";
    const { people } = orgOfTable(yaml("", "include: { city: [m\u00fcnchen, New York] }"), csv);
    expect([...people.keys()]).toEqual(["1", "2"]);
  });

  it.each(["teams: { by: land }", "include: { land: DE }"])("two columns of a name are a problem for %s", (rest) => {
    const csv = "id,email,land,land\n1,a@acme.io,DE,US\n2,b@acme.io,DE,DE\n";
    expect(problemsOf(() => orgOfTable(yaml("", rest), csv))).toEqual([
      'people.csv:1:15 two columns are called "land". Rename or remove one.',
    ]);
  });

  it("an empty status, and a status of two columns, are problems", () => {
    const csv = "id,email,state,other\n1,a@acme.io,Active,Active\n2,b@acme.io,,Active\n";
    const values = "values: { Active: active, Left: leaver }";
    expect(problemsOf(() => orgOfTable(yaml("status: state", `status: { ${values} }`), csv))).toEqual([
      'people.csv:3:1 "2" has no status. Fill the cell.',
    ]);
    expect(
      problemsOf(() => orgOfTable(yaml("status: state", `status: { column: other, ${values} }`), csv)),
    ).toContainEqual(expect.stringContaining('"other" is the column of the status, but columns has "state" for it'));
  });

  it("a value that an attribute cannot have is a problem", () => {
    expect(
      problemsOf(() =>
        orgOfTable(yaml("leapsome.gender: sex"), "id,email,sex\n1,a@acme.io,Female\n2,b@acme.io,male\n"),
      ),
    ).toEqual([
      'people.csv:2:13 "Female" is no value of leapsome.gender. It must be one of "male", "female", "diverse".',
    ]);
  });

  it("one externalId of two people is worth a warning", () => {
    expect(warnings("id,email,x\n1,a@acme.io,\n2,b@acme.io,1\n", yaml("externalId: x"))).toEqual([
      '3 the externalId "1" of "2" is also that of "1" (on line 2): adoption cannot tell them apart.',
    ]);
  });

  it("a table without the column of keys is told of that alone", () => {
    expect(problemsOf(() => titles("number,email,title,boss\n1,a@acme.io,x,\n"))).toEqual([
      '1:45 people.csv has no column "id". Known are: number, email, title, boss.',
    ]);
  });
});
