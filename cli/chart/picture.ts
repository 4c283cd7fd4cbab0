import { type Box, boxesOf } from "./boxes.js";
import { type Chart } from "./chart.js";
import { cleanText } from "./cleanText.js";
import { countsOf, differenceOf, type ChangeKind, type Difference } from "./difference.js";
import { type Tree, pathsTo, treeOf, upperLevels } from "./tree.js";

/** Everything that the formats draw from: people in their places, and what happens to them if two charts are compared. */
export interface Picture {
  readonly title: string;
  readonly tree: Tree;
  /** One for each node of the tree, in its order. */
  readonly boxes: readonly Box[];
  readonly difference?: Difference | undefined;
  /** One sentence: how many people, and how many changes of each kind. */
  readonly summary: string;
}

const WORDS: Readonly<Record<ChangeKind, readonly [string, string]>> = {
  joiner: ["joins", "join"],
  leaver: ["leaves", "leave"],
  move: ["moves", "move"],
  changed: ["changes otherwise", "change otherwise"],
};

/** Whom a picture shows; whoever is left out is counted where they stand. */
export interface Part {
  /** So many levels from the top. @default all */
  readonly levels?: number | undefined;
  /** Of a difference only those to whom something happens, and their managers. @default false */
  readonly onlyChanges?: boolean | undefined;
}

/** The picture of a chart, or of what leads to it from an earlier one. */
export function pictureOf(
  chart: Chart,
  before?: Chart,
  { levels = Infinity, onlyChanges = false }: Part = {},
): Picture {
  const difference = before && differenceOf(before, chart);
  const everybody = upperLevels(treeOf(difference?.chart ?? chart), levels);
  const changes = difference && onlyChanges ? difference.changes : undefined;
  const tree = changes ? pathsTo(everybody, ({ person }) => changes.has(person.key)) : everybody;
  return {
    title: cleanText(chart.title),
    tree,
    boxes: boxesOf(tree, difference),
    difference,
    summary: summaryOf(chart, difference),
  };
}

/** "1 joins", "3 move": how many of that kind, in words. */
export function countWords(kind: ChangeKind, count: number): string {
  return `${count} ${WORDS[kind][count === 1 ? 0 : 1]}`;
}

function summaryOf(chart: Chart, difference: Difference | undefined): string {
  const count = chart.people.length;
  const people = count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
  if (!difference) return `${people}.`;
  const counts = countsOf(difference);
  const changes = (["joiner", "leaver", "move", "changed"] as const).flatMap((kind) =>
    counts[kind] === 0 ? [] : [countWords(kind, counts[kind])],
  );
  return `${people}: ${changes.length === 0 ? "nothing changes" : changes.join(", ")}.`;
}
