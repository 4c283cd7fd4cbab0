import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { needs } from "../support/needs.js";
import { fromSetup } from "../support/pulumiCommand.js";

jest.setTimeout(300_000);

const root = join(__dirname, "../..");
const online = needs(process.env["PULUMI_SCIM_TEST_OFFLINE"]);

/** What a user's program uses of the public types; it has to compile under both resolutions. */
const program = `
import { ScimGroup, ScimMembership, ScimService, ScimUser } from "pulumi-scim";
import { user } from "pulumi-scim/provider";

const service = new ScimService("acme", { endpoint: "https://scim.acme.io/v2", tokenEnv: "ACME_TOKEN" });
const opts = { provider: service };
const grace = new ScimUser("grace", { userName: "grace@acme.io", name: { givenName: "Grace" }, title: "CTO" }, opts);
const ada = new ScimUser("ada", { userName: "ada@acme.io", manager: grace }, opts);
const boss = ScimUser.lookup("boss", { userName: "boss@acme.io" }, opts);
const team = new ScimGroup("team", { displayName: "Team" }, opts);
new ScimMembership("team", { group: team, users: [grace, ada, boss] }, opts);
new ScimMembership("one", { group: team, user: boss }, opts);
export const id = ada.id;
export const handlers = [user];
// @ts-expect-error userName is required
new ScimUser("nobody", {});
`;

/** A user's own test against the sandbox. */
const ownTest = `
import { startSandbox, type Sandbox } from "pulumi-scim/sandbox";
export async function withService(body: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ port: 0, latencyMs: 1 });
  await body(sandbox).finally(() => sandbox.close());
}
`;

const importing = `
import assert from "node:assert/strict";
import { ScimUser, ScimGroup, ScimMembership, ScimService } from "pulumi-scim";
import { user, group, membership } from "pulumi-scim/provider";
import { startSandbox } from "pulumi-scim/sandbox";
for (const part of [ScimUser, ScimGroup, ScimMembership, ScimService, startSandbox]) assert.equal(typeof part, "function");
for (const handler of [user, group, membership]) assert.equal(typeof handler.create, "function");
const sandbox = await startSandbox({ port: 0 });
await sandbox.close();
`;

const requiring = `
const { ScimUser } = require("pulumi-scim");
const { user } = require("pulumi-scim/provider");
const { startSandbox } = require("pulumi-scim/sandbox");
if ([ScimUser, user, startSandbox].includes(undefined)) throw new Error("an export is missing");
`;

const managers = [
  { name: "npm", command: "npm", args: ["install", "--no-audit", "--no-fund"] },
  { name: "pnpm", command: "npx", args: ["--yes", "pnpm@10", "install", "--ignore-scripts"] },
];

describe.each(managers)("a new project installed by $name", ({ command, args }) => {
  let folder = "";

  function execute(program: string, programArgs: readonly string[]) {
    return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      const child = spawn(program, programArgs, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
      }
      child.once("error", reject);
      child.once("close", (code) => {
        resolve({ code, output });
      });
    });
  }

  /** Under Pulumi's own template, which checks the declarations of dependencies too, and under node16. */
  async function typecheck(file: string, text: string) {
    writeFileSync(join(folder, file), text);
    const template = readFileSync(join(__dirname, "../support/pulumiTemplate.tsconfig.json"), "utf8");
    const { compilerOptions } = templateSchema.parse(JSON.parse(template));
    for (const options of [{}, { module: "node16", moduleResolution: "node16" }]) {
      const config = { compilerOptions: { ...compilerOptions, ...options, pretty: false }, files: [file] };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      const result = await execute(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]);
      expect({ ...options, ...result }).toEqual({ ...options, code: 0, output: "" });
    }
  }

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  online("resolves its types, modules and command", async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-scim-package-")));
    const setup = fromSetup("PULUMI_SCIM_TEST_FOLDER");
    const tarball = readdirSync(setup).find((name) => name.endsWith(".tgz")) ?? "";
    const own = (name: string) =>
      versionSchema.parse(JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"))).version;
    const manifest = {
      name: "a-users-project",
      private: true,
      dependencies: { "pulumi-scim": `file:${join(setup, tarball)}`, "@pulumi/pulumi": own("@pulumi/pulumi") },
      devDependencies: { typescript: own("typescript"), "@types/node": own("@types/node") },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    expect(await execute(command, args)).toMatchObject({ code: 0 });

    writeFileSync(join(folder, "org.yaml"), "people: { ada: { userName: ada@acme.example } }\n");
    const pictures = ["chart.svg", "chart.html", "chart.mmd", "chart.txt"];
    for (const picture of pictures) {
      const drawn = await execute(join(folder, "node_modules/.bin/pulumi-scim"), ["chart", "org.yaml", "-o", picture]);
      expect({ picture, ...drawn }).toEqual({ picture, code: 0, output: "" });
      expect(readFileSync(join(folder, picture), "utf8")).toContain("ada@acme.example");
    }

    await typecheck("index.ts", program);
    writeFileSync(join(folder, "importing.mjs"), importing);
    expect(await execute(process.execPath, ["importing.mjs"])).toEqual({ code: 0, output: "" });
    writeFileSync(join(folder, "requiring.cjs"), requiring);
    expect(await execute(process.execPath, ["requiring.cjs"])).toEqual({ code: 0, output: "" });

    const help = await execute(join(folder, "node_modules/.bin/pulumi-scim"), ["--help"]);
    expect(help.code).toBe(0);
    expect(help.output).toContain("sandbox");
    await typecheck("ownTest.ts", ownTest);
  });
});

const versionSchema = z.looseObject({ version: z.string() });
const templateSchema = z.looseObject({ compilerOptions: z.record(z.string(), z.unknown()) });
