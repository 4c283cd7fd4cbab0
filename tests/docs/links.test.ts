import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { allPages, anchorsOf, linksOf, pageAt, root, type Page } from "./support/markdown.js";

/** What is wrong with a page's links to files and headings of this repository. */
function deadLinks({ path, text }: Page): string[] {
  return linksOf(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return !/^https:\/\/[\w.-]+(\/|$)/.test(link);
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : join(dirname(path), decodeURIComponent(file)).replaceAll("\\", "/");
    if (file !== "" && (target.startsWith("..") || !existsSync(join(root, target)))) return true;
    return anchor !== undefined && !anchorsOf(file === "" ? text : pageAt(target).text).includes(anchor);
  });
}

describe("links of README and docs", () => {
  const pages = allPages();

  it.each(pages.map((page) => [page.path, page] as const))("%s leads to files and headings that exist", (_, page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  it("would show those that do not", () => {
    const page = {
      path: "docs/a.md",
      blocks: [],
      text: "# A b\n[1](#a-b) [2](#c) [3](b.md) [4](../README.md#nowhere) [5](http://x)",
    };
    expect(deadLinks(page)).toEqual(["#c", "b.md", "../README.md#nowhere", "http://x"]);
  });

  it("reaches every page of docs from README", () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path) || !existsSync(join(root, path))) return;
      reached.add(path);
      for (const link of linksOf(pageAt(path).text)) {
        const [file = ""] = link.split("#");
        if (file.endsWith(".md") && !file.includes(":")) visit(join(dirname(path), file).replaceAll("\\", "/"));
      }
    };
    visit("README.md");
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});
