import { type Box } from "./boxes.js";
import { type ChangeKind } from "./difference.js";
import { SCHEMES } from "./palette.js";
import { type Picture } from "./picture.js";

/** What Mermaid draws unless its page is told otherwise: `maxEdges` and `maxTextSize` (https://mermaid.js.org/config/schema-docs/config.html). */
export const MERMAID_LIMITS = { edges: 500, characters: 50_000 } as const;

/** What means something in a label, even between quotation marks: markup, Markdown, entities. */
const SPECIAL = /["#<>&`*_~|[\]{}\\;%]|^[-+=>]|(?<=^\d+)[.)]|:\/\/|^www(?=\.)/gu;
const KINDS: readonly (ChangeKind | "inactive")[] = ["joiner", "leaver", "move", "changed", "inactive"];
const DASHES: Readonly<Partial<Record<Box["kind"], string>>> = { leaver: "7 4", changed: "2 2", inactive: "2 3" };

/** The picture as a Mermaid flowchart: one node for each person, with the colours and words of a difference. */
export function mermaid({ title, boxes }: Picture): string {
  const nodes = boxes.map((box, index) => `  p${index}["${labelOf(box)}"]`);
  const edges = boxes.flatMap(({ parent }, index) => (parent < 0 ? [] : [`  p${parent} --> p${index}`]));
  const classes = KINDS.flatMap((kind) => {
    const members = boxes.flatMap((box, index) => (box.kind === kind ? [`p${index}`] : []));
    if (members.length === 0) return [];
    const { fill, border, text } = SCHEMES.light.kinds[kind];
    const dashes = DASHES[kind] === undefined ? "" : `,stroke-dasharray:${DASHES[kind]}`;
    return [
      `  classDef ${kind} fill:${fill},stroke:${border},color:${text},stroke-width:2px${dashes}`,
      `  class ${members.join(",")} ${kind}`,
    ];
  });
  const head = ["---", `title: ${JSON.stringify(title)}`, "---", "flowchart TB"];
  return `${[...head, ...nodes, ...edges, ...classes].join("\n")}\n`;
}

function labelOf({ lines }: Box): string {
  const paragraphs: string[] = [];
  lines.forEach(({ style, text }, index) => {
    if (index > 0 && style !== "mark" && lines[index - 1]?.style === style)
      paragraphs.push(`${paragraphs.pop() ?? ""} ${text}`);
    else paragraphs.push(text);
  });
  return paragraphs.map(escapeLabel).join("<br/>");
}

/** Entities as Mermaid writes them: the code between a hash and a semicolon. */
function escapeLabel(text: string): string {
  return text.replace(SPECIAL, (found) => Array.from(found, (one) => `#${one.codePointAt(0) ?? 0};`).join(""));
}
