import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { parseDialect } from "../../../provider/dialects/custom.js";
import { isObject } from "../../../provider/scim/json.js";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { ADDRESS, contents, staffed } from "./visits.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-doctor-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pulumi-scim doctor` with that environment; `onStart` gets its process. */
function doctor(
  environment: Record<string, string>,
  args: readonly string[],
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const main = join(__dirname, "../../../cli/main.ts");
  const { PATH } = process.env;
  const env = { ...(PATH === undefined ? {} : { PATH }), ...environment };
  const child = spawn(process.execPath, ["-r", join(__dirname, "../typescript.cjs"), main, "doctor", ...args], { env });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  onStart((signal) => child.kill(signal));
  return new Promise((resolve) => {
    child.once("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

async function withService(
  options: SandboxOptions,
  test: (sandbox: Sandbox, environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, seed: staffed(), ...options });
  try {
    await test(sandbox, { SCIM_ENDPOINT: sandbox.url, SCIM_TOKEN: sandbox.token });
  } finally {
    await sandbox.close();
  }
}

describe("pulumi-scim doctor", () => {
  it("prints a table, ends with 0 where nothing is wrong, and shows the token nowhere", () =>
    withService({}, async (sandbox, environment) => {
      const { code, stdout, stderr } = await doctor(environment, []);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^http:.* \(dialect rfc7644\)\n\nconnection\n {2}✓ TLS/);
      expect(stdout).toMatch(/The dialect rfc7644 says all of this already\.\n\nHealthy: \d+ ok, 0 to know, 0 wrong/);
      expect(stdout + stderr).not.toContain(sandbox.token);
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
    }));

  it("lives a whole life, and writes the object for the next run", () =>
    withService({ patch: false, discovery: "absent" }, async (sandbox, environment) => {
      const before = contents(sandbox);
      const out = join(folder, "dialect.json");
      const first = await doctor(environment, ["--write", "--as", ADDRESS, "--json", "--out", out]);
      expect([first.code, first.stderr]).toEqual([0, ""]);
      const report: unknown = JSON.parse(first.stdout);
      expect(report).toMatchObject({ healthy: true, leftovers: [], dialectObject: { user: { patch: "none" } } });
      const object: unknown = JSON.parse(readFileSync(out, "utf8"));
      expect(parseDialect(isObject(object) ? object : {})).toMatchObject({ discovery: false, user: { patch: "none" } });
      expect(contents(sandbox)).toBe(before);
      const second = await doctor({ ...environment, SCIM_DIALECT: out }, []);
      expect(second.stdout).toMatch(/\(dialect custom\)/);
      expect(second.code).toBe(0);
    }));

  it("ends with 1 where something is wrong, after the whole result", () =>
    withService({}, async (_, environment) => {
      const { code, stdout, stderr } = await doctor({ ...environment, SCIM_TOKEN: "another" }, [
        "--format",
        "markdown",
      ]);
      expect([code, stderr]).toEqual([3, expect.stringMatching(/^Not healthy: .*1 wrong/) as string]);
      expect(stdout).toMatch(/\| wrong \| token \| not taken: GET \/Users: 401 /);
    }));

  it.each(["SIGINT", "SIGTERM"] as const)("%s in the middle takes away what was made", (signal) =>
    withService({ latencyMs: 20 }, async (sandbox, environment) => {
      const before = contents(sandbox);
      const { code, stdout, stderr } = await doctor(environment, ["--write", "--as", ADDRESS], (kill) => {
        let writes = 0;
        sandbox.watch(({ method }) => {
          if (method !== "GET" && ++writes === 6) kill(signal);
        });
      });
      expect([code, stderr]).toEqual([1, expect.stringContaining("Taking away what was made …") as string]);
      expect(stdout).toMatch(/✗ life +interrupted/);
      expect(contents(sandbox)).toBe(before);
    }),
  );

  it("what stays is printed where it was accepted", () =>
    withService(
      { faults: [{ match: { method: "DELETE" }, action: { status: 405 } }] },
      async (sandbox, environment) => {
        const refused = await doctor(environment, ["--write", "--as", ADDRESS]);
        expect([refused.code, refused.stdout]).toEqual([2, ""]);
        expect(refused.stderr).toMatch(/^Could not begin: it would stay in the service: .*Give --accept-leftover/);
        expect(sandbox.dump().Users).toHaveLength(5);
        const { code, stdout } = await doctor(environment, ["--write", "--as", ADDRESS, "--accept-leftover"]);
        expect(code).toBe(3);
        expect(stdout).toMatch(
          new RegExp(`Left there, to be removed by hand:\n {2}group .*\n {2}person ${ADDRESS} \\(id .*\\): inactive`),
        );
      },
    ));

  const given = { SCIM_ENDPOINT: "https://acme.example/scim/v2", SCIM_TOKEN: "a-token" };
  it.each<[string, Record<string, string>, string[], RegExp]>([
    ["nothing of a connection", {}, [], /no endpoint: .*no token: /],
    ["an unknown dialect", given, ["--dialect", "okta"], /SCIM_DIALECT names no known dialect/],
    [
      "a dialect file that is not there",
      given,
      ["--dialect", "./none.json"],
      /none\.json, which cannot be read \(ENOENT\)/,
    ],
    ["an endpoint that is none", given, ["--endpoint", "acme"], /no web address/],
    ["--write without --as", given, ["--write"], /there is no --as\. Give --as with an e-mail address/],
    ["--as that is no address", given, ["--write", "--as", "ada"], /ada\. Give --as with an e-mail address/],
    ["--as without --write", given, ["--as", ADDRESS], /--as and --accept-leftover go with --write only/],
    ["--accept-leftover without --write", given, ["--accept-leftover"], /go with --write only/],
    ["an unknown format", given, ["--format", "yaml"], /Allowed choices are text, json, markdown/],
    ["an unknown option", given, ["--token", "x"], /unknown option '--token'/],
    ["an argument", given, ["acme"], /too many arguments/],
  ])("%s is wrong use", async (_, environment, args, message) => {
    const { code, stdout, stderr } = await doctor(environment, args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("a-token");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("an object that cannot be written is told, and the result is there all the same", () =>
    withService({}, async (_, environment) => {
      const { code, stdout, stderr } = await doctor(environment, ["--out", join(folder, "none", "dialect.json")]);
      expect(stdout).toMatch(/Healthy: /);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^Could not write .*ENOENT/) as string]);
    }));
});
