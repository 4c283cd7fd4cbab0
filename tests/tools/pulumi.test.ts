import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const root = join(__dirname, "../..");
let folder = "";

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-scim-tool-")));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a make-believe CLI of the version, and the helpers that are named. */
function install(name: string, version: string, helpers: readonly string[]): string {
  const bin = join(folder, name);
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh
if [ "$1" = version ]; then echo "v${version}"; exit 0; fi
echo "arguments: $*"; echo "cwd: $(pwd)"; echo "backend: $PULUMI_BACKEND_URL"; echo "passphrase: $PULUMI_CONFIG_PASSPHRASE_FILE"
exit 7
`;
  for (const program of ["pulumi", ...helpers]) {
    writeFileSync(join(bin, program), script);
    chmodSync(join(bin, program), 0o755);
  }
  return bin;
}

const helpers = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
const cached = `cache/pulumi-scim/pulumi-3.256.0-${process.platform}-${process.arch}`;

function tool(script: string, args: readonly string[], path: readonly string[], env: Record<string, string> = {}) {
  // No Go, no curl: whatever is not found here is not got at all.
  const PATH = [...path, dirname(process.execPath), "/bin"].join(delimiter);
  const home = { HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), XDG_DATA_HOME: join(folder, "data") };
  return spawnSync(process.execPath, [join(root, "tools/pulumi", script), ...args], {
    cwd: root,
    encoding: "utf8",
    env: { PATH, ...home, ...env },
  });
}

describe("pulumi:where", () => {
  it("prints the folder on PATH that has a new enough CLI and its helpers, alone", () => {
    const bin = install("bin", "3.216.0", helpers);
    expect(tool("where.mjs", [], [bin])).toMatchObject({ status: 0, stdout: `${bin}\n`, stderr: "" });
  });

  it.each([
    { why: "too old", version: "3.215.9", beside: helpers },
    { why: "without the Node language host", version: "3.300.0", beside: helpers.slice(1) },
    { why: "without the launcher of dynamic providers", version: "3.300.0", beside: helpers.slice(0, 1) },
  ])("takes the one in the cache when the one on PATH is $why", ({ version, beside }) => {
    const bin = install("bin", version, beside);
    const cache = install(cached, "3.256.0", helpers);
    expect(tool("where.mjs", [], [bin])).toMatchObject({ status: 0, stdout: `${cache}\n` });
  });
});

describe("npm run pulumi", () => {
  it("passes arguments, the caller's folder and the exit code on", () => {
    const bin = install("bin", "3.256.0", helpers);
    const env = { INIT_CWD: folder, PULUMI_BACKEND_URL: "file:///somewhere", PULUMI_CONFIG_PASSPHRASE: "x" };
    const run = tool("run.mjs", ["stack", "ls", "--json"], [bin], env);
    expect(run).toMatchObject({ status: 7, stderr: "" });
    expect(run.stdout).toBe(`arguments: stack ls --json\ncwd: ${folder}\nbackend: file:///somewhere\npassphrase: \n`);
  });

  it("keeps state in a private folder of the user when there is no login, and says so", () => {
    const bin = install("bin", "3.256.0", helpers);
    const run = tool("run.mjs", ["up"], [bin], { INIT_CWD: folder });
    const data = join(folder, "data/pulumi-scim");
    expect(run.stdout).toContain(`backend: file://${data}/state\n`);
    expect(run.stdout).toContain(`passphrase: ${data}/passphrase\n`);
    expect(run.stderr).toContain(`the state is kept in ${data}/state`);
    expect(statSync(join(data, "passphrase")).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, "state")).mode & 0o777).toBe(0o700);
  });

  it.each([
    { what: "a login", file: ".pulumi/credentials.json", text: '{"current":"https://api.pulumi.com"}' },
    { what: "a backend in the project", file: "Pulumi.yaml", text: "name: x\nbackend:\n  url: file://~\n" },
  ])("leaves the backend to $what", ({ file, text }) => {
    const bin = install("bin", "3.256.0", helpers);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    const run = tool("run.mjs", ["up"], [bin], { INIT_CWD: folder });
    expect(run.stdout).toContain("backend: \n");
    expect(readdirSync(folder)).not.toContain("state");
  });
});
