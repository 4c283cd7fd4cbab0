import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { UserError } from "../lib/main.mjs";
import { picture } from "./picture.mjs";
import { speedTable } from "./speedTable.mjs";

/** @typedef {import("./measure.mjs").Report} Report */

const begin = "<!-- speed: node tools/bench/readme.mjs -->";
const end = "<!-- end of speed -->";

/**
 * The committed result of a checkout, or undefined when there is none.
 * @param {string} root
 * @returns {Report | undefined}
 */
export function committed(root) {
  const file = join(root, "docs/bench/result.json");
  return existsSync(file) ? /** @type {Report} */ (JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/**
 * The files that a result is shown in, as they ought to be.
 * @param {string} root
 * @param {Report} report
 * @returns {Promise<{ path: string, text: string }[]>}
 */
export async function published(root, report) {
  const path = join(root, "README.md");
  const [before, rest] = readFileSync(path, "utf8").split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new UserError(`Could not write the table of speed: README.md lacks the lines ${begin} and ${end}.`);
  const readme = [before, begin, "\n\n", speedTable(report), "\n\n", end, after].join("");
  return [
    { path: join(root, "docs/bench/result.svg"), text: picture(report) },
    { path, text: await format(readme, { parser: "markdown", printWidth: 120 }) },
  ];
}

/**
 * Writes the result and all that shows it.
 * @param {string} root
 * @param {Report} report
 */
export async function save(root, report) {
  const folder = join(root, "docs/bench");
  mkdirSync(folder, { recursive: true });
  const json = await format(JSON.stringify(report), { parser: "json", printWidth: 120 });
  writeFileSync(join(folder, "result.json"), json);
  for (const { path, text } of await published(root, report)) writeFileSync(path, text);
}
