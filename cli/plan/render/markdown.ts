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
  const sections = sectionsOf(report);
  const most = Math.max(0, ...sections.map(({ rows }) => rows.length), report.warnings.length);
  const whole = draw(report, sections, most, options);
  if (whole.length <= maxLength) return whole;
  let [fits, tooMany] = [0, most];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (draw(report, sections, middle, options).length <= maxLength) fits = middle;
    else tooMany = middle;
  }
  const cut = draw(report, sections, fits, options);
  if (cut.length <= maxLength) return cut;
  // Not even the tables' heads have room.
  const short = [...head(report), "", cutSentence(["everything but the counts"], options)].join("\n");
  return `${short.slice(0, Math.max(0, maxLength - 1))}\n`;
}

function draw(report: PlanReport, sections: readonly Section[], most: number, options: MarkdownOptions): string {
  const cut: string[] = [];
  const lines = [...head(report)];
  const { warnings } = report;
  if (warnings.length > 0) {
    lines.push("", ...warnings.slice(0, most).map((one) => `- ⚠ ${inMarkdown(warningText(one))}`));
    if (warnings.length > most) cut.push(`${warnings.length - most} of ${warnings.length} warnings`);
  }
  for (const section of sections) {
    const { title, rows } = section;
    lines.push("", ...table(section, most));
    if (rows.length > most) cut.push(`${rows.length - most} of ${rows.length} rows of “${title}”`);
  }
  const { notices } = report;
  if (notices.length > 0) {
    const shown = notices.slice(0, Math.min(most, NOTICES));
    lines.push(
      "",
      "<details><summary>Messages of the run</summary>",
      "",
      ...shown.map((line) => `- ${inMarkdown(line)}`),
      "",
      "</details>",
    );
    if (notices.length > shown.length) cut.push(`${notices.length - shown.length} of ${notices.length} messages`);
  }
  if (cut.length > 0) lines.push("", cutSentence(cut, options));
  return `${lines.join("\n")}\n`;
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
          row(counts.map(({ title }) => title)),
          row(counts.map(() => "---:")),
          row(counts.map(({ count }) => `**${count}**`)),
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

function table({ title, says, columns, rows, isGrave }: Section, most: number): string[] {
  const shown = rows.slice(0, most);
  const content = [
    ...(says === undefined ? [] : [inMarkdown(says), ""]),
    ...(shown.length === 0
      ? []
      : [row(columns), row(columns.map(() => "---")), ...shown.map((cells) => row(cells.map(cellText)))]),
  ];
  const more = rows.length - shown.length;
  if (more > 0) content.push("", `… and ${more} more.`);
  if (rows.length <= UNFOLDED || (isGrave && rows.length <= 3 * UNFOLDED))
    return [`### ${title} (${rows.length})`, "", ...content];
  return [`<details><summary><b>${title} (${rows.length})</b></summary>`, "", ...content, "", "</details>"];
}

function row(cells: readonly string[]): string {
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
