import { extname } from "node:path";
import { type Chart } from "./chart.js";
import { html } from "./html.js";
import { mermaid, MERMAID_LIMITS } from "./mermaid.js";
import { type Part, pictureOf } from "./picture.js";
import { svg } from "./svg.js";
import { textTree } from "./textTree.js";

/** What a chart can be drawn as. */
export const FORMATS = ["svg", "html", "mermaid", "text"] as const;
export type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  ".svg": "svg",
  ".html": "html",
  ".htm": "html",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".txt": "text",
};

/** Endings of files that name a format. */
export const ENDINGS: readonly string[] = Object.keys(BY_ENDING);

/** The format that a file's ending names. */
export function formatOfFile(file: string): Format | undefined {
  return BY_ENDING[extname(file).toLowerCase()];
}

/** What to draw, and how. */
export interface Drawing extends Part {
  readonly chart: Chart;
  /** Draws what leads from this chart to the other: who joins, leaves, moves and changes. @default the chart alone */
  readonly before?: Chart | undefined;
  readonly format: Format;
  /** Text only: branches and symbols of ASCII characters. @default false */
  readonly ascii?: boolean | undefined;
  /** Takes what the reader should know beside the picture, a line at a time. */
  readonly warn?: ((line: string) => void) | undefined;
}

/**
 * Draws a chart, or the difference of two, as one text that needs nothing else: the entry for every command that shows people.
 * Charts come from `readChart` (files), `fromState` (an export, or any `{ deployment: { resources } }`), `chartOfOrg` (an org
 * file that has been read) and `fromService`, and may be of different kinds. Secrets stand in none of them.
 */
export async function draw({ chart, before, format, ascii = false, warn, ...part }: Drawing): Promise<string> {
  const picture = pictureOf(chart, before, part);
  if (format === "svg") return svg(picture);
  if (format === "html") return html(picture);
  if (format === "text") return textTree(picture, ascii);
  const text = mermaid(picture);
  const edges = picture.boxes.filter(({ parent }) => parent >= 0).length;
  if (edges > MERMAID_LIMITS.edges || text.length > MERMAID_LIMITS.characters) {
    const limits = `${MERMAID_LIMITS.edges} lines and ${MERMAID_LIMITS.characters} characters`;
    warn?.(
      `Mermaid draws no more than ${limits} unless its page sets maxEdges and maxTextSize; this has ${edges} and ${text.length}.`,
    );
  }
  return text;
}
