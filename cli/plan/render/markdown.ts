import { type PlanReport, type Warning } from "../report/model.js";
import { listed } from "../report/warnings.js";
import { type Cell, type Section, sectionsOf, type Span } from "./sections.js";
import { basisOf, countsShown, headingOf, summaryOf } from "./summary.js";
import { inMarkdown } from "./untrusted.js";

/** Longest comment that a forge takes, in characters. */
export const COMMENT_LIMITS = { github: 65_536, gitlab: 1_000_000 } as const;

export interface MarkdownOptions {
  /** @default {@link COMMENT_LIMITS}.github */
  readonly maxLength?: number | undefined;
  /** Where all of it is, said when something is cut: an address, or a sentence's end such as "the job's artifacts". */
  readonly fullAt?: string | undefined;
}

/** Rows that are shown without being unfolded. */
const UNFOLDED = 12;
const NOTICES = 30;

/**
 * The report as a comment on a pull request: counts first, then what must not be missed, then tables, long ones folded. Of
 * a report that is too long each table keeps its first rows, and the end says what was cut and where all of it is.
 */
export function markdown(report: PlanReport, options: MarkdownOptions = {}): string {
  const { maxLength = COMMENT_LIMITS.github } = options;
  const parts: Parts = {
    head: head(report),
    warnings: report.warnings.map((one) => `- ⚠ ${inMarkdown(warningText(one))}`),
    tables: sectionsOf(report).map((section) => ({
      section,
      rows: section.rows.map((row) => line(row.map(cellText))),
    })),
    notices: report.notices.map((notice) => `- ${inMarkdown(notice)}`),
  };
  const most = Math.max(0, ...parts.tables.map(({ rows }) => rows.length), parts.warnings.length);
  const whole = draw(parts, most, options);
  if (whole.length <= maxLength) return whole;
  let [fits, tooMany] = [0, most];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (draw(parts, middle, options).length <= maxLength) fits = middle;
    else tooMany = middle;
  }
  const cut = draw(parts, fits, options);
  if (cut.length <= maxLength) return cut;
  // Not even the tables' heads have room.
  const sentence = cutSentence(["everything but the counts"], options);
  const counts = parts.head.join("\n").slice(0, Math.max(0, maxLength - sentence.length - 3));
  return `${counts}\n\n${sentence}\n`;
}

/** What a report is put together from, each line in Markdown. */
interface Parts {
  readonly head: readonly string[];
  readonly warnings: readonly string[];
  readonly tables: readonly { readonly section: Section; readonly rows: readonly string[] }[];
  readonly notices: readonly string[];
}

/** The report with no more than `most` lines of each part. */
function draw({ head: lines, warnings, tables, notices }: Parts, most: number, options: MarkdownOptions): string {
  const cut: string[] = [];
  const shorten = (all: readonly string[], what: string, limit = most): readonly string[] => {
    if (all.length > limit) cut.push(`${all.length - limit} of ${all.length} ${what}`);
    return all.slice(0, limit);
  };
  const drawn = [...lines];
  if (warnings.length > 0) drawn.push("", ...shorten(warnings, "warnings"));
  for (const { section, rows } of tables) {
    drawn.push("", ...table(section, shorten(rows, `rows of “${section.title}”`), rows.length));
  }
  const shown = shorten(notices, "messages", Math.min(most, NOTICES));
  if (shown.length > 0)
    drawn.push("", "<details><summary>Messages of the run</summary>", "", ...shown, "", "</details>");
  if (cut.length > 0) drawn.push("", cutSentence(cut, options));
  return `${drawn.join("\n")}\n`;
}

function head(report: PlanReport): string[] {
  const heading = headingOf(report);
  const counts = countsShown(report).filter(({ count }) => count > 0);
  const tripped = report.guards.filter(({ isTripped }) => isTripped);
  return [
    `<!-- pulumi-scim plan: ${heading.replace(/[^A-Za-z0-9_./, -]/g, "").replace(/-{2,}/g, "-")} -->`,
    `## People: ${inMarkdown(heading)}`,
    "",
    inMarkdown(summaryOf(report)),
    ...(counts.length === 0
      ? []
      : [
          "",
          line(counts.map(({ title }) => title)),
          line(counts.map(() => "---:")),
          line(counts.map(({ count }) => `**${count}**`)),
        ]),
    ...(tripped.length === 0
      ? []
      : [
          "",
          ...tripped.map(
            ({ says, who }) =>
              `- ⛔ **Refused:** ${inMarkdown(says)}${who.length === 0 ? "" : ` Who: ${inMarkdown(listed(who, 20))}.`}`,
          ),
        ]),
    "",
    basisOf(report).map(inMarkdown).join(" · "),
  ];
}

function table({ title, says, columns, isGrave }: Section, rows: readonly string[], all: number): string[] {
  const content = [
    ...(says === undefined ? [] : [inMarkdown(says), ""]),
    ...(rows.length === 0 ? [] : [line(columns), line(columns.map(() => "---")), ...rows]),
  ];
  if (all > rows.length) content.push("", `… and ${all - rows.length} more.`);
  if (all <= UNFOLDED || (isGrave && all <= 3 * UNFOLDED)) return [`### ${title} (${all})`, "", ...content];
  return [`<details><summary><b>${title} (${all})</b></summary>`, "", ...content, "", "</details>"];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(cell: Cell): string {
  const texts = cell.flatMap((span) => {
    const text = spanText(span);
    return text === "" ? [] : [span.style === "faint" ? ` ${text}` : text];
  });
  return texts.join("").trim();
}

function spanText({ text, style }: Span): string {
  const core = inMarkdown(text);
  if (core === "") return "";
  const [lead, trail] = [/^\s/.test(text) ? " " : "", /\s$/.test(text) ? " " : ""];
  // Marks of emphasis need a letter beside them.
  return `${lead}${style === "strong" ? `**${core}**` : core}${trail}`;
}

function warningText({ says, people, code }: Warning): string {
  const isNamed = code === "irreversible" || code === "notKept" || code === "failed" || code === "replaced";
  return isNamed && people.length > 0 ? `${says} (${listed(people)})` : says;
}

function cutSentence(cut: readonly string[], { fullAt, maxLength = COMMENT_LIMITS.github }: MarkdownOptions): string {
  const where = fullAt === undefined ? "run pulumi-scim plan with --format html or json" : fullAt;
  const link = /^https:\/\/[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+$/.test(where) ? `<${where}>` : inMarkdown(where);
  return `**Cut to ${maxLength} characters:** ${inMarkdown(listed(cut, 20))} are left out here. All of it: ${link}.`;
}
