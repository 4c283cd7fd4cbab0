import { count } from "./scenarios.mjs";
import { requestsOf } from "./promises.mjs";

/**
 * @typedef {import("./measure.mjs").Report} Report
 * @typedef {import("./measure.mjs").Result} Result
 */

const head = [
  "People / groups / memberships",
  "Service",
  "Create",
  "No change",
  "One change",
  "Destroy",
  "`up` against idle",
  "Memory",
];

/**
 * A result as a table for README.md.
 * @param {Report} report
 */
export function speedTable({ results }) {
  const rows = results.map((result) => {
    const { people, groups, memberships, kind } = result.scenario;
    return [
      `${[people, groups, memberships].map(count).join(" / ")} ${kind === "set" ? "in sets" : "one by one"}`,
      serviceOf(result),
      ...result.steps.map((step) => count(requestsOf(step))),
      timeOf(result),
      result.memoryMb === null ? "–" : `${result.memoryMb} MB`,
    ];
  });
  return [head, head.map((_, at) => (at < 2 ? "---" : "--:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

/** @param {Result} result */
function serviceOf({ scenario: { latencyMs, ratePerSecond } }) {
  const parts = [
    ...(latencyMs > 0 ? [`${latencyMs} ms latency`] : []),
    ...(ratePerSecond === null ? [] : [`${ratePerSecond} requests a second`]),
  ];
  return parts.join(", ") || "loopback";
}

/**
 * The ratio of creating; where a rate decides the time, the rate that was reached.
 * @param {Result} result
 */
function timeOf({ scenario, steps }) {
  const create = steps.find(({ name }) => name === "create");
  if (scenario.ratePerSecond === null) return `${create?.ratio?.toFixed(2) ?? "–"} ×`;
  const tooMany = steps.reduce((sum, step) => sum + step.tooMany, 0);
  return `${create?.ratePerSecond?.toFixed(1) ?? "–"}/s, ${count(tooMany)} × 429`;
}
