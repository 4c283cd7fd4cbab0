import { count, titleOf } from "./scenarios.mjs";

/**
 * @typedef {import("./compare.mjs").Worse} Worse
 * @typedef {import("./measure.mjs").Report} Report
 * @typedef {import("./measure.mjs").Result} Result
 * @typedef {import("./promises.mjs").Promised} Promised
 */

/** What people call the steps. */
export const stepTitles = { create: "create", preview: "no change", change: "one change", destroy: "destroy" };

/**
 * Everything that was measured, for the terminal.
 * @param {Report} report
 */
export function reportTable({ plugin, results }) {
  const { requireMs, configureMs, firstCheckAndDiffMs, checkAndDiffMs } = plugin;
  const start = [
    `${requireMs.toFixed(0)} ms to load`,
    `${configureMs.toFixed(1)} ms to configure`,
    `${firstCheckAndDiffMs.toFixed(1)} ms for the first check and diff`,
    `${checkAndDiffMs.toFixed(2)} ms for each further one`,
  ];
  return [`The plugin: ${start.join(", ")}`, ...results.map(resultTable)].join("\n\n");
}

/** @param {Result} result */
function resultTable({ scenario, checkpoints, rounds, machine, steps, state, memoryMb, idleMemoryMb }) {
  const lived = rounds === 1 ? "once" : `median of ${rounds}`;
  const lines = columns([
    ["", "seconds", "idle", "ratio", "429", "in flight", "a second", "requests"],
    ...steps.map((step) => [
      stepTitles[step.name],
      step.seconds.toFixed(1),
      step.idleSeconds?.toFixed(1) ?? "",
      step.ratio?.toFixed(2) ?? "",
      count(step.tooMany),
      count(step.peakInFlight),
      step.ratePerSecond?.toFixed(1) ?? "",
      Object.entries(step.requests)
        .map(([verb, number]) => `${count(number)} ${verb}`)
        .join(", ") || "none",
    ]),
  ]);
  const idle = idleMemoryMb === null ? "" : `; idle: ${idleMemoryMb} MB`;
  return [
    titleOf(scenario),
    `(${lived}; ${checkpoints ? "with" : "without"} checkpoints; load ${machine.load} on ${machine.cores} cores)`,
    ...lines,
    `state: ${count(state.total)} bytes; ${count(state.person)} a person, ${count(state.membership)} a membership (${count(state.membershipOwn)} without dependencies)`,
    ...(memoryMb === null ? [] : [`memory of the plugin process: ${memoryMb} MB${idle}`]),
  ]
    .map((line, at) => (at === 0 ? line : `  ${line}`))
    .join("\n");
}

/**
 * One line for each promise.
 * @param {{ title: string, promises: Promised[] }[]} parts
 */
export function promiseTable(parts) {
  return parts
    .map(({ title, promises }) => {
      const lines = columns(
        promises.map(({ what, measured, limit, isKept }) => [isKept ? "kept" : "BROKEN", what, measured, limit]),
        [1],
      );
      return [title, ...lines.map((line) => `  ${line}`)].join("\n");
    })
    .join("\n\n");
}

/**
 * What got worse, with both values.
 * @param {readonly Worse[]} found
 */
export function worseTable(found) {
  return columns(
    [
      ["", "before", "now"],
      ...found.map(({ title, what, before, now }) => [`${title}: ${what}`, `${before}`, `${now}`]),
    ],
    [],
  ).join("\n");
}

/**
 * Rows in columns: the first and the last to the left, numbers between them to the right.
 * @param {string[][]} rows
 * @param {number[]} [left] further columns to the left
 */
function columns(rows, left = []) {
  const last = (rows[0]?.length ?? 0) - 1;
  const isNumeric = (/** @type {string} */ text) => /^[\d.,]*$/.test(text);
  const lastIsNumeric = rows.slice(1).every((row) => isNumeric(row[last] ?? ""));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const width = Math.max(...rows.map((other) => other[at]?.length ?? 0));
        const isLeft = at === 0 || left.includes(at) || (at === last && !lastIsNumeric);
        return isLeft ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
