import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Box, changeMarks, PADDING, SYMBOLS } from "./boxes.js";
import { cleanText, escapeMarkup } from "./cleanText.js";
import { type Change, countsOf, type ChangeKind } from "./difference.js";
import { FONT_FAMILY } from "./measure.js";
import { BORDERS, type Scheme, SCHEMES } from "./palette.js";
import { countWords, type Picture } from "./picture.js";
import { textTree } from "./textTree.js";
import { type Tree } from "./tree.js";

/** What a search finds the people of each kind of change by, beside the symbol. */
const WORDS: Readonly<Record<ChangeKind, string>> = {
  joiner: "joins",
  leaver: "leaves",
  move: "moves",
  changed: "was",
};
/** What the page shares with the command or keeps apart by subject. */
const MODULES = ["tidy.cjs", "pack.cjs", "arrange.cjs", "people.cjs", "finder.cjs", "pan.cjs"];
/** Up to so many people everybody is shown at once; of more, at most so many. */
const SHOWN_AT_ONCE = 400;
const SHOWN_OF_MANY = 120;

/**
 * The picture as one HTML file that needs nothing else: what runs in it is named by hashes in its Content-Security-Policy, and
 * nothing of the chart can become markup. Big charts open folded, with those who change in sight as far as there is room.
 */
export function html(picture: Picture): string {
  const { title, summary } = picture;
  const style = `${colours()}\n${asset("page.css")}`;
  const scripts = [
    `/*\n${d3File("LICENSE")}*/\n${d3File("dist/d3-hierarchy.min.js")}`,
    MODULES.map((name) => `(() => {\nconst exports = globalThis;\n${asset(name)}\n})();`).join("\n"),
    asset("page.js"),
  ];
  const data = JSON.stringify({ people: peopleOf(picture), open: openAtFirst(picture) }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${scripts.map(hash).join(" ")}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(summary)}</p>
${legend(picture)}<div class="tools">
<label for="search">Search</label>
<input type="search" id="search" autocomplete="off" spellcheck="false" aria-describedby="help">
<button type="button" id="closer" aria-label="Zoom in">+</button>
<button type="button" id="farther" aria-label="Zoom out">−</button>
<button type="button" id="fit">Fit</button>
<button type="button" id="unfold">Unfold all</button>
<button type="button" id="fold">Fold all</button>
<button type="button" id="list" aria-pressed="false">List</button>
<span id="status" role="status"></span>
</div>
<p class="tools" id="help">Arrow keys move and fold, Enter folds, / searches (Enter for the next), + − 0 zoom; drag to pan.</p>
</header>
<main id="view">
<div id="space">
<svg id="lines" aria-hidden="true"><path></path></svg>
<div id="chart" role="tree" aria-label="${escapeMarkup(title)}"></div>
</div>
<noscript><pre>${escapeMarkup(textTree(picture))}</pre></noscript>
</main>
<script type="application/json" id="people">${data}</script>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

function peopleOf({ boxes, tree, difference }: Picture): unknown[] {
  return boxes.map(({ parent, kind, lines, width, height, person }, index) => ({
    parent,
    kind,
    lines: lines.map(({ style, text }) => [style, text]),
    width,
    height,
    reports: tree[index]?.reports ?? 0,
    search: searchText(person, difference?.changes.get(person.key)),
  }));
}

function searchText({ name, title, detail, userName, teams, key }: Box["person"], change: Change | undefined): string {
  const texts = [name, title, detail, userName, key, ...teams, ...changeMarks(change)];
  return cleanText(texts.filter((text) => text !== undefined).join(" "));
}

/**
 * Who is unfolded when the page opens: of a difference the managers of those to whom something happens, else everybody, or, of
 * many, level by level as far as there is room.
 */
function openAtFirst({ tree, difference }: Picture): number[] {
  const open = new Set<number>();
  const changed = tree.flatMap(({ person }, index) => (difference?.changes.has(person.key) === true ? [index] : []));
  if (tree.length <= SHOWN_AT_ONCE && changed.length === 0) {
    return tree.flatMap(({ children }, index) => (children.length === 0 ? [] : [index]));
  }
  let room = tree.length <= SHOWN_AT_ONCE ? SHOWN_AT_ONCE : SHOWN_OF_MANY;
  const unfold = (index: number): void => {
    const node = tree[index];
    if (!node || open.has(index) || node.children.length > room) return;
    room -= node.children.length;
    open.add(index);
  };
  for (const index of changed) for (const manager of pathTo(tree, index)) unfold(manager);
  if (open.size === 0) {
    const levels = tree.map((node, index) => ({ index, ...node })).sort((one, other) => one.depth - other.depth);
    for (const { index, parent, children } of levels) {
      if (children.length > 0 && (parent < 0 || open.has(parent))) unfold(index);
    }
  }
  return [...open].sort((one, other) => one - other);
}

/** The managers of somebody, from the top down; nobody where that is deeper than there is room. */
function pathTo(tree: Tree, index: number): number[] {
  const path: number[] = [];
  for (let at = tree[index]?.parent ?? -1; at >= 0 && path.length <= SHOWN_OF_MANY; at = tree[at]?.parent ?? -1) {
    path.unshift(at);
  }
  return path.length > SHOWN_OF_MANY ? [] : path;
}

function legend({ difference }: Picture): string {
  if (!difference) return "";
  const counts = countsOf(difference);
  const items = (Object.keys(SYMBOLS) as ChangeKind[]).map(
    (kind) =>
      `<li><button type="button" class="${kind}" data-find="${SYMBOLS[kind]} ${WORDS[kind]}" title="Show one after the other">${SYMBOLS[kind]} ${countWords(kind, counts[kind])}</button></li>`,
  );
  return `<ul class="legend" aria-label="Changes">${items.join("")}</ul>\n`;
}

/** The palette as style rules, for both schemes; paper is light. */
function colours(): string {
  const scheme = ({ page, ink, faint, line, focus, kinds }: Scheme) => {
    const own = Object.entries(kinds).map(
      ([kind, { fill, border, text }]) => `.${kind}{background:${fill};border-color:${border};color:${text}}`,
    );
    return `:root{--page:${page};--ink:${ink};--faint:${faint};--line:${line};--focus:${focus}}${own.join("")}`;
  };
  const borders = Object.entries(BORDERS).map(
    ([kind, { width, dashes }]) =>
      `.${kind}{border:${width}px ${dashes === undefined ? "solid" : "dashed"}}.person.${kind}{padding:${PADDING.y - width}px ${PADDING.x - width}px}`,
  );
  return [
    `:root{--face:${FONT_FAMILY};color-scheme:light dark}`,
    ...borders,
    scheme(SCHEMES.light),
    `@media screen and (prefers-color-scheme:dark){${scheme(SCHEMES.dark)}}`,
  ].join("\n");
}

function asset(name: string): string {
  return readFileSync(join(__dirname, "page", name), "utf8").trim();
}

/** A file of the library as it is published, with its licence, which asks to go with every copy. */
function d3File(path: string): string {
  return readFileSync(join(dirname(require.resolve("d3-hierarchy")), "..", path), "utf8");
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
