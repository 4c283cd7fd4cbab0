import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type SandboxOptions } from "../../sandbox/index.js";
import { type EngineProject } from "../support/engineProject.js";
import { connectionTo, personIn } from "../support/withSandbox.js";
import { importAndPreview, importCommand } from "./importing.js";
import { expectNoChanges, onSandbox, program, writesOf } from "./scenario.js";

jest.setTimeout(600_000);

const person = (name: string) =>
  `new ScimUser("${name}", { userName: "${name}@acme.example", displayName: "${name}", title: "Engineer" });`;

/** No discovery, no PATCH, no filters, three on a page; and nobody is ever deleted. */
const STRANGE: SandboxOptions = {
  discovery: "absent",
  patch: false,
  filter: false,
  maxPageSize: 3,
  faults: [{ match: { method: "DELETE" }, action: { status: 405 } }],
};

/** What the installed doctor writes to dialect.json in the project's folder. */
async function objectOfDoctor(project: EngineProject, env: Readonly<Record<string, string>>): Promise<string> {
  const main = join(project.folder, "node_modules/pulumi-scim/dist/cli/main.js");
  const way = ["--write", "--as", "throw-away@acme.example", "--accept-leftover", "--out", "dialect.json"];
  const options = { cwd: project.folder, env: { PATH: process.env["PATH"], ...env } };
  // That nobody can be deleted is a finding: exit code 3.
  await expect(promisify(execFile)(process.execPath, [main, "doctor", ...way], options)).rejects.toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/Left there, to be removed by hand:/) as string,
  });
  return readFileSync(join(project.folder, "dialect.json"), "utf8");
}

it("a program works by the file that doctor writes, at a service at which it fails without", async () => {
  const names = ["ada", "eve", "joan", "mary"];
  const everybody = (from: number) => names.slice(from).map(person).join("\n");
  await onSandbox(everybody(0), { sandbox: STRANGE }, async ({ project, sandbox }) => {
    await project.up();
    project.write(program(everybody(1)));
    expect((await project.up({ fails: true })).output).toMatch(/405/);

    const object: unknown = JSON.parse(await objectOfDoctor(project, connectionTo(sandbox)));
    expect(object).toMatchObject({ discovery: false, user: { delete: false, patch: "none" }, filter: { users: [] } });
    project.setEnvironment({ SCIM_DIALECT: "./dialect.json" });
    await project.up();
    project.write(program(everybody(3)));
    await project.up();
    const active = names.map((name) => personIn(sandbox, `${name}@acme.example`)["active"]);
    expect(active).toEqual([false, false, false, true]);
    await expectNoChanges(project);
  });
});

it.each(["./dialect.json", "the object itself"])("import takes a dialect of one's own: %s", async (form) => {
  const seed = {
    Users: ["ada", "eve", "joan", "mary"].map((name) => ({ id: `id-${name}`, userName: `${name}@acme.example` })),
    Groups: [{ displayName: "Research", members: [{ value: "id-ada" }, { value: "id-mary" }] }],
  };
  await onSandbox("", { language: "typescript", sandbox: { ...STRANGE, seed } }, async ({ project, sandbox }) => {
    const text = await objectOfDoctor(project, connectionTo(sandbox));
    const dialect = form.startsWith("./") ? form : JSON.stringify(JSON.parse(text));
    const writes = await writesOf(sandbox, async () => {
      const { code, stdout } = await importCommand(
        project,
        { ...connectionTo(sandbox), SCIM_DIALECT: dialect },
        ...["--exclude", "throw-away*", "--force"],
      );
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/: 4 people, 2 groups\. Now:/) as string,
      });
      project.setEnvironment({ SCIM_DIALECT: dialect });
      await importAndPreview(project, "--protect=false");
    });
    expect(writes).toEqual({});
  });
});
