import { count, groupSizes, sizes, titleOf } from "./scenarios.mjs";

/**
 * @typedef {import("./measure.mjs").Report} Report
 * @typedef {import("./measure.mjs").Result} Result
 * @typedef {import("./measure.mjs").Step} Step
 */

/**
 * Something that the package promises, with what was measured.
 * @typedef {{ what: string, measured: string, limit: string, isKept: boolean }} Promised
 */

// The rfc7644 dialect's pages and members in a request.
const usersOnPage = 200;
const groupsOnPage = 100;
const membersPerRequest = 100;

const wallRatio = 1.15;
const shareOfRate = 0.95;
const shareOfTooMany = 0.01;
const personBytes = 2200;
const membersOfForty = 40;
const membersOfFortyBytes = 4500;
const checkAndDiffMs = 0.2;

/**
 * Every promise that a report can show, by the title of what it was measured with.
 * @param {Report} report
 * @returns {{ title: string, promises: Promised[] }[]}
 */
export function promisesOf({ plugin, results }) {
  return [
    {
      title: "The plugin process",
      promises: [atMost("check and diff of a person", plugin.checkAndDiffMs, checkAndDiffMs, milliseconds)],
    },
    ...results.map((result) => ({
      title: titleOf(result.scenario),
      promises: [...requestPromises(result), ...ratePromises(result), ...costPromises(result)],
    })),
  ];
}

/**
 * @param {Result} result
 * @returns {Promised[]}
 */
function requestPromises({ scenario, steps }) {
  const { people, groups, memberships, kind } = scenario;
  const chunks = groupSizes(scenario).reduce((sum, size) => sum + Math.ceil(size / membersPerRequest), 0);
  const pages = Math.ceil(people / usersOnPage) + Math.ceil(groups / groupsOnPage) + 2;
  const promises = steps.flatMap((step) => {
    const { name } = step;
    const reads = answered(step, "GET");
    const writes = answered(step) - reads;
    if (name === "create")
      return [
        atMost(
          "create: requests",
          reads + writes,
          people + groups + (kind === "set" ? chunks : memberships) + 3,
          count,
        ),
      ];
    const reading = atMost(`${titles[name]}: reads`, reads, pages, count);
    if (name === "preview") return [reading, atMost("no change: writes", writes, 0, count)];
    return [reading, atMost(`${titles[name]}: writes`, writes, name === "change" ? 1 : people + groups + 1, count)];
  });
  return promises;
}

const titles = { preview: "no change", change: "one change", destroy: "destroy" };

/**
 * @param {Result} result
 * @returns {Promised[]}
 */
function ratePromises({ scenario: { ratePerSecond }, steps }) {
  const create = steps.find(({ name }) => name === "create");
  if (ratePerSecond === null || create === undefined) return [];
  const all = steps.reduce((sum, step) => sum + requestsOf(step), 0);
  const tooMany = steps.reduce((sum, step) => sum + step.tooMany, 0);
  return [
    atLeast("create: requests a second", create.ratePerSecond ?? 0, shareOfRate * ratePerSecond),
    below("answers 429", tooMany / all, shareOfTooMany),
  ];
}

/**
 * @param {Result} result
 * @returns {Promised[]}
 */
function costPromises({ scenario, steps, state }) {
  const { people, memberships, groups, kind, latencyMs } = scenario;
  const isMiddle = people === sizes.middle[0] && kind === "set" && latencyMs === 0;
  const ups = steps.filter(({ name }) => isMiddle && (name === "create" || name === "change"));
  const isOfForty = kind === "set" && memberships === membersOfForty * groups;
  return [
    ...ups.flatMap(({ name, ratio }) =>
      ratio === null
        ? []
        : [
            atMost(
              `${name === "create" ? "create" : titles[name]}: time`,
              ratio,
              wallRatio,
              (x) => `${x.toFixed(2)} × idle`,
            ),
          ],
    ),
    atMost("state of a person", state.person, personBytes, bytes),
    ...(isOfForty
      ? [atMost("state of a set of 40, without dependencies", state.membershipOwn, membersOfFortyBytes, bytes)]
      : []),
  ];
}

/**
 * Requests that were not answered 429: those are sent again.
 * @param {Step} step
 * @param {string} [verb]
 */
function answered(step, verb) {
  return verb === undefined ? requestsOf(step) - step.tooMany : (step.requests[verb] ?? 0);
}

/** @param {Step} step */
export function requestsOf({ requests }) {
  return Object.values(requests).reduce((sum, number) => sum + number, 0);
}

/** @param {number} value */
const bytes = (value) => `${count(value)} bytes`;
/** @param {number} value */
const milliseconds = (value) => `${value.toFixed(2)} ms`;
/** @param {number} value */
const percent = (value) => `${(value * 100).toFixed(1)} %`;
/** @param {number} value */
const decimal = (value) => value.toFixed(1);

/**
 * @param {string} what
 * @param {number} measured
 * @param {number} limit
 * @param {(value: number) => string} format
 * @returns {Promised}
 */
function atMost(what, measured, limit, format) {
  return { what, measured: format(measured), limit: `at most ${format(limit)}`, isKept: measured <= limit };
}

/**
 * @param {string} what
 * @param {number} measured
 * @param {number} limit
 * @returns {Promised}
 */
function atLeast(what, measured, limit) {
  return { what, measured: decimal(measured), limit: `at least ${decimal(limit)}`, isKept: measured >= limit };
}

/**
 * @param {string} what
 * @param {number} measured
 * @param {number} limit
 * @returns {Promised}
 */
function below(what, measured, limit) {
  return { what, measured: percent(measured), limit: `less than ${percent(limit)}`, isKept: measured < limit };
}
