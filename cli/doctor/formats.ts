import { type Check, type Report, type Verdict } from "./report.js";

/** How a report can be written. */
export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

const SIGNS: Readonly<Record<Verdict, string>> = { ok: "✓", note: "!", wrong: "✗", unknown: "?" };
const WORDS: Readonly<Record<Verdict, string>> = { ok: "ok", note: "note", wrong: "wrong", unknown: "not found out" };

/** The whole report as text that ends in a line break. */
export function formatted(report: Report, format: Format, width = 120): string {
  if (format === "json") return `${JSON.stringify(report, null, 2)}\n`;
  return format === "markdown" ? markdown(report) : text(report, width);
}

/** The result in one line. */
export function summary({ checks, healthy, requests }: Report): string {
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  const parts = [`${count("ok")} ok`, `${count("note")} to know`, `${count("wrong")} wrong`];
  const unknown = count("unknown") === 0 ? [] : [`${count("unknown")} not found out`];
  return `${healthy ? "Healthy" : "Not healthy"}: ${[...parts, ...unknown].join(", ")}; ${requests} requests.`;
}

function text(report: Report, width: number): string {
  const { checks } = report;
  const name = Math.max(...checks.map(({ check }) => check.length), 5);
  const rest = Math.max(40, width - name - 6);
  const seenWidth = Math.floor(rest * 0.55);
  const lines = [`${report.endpoint} (dialect ${report.dialect})`];
  for (const [area, own] of byArea(checks)) {
    lines.push("", area);
    for (const { check, verdict, seen, means } of own) {
      const left = wrapped(seen, seenWidth);
      const right = wrapped(means, rest - seenWidth);
      for (let row = 0; row < Math.max(left.length, right.length); row++) {
        const head = row === 0 ? `  ${SIGNS[verdict]} ${check.padEnd(name)}` : " ".repeat(name + 4);
        lines.push(`${head}  ${(left[row] ?? "").padEnd(seenWidth)}  ${right[row] ?? ""}`.trimEnd());
      }
    }
  }
  lines.push("", ...objectLines(report), ...leftoverLines(report), summary(report));
  return `${lines.join("\n")}\n`;
}

function markdown(report: Report): string {
  const lines = [`# ${code(report.endpoint)}`, "", `Dialect ${code(report.dialect)}. ${summary(report)}`];
  for (const [area, own] of byArea(report.checks)) {
    lines.push("", `## ${area}`, "", "| | Check | Seen | What it means |", "| --- | --- | --- | --- |");
    lines.push(
      ...own.map(
        (check) => `| ${[WORDS[check.verdict], check.check, check.seen, check.means].map(cell).join(" | ")} |`,
      ),
    );
  }
  lines.push("", "## dialect", "", "```json", JSON.stringify(report.dialectObject, null, 2), "```");
  if (report.leftovers.length > 0) lines.push("", "## Left there", "");
  lines.push(...report.leftovers.map(({ kind, name, id, state }) => cell(`- ${kind} ${name} (id ${id}): ${state}`)));
  return `${lines.join("\n")}\n`;
}

function objectLines({ dialectObject, dialect, checks }: Report): string[] {
  // Of a service that nobody could look at there is nothing to say.
  if (!checks.some(({ area }) => area === "discovery")) return [];
  const keys = Object.keys(dialectObject).filter((key) => key !== "title" && key !== "extends");
  if (keys.length === 0) return [`The dialect ${dialect} says all of this already.`, ""];
  const head = "As a dialect (SCIM_DIALECT=./dialect.json, or `dialect:` in a program; --out writes it):";
  return [head, JSON.stringify(dialectObject, null, 2), ""];
}

function leftoverLines({ leftovers }: Report): string[] {
  if (leftovers.length === 0) return [];
  const lines = leftovers.map(({ kind, name, id, state }) => `  ${kind} ${name} (id ${id}): ${state}`);
  return ["Left there, to be removed by hand:", ...lines, ""];
}

function byArea(checks: readonly Check[]): Map<string, Check[]> {
  const areas = new Map<string, Check[]>();
  for (const check of checks) areas.set(check.area, [...(areas.get(check.area) ?? []), check]);
  return areas;
}

/** Lines of at most that width, broken between words where there are any. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    for (let rest = word; rest !== "" || word === "";) {
      const gap = line === "" ? "" : " ";
      if (line.length + gap.length + rest.length <= width) {
        line += gap + rest;
        break;
      }
      if (line !== "") {
        lines.push(line);
        line = "";
      } else {
        lines.push(rest.slice(0, width));
        rest = rest.slice(width);
      }
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** What the service says must not become Markdown or HTML. */
function cell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#~]/g, "\\$&").replaceAll("\n", " ");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
