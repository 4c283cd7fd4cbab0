import { type ChartPerson } from "./chart.js";
import { type AttributeChange, type Change, type ChangeKind, type Difference } from "./difference.js";
import { cleanText } from "./cleanText.js";
import { textWidth, type Weight, wrapText } from "./measure.js";
import { type RootMark, type Tree } from "./tree.js";

/** What a line of a box says, which decides how it is set. */
export type LineStyle = "name" | "title" | "detail" | "mark";

/** One line of a box. */
export interface Line {
  readonly style: LineStyle;
  readonly text: string;
  /** In pixels. */
  readonly width: number;
}

/** How a person is drawn, without a place yet. Sizes are in pixels. */
export interface Box {
  readonly person: ChartPerson;
  /** Index of the manager's box; -1 at the top. */
  readonly parent: number;
  readonly kind: ChangeKind | "inactive" | "plain";
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** How each style of a line is set, in pixels. */
export const LINE_STYLES: Readonly<Record<LineStyle, { readonly size: number; readonly weight: Weight }>> = {
  name: { size: 13, weight: "bold" },
  title: { size: 12, weight: "regular" },
  detail: { size: 11, weight: "regular" },
  mark: { size: 11, weight: "bold" },
};
export const LINE_HEIGHT = 16;
export const PADDING = { x: 10, y: 7 } as const;
const MIN_WIDTH = 96;
/** How wide a line may be before it goes on in the next; names are broken as late as can be. */
const MAX_LINE: Readonly<Record<LineStyle, number>> = { name: 200, title: 165, detail: 165, mark: 165 };

/** What stands for each kind of change beside its colour. */
export const SYMBOLS: Readonly<Record<ChangeKind, string>> = { joiner: "+", leaver: "−", move: "→", changed: "~" };

/** Why somebody is at the top who should not be, in words. */
export const ROOT_MARKS: Readonly<Record<RootMark, string>> = {
  cycle: "! reports to somebody below (a cycle)",
  unknownManager: "! manager is not in this chart",
  secretManager: "! manager is secret",
};

const ATTRIBUTES: Readonly<Record<AttributeChange["attribute"], string>> = {
  name: "name",
  title: "title",
  detail: "department",
  teams: "teams",
};

/**
 * The boxes of a tree in its order, with what the difference says of each person. A department stands where it begins: not with
 * those whose manager has the same.
 */
export function boxesOf(tree: Tree, difference: Difference | undefined): Box[] {
  return tree.map(({ person, parent, mark, hidden }) => {
    const change = difference?.changes.get(person.key);
    const marks = [...(mark ? [ROOT_MARKS[mark]] : []), ...changeMarks(change)];
    if (!person.isActive && change?.kind !== "leaver") marks.push("inactive");
    const lines = [
      ...linesOf("name", person.name === "" ? person.key : person.name),
      ...linesOf("title", person.title),
      ...linesOf("detail", person.detail === tree[parent]?.person.detail ? undefined : person.detail),
      ...marks.flatMap((text) => linesOf("mark", text)),
      ...(hidden === undefined ? [] : linesOf("detail", hiddenMark(hidden))),
    ];
    const widest = Math.max(...lines.map(({ width }) => width), 0);
    return {
      person,
      parent,
      kind: change?.kind ?? (person.isActive ? "plain" : "inactive"),
      lines,
      width: Math.max(MIN_WIDTH, Math.ceil(widest) + 2 * PADDING.x),
      height: Math.max(1, lines.length) * LINE_HEIGHT + 2 * PADDING.y,
    };
  });
}

/** Says of somebody on the last level how many are below. */
export function hiddenMark(hidden: number): string {
  return `${hidden} more below`;
}

/** What happens to a person in words, each text with its symbol. */
export function changeMarks(change: Change | undefined): string[] {
  if (!change) return [];
  const { kind, from, attributes } = change;
  const marks: string[] = [];
  if (kind === "joiner") marks.push(`${SYMBOLS.joiner} joins`);
  if (kind === "leaver") marks.push(`${SYMBOLS.leaver} leaves`);
  if (kind === "move") marks.push(`${SYMBOLS.move} moves from ${from ?? "the top"}`);
  for (const { attribute, before } of attributes) {
    marks.push(`${SYMBOLS.changed} ${ATTRIBUTES[attribute]} was ${before === "" ? "empty" : before}`);
  }
  return marks;
}

function linesOf(style: LineStyle, text: string | undefined): Line[] {
  const clean = cleanText(text ?? "");
  if (clean === "") return [];
  const { size, weight } = LINE_STYLES[style];
  return wrapText(clean, size, weight, MAX_LINE[style]).map((line) => ({
    style,
    text: line,
    width: textWidth(line, size, weight),
  }));
}
