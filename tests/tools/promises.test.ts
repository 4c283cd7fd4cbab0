import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The lines of a list, each with those that it runs on to. */
function items(section: string): string[] {
  return [...section.matchAll(/^- .*(?:\n {2}.*)*/gm)].map(([item]) => item);
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? "");
}

describe("README: What we promise", () => {
  const [, section = ""] = /^## What we promise\n(.*?)^## /ms.exec(readme) ?? [];
  const promises = items(section);

  it("has a list of promises, among them each part of the contract", () => {
    expect(promises.length).toBeGreaterThanOrEqual(20);
    const all = promises.join("\n");
    for (const word of ["fault", "killed", "adopt", "reactivated", "Names", "movedFrom", "onDelete", "aliases"])
      expect(all).toContain(word);
    for (const word of ["maxLeavers", "lost everything", "by id", "2xx", "ETags", "secret", "authentication", "States"])
      expect(all).toContain(word);
  });

  it("links every promise to a test", () => {
    expect(promises.filter((promise) => linksOf(promise).length === 0)).toEqual([]);
  });

  it.each(linksOf(section))("%s is a test that jest runs", (link) => {
    expect(link).toMatch(/^tests\/.+\.test\.ts$/);
    expect(existsSync(join(root, link))).toBe(true);
    expect(readFileSync(join(root, link), "utf8")).toMatch(/\b(it|test)(\.each)?[(<]/);
  });
});
