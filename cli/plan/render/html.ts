import { type PlanReport } from "../report/model.js";
import { type Cell, type Section, sectionsOf, type Span } from "./sections.js";
import { basisOf, countsShown, headingOf, summaryOf } from "./summary.js";
import { inHtml } from "./untrusted.js";

/** Tables with more rows are folded at first. */
const UNFOLDED = 50;
/** Names that a sentence shows at once. */
const INLINE = 20;

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c9ccd1, #4a4f57); --faint: light-dark(#565c66, #b3b9c2);
  --grave: light-dark(#a12b00, #ff9a6b); --gain: light-dark(#00456e, #a9daf8); --paper: light-dark(#f6f7f9, #23272d); }
body { font: 15px/1.45 system-ui, "Liberation Sans", sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem;
  background: light-dark(#fff, #15171a); color: light-dark(#1a1a1a, #f0f0f0); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
.basis, .faint { color: var(--faint); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; padding: 0; margin: 1rem 0; list-style: none; }
.counts li { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .9rem; }
.counts b { display: block; font-size: 1.5rem; }
.refused { border: 2px solid var(--grave); border-radius: .5rem; padding: .6rem 1rem; margin: .6rem 0; }
.refused b, .warnings li::marker { color: var(--grave); }
details { border-top: 1px solid var(--line); padding: .6rem 0; }
summary { cursor: pointer; font-weight: 700; font-size: 1.1rem; }
.names { border: 0; padding: 0; } .names summary { font-size: 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--faint); }
del { color: var(--grave); } ins { color: var(--gain); text-decoration: none; font-weight: 600; }
.picture { overflow: auto; max-height: 80vh; border: 1px solid var(--line); border-radius: .5rem; }
`;

/** The report as one page that needs nothing from elsewhere and runs no script. `picture` is an SVG of this package's own. */
export function html(report: PlanReport, picture?: string): string {
  const heading = inHtml(headingOf(report));
  const counts = countsShown(report).filter(({ count }) => count > 0);
  const tripped = report.guards.filter(({ isTripped }) => isTripped);
  const parts = [
    `<h1>People: ${heading}</h1>`,
    `<p class="basis">${basisOf(report).map(inHtml).join(" · ")}</p>`,
    `<p>${inHtml(summaryOf(report))}</p>`,
    counts.length === 0
      ? ""
      : `<ul class="counts">${counts.map(({ title, count }) => `<li><b>${count}</b>${title}</li>`).join("")}</ul>`,
    ...tripped.map(
      ({ says, who }) => `<div class="refused" role="alert"><b>Refused:</b> ${inHtml(says)}${list(who)}</div>`,
    ),
    report.warnings.length === 0
      ? ""
      : `<ul class="warnings">${report.warnings.map(({ says, people }) => `<li>${inHtml(says)}${list(people, says)}</li>`).join("")}</ul>`,
    ...sectionsOf(report).map(table),
    picture === undefined
      ? ""
      : `<details open><summary>Picture</summary><div class="picture">${picture}</div></details>`,
    report.notices.length === 0
      ? ""
      : `<details><summary>Messages of the run</summary><ul>${report.notices.map((line) => `<li>${inHtml(line)}</li>`).join("")}</ul></details>`,
  ];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>People: ${heading}</title><style>${STYLE}</style></head>
<body><main>
${parts.filter((part) => part !== "").join("\n")}
</main></body>
</html>
`;
}

/** Names behind a sentence that does not have them; many are folded. */
function list(names: readonly string[], sentence = ""): string {
  const left = names.filter((name) => !sentence.includes(name)).map(inHtml);
  if (left.length === 0) return "";
  const all = left.join(", ");
  return left.length <= INLINE
    ? ` (${all})`
    : `<details class="names"><summary>${left.length} people</summary>${all}</details>`;
}

function table({ title, says, columns, rows, isGrave }: Section): string {
  const head = columns.map((name) => `<th scope="col">${name}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cellText(cell)}</td>`).join("")}</tr>`).join("\n");
  const isOpen = isGrave || rows.length <= UNFOLDED ? " open" : "";
  const intro = says === undefined ? "" : `<p class="faint">${inHtml(says)}</p>`;
  return `<details${isOpen}><summary>${title} (${rows.length})</summary>${intro}
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div></details>`;
}

function cellText(cell: Cell): string {
  return cell.map(spanText).join("").trim();
}

function spanText({ text, style }: Span): string {
  const escaped = inHtml(text);
  if (escaped === "") return "";
  const lead = /^\s/.test(text) || style === "faint" ? " " : "";
  const trail = /\s$/.test(text) ? " " : "";
  const tagged = {
    strong: `<strong>${escaped}</strong>`,
    faint: `<span class="faint">${escaped}</span>`,
    before: `<del>${escaped}</del>`,
    after: `<ins>${escaped}</ins>`,
    none: escaped,
  }[style ?? "none"];
  return `${lead}${tagged}${trail}`;
}
