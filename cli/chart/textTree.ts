import { changeMarks, hiddenMark, ROOT_MARKS } from "./boxes.js";
import { cleanText } from "./cleanText.js";
import { type Picture } from "./picture.js";
import { type TreeNode } from "./tree.js";

/** How deep the branches are drawn; whoever stands deeper is written there with the level as a number. */
const DEEPEST = 48;

const BOX_DRAWING = { line: "│   ", branch: "├── ", last: "└── ", gap: "    ", separator: " · " } as const;
const ASCII = { line: "|   ", branch: "|-- ", last: "`-- ", gap: "    ", separator: ", " } as const;
const ASCII_SYMBOLS: Readonly<Record<string, string>> = { "−": "-", "→": ">" };

/**
 * The picture as lines of text. `ascii` draws branches and symbols with ASCII characters; names stay as they are.
 */
export function textTree({ title, summary, tree, difference }: Picture, ascii = false): string {
  const signs = ascii ? ASCII : BOX_DRAWING;
  const plain = (symbol: string) => (ascii ? (ASCII_SYMBOLS[symbol] ?? symbol) : symbol);
  const marksOf = ({ person, mark, hidden }: TreeNode): string[] => {
    const change = difference?.changes.get(person.key);
    const marks = changeMarks(change).map((text) => plain(text.slice(0, 1)) + text.slice(1));
    if (mark) marks.push(ROOT_MARKS[mark]);
    if (!person.isActive && !change) marks.push("inactive");
    return hidden === undefined ? marks : [...marks, hiddenMark(hidden)];
  };
  const lines = [title, summary, ""];
  /** What stands before the children of each level that is being written. */
  const indents: string[] = [];
  for (const [index, node] of tree.entries()) {
    const { person, parent, depth } = node;
    const isLast = parent >= 0 && tree[parent]?.children.at(-1) === index;
    const level = Math.min(depth, DEEPEST);
    const before = indents.slice(1, level).join("");
    const branch = depth === 0 ? "" : isLast ? signs.last : signs.branch;
    const tooDeep = depth > DEEPEST ? `(level ${depth + 1}) ` : "";
    if (depth <= DEEPEST) indents[depth] = isLast ? signs.gap : signs.line;
    const words = [person.name === "" ? person.key : person.name, person.title, person.detail].map((text) =>
      cleanText(text ?? ""),
    );
    const marks = marksOf(node).map((mark) => `  [${cleanText(mark)}]`);
    lines.push(
      `${before}${branch}${tooDeep}${words.filter((word) => word !== "").join(signs.separator)}${marks.join("")}`,
    );
  }
  return `${lines.join("\n")}\n`;
}
