import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Problems of texts that stand in for modules of a program, as TypeScript says them. */
function problemsOf(...texts: string[]): string[] {
  const files = new Map(texts.map((text, index) => [join(root, `program${index}.ts`), text]));
  const read = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  options.noEmit = true;
  options.paths = { "pulumi-scim": [join(root, "sdk/index.ts")], "pulumi-scim/*": [join(root, "*/index.ts")] };
  const base = ts.createCompilerHost(options);
  const program = ts.createProgram([...files.keys()], options, {
    ...base,
    fileExists: (path) => files.has(path) || base.fileExists(path),
    getSourceFile: (path, language, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? base.getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language);
    },
  });
  return [...files.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, "\n")),
  );
}

describe("README", () => {
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? "");

  it("has TypeScript blocks that compile", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
    expect(problemsOf(...blocks)).toEqual([]);
  }, 60_000);

  it("would show a block that does not", () => {
    expect(problemsOf('import { ScimUser } from "pulumi-scim";\nnew ScimUser("a", { username: "a" });')).toHaveLength(
      1,
    );
  }, 60_000);

  it("names files that exist, and headings for its links", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? "");
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(
      (match) =>
        `#${(match[1] ?? "")
          .toLowerCase()
          .replace(/[^\w ]/g, "")
          .replaceAll(" ", "-")}`,
    );
    const dead = links.filter((link) =>
      link.startsWith("#") ? !headings.includes(link) : !ts.sys.fileExists(join(root, link)),
    );
    expect(dead).toEqual([]);
  });
});
