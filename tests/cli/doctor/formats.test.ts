import { formatted, summary } from "../../../cli/doctor/formats.js";
import { type Report } from "../../../cli/doctor/report.js";

const report: Report = {
  endpoint: "https://acme.example/scim/v2",
  dialect: "rfc7644",
  healthy: false,
  checks: [
    { area: "connection", check: "token", verdict: "ok", seen: "taken", means: "" },
    {
      area: "life",
      check: "create",
      verdict: "wrong",
      seen: `<b>a|b</b> ${"word ".repeat(60)}end`,
      means: "it breaks",
    },
    { area: "discovery", check: "Schemas", verdict: "ok", seen: "2", means: "" },
    { area: "connection", check: "clock", verdict: "unknown", seen: "x".repeat(200), means: "" },
  ],
  dialectObject: { title: "acme.example", user: { patch: "none" } },
  requests: 7,
  leftovers: [{ kind: "person", id: "1", name: "doc@acme.example", state: "inactive" }],
};

describe("a report", () => {
  it("as text: by area, nothing cut, no line too wide", () => {
    const text = formatted(report, "text", 100);
    expect(text.split("\n").filter((line) => /^[a-z]/.test(line))).toEqual([
      "https://acme.example/scim/v2 (dialect rfc7644)",
      "connection",
      "life",
      "discovery",
    ]);
    expect(text.match(/word/g)).toHaveLength(60);
    expect(text.match(/x/g)?.length).toBeGreaterThanOrEqual(200);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).toContain('"patch": "none"');
    expect(text).toContain("Left there, to be removed by hand:\n  person doc@acme.example (id 1): inactive");
  });

  it("says of a service that could not be looked at nothing about dialects", () => {
    const text = formatted({ ...report, checks: report.checks.slice(0, 1), leftovers: [] }, "text");
    expect(text).not.toMatch(/dialect.json|says all of this/);
  });

  it("as Markdown: what the service says stays text", () => {
    const markdown = formatted(report, "markdown");
    expect(markdown).toContain("| wrong | create | \\<b\\>a\\|b\\</b\\> word");
    expect(markdown).toContain('```json\n{\n  "title"');
    expect(markdown).toContain("## Left there");
  });

  it("as JSON: the report itself", () => {
    expect(JSON.parse(formatted(report, "json"))).toEqual(report);
  });

  it("in one line", () => {
    expect(summary(report)).toBe("Not healthy: 2 ok, 0 to know, 1 wrong, 1 not found out; 7 requests.");
  });
});
