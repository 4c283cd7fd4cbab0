import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiScim } from "../command.js";
import { changes, joins, leaves, preview } from "./previews.js";
import { fixture } from "./reports.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-plan-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const simple = file("simple.json", preview([joins("ada"), leaves("bob"), changes("cy", {}, { title: "CTO" })]));
const others = file(
  "others.json",
  preview([]).replace('"steps":[', '"steps":[{"op":"create","urn":"urn:pulumi:p::a::aws:s3/bucket:Bucket::b"},'),
);
const plan = (...args: string[]) => pulumiScim("plan", "--commit", "abc123", ...args).ended;

describe("pulumi-scim plan", () => {
  it("reads a file and prints a text", async () => {
    const { code, stdout, stderr } = await plan(simple);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^People: acme\/prod\nService: scim\.acme\.example\nCommit: abc123\n/);
    expect(stdout).toMatch(/\n1 person joins, 1 person leaves, 1 person changes\.\n/);
  });

  it("reads what older PowerShells write by >", async () => {
    const utf16 = join(folder, "utf16.json");
    writeFileSync(utf16, Buffer.from(`\uFEFF${readFileSync(simple, "utf8")}`, "utf16le"));
    const { code, stdout } = await plan(utf16);
    expect(code).toBe(0);
    expect(stdout).toContain("1 person joins, 1 person leaves, 1 person changes.");
  });

  it("refuses two previews of one stack, which would count everybody twice", async () => {
    const { code, stdout, stderr } = await plan(simple, file("again.json", readFileSync(simple, "utf8")));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/simple\.json and .*again\.json are both of acme\/prod\. Give one preview for each stack\./);
  });

  it.each(["--state", "--event-log"])("refuses %s of another stack", async (option) => {
    const urn = "urn:pulumi:test::other::pulumi:pulumi:Stack::other-test";
    const state = { deployment: { resources: [{ urn, type: "pulumi:pulumi:Stack" }] } };
    const event = { sequence: 1, resourcePreEvent: { metadata: { op: "same", urn, type: "pulumi:pulumi:Stack" } } };
    const other = file("other.json", JSON.stringify(option === "--state" ? state : event));
    const { code, stderr } = await plan(simple, option, other, "--max-leavers", "5%");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /Could not use .*other\.json: it is of other\/test, and the plan of acme\/prod\. Give the file/,
    );
  });

  it("reads stdin, and writes JSON that says all of it", async () => {
    const run = pulumiScim("plan", "--format", "json", "-");
    run.child.stdin.end(fixture("refreshed.jsonl"));
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      counts: { joiners: 2, leavers: 2 },
      guards: [],
      stacks: [{ stack: "test" }],
    });
  });

  it("writes each format by the file's ending, and the picture beside it", async () => {
    for (const [ending, content] of [
      ["md", /^<!-- pulumi-scim plan: /],
      ["html", /^<!doctype html>/],
      ["json", /^\{\n {2}"version": 1/],
      ["txt", /^People: /],
    ] as const) {
      const [output, picture] = [join(folder, `out.${ending}`), join(folder, `out-${ending}.svg`)];
      const { code, stdout } = await plan(simple, "-o", output, "--picture", picture);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(readFileSync(output, "utf8")).toMatch(content);
      expect(readFileSync(picture, "utf8")).toMatch(/^<svg .*joins.*leaves/s);
    }
  });

  it("tells by an event log what the steps cannot", async () => {
    const [steps, log] = [
      file("refreshed.json", fixture("refreshed.jsonl")),
      file("log.jsonl", fixture("refreshed.events.jsonl")),
    ];
    expect((await plan(steps)).stdout).not.toMatch(/Rita/);
    expect((await plan(steps, "--event-log", log)).stdout).toMatch(/Rita rita@acme\.example +ended by hand/);
  });

  it("refuses a plan beyond a guard with exit code 3, after writing it", async () => {
    const output = join(folder, "refused.md");
    const { code, stderr } = await plan(simple, "-o", output, "--max-leavers", "0");
    expect(code).toBe(3);
    expect(stderr).toBe("Refused: This plan would end 1 account; --max-leavers allows 0.\n");
    expect(readFileSync(output, "utf8")).toMatch(/⛔ \*\*Refused:\*\* .* Who: bob\./);
  });

  it("refuses that one stack ends whom another takes over", async () => {
    const [eu, us] = [
      file("eu.json", preview([leaves("bob")], { stack: "eu" })),
      file("us.json", preview([joins("bob"), changes("x", {}, {})], { stack: "us" })),
    ];
    const { code, stderr } = await plan(eu, us);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^Refused: bob goes from the stack eu to us, both in scim\.acme\.example: eu would end the account/,
    );
  });

  it.each<[string, string[], number, RegExp]>([
    [
      "a preview that failed",
      [file("failed.json", fixture("failed.jsonl"))],
      1,
      /ended with an error, so that the plan is not all of it/,
    ],
    [
      "an error without any step",
      [file("error.json", '{"diagnostics":[{"severity":"error","message":"error: no stack"}]}')],
      1,
      /ended with an error/,
    ],
    ["a missing file", [join(folder, "none.json")], 2, /Could not read the preview .*none\.json: ENOENT/],
    ["an empty file", [file("empty.json", "")], 2, /is empty/],
    ["a file that is cut off", [file("cut.json", preview([joins("ada")]).slice(0, -5))], 2, /is cut off/],
    ["the preview of something else", [others], 2, /has resources of other packages only \(1\)/],
    ["a state in the place of a preview", [file("state.json", fixture("state.jsonl"))], 2, /Give that file by --state/],
    ["an event log without events", [simple, "--event-log", simple], 2, /holds no events/],
    ["a guard with a bad number", [simple, "--max-leavers", "many"], 2, /A whole number or a share is expected/],
    [
      "a share of whom nobody knows",
      [file("part.json", preview([leaves("bob")], { same: 9 })), "--max-leavers", "5%"],
      2,
      /nobody knows how many people/,
    ],
    [
      "a picture of no known kind",
      [simple, "--picture", "x.png"],
      2,
      /Could not tell the format of the picture x\.png/,
    ],
    ["an output of no known kind", [simple, "-o", "x.pdf"], 2, /Could not tell the format of x\.pdf/],
    ["stdin twice", ["-", "-"], 2, /give - once/],
    ["a folder that is not there", [simple, "-o", join(folder, "none/x.md")], 1, /Could not write/],
    ["a service without a connection", [simple, "--live"], 2, /no endpoint/],
    [
      "a dialect that is not known",
      [simple, "--dialect", "leapsom"],
      2,
      /--dialect .* names no known dialect; known are rfc7644/,
    ],
    [
      "a dialect file that is not there",
      [simple, "--dialect", "./none.json"],
      2,
      /none\.json, which cannot be read \(ENOENT\)/,
    ],
    ["a token on the command line", [simple, "--token", "t"], 2, /unknown option/],
  ])("has an exit code for %s", async (_, args, code, message) => {
    const result = await plan(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});
