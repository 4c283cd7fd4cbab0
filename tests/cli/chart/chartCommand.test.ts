import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pulumiScim } from "../command.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-chart-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const user = (key: string, outputs: object) => ({
  urn: `urn:pulumi:prod::acme::pulumi-nodejs:dynamic/scim:User::${key}`,
  type: "pulumi-nodejs:dynamic/scim:User",
  id: `id-${key}`,
  outputs: { externalId: key, displayName: key, ...outputs },
});
function file(name: string, ...resources: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ version: 3, deployment: { resources } }));
  return path;
}
const before = file("before.json", user("grace", {}), user("ada", { manager: "id-grace" }));
const after = file("after.json", user("grace", {}), user("joan", { manager: "id-grace" }));

const bad = join(folder, "bad.yaml");
writeFileSync(bad, "people: { ada: {} }");
const org = join(folder, "org.yaml");
writeFileSync(org, "people: { grace: { userName: grace }, joan: { userName: joan, manager: grace } }");

describe("pulumi-scim chart", () => {
  it.each([
    ["svg", /^<svg .*joins.*<\/svg>\n$/s],
    ["html", /^<!doctype html>.*joins.*<\/html>\n$/s],
    ["mmd", /^---\ntitle: "acme \(prod\)"\n---\nflowchart TB\n.*joins/s],
    [
      "txt",
      /^acme \(prod\)\n2 people: 1 joins, 1 leaves\.\n\ngrace\n├── ada {2}\[− leaves\]\n└── joan {2}\[\+ joins\]\n$/,
    ],
  ])("writes the difference of two states as .%s", async (ending, content) => {
    const output = join(folder, `out.${ending}`);
    const { ended } = pulumiScim("chart", after, "--against", before, "-o", output);
    expect(await ended).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(output, "utf8")).toMatch(content);
  });

  it("writes to stdout in the format that is asked for", async () => {
    const { ended } = pulumiScim("chart", before, "-o", "-", "--format", "text", "--ascii", "--title", "Our people");
    expect(await ended).toEqual({ code: 0, stdout: "Our people\n2 people.\n\ngrace\n`-- ada\n", stderr: "" });
  });

  it("draws what leads from a state to an org file, as many levels as are asked for", async () => {
    const { ended } = pulumiScim("chart", org, "--against", before, "-o", "-", "--format", "text", "--levels", "1");
    const stdout = "org.yaml\n2 people: 1 joins, 1 leaves.\n\ngrace  [2 more below]\n";
    expect(await ended).toEqual({ code: 0, stdout, stderr: "" });
  });

  it("ends quietly when whoever reads its output has had enough", async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`p${i}`, { userName: `person-${i}` }]));
    const large = join(folder, "large.json");
    writeFileSync(large, JSON.stringify({ people: many }));
    const run = pulumiScim("chart", large, "-o", "-", "--format", "svg");
    run.child.stdout.once("data", () => run.child.stdout.destroy());
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("reads what older PowerShells write by >, and shows nobody by a name that cannot be seen", async () => {
    const utf16 = join(folder, "utf16.json");
    const people = {
      ada: { userName: "ada", displayName: "\u200b\u200b" },
      bob: { userName: "bob", displayName: "Bob" },
    };
    writeFileSync(utf16, Buffer.from(`\uFEFF${JSON.stringify({ deployment: { resources: [] } })}`, "utf16le"));
    const seen = join(folder, "seen.json");
    writeFileSync(seen, JSON.stringify({ people }));
    const { stdout, code } = await pulumiScim("chart", seen, "--against", utf16, "-o", "-", "--format", "text").ended;
    expect({ stdout, code }).toEqual({
      stdout: "seen.json\n2 people: 2 join.\n\nada  [+ joins]\nBob  [+ joins]\n",
      code: 0,
    });
  });

  it.each<[string, string[], number, RegExp]>([
    ["no input", ["-o", "x.svg"], 2, /nothing was given/],
    ["no output", [before], 2, /required option '-o, --output/],
    ["an unknown ending", [before, "-o", "x.png"], 2, /Could not tell the format of x\.png\. Give --format/],
    ["stdout without a format", [before, "-o", "-"], 2, /Give --format/],
    ["a missing file", [join(folder, "none.json"), "-o", "x.svg"], 2, /Could not read the chart .*none\.json/],
    ["three charts", [before, "--against", after, "--live", "-o", "x.svg"], 2, /three charts/],
    ["a folder that is not there", [before, "-o", join(folder, "none/x.svg")], 1, /Could not write .*x\.svg: ENOENT/],
    [
      "no endpoint",
      ["--live", "-o", "x.svg"],
      2,
      /^Could not configure the connection: no endpoint: set SCIM_ENDPOINT in the environment, or give --endpoint; no token: set SCIM_TOKEN/,
    ],
    ["an org file with problems", [bad, "-o", "x.svg"], 2, /bad\.yaml:1:\d+: .*"ada" has no userName/],
    ["no number of levels", [before, "--levels", "0", "-o", "x.svg"], 2, /whole number from 1/],
    ["a token on the command line", ["--live", "--token", "t", "-o", "x.svg"], 2, /unknown option/],
  ])("refuses %s", async (_, args, code, message) => {
    const result = await pulumiScim("chart", ...args).ended;
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/pulumi (config|up)|ScimService/);
  });
});
