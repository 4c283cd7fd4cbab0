import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withSandbox } from "../../support/withSandbox.js";

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-scim-import-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("counts in whole words, and prints commands that a shell takes", async () => {
  const seed = { Users: [{ id: "1", userName: "ada@acme.example" }], Groups: [{ displayName: "Research" }] };
  await withSandbox({ seed }, async (sandbox) => {
    const dialect = '{"title":"Acme\'s own","page":{"users":50}}';
    const command = ["-r", join(__dirname, "../typescript.cjs"), join(__dirname, "../../../cli/main.ts"), "import"];
    const args = ["--out", folder, "--endpoint", sandbox.url, "--dialect", dialect];
    const env = { ...process.env, SCIM_TOKEN: sandbox.token };
    const { stdout } = await promisify(execFile)(process.execPath, [...command, ...args], { env });
    expect(stdout).toMatch(/import\.json: 1 person, 1 group\. Now:\n/);
    expect(stdout).toContain(`  pulumi config set scim:endpoint ${sandbox.url}\n`);
    expect(stdout).toContain(`  pulumi config set scim:dialect '{"title":"Acme'\\''s own","page":{"users":50}}'\n`);
  });
});
