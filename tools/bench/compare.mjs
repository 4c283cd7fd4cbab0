import { titleOf } from "./scenarios.mjs";

/**
 * @typedef {import("./measure.mjs").Report} Report
 * @typedef {import("./measure.mjs").Result} Result
 */

/** @typedef {{ title: string, what: string, before: number, now: number }} Worse */

/** Ratios of times and of memory may be so much worse: another machine, other work on it. */
const ratioTolerance = 1.25;
/** Ids and addresses in a state differ in length. */
const stateTolerance = 1.02;
/** Single memberships that the engine hands over close together share a request: how many do, timing decides. */
const sharingTolerance = 1.25;

/**
 * What is worse than before, of what both reports measured. Seconds are not compared.
 * @param {Report} before
 * @param {Report} now
 * @returns {Worse[]}
 */
export function worse(before, now) {
  return now.results.flatMap((result) => {
    const last = before.results.find(({ scenario }) => isSame(scenario, result.scenario));
    return last === undefined ? [] : [...worseSteps(last, result), ...worseSizes(last, result)];
  });
}

/**
 * The report with the results of another one put in the place of, or beside, its own.
 * @param {Report | undefined} before
 * @param {Report} now
 * @returns {Report}
 */
export function merged(before, now) {
  const kept = (before?.results ?? []).filter(
    ({ scenario }) => !now.results.some((result) => isSame(scenario, result.scenario)),
  );
  const byScenario = (/** @type {Result} */ a, /** @type {Result} */ b) => {
    const [left, right] = [rank(a), rank(b)];
    return left.map((value, at) => value - (right[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
  };
  return { plugin: now.plugin, results: [...kept, ...now.results].sort(byScenario) };
}

/** @param {Result} result */
function rank({ scenario: { people, kind, ratePerSecond, latencyMs } }) {
  return [people, kind === "set" ? 0 : 1, ratePerSecond ?? 0, latencyMs];
}

/**
 * @param {Result} last
 * @param {Result} result
 * @returns {Worse[]}
 */
function worseSteps(last, result) {
  const title = titleOf(result.scenario);
  return result.steps.flatMap((step) => {
    const before = last.steps.find(({ name }) => name === step.name);
    if (before === undefined) return [];
    const verbs = Object.entries(step.requests).map(([verb, now]) => {
      const tolerance = verb === "PATCH" && result.scenario.kind === "single" ? sharingTolerance : 1;
      return worseBy(title, `${step.name}: ${verb}`, before.requests[verb] ?? 0, now, tolerance);
    });
    return [...verbs, worseBy(title, `${step.name}: ratio of time`, before.ratio, step.ratio, ratioTolerance)].flat();
  });
}

/**
 * @param {Result} last
 * @param {Result} result
 * @returns {Worse[]}
 */
function worseSizes(last, result) {
  const title = titleOf(result.scenario);
  return [
    ...worseBy(title, "bytes of state", last.state.total, result.state.total, stateTolerance),
    ...worseBy(title, "ratio of memory", memoryRatio(last), memoryRatio(result), ratioTolerance),
  ];
}

/**
 * @param {string} title
 * @param {string} what
 * @param {number | null} before
 * @param {number | null} now
 * @param {number} tolerance a factor
 * @returns {Worse[]}
 */
function worseBy(title, what, before, now, tolerance) {
  return before === null || now === null || now <= before * tolerance ? [] : [{ title, what, before, now }];
}

/** @param {Result} result */
function memoryRatio({ memoryMb, idleMemoryMb }) {
  return memoryMb === null || idleMemoryMb === null ? null : Number((memoryMb / idleMemoryMb).toFixed(2));
}

/**
 * @param {Result["scenario"]} a
 * @param {Result["scenario"]} b
 */
function isSame(a, b) {
  return titleOf(a) === titleOf(b);
}
