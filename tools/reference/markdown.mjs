/** @import { Member } from "./declarations.mjs" */

/** @param {string} text */
export function cell(text) {
  return text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

/** The anchor that GitHub gives a heading. @param {string} heading */
export function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
}

/** One paragraph for a default: code where it is a value, words as they are. @param {string} text */
export function shownDefault(text) {
  if (text === "") return "";
  return /^(["[{\d]|true|false)/.test(text) && !/[a-z] [a-z]/.test(text) ? `\`${text}\`` : text;
}

/**
 * A table of the members of a declaration.
 * @param {readonly Member[]} members
 * @param {{
 *   first: string, link: (name: string) => string | undefined, hasDefaults?: boolean,
 *   extra?: { head: string, of: (name: string) => string } | undefined,
 * }} options `extra`: a column of its own.
 */
export function memberTable(
  members,
  { first, link, extra, hasDefaults = members.some((one) => one.defaultText !== "") },
) {
  const rows = members.map((member) => [
    `\`${member.name}\``,
    typeCell(member, link),
    ...(hasDefaults ? [member.isOptional ? shownDefault(member.defaultText) : "required"] : []),
    ...(extra === undefined ? [] : [extra.of(member.name)]),
    member.text + (member.isOptional || hasDefaults || first !== "Argument" ? "" : " Required."),
  ]);
  return table(
    [first, "Type", ...(hasDefaults ? ["Default"] : []), ...(extra === undefined ? [] : [extra.head]), "Meaning"],
    rows,
  );
}

/** @param {Member} member @param {(name: string) => string | undefined} link */
function typeCell({ type, links }, link) {
  const targets = links.map((name) => ({ name, target: link(name) })).filter(({ target }) => target !== undefined);
  const [first, ...others] = targets;
  if (first?.target === undefined) return `\`${type}\``;
  if (others.length === 0) return `[\`${type}\`](${first.target})`;
  return `\`${type}\` (${targets.map(({ name, target }) => `[${name}](${target ?? ""})`).join(", ")})`;
}
