/** The kinds of comment under a proposal, and of issue; one of each, brought up to date in place. */
const marks = {
  plan: "<!-- org-chart:plan",
  result: "<!-- org-chart:result",
  drift: "<!-- org-chart:drift",
};

/**
 * Writes the one comment of its kind under a proposal, or brings it up to date.
 * @param {import("./forge/index.mjs").Forge} forge
 * @param {number} proposal
 * @param {"plan" | "result"} kind
 * @param {string} body begins with the kind's mark
 */
export async function writeNote(forge, proposal, kind, body) {
  const text = cut(body, forge);
  const there = (await forge.notes(proposal)).find((note) => note.body.startsWith(marks[kind]));
  if (there === undefined) await forge.addNote(proposal, text);
  else if (there.body !== text) await forge.editNote(proposal, there.id, text);
}

/**
 * Opens the one issue about drift, or brings it up to date.
 * @param {import("./forge/index.mjs").Forge} forge
 * @param {string} title
 * @param {string} body
 */
export async function openDriftIssue(forge, title, body) {
  const text = cut(`${marks.drift} -->\n${body}`, forge);
  const there = (await forge.openIssues()).find((issue) => issue.body.startsWith(marks.drift));
  if (there === undefined) await forge.openIssue(title, text);
  else await forge.editIssue(there.id, text);
}

/**
 * Closes the issue about drift, when there is one.
 * @param {import("./forge/index.mjs").Forge} forge
 * @param {string} comment
 */
export async function closeDriftIssue(forge, comment) {
  for (const issue of await forge.openIssues()) {
    if (issue.body.startsWith(marks.drift)) await forge.closeIssue(issue.id, comment);
  }
}

/**
 * A comment that the forge takes: one that is too long ends at a line, with its folded parts closed.
 * @param {string} body
 * @param {import("./forge/index.mjs").Forge} forge
 */
export function cut(body, { largestComment, run }) {
  if (body.length <= largestComment) return body;
  const where = run === undefined ? "the run" : `[the run](${run})`;
  const ending = `\n\n**This is not all of it.** The whole plan is kept by ${where}, as plan.md.\n`;
  const kept = body.slice(0, largestComment - ending.length - 200);
  const lines = kept.slice(0, kept.lastIndexOf("\n") + 1);
  const open = count(lines, "<details") - count(lines, "</details>");
  const fences = count(lines, "\n```") % 2;
  return `${lines}${fences === 1 ? "```\n" : ""}${"</details>\n".repeat(Math.max(0, open))}${ending}`;
}

/**
 * A text that may hold anything, as a block in which nothing is obeyed.
 * @param {string} text
 */
export function quoted(text) {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/**
 * @param {string} text
 * @param {string} part
 */
function count(text, part) {
  return text.split(part).length - 1;
}
