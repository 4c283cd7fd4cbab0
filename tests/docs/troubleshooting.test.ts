import { existsSync } from "node:fs";
import { join } from "node:path";
import { textsIn, words } from "./support/messages.js";
import { pageAt, root } from "./support/markdown.js";

const page = pageAt("docs/troubleshooting.md");

/** Messages of this package: the code in the first column of each table, but for what Pulumi and commands of other versions say. */
const patterns = page.text
  .split(/^##+ /m)
  .filter((section) => !section.startsWith("Pulumi\n") && isHere(/^pulumi-scim (\w+)/.exec(section)?.[1]))
  .flatMap((section) => [...section.matchAll(/^\| (`.*?) +\|/gm)])
  .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, pattern = ""]) => pattern);

function isHere(command: string | undefined): boolean {
  const files = [`cli/${command}Command.ts`, `cli/${command}.ts`];
  return command === undefined || files.some((file) => existsSync(join(root, file)));
}

/** What a pattern says beside its values. */
function fragments(pattern: string): string[] {
  return pattern
    .split("…")
    .map((part) => part.replace(/^[\s:;,.()]+|[\s:;,.()]+$/g, ""))
    .filter((part) => part.length >= 5);
}

const texts = textsIn(["provider", "sdk", "cli", "sandbox/readOptions.ts"]);
const byFile = new Map<string, string[]>();
for (const { file, text } of texts) byFile.set(file, [...(byFile.get(file) ?? []), text]);

/** All that a file says; texts that are put together stand together. */
const files = [...byFile.values()].map((all) => all.join(""));

function isSaid(pattern: string): boolean {
  const parts = fragments(pattern);
  return parts.length > 0 && files.some((said) => parts.every((part) => said.includes(part)));
}

describe("docs/troubleshooting.md", () => {
  it("names only messages that the code still has", () => {
    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.filter((pattern) => !isSaid(pattern))).toEqual([]);
  });

  it("would show one that the code does not have", () => {
    expect(isSaid("Could not swim: the … is too cold.")).toBe(false);
  });

  /** What the code says of at least five words, where it says it to a user; of commands, which say much else, why they failed. */
  const messages = texts.filter(
    ({ file, text }) =>
      words(text) >= 5 &&
      !/orgFile|^provider\/dialects\/(?!custom)|^sandbox/.test(file) &&
      (!file.startsWith("cli/") || text.startsWith("Could not ")),
  );
  /** What tells a message from others: not how many begin. */
  const telling = (part: string) => part.length >= 11 && !/^Could not (\w+|read the|end user|use the)$/.test(part);
  const known = patterns.flatMap(fragments).filter(telling);

  function isTold(text: string): boolean {
    const own = fragments(text);
    const parts = own.some(telling) ? own.filter(telling) : own;
    return known.some((part) => text.includes(part)) || parts.some((part) => page.text.includes(part));
  }

  it("has an entry for every message of the provider, the program side and the command", () => {
    expect(messages.length).toBeGreaterThan(100);
    const untold = messages.filter(({ text }) => !isTold(text) && !NOT_ALONE.some((pattern) => pattern.test(text)));
    expect(untold.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([]);
  });

  it("has the ways in which every failed step begins", () => {
    const beginnings = new Set(texts.flatMap(({ text }) => /^Could not [a-z]+/.exec(text)?.[0] ?? []));
    expect([...beginnings].filter((beginning) => !page.text.includes(`\`${beginning}`))).toEqual([]);
  });
});

/** Texts that never stand alone, or are no message. */
const NOT_ALONE = [
  // Ways out after "To go on,", and after what a service refused: the messages that they belong to have entries.
  /^(run `pulumi up --refresh` if|rename |give |leave |set adopt|remove one|take one over|correct )/,
  /^(Check clientId|Permit the client|Check scopes|Check tokenUrl|Give --format|Leave out the file|Give another one|Give one of)/,
  /^ \(instead of a token: /,
  // What was required, after "is required: give".
  /^the (name that the person|group's name|group, as)/,
  // How messages call things.
  /^the membership of … in group/,
  // Reasons within an entry of their own.
  /^(it has neither Resources|its Resources are|none of its Resources|it did not end before|the service did not keep it)/,
  /^(, … of them refused|, with … s of waits| The service asks to wait)/,
  /^(given up before it was sent|the answer is longer than allowed)/,
  // Mistakes of this package itself, which no user can make.
  /that a filter can name\.$|^The request was given up before|^A PatchOp has|^A … operation without a path|^The … operation on|^requestsPerSecond must be/,
];
