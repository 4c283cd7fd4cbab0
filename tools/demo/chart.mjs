/** @typedef {import("./service.mjs").Person} Person */

/** From this many on, reports who lead nobody share one line. */
const together = 4;

/**
 * The org chart as a text tree, built from what the service says only.
 * @param {readonly Person[]} people
 * @param {{ full: boolean, width: number }} options `full`: one line for everybody
 * @returns {string[]}
 */
export function drawChart(people, { full, width }) {
  const reports = reportsOf(people);
  /** @type {string[]} */
  const lines = [];

  /**
   * @param {Person} person
   * @param {string} lead before the person's own line
   * @param {string} indent before the lines of the reports
   */
  const draw = (person, lead, indent) => {
    const below = count(person, reports);
    const size = below === 0 ? "" : `  (${below})`;
    lines.push(clip(`${lead}${person.givenName} ${person.familyName}, ${person.title}${size}`, width));
    const own = [...(reports.get(person.id) ?? [])].sort((a, b) => count(b, reports) - count(a, reports));
    const alone = own.filter((report) => (reports.get(report.id)?.length ?? 0) === 0);
    const folded = !full && alone.length >= together ? alone : [];
    const branches = own.filter((report) => !folded.includes(report));
    branches.forEach((report, index) => {
      const last = index === branches.length - 1 && folded.length === 0;
      draw(report, `${indent}${last ? "└─ " : "├─ "}`, `${indent}${last ? "   " : "│  "}`);
    });
    if (folded.length > 0) lines.push(clip(`${indent}└─ ${folded.length} × ${titles(folded)}`, width));
  };
  for (const root of reports.get("") ?? []) draw(root, "", "");
  return lines;
}

/**
 * How many people are below somebody, at any depth.
 * @param {Person} person
 * @param {readonly Person[]} people
 */
export function peopleBelow(person, people) {
  return count(person, reportsOf(people));
}

/**
 * Everybody's direct reports, by the manager's id.
 * @param {readonly Person[]} people
 */
function reportsOf(people) {
  /** @type {Map<string, Person[]>} */
  const reports = new Map();
  for (const person of people) reports.set(person.managerId, [...(reports.get(person.managerId) ?? []), person]);
  return reports;
}

/**
 * @param {Person} person
 * @param {Map<string, Person[]>} reports
 * @returns {number}
 */
function count(person, reports) {
  return (reports.get(person.id) ?? []).reduce((sum, report) => sum + 1 + count(report, reports), 0);
}

/** @param {readonly Person[]} people */
function titles(people) {
  return [...new Set(people.map(({ title }) => title))].join(", ");
}

/**
 * @param {string} text
 * @param {number} width
 */
function clip(text, width) {
  const letters = Array.from(text);
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}
