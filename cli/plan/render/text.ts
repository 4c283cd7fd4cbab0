import { type PlanReport } from "../report/model.js";
import { listed } from "../report/warnings.js";
import { type Cell, type Section, sectionsOf } from "./sections.js";
import { basisOf, headingOf, summaryOf } from "./summary.js";
import { plain } from "./untrusted.js";

/** The widest that a column is made, in characters. */
const WIDEST = 44;

/** The report for a terminal or a log, without escape sequences. */
export function text(report: PlanReport): string {
  const lines = [`People: ${plain(headingOf(report))}`, ...basisOf(report).map(plain), "", plain(summaryOf(report))];
  for (const { says, who } of report.guards.filter(({ isTripped }) => isTripped)) {
    lines.push(`REFUSED: ${plain(says)}${who.length === 0 ? "" : ` Who: ${plain(listed(who, 50))}.`}`);
  }
  for (const { says, people } of report.warnings) {
    const names = people.length === 0 || people.some((name) => says.includes(name)) ? "" : ` (${listed(people, 50)})`;
    lines.push(`! ${plain(says)}${plain(names) === "" ? "" : ` ${plain(names)}`}`);
  }
  for (const section of sectionsOf(report)) lines.push("", ...table(section));
  if (report.notices.length > 0)
    lines.push("", "Messages of the run", ...report.notices.map((line) => `  ${plain(line)}`));
  return `${lines.join("\n")}\n`;
}

function table({ title, columns, rows }: Section): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map((name, column) =>
    Math.min(WIDEST, Math.max(name.length, ...cells.map((row) => length(row[column] ?? "")))),
  );
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ")}`.trimEnd();
  return [`${title} (${rows.length})`, line(columns), ...cells.map(line)];
}

function cellText(cell: Cell): string {
  return cell
    .flatMap(({ text: raw, style }) => {
      const shown = plain(raw);
      if (shown === "") return [];
      const lead = /^\s/.test(raw) || style === "faint" ? " " : "";
      return [`${lead}${shown}${/\s$/.test(raw) ? " " : ""}`];
    })
    .join("")
    .trim();
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - length(cell)));
}

function length(cell: string): number {
  return Array.from(cell).length;
}
