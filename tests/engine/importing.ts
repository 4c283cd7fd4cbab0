import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { type JsonObject, type Sandbox } from "../../sandbox/index.js";
import { type EngineProject, type EngineRun } from "../support/engineProject.js";
import { ENTERPRISE } from "./scenario.js";

/** Sends one request to the service, as somebody else's tool would; gives the answer's body. */
export async function send(sandbox: Sandbox, method: string, path: string, body?: object): Promise<JsonObject> {
  const answer = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/scim+json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as JsonObject);
}

/** Makes a person and gives the id. */
export async function person(sandbox: Sandbox, userName: string, attributes: JsonObject = {}): Promise<string> {
  const { schemas = [], ...rest } = attributes;
  const core = "urn:ietf:params:scim:schemas:core:2.0:User";
  const urns = [
    core,
    ...Object.keys(rest).filter((key) => key.startsWith("urn:")),
    ...(Array.isArray(schemas) ? schemas : []),
  ];
  const made = await send(sandbox, "POST", "/Users", { schemas: urns, userName, ...rest });
  return idOf(made);
}

/** Makes a group and gives the id. */
export async function team(sandbox: Sandbox, displayName: string, members: readonly object[]): Promise<string> {
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
  return idOf(await send(sandbox, "POST", "/Groups", { schemas, displayName, members }));
}

function idOf({ id }: JsonObject): string {
  if (typeof id !== "string") throw new Error("The service gave no id.");
  return id;
}

interface Row {
  readonly employeeId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly title: string;
  readonly department: string;
  readonly division: string;
  readonly managerId: string;
}

/** The 290 people and 16 departments of the example, made one by one through the service's own API. */
export async function adventureWorks(sandbox: Sandbox): Promise<void> {
  const table = readFileSync(join(__dirname, "../../examples/orgChart/adventureworks-employees.csv"), "utf8");
  const rows = parse<Row>(table, { columns: true, bom: true, skip_empty_lines: true });
  const ids = new Map<string, string>();
  for (let left = rows; left.length > 0;) {
    const ready = left.filter(({ managerId }) => managerId === "" || ids.has(managerId));
    for (const { employeeId, givenName, familyName, email, title, department, division, managerId } of ready) {
      const manager = ids.get(managerId);
      const id = await person(sandbox, email, {
        externalId: employeeId,
        name: { givenName, familyName },
        title,
        active: true,
        phoneNumbers: [{ value: `+49 30 ${employeeId}`, type: "work" }],
        [ENTERPRISE]: { department, division, ...(manager === undefined ? {} : { manager: { value: manager } }) },
      });
      ids.set(employeeId, id);
    }
    left = left.filter((row) => !ready.includes(row));
  }
  for (const department of new Set(rows.map((row) => row.department))) {
    const members = rows
      .filter((row) => row.department === department)
      .map((row) => ({ value: ids.get(row.employeeId) }));
    await team(sandbox, department, members);
  }
}

/** Runs the installed `pulumi-scim import` in the project's folder. */
export function importCommand(
  project: EngineProject,
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string; seconds: number }> {
  const main = join(project.folder, "node_modules/pulumi-scim/dist/cli/main.js");
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, "import", "--out", ".", ...args],
      { cwd: project.folder, env: { PATH: process.env["PATH"], ...env }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 });
      },
    );
  });
}

/** The two commands that the command names, in its order; the preview may find nothing to do. */
export async function importAndPreview(project: EngineProject, ...args: string[]): Promise<EngineRun> {
  await project.pulumi([
    "import",
    "--stack",
    "test",
    "--file",
    "import.json",
    "--generate-code=false",
    "--yes",
    ...args,
  ]);
  return project.preview({ args: ["--expect-no-changes"] });
}
