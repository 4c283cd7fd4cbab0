import { styleText } from "node:util";

const out = process.stdout;
const colours = out.isTTY && !process.env["NO_COLOR"];

/** Columns to write in: the terminal's, between 80 and 100. */
export const width = Math.min(100, Math.max(80, out.isTTY ? out.columns : 80));

/**
 * @param {Parameters<typeof styleText>[0]} style
 * @param {string} text
 */
export function paint(style, text) {
  return colours ? styleText(style, text) : text;
}

/** @param {string} text */
export function line(text = "") {
  out.write(`${text}\n`);
}

/**
 * A heading: what happens next, numbered.
 * @param {number} number
 * @param {string} text
 */
export function heading(number, text) {
  line();
  const title = ` ${number}  ${text} `;
  line(paint(["bold", "cyan"], `──${title}${"─".repeat(Math.max(0, width - title.length - 2))}`));
}

/**
 * Labels and values in two columns.
 * @param {readonly (readonly [label: string, value: string])[]} rows
 */
export function table(rows) {
  const longest = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) line(`   ${paint("dim", label.padEnd(longest))}  ${value}`);
}

/**
 * One outcome: a check mark or a cross and what it is about, wrapped to the width.
 * @param {boolean} good
 * @param {string} text
 */
export function outcome(good, text) {
  const [first = "", ...rest] = wrap(text, width - 6);
  line(`   ${good ? paint("green", "✓") : paint(["bold", "red"], "✗")} ${good ? first : paint("red", first)}`);
  for (const more of rest) line(`     ${more}`);
}

/**
 * Output of a command, set off from our own words.
 * @param {string} command
 * @param {readonly string[]} lines
 */
export function quote(command, lines) {
  line(`   ${paint("dim", "$")} ${paint("bold", command)}`);
  for (const text of lines) line(`   ${paint("dim", "│")} ${colourOfDiff(text)}`);
}

/** @param {string} text */
function colourOfDiff(text) {
  const style = { "~": "yellow", "+": "green", "-": "red" }[text.trimStart()[0] ?? ""];
  return style === undefined ? text : paint(/** @type {"yellow" | "green" | "red"} */ (style), text);
}

/**
 * @param {string} text
 * @param {number} columns
 */
function wrap(text, columns) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
