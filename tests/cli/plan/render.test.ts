import { html } from "../../../cli/plan/render/html.js";
import { COMMENT_LIMITS, markdown } from "../../../cli/plan/render/markdown.js";
import { text } from "../../../cli/plan/render/text.js";
import { type PlanReport } from "../../../cli/plan/report/model.js";
import { changes, type Given, joins, leaves, preview } from "./previews.js";
import { fixture, reportFrom, withoutGuards } from "./reports.js";

const report = (given: readonly Given[]): PlanReport => withoutGuards(reportFrom(preview(given)));
const NASTY = '<img src=x onerror=alert(1)> | @acme/admins `code` [x](http://evil)\n## Title\u001b[31m"';
const nasty = report([
  joins("a", { displayName: NASTY, title: NASTY }),
  leaves("b", { displayName: NASTY }),
  changes("c", { displayName: NASTY, title: "x" }, { displayName: NASTY, title: NASTY }),
  { kind: "Group", name: "g", op: "create", after: { displayName: NASTY } },
]);

describe("the formats", () => {
  const plan = withoutGuards(reportFrom(fixture("refreshed.jsonl"), { eventLog: fixture("refreshed.events.jsonl") }));

  it("begin with the counts, then what must not be missed", () => {
    const lines = markdown(plan).split("\n");
    expect(lines[0]).toBe("<!-- pulumi-scim plan: engine-test/test -->");
    expect(lines[3]).toMatch(
      /^2 people join, 2 leave, 3 move, 3 change, 3 groups changed, 2 memberships gained, 3 memberships lost, 9 changes by hand/,
    );
    const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
    expect(at(/^\| \*\*2\*\* \| \*\*2\*\*/)).toBeLessThan(at(/^- ⚠ 1 person loses/));
    expect(at(/^- ⚠/)).toBeLessThan(at(/^### − Leavers \(2\)/));
  });

  it("tell the same: who, what, from and to", () => {
    for (const shown of [markdown(plan), text(plan), html(plan)]) {
      for (const name of ["Otto", "Nina", "Bob Bobson", "Senior analyst", "Fresh team", "HACKED", "Rita"])
        expect(shown).toContain(name);
    }
    expect(markdown(plan)).toContain(
      "| **Joan** joan@acme.example | Bob Bobson → Grace Hopper | Old team → Fresh team |",
    );
    expect(text(plan)).toMatch(/Joan joan@acme\.example +Bob Bobson → Grace Hopper +Old team → Fresh team/);
    expect(html(plan)).toContain("<del>Bob Bobson</del> → <ins>Grace Hopper</ins>");
  });

  it("say who is no longer managed, and what is gone for good, in words that cannot be mistaken", () => {
    for (const shown of [markdown(plan), text(plan), html(plan)]) {
      expect(shown).toMatch(/3 people no longer managed\./);
      expect(shown).toMatch(/No longer managed, and left in the service/);
      expect(shown).not.toMatch(/let go/i);
      expect(shown).toMatch(/deleted from scim\.acme\.example for good/);
      expect(shown).toMatch(/Old team.*deleted from scim\.acme\.example for good/);
      expect(shown).toMatch(/Rights: Grace Hopper: roles nothing → admin/);
      expect(shown).toMatch(/What up does/);
    }
  });

  it.each<[string, readonly Given[], string]>([
    [
      "one of each",
      [joins("a"), leaves("b"), changes("c", {}, { title: "x" })],
      "1 person joins, 1 person leaves, 1 person changes.",
    ],
    ["several", [joins("a"), joins("b"), leaves("c"), leaves("d"), leaves("e")], "2 people join, 3 leave."],
    ["several after one", [joins("a"), leaves("c"), leaves("d")], "1 person joins, 2 leave."],
    ["one managed no longer", [leaves("a", { onDelete: "retain" })], "1 person no longer managed."],
  ])("count in whole words: %s", (_, given, sentence) => {
    expect(text(report(given)).split("\n")).toContain(sentence);
  });

  it("say that nothing changes", () => {
    const none = withoutGuards(reportFrom(fixture("unchanged.jsonl")));
    for (const shown of [markdown(none), text(none), html(none)]) expect(shown).toContain("Nothing changes.");
  });

  it("keep untrusted text inside its cell", () => {
    const lines = markdown(nasty).split("\n");
    const cells = (line: string) => line.split("|").length;
    const tables = lines.filter((line) => line.startsWith("| "));
    expect(new Set(tables.map(cells)).size).toBeLessThan(6);
    const leavers = lines.findIndex((line) => line.startsWith("### − Leavers"));
    expect(lines.slice(leavers + 2, leavers + 5).map(cells)).toEqual([4, 4, 4]);
    expect(lines.filter((line) => line.startsWith("## "))).toHaveLength(1);
    expect(markdown(nasty)).not.toMatch(/<img|(^|[^A-Za-z0-9])@acme|[^\\]`code/);
    expect(html(nasty)).not.toMatch(/<img/);
    expect(text(nasty)).not.toContain("\u001b");
    expect(
      text(nasty)
        .split("\n")
        .filter((line) => line.startsWith("## ")),
    ).toEqual([]);
  });

  it("let a page run nothing and load nothing", () => {
    const page = html(nasty);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|src=[^x]| on\w+="/);
  });
});

describe("a plan of 5,000 changes", () => {
  const people = Array.from({ length: 5000 }, (_, index): Given => {
    const name = `person-${index}`;
    if (index % 5 === 0) return leaves(name);
    if (index % 5 === 1) return joins(name, { title: `Title | ${index}` });
    return changes(
      name,
      { title: `Old ${index}`, manager: `id-person-${index - 1}` },
      { title: `New ${index}`, manager: "id-person-2" },
    );
  });
  const plan = report(people);

  it("fits into a comment at GitHub, counts first, and says what is cut and where all of it is", () => {
    const shown = markdown(plan, { fullAt: "https://ci.example/runs/1" });
    expect(shown.length).toBeLessThanOrEqual(COMMENT_LIMITS.github);
    expect(shown.length).toBeGreaterThan(COMMENT_LIMITS.github * 0.8);
    expect(shown).toMatch(/\n1000 people join, 1000 leave, \d+ move, 3000 change/);
    expect(shown).toMatch(
      /\*\*Cut to 65536 characters:\*\* \d+ of 1000 rows of “− Leavers”.* are left out here\. All of it: <https:\/\/ci\.example\/runs\/1>\.\n$/,
    );
    expect(shown.match(/<details>/g)?.length).toBe(shown.match(/<\/details>/g)?.length);
  });

  it("is whole at GitLab, folded", () => {
    const shown = markdown(plan, { maxLength: COMMENT_LIMITS.gitlab });
    expect(shown.length).toBeLessThanOrEqual(COMMENT_LIMITS.gitlab);
    expect(shown).not.toContain("Cut to");
    expect(shown).toMatch(/<details><summary><b>− Leavers \(1000\)<\/b><\/summary>/);
  });

  it.each([1000, 2000, 5000, 20_000])("fits into %i characters, too", (maxLength) => {
    expect(markdown(plan, { maxLength }).length).toBeLessThanOrEqual(maxLength);
    expect(markdown(plan, { maxLength })).toMatch(/Cut to/);
  });
});
