import fc from "fast-check";
import { inHtml, inMarkdown, plain } from "../../../cli/plan/render/untrusted.js";

const nasty = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "|",
        "`",
        "@ada",
        "<img src=x>",
        "\n",
        "\u001b[31m",
        "](x)",
        "**",
        "#1",
        "\u202e",
        "http://a",
        "a",
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join("")),
);

describe("untrusted text", () => {
  it("stays on one line and carries no control characters, whatever it holds", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        for (const shown of [plain(text), inHtml(text), inMarkdown(text)]) {
          expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        }
      }),
    );
  });

  it("is no markup in HTML", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(inHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it("is no markup in Markdown: no cell ends, nothing is code, emphasis, link or tag, nobody is mentioned", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = inMarkdown(text);
        expect(shown).not.toMatch(/[<>|]/);
        expect(shown.replace(/\\[\\`*_{}[\]~$]/g, "")).not.toMatch(/[`*_[\]~$\\]/);
        expect(shown).not.toMatch(/(^|[^A-Za-z0-9])@[A-Za-z0-9]/);
        expect(shown.replaceAll("&#124;", "")).not.toMatch(/#\d/);
        expect(shown).not.toMatch(/:\/\//);
      }),
    );
  });

  it.each([
    ["a pipe", "a|b", "a&#124;b"],
    ["a mention", "ask @acme/admins", "ask @\u200bacme/admins"],
    ["an address, which mentions nobody", "ada@acme.example", "ada@acme.example"],
    ["HTML", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["code", "`rm`", "\\`rm\\`"],
    ["a reference", "see #12 and !3", "see #\u200b12 and !\u200b3"],
    ["a link", "[x](https://evil.example)", "\\[x\\](https:\u200b//evil.example)"],
    ["lines", "a\r\n\r\n# b", "a # b"],
    ["colours of a terminal", "\u001b[31mred\u001b[0m", "\\[31mred \\[0m"],
    ["invisible marks", "a\u200bd\u2060a\u{e0041}", "ada"],
    ["a comment's end", "--> <!-- x", "--&gt; &lt;!-- x"],
  ])("shows %s as text", (_, text, shown) => {
    expect(inMarkdown(text)).toBe(shown);
  });

  it("is cut where it is long, and says so", () => {
    expect(plain("ä".repeat(400))).toBe(`${"ä".repeat(300)}… (100 characters more)`);
  });
});
