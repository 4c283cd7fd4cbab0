/**
 * What one life of a company is measured with.
 * @typedef {object} Scenario
 * @property {number} people
 * @property {number} groups
 * @property {number} memberships pairs of a group and a person
 * @property {"set" | "single"} kind one resource for the members of a group, or one for each member
 * @property {number} latencyMs what the service waits before it works on a request
 * @property {number | null} ratePerSecond the service's limit, which the program states too; null is none
 */

/** @typedef {{ size?: string, memberships?: string, latency?: string, rate?: string, all?: boolean }} Choice */

/** People, groups, memberships. */
export const sizes = /** @type {const} */ ({
  small: [50, 5, 200],
  middle: [500, 50, 2000],
  large: [2000, 100, 10_000],
});

const names = /** @type {const} */ (["small", "middle", "large"]);
const kinds = /** @type {const} */ (["set", "single"]);
const latencies = [0, 20];
const rates = [null, 30];

/** From so many resources on, runs go without checkpoints: the engine writes the whole state at each step. */
const manyResources = 1000;

const matrix = names.flatMap((size) =>
  kinds.flatMap((kind) =>
    latencies.flatMap((latencyMs) => rates.map((ratePerSecond) => ({ size, kind, latencyMs, ratePerSecond }))),
  ),
);

/** Without --all: no run that takes long for what it tells. */
const usual = matrix.filter(
  ({ size, kind, latencyMs, ratePerSecond }) =>
    (size === "large" ? kind === "set" : kind === "set" || (latencyMs === 0 && ratePerSecond === null)) &&
    (latencyMs === 0 || ratePerSecond === null) &&
    (size !== "large" || (latencyMs === 0 && ratePerSecond === null)),
);

/**
 * The runs that the options ask for: each option picks among the usual runs, with `all` among the whole matrix.
 * @param {Choice} choice
 * @returns {Scenario[]}
 */
export function chosen({ size, memberships, latency, rate, all = false }) {
  return (all ? matrix : usual)
    .filter((run) => size === undefined || run.size === size)
    .filter((run) => memberships === undefined || run.kind === memberships)
    .filter((run) => latency === undefined || String(run.latencyMs) === latency)
    .filter((run) => rate === undefined || String(run.ratePerSecond ?? "none") === rate)
    .map(({ size: name, kind, latencyMs, ratePerSecond }) => {
      const [people, groups, pairs] = sizes[name];
      return { people, groups, memberships: pairs, kind, latencyMs, ratePerSecond };
    });
}

/**
 * Whether the engine saves its state after each step. Not in big stacks, where that takes most of the time, nor with a rate
 * limit, where the engine would be slower than the limit.
 * @param {Scenario} scenario
 */
export function hasCheckpoints({ people, groups, memberships, kind, ratePerSecond }) {
  return ratePerSecond === null && people + groups + (kind === "set" ? groups : memberships) <= manyResources;
}

/**
 * How often a life is lived; the median counts. One that takes minutes is lived once.
 * @param {Scenario} scenario
 */
export function roundsOf({ people, kind, latencyMs, ratePerSecond }) {
  if (ratePerSecond !== null) return 1;
  return people <= sizes.small[0] || (people <= sizes.middle[0] && kind === "set" && latencyMs === 0) ? 3 : 1;
}

/**
 * How many memberships each group has.
 * @param {Pick<Scenario, "groups" | "memberships">} scenario
 */
export function groupSizes({ groups, memberships }) {
  return Array.from(
    { length: groups },
    (_, n) => Math.floor(((n + 1) * memberships) / groups) - Math.floor((n * memberships) / groups),
  );
}

/**
 * "500 people, 50 groups, 2,000 single memberships, 20 ms latency"
 * @param {Scenario} scenario
 */
export function titleOf({ people, groups, memberships, kind, latencyMs, ratePerSecond }) {
  return [
    `${count(people)} people`,
    `${count(groups)} groups`,
    `${count(memberships)} memberships ${kind === "set" ? "in sets" : "one by one"}`,
    ...(latencyMs > 0 ? [`${latencyMs} ms latency`] : []),
    ...(ratePerSecond === null ? [] : [`${ratePerSecond} requests a second`]),
  ].join(", ");
}

/** @param {number} value */
export function count(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}
