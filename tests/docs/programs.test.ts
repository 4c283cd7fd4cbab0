import { allPages } from "./support/markdown.js";
import { problemsOf } from "./support/compile.js";

/** TypeScript of pages that others' tests run, or that is a fragment: page and line of the text, with the reason. */
const FRAGMENTS: Readonly<Record<string, string>> = {
  "docs/scale.md": "fragments of two programs, run by tests/engine/scale/divisions.test.ts",
};

describe("TypeScript in README and docs", () => {
  const blocks = allPages().flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language, marks }) => language === "ts" && marks["not-checked"] === undefined)
      .filter(() => FRAGMENTS[path] === undefined)
      .map(({ text, line }) => ({ place: `${path}:${line}`, text })),
  );

  it("compiles against the package", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(10);
    const problems = problemsOf(blocks.map(({ text }) => text));
    const wrong = blocks.flatMap(({ place }, index) => (problems[index] ?? []).map((text) => `${place}: ${text}`));
    expect(wrong).toEqual([]);
  }, 120_000);

  it("would show a program that does not", () => {
    const wrong = 'import { ScimUser } from "pulumi-scim";\nnew ScimUser("a", { username: "a" });';
    expect(problemsOf([wrong]).flat()).toHaveLength(1);
  });

  it("has a reason wherever it is not compiled", () => {
    const marked = allPages().flatMap(({ blocks }) => blocks.flatMap(({ marks }) => marks["not-checked"] ?? []));
    expect(marked.filter((reason) => reason.trim() === "")).toEqual([]);
  });
});
