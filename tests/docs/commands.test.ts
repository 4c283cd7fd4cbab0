import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { allPages, root, sectionAt, type Block } from "./support/markdown.js";
import { PAGES_THAT_RUN, PAGES_WITH_GIVEN, README_SECTIONS, RUN_ELSEWHERE } from "./support/plan.js";

const scripts = z
  .looseObject({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).scripts;

const blocks = allPages().flatMap(({ path, text, blocks }) =>
  blocks
    .filter(({ language }) => language === "sh")
    .map((block) => ({ path, section: sectionAt(text, block.line), place: `${path}:${block.line}`, block })),
);

/** The commands of a block, one a line, without what stands after `#`. */
function lines({ text }: Block): string[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** `npx pulumi-scim chart …` → the options that its own help lists. */
const helpOf = new Map<string, string>();
function help(command: string): string {
  const text = helpOf.get(command) ?? cli(command.split(" ").filter((word) => word !== ""));
  helpOf.set(command, text);
  return text;
}

function cli(command: readonly string[]): string {
  execFileSync(process.execPath, [join(root, "tools/build.mjs"), "--if-stale"], { stdio: "ignore" });
  return spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...command, "--help"], { encoding: "utf8" })
    .stdout;
}

/** What a line of a block names that this repository does not have. */
function unknownIn(line: string): string[] {
  const own = [...line.matchAll(/\bpulumi-scim +([a-z]+)([^|;&]*)/g)].flatMap(([, command = "", rest = ""]) => {
    const known = help(command);
    if (!known.startsWith(`Usage: pulumi-scim ${command}`)) return [`pulumi-scim ${command}`];
    const given = [...rest.matchAll(/(?<=\s)--?[a-z][\w-]*/g)].map(([option]) => option);
    return given.filter((option) => !new RegExp(`(^|[ ,])${option}\\b`, "m").test(known));
  });
  const script = /^npm (?:run (?:-s )?)?([\w:]+)/.exec(line)?.[1];
  const isScript = script === undefined || ["install", "ci", "test"].includes(script) || script in scripts;
  const file = /^node ([\w/.]+\.m?js)/.exec(line)?.[1];
  return [
    ...own,
    ...(isScript ? [] : [`npm run ${script}`]),
    ...(file === undefined || existsSync(join(root, file)) ? [] : [file]),
  ];
}

describe("command blocks of README and docs", () => {
  it.each(blocks.map(({ place, block }) => [place, block] as const))("%s is shell that bash can read", (_, block) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: block.text, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("name commands, options, scripts and files that exist", () => {
    const wrong = blocks.flatMap(({ place, block }) =>
      lines(block)
        .flatMap(unknownIn)
        .map((what) => `${place}: ${what}`),
    );
    expect(wrong).toEqual([]);
  }, 300_000);

  it("would show a command and an option that do not exist", () => {
    expect(unknownIn("npx pulumi-scim swim")).toEqual(["pulumi-scim swim"]);
    expect(unknownIn("npx pulumi-scim sandbox --depth 3 | tail -n 1")).toEqual(["--depth"]);
    expect(unknownIn("npm run swim")).toEqual(["npm run swim"]);
  }, 300_000);

  it("are run by a test, or say why not", () => {
    const run = [...PAGES_THAT_RUN.map(([path]) => path), ...Object.keys(PAGES_WITH_GIVEN)];
    const left = blocks.filter(({ path, section, block }) => {
      if (block.marks["not-run"] !== undefined) return block.marks["not-run"] === "";
      if (path === "README.md") return README_SECTIONS[section] === undefined;
      return !run.includes(path) && RUN_ELSEWHERE[path] === undefined;
    });
    expect(left.map(({ place }) => place)).toEqual([]);
  });

  it.each(Object.entries(RUN_ELSEWHERE))("%s is tested by %s", (_, tests) => {
    for (const test of tests.split(", ")) expect(existsSync(join(root, test))).toBe(true);
  });
});
