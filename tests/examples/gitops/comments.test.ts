import { cut, quoted } from "../../../examples/gitops/scripts/lib/comments.mjs";
import { terminal } from "../../../examples/gitops/scripts/lib/forge/terminal.mjs";

const forge = { ...terminal(), largestComment: 2000, run: "https://forge.example/run/7" };

describe("a comment", () => {
  it("that fits is not touched", () => {
    expect(cut("short", forge)).toBe("short");
  });

  it("that is too long ends at a line within the limit, closes what it has opened, and says where the rest is", () => {
    const rows = Array.from({ length: 100 }, (_, i) => `| row ${i} | of the table that is folded |`).join("\n");
    const text = cut(`# Plan\n\n<details><summary>All</summary>\n\n${rows}\n\n</details>\n`, forge);
    expect(text.length).toBeLessThanOrEqual(2000);
    expect(text).toMatch(/\|\n<\/details>\n\n\n\*\*This is not all of it\.\*\*/);
    expect(text).toContain("[the run](https://forge.example/run/7)");
  });

  it("that is cut inside a code block ends the block", () => {
    const text = cut(`before\n\n\`\`\`text\n${"line of an error\n".repeat(300)}\`\`\`\n`, forge);
    expect(text.length).toBeLessThanOrEqual(2000);
    expect(text.split("```")).toHaveLength(3);
  });

  it.each([
    ["plain text", "plain text"],
    ["a fence", "```\n@everyone <img src=x>\n```"],
    ["a longer fence", "`````"],
  ])("quotes %s so that nothing in it is obeyed", (_, text) => {
    const block = quoted(text);
    const [fence = ""] = /^`+/.exec(block) ?? [];
    expect(block).toBe(`${fence}text\n${text}\n${fence}`);
    expect(text).not.toContain(fence);
  });
});
