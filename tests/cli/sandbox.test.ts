import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiScim } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-cli-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];

describe("pulumi-scim sandbox", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints its base URL first, then its token and its page, serves, and ends with %s",
    async (signal) => {
      const { child, lines, ended } = pulumiScim("sandbox", "--port", "0");
      const [url = "", token = "", page = ""] = await lines(3);
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/scim\/v2$/);
      expect(token).toMatch(/^token: \S{20,}$/);
      expect(page).toBe(`page: ${new URL("/", url).href}`);
      expect(await (await fetch(page.replace("page: ", ""))).text()).toContain("<title>SCIM sandbox</title>");
      const headers = { Authorization: `Bearer ${token.replace("token: ", "")}` };
      expect((await fetch(`${url}/Users`, { headers })).status).toBe(200);
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
    },
  );

  it("takes token, seed, faults, latency and rate, and doesn't print a token that it was given", async () => {
    const seed = file("seed.json", `\uFEFF${JSON.stringify({ Users: [{ schemas, userName: "ada" }] })}`);
    const faults = file("faults.json", [{ at: 2, action: { status: 503, retryAfter: 9 } }]);
    const args = ["--no-page", "--token", "mine", "--seed", seed, "--faults", faults, "--latency", "50", "--rate", "3"];
    const { child, lines, ended } = pulumiScim("sandbox", "--port", "0", ...args);
    const [url = ""] = await lines(1);
    const started = performance.now();
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) {
      const answer = await fetch(`${url}/Users`, { headers: { Authorization: "Bearer mine" } });
      statuses.push(answer.status);
      const text = await answer.text();
      if (index === 0) expect(text).toContain('"userName":"ada"');
    }
    expect(statuses).toEqual([200, 503, 200]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
    const burst = await Promise.all(
      Array.from({ length: 12 }, () => fetch(`${url}/Users`, { headers: { Authorization: "Bearer mine" } })),
    );
    expect(burst.map(({ status }) => status)).toContain(429);
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, stdout: `${url}\n`, stderr: "" });
  });

  it.each<[string, string[], RegExp]>([
    ["a port that is no number", ["--port", "x"], /--port <n>.*A number is expected/],
    ["a port beyond all", ["--port", "70000"], /Could not start the sandbox:\noption port: /],
    ["an unknown option", ["--prot", "1"], /unknown option '--prot'/],
    ["an argument too many", ["x"], /too many arguments/],
    ["an unknown dialect", ["--dialect", "klingon"], /speaks no dialect klingon\. It speaks: rfc7644/],
    ["a missing seed file", ["--seed", join(folder, "none.json")], /Could not read the seed file .*none\.json: ENOENT/],
    ["a seed file that is no JSON", ["--seed", file("bad.json", "{")], /Could not read the seed file .*bad\.json: /],
    ["a seed of another shape", ["--seed", file("shape.json", { People: [] })], /shape\.json: .*People/],
    [
      "a seed that the service refuses",
      ["--seed", file("twice.json", { Users: [{ userName: "a" }, { userName: "A" }] })],
      /seed Users\.1: userName A is taken/,
    ],
    ["a fault file of another shape", ["--faults", file("faulty.json", [{ at: 1 }])], /faulty\.json 0\.action: /],
  ])("refuses %s with exit code 2 and no stack trace", async (_, args, message) => {
    const { code, stdout, stderr } = await pulumiScim("sandbox", "--port", "0", ...args).ended;
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("says so when its port is in use", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const { code, stderr } = await pulumiScim("sandbox", "--port", port).ended;
    other.close();
    expect([code, stderr]).toEqual([
      1,
      `Could not start the sandbox: port ${port} is in use. Give another one by --port, or --port 0 for any free one.\n`,
    ]);
  });
});

describe("pulumi-scim", () => {
  it("prints its version and its help with exit code 0", async () => {
    expect(await pulumiScim("--version").ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
    const help = await pulumiScim("--help").ended;
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining("sandbox")]);
    const ofSandbox = await pulumiScim("sandbox", "--help").ended;
    expect([ofSandbox.code, ofSandbox.stdout]).toEqual([
      0,
      expect.stringMatching(/--dialect[^]*--port[^]*--token[^]*--latency[^]*--rate[^]*--faults[^]*--seed/),
    ]);
  });

  it("refuses an unknown subcommand with exit code 2", async () => {
    expect(await pulumiScim("sandbx").ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("sandbx") as string,
    });
  });
});
