import { readFileSync } from "node:fs";
import { join } from "node:path";
import { personIn } from "../support/withSandbox.js";
import { ENTERPRISE, expectNoChanges, membersOf, onSandbox, STACK_TRACE, writesOf } from "./scenario.js";

jest.setTimeout(400_000);

const program = `const { OrgChart } = require("pulumi-scim");
  new OrgChart("acme", { file: "org.yaml" });`;
const example = join(__dirname, "../../examples/orgChart");

/** A table of a CEO, two directors, a manager with 40 reports below the first, and them. */
function company(edit: (row: string) => string = (row) => row): string {
  const rows = [
    "ceo,Chief,chief@acme.example,CEO,Board,",
    "east,East,east@acme.example,Director,Sales,ceo",
    "west,West,west@acme.example,Director,Support,ceo",
    "mia,Mia,mia@acme.example,Manager,Sales,east",
    ...Array.from({ length: 40 }, (_, i) => `r${i},Report ${i},r${i}@acme.example,Agent,Sales,mia`),
  ];
  return ["key,givenName,email,title,department,manager", ...rows.map(edit)].join("\n");
}

const orgFile = (was = "") => `people:
  from: people.csv
  columns: { key: key, name.givenName: givenName, userName: email, title: title, department: department, manager: manager }
${was}teams: { by: department }
`;
const files = (table: string, org = orgFile()) => ({ "org.yaml": org, "people.csv": table });

it("a company of 290 people is made, kept and ended in as many requests as it has people and teams", async () => {
  const table = readFileSync(join(example, "adventureworks-employees.csv"), "utf8");
  const org = readFileSync(join(example, "org.yaml"), "utf8");
  const options = { files: { "org.yaml": org, "adventureworks-employees.csv": table } };
  await onSandbox(program, options, async ({ project, sandbox }) => {
    const created = await writesOf(sandbox, () => project.up());
    expect(created).toEqual({ "POST /Users": 290, "POST /Groups": 16, "PATCH /Groups/…": 17 });
    await expectNoChanges(project);
    expect(await writesOf(sandbox, () => project.destroy())).toEqual({
      "DELETE /Users/…": 290,
      "DELETE /Groups/…": 16,
    });
  });
});

it("whatever changes in the table is an update of exactly those whom it concerns", async () => {
  await onSandbox(program, { files: files(company()) }, async ({ project, sandbox }) => {
    const change = async (table: string, org?: string) => {
      for (const [name, text] of Object.entries(files(table, org))) project.writeFile(name, text);
      let changes = {};
      const writes = await writesOf(sandbox, async () => {
        ({ changes } = await project.up());
      });
      return { changes, writes };
    };
    await project.up();
    const ids = sandbox.dump().Users.map(({ id }) => id);

    const moved = company((row) => row.replace(/^mia,(.*),east$/, "mia,$1,west"));
    expect(await change(moved)).toEqual({ changes: { update: 1 }, writes: { "PATCH /Users/…": 1 } });
    const [mia, west] = ["mia", "west"].map((name) => personIn(sandbox, `${name}@acme.example`));
    expect(mia?.[ENTERPRISE]).toMatchObject({ manager: { value: west?.id } });

    const renamed = company((row) => (row.startsWith("mia,") ? "mia,Maria,maria@acme.example,Head,Support,west" : row));
    expect(await change(renamed)).toEqual({
      changes: { update: 3 }, // the person and both teams' sets
      writes: { "PATCH /Users/…": 1, "PATCH /Groups/…": 2 },
    });
    expect(personIn(sandbox, "maria@acme.example")).toMatchObject({ id: mia?.id, title: "Head" });
    expect(membersOf(sandbox, "Support")).toContain(mia?.id);

    const rekeyed = renamed.replace("mia,Maria", "m1,Maria").replaceAll(",mia", ",m1");
    const was = orgFile("  was: { m1: mia }\n");
    const rekey = await change(rekeyed, was);
    expect(rekey.changes).toEqual({ update: 1 }); // its externalId
    expect(rekey.writes).toEqual({ "PATCH /Users/…": 1 });
    expect(personIn(sandbox, "maria@acme.example")).toMatchObject({ id: mia?.id, externalId: "m1" });
    expect(sandbox.dump().Users.map(({ id }) => id)).toEqual(ids);
    await expectNoChanges(project);
  });
});

it("a renamed team keeps its group, a leaver is ended, and a broken table changes nothing and shows no stack", async () => {
  await onSandbox(program, { files: files(company()) }, async ({ project, sandbox }) => {
    await project.up();
    const groups = sandbox.dump().Groups.map(({ id }) => id);
    project.writeFile(
      "people.csv",
      company((row) => row.replace(",Support,", ",Care,").replace(/^r39,.*/, "")),
    );
    project.writeFile(
      "org.yaml",
      orgFile().replace("by: department", "by: department, names: { Care: { was: Support } }"),
    );
    expect(await writesOf(sandbox, () => project.up())).toMatchObject({ "DELETE /Users/…": 1 });
    expect(sandbox.dump().Groups.map(({ id }) => id)).toEqual(groups);
    expect(sandbox.dump().Groups.map(({ displayName }) => displayName)).toContain("Care");

    project.writeFile(
      "people.csv",
      company((row) => row.replace(",mia", ",mai").replace("east@acme", "east@@acme")),
    );
    const writes = await writesOf(sandbox, async () => {
      const { output } = await project.up({ fails: true });
      expect(output).toMatch(/people\.csv:3:11: the userName "east@@acme.example" of "east" is not an e-mail address/);
      expect(output).toMatch(/people\.csv:6:\d+: the manager "mai" of "r0" is not in the file\. Did you mean "mia"\?/);
      expect(output).not.toMatch(STACK_TRACE);
    });
    expect(writes).toEqual({});
  });
});
