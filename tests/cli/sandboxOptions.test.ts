import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiScim } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-options-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let written = 0;
function file(content: unknown): string {
  const path = join(folder, `options${written++}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Runs a sandbox until the test has made its requests; the status and the text of each answer. */
async function answers(
  args: string[],
  requests: { method?: string; path: string; body?: object }[],
): Promise<{ url: string; seen: { status: number; text: string }[]; ms: number }> {
  const { child, lines, ended } = pulumiScim("sandbox", "--port", "0", "--token", "mine", ...args);
  const [url = ""] = await lines(1);
  const started = performance.now();
  const seen: { status: number; text: string }[] = [];
  for (const { method = "GET", path, body } of requests) {
    const answer = await fetch(url + path, {
      method,
      headers: { Authorization: "Bearer mine", "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    seen.push({ status: answer.status, text: await answer.text() });
  }
  const ms = performance.now() - started;
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, stdout: `${url}\npage: ${new URL("/", url).href}\n`, stderr: "" });
  return { url, seen, ms };
}

const ada = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };
const post = (more: object = {}) => ({ method: "POST", path: "/Users", body: { ...ada, ...more } });
const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];

describe("pulumi-scim sandbox --options", () => {
  it.each<[string, object, object, [number, RegExp]]>([
    [
      "leapsome",
      { existingUser: "conflict" },
      { method: "POST", path: "/Users", body: { userName: ada.userName } },
      [409, /in use|taken|exist/],
    ],
    ["leapsome", {}, post(), [201, /^\{\}$/]],
    ["absorb", { unknownFields: "refuse" }, post({ nickName: "Ada" }), [400, /nickName/]],
    ["absorb", { errorBodies: "none" }, post(), [409, /^$/]],
    ["ironclad", { saml: false }, post({ schemas }), [400, /password/]],
    ["ironclad", { actor: "required" }, post({ schemas }), [403, /^/]],
  ])("gives %s the switches %j", async (dialect, switches, request, [status, text]) => {
    const options = file({ [dialect]: switches, seed: { Users: [ada] } });
    const { seen } = await answers(["--dialect", dialect, "--options", options], [request as { path: string }]);
    expect(seen).toEqual([{ status, text: expect.stringMatching(text) as string }]);
  });

  it("gives every other option too, the dialect among them; the command line stands over the file", async () => {
    const options = file({
      dialect: "absorb",
      basePath: "/own",
      port: 1,
      token: "theirs",
      latencyMs: 100,
      seed: { Users: [ada] },
      absorb: { errorBodies: "text" },
    });
    const own = await answers(["--options", options], [post(), { path: "/Users/none" }]);
    expect(own.url).toMatch(/\/own$/);
    expect(own.seen.map(({ status }) => status)).toEqual([409, 404]);
    expect(own.seen[0]?.text).not.toMatch(/^\{/);
    expect(own.ms).toBeGreaterThanOrEqual(195);
    const seed = file({ Users: [] });
    const over = await answers(["--options", options, "--seed", seed, "--latency", "0"], [post()]);
    expect(over.seen[0]?.status).toBe(200);
    expect(over.ms).toBeLessThan(95);
  });

  it("speaks RFC 7644 with switches of its own", async () => {
    const options = file({ patch: false, discovery: "absent", defaultPageSize: 1 });
    const { seen } = await answers(
      ["--options", options],
      [post({ schemas }), { path: "/ServiceProviderConfig" }, { method: "PATCH", path: "/Users/x", body: {} }],
    );
    expect(seen.map(({ status }) => status)).toEqual([201, 404, 501]);
  });

  it.each<[string, string[], unknown, RegExp]>([
    ["a file of another shape", [], [1], /options\d+\.json: Invalid input/],
    ["a file that is no JSON", [], "{", /Could not read the options file .*options\d+\.json: /],
    [
      "a key that is none",
      [],
      { latency: 5 },
      /options\d+\.json: there is no latency; known are dialect, leapsome, absorb, ironclad, port, .*latencyMs/,
    ],
    ["a function's name", [], { newId: "1" }, /options\d+\.json: there is no newId; known are/],
    [
      "a switch that is none",
      ["--dialect", "ironclad"],
      { ironclad: { samll: true } },
      /options\d+\.json ironclad: there is no samll; known are actor, unknownActor, .*saml, .*retryAfter/,
    ],
    [
      "a switch with a value that is none",
      ["--dialect", "absorb"],
      { absorb: { phoneKept: "all" } },
      /options\d+\.json absorb\.phoneKept: Invalid option: expected one of "first"\|"last"\|"primary"/,
    ],
    [
      "switches of another vendor",
      ["--dialect", "absorb"],
      { dialect: "ironclad", ironclad: {} },
      /options\d+\.json ironclad: only with dialect ironclad, and the dialect is absorb/,
    ],
    ["switches without their dialect", [], { leapsome: {} }, /leapsome: only with dialect leapsome, .* is rfc7644/],
    ["a dialect that is none", [], { dialect: "klingon" }, /speaks no dialect klingon\. It speaks: rfc7644/],
    ["a value that is none", [], { maxPageSize: 0 }, /options\d+\.json maxPageSize: /],
    [
      "a part of a seed that is none",
      [],
      { seed: { Peeple: [] } },
      /seed: there is no Peeple; known are Users, Groups/,
    ],
  ])("refuses %s with exit code 2", async (_, args, content, message) => {
    const { code, stdout, stderr } = await pulumiScim("sandbox", "--port", "0", ...args, "--options", file(content))
      .ended;
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("stands in the help, with an example", async () => {
    const { code, stdout } = await pulumiScim("sandbox", "--help").ended;
    expect([code, stdout.replace(/\s+/g, " ")]).toEqual([
      0,
      expect.stringMatching(/--port <n> .*\(default: 8080\).*--options <file> JSON file: .*\{ "ironclad": /) as string,
    ]);
  });
});
