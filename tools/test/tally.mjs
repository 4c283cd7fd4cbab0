import { note } from "../lib/terminal.mjs";

/**
 * What a lane found. A skip has a name and a reason.
 * @typedef {object} LaneResult
 * @property {number} passed
 * @property {string[]} failures names of what failed
 * @property {{ name: string, reason: string }[]} skips
 */

/** @returns {LaneResult} */
export function nothing() {
  return { passed: 0, failures: [], skips: [] };
}

/**
 * @param {string} name
 * @param {boolean} good
 * @returns {LaneResult}
 */
export function single(name, good) {
  return good ? { ...nothing(), passed: 1 } : { ...nothing(), failures: [name] };
}

/**
 * A lane or a test that this machine cannot run. With CI=true nothing may be missing, so it is a failure.
 * @param {string} name
 * @param {string} reason
 * @returns {LaneResult}
 */
export function skipped(name, reason) {
  if (process.env["CI"] === "true") return { ...nothing(), failures: [`${name} (not run: ${reason})`] };
  return { ...nothing(), skips: [{ name, reason }] };
}

/**
 * @param {readonly LaneResult[]} results
 * @returns {LaneResult}
 */
export function sum(results) {
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
    skips: results.flatMap(({ skips }) => skips),
  };
}

/**
 * Prints what failed and what was skipped, then the one plain closing line.
 * @param {LaneResult} total
 */
export function report({ passed, failures, skips }) {
  note("");
  for (const { name, reason } of skips) note(`skipped: ${name}: ${reason}`);
  for (const name of failures) note(`failed: ${name}`);
  const ending = skips.length > 0 ? `, ${skips.length} skipped` : "";
  console.log(`${passed} passed, ${failures.length} failed${ending}`);
}
