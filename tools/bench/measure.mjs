import { availableParallelism, loadavg } from "node:os";
import { startProgress } from "../lib/terminal.mjs";
import { live } from "./live.mjs";
import { median } from "./median.mjs";
import { pluginCost } from "./pluginCost.mjs";
import { hasCheckpoints, roundsOf, titleOf } from "./scenarios.mjs";

/**
 * @typedef {import("./live.mjs").Life} Life
 * @typedef {import("./live.mjs").StepName} StepName
 * @typedef {import("./pluginCost.mjs").PluginCost} PluginCost
 * @typedef {import("./scenarios.mjs").Scenario} Scenario
 * @typedef {import("./service.mjs").Traffic} Traffic
 * @typedef {import("./stateSizes.mjs").StateSizes} StateSizes
 */

/**
 * Seconds and counts are medians; `idleSeconds` and `ratio` are null where the service's rate decides the time.
 * @typedef {Traffic & { name: StepName, seconds: number, idleSeconds: number | null, ratio: number | null }} Step
 */

/**
 * The machine at the time: ratios of a busy one mean less.
 * @typedef {{ node: string, pulumi: string, cores: number, load: number }} Machine
 */

/**
 * @typedef {object} Result
 * @property {Scenario} scenario
 * @property {boolean} checkpoints
 * @property {number} rounds
 * @property {Machine} machine
 * @property {Step[]} steps
 * @property {StateSizes} state
 * @property {number | null} memoryMb the largest resident size of the plugin process; null where there is no /proc
 * @property {number | null} idleMemoryMb the same of the provider that does nothing
 */

/** @typedef {{ plugin: PluginCost, results: Result[] }} Report */

/**
 * The provider that does nothing and ours are measured in turns, so that what else the machine does meets both.
 * @param {{ folder: string, version: string }} cli
 * @param {readonly Scenario[]} scenarios
 * @param {number} [rounds] instead of each one's own number
 * @returns {Promise<Report>}
 */
export async function measure(cli, scenarios, rounds) {
  const plugin = await pluginCost();
  const results = [];
  for (const scenario of scenarios) results.push(await measureOne(cli, scenario, rounds ?? roundsOf(scenario)));
  return { plugin, results };
}

/**
 * @param {{ folder: string, version: string }} cli
 * @param {Scenario} scenario
 * @param {number} rounds
 * @returns {Promise<Result>}
 */
async function measureOne(cli, scenario, rounds) {
  const progress = startProgress(titleOf(scenario));
  /** @type {Life[]} */
  const lives = [];
  /** @type {Life[]} */
  const idleLives = [];
  /** @type {number[]} */
  const loads = [];
  const hasIdle = scenario.ratePerSecond === null;
  try {
    const onStep = (/** @type {string} */ who) => (/** @type {StepName} */ name) => {
      loads.push(loadavg()[0] ?? 0);
      progress.update(`${who}, ${name}${rounds > 1 ? `, round ${lives.length + 1} of ${rounds}` : ""}`);
    };
    while (lives.length < rounds) {
      if (hasIdle) idleLives.push(await live(cli.folder, scenario, { isIdle: true, onStep: onStep("nothing") }));
      lives.push(await live(cli.folder, scenario, { isIdle: false, onStep: onStep("pulumi-scim") }));
    }
  } finally {
    progress.clear();
  }
  const [life] = lives;
  if (life === undefined) throw new Error("Could not measure: no life was lived.");
  return {
    scenario,
    checkpoints: hasCheckpoints(scenario),
    rounds,
    machine: {
      node: process.versions.node,
      pulumi: cli.version,
      cores: availableParallelism(),
      load: round(median(loads), 1),
    },
    steps: life.steps.map(({ name }, at) => stepOf(name, at, lives, idleLives)),
    state: life.state,
    memoryMb: memoryOf(lives),
    idleMemoryMb: memoryOf(idleLives),
  };
}

/**
 * @param {StepName} name
 * @param {number} at
 * @param {readonly Life[]} lives
 * @param {readonly Life[]} idleLives none: no ratio
 * @returns {Step}
 */
function stepOf(name, at, lives, idleLives) {
  const mine = lives.flatMap(({ steps }) => steps[at] ?? []);
  const idle = idleLives.flatMap(({ steps }) => steps[at]?.seconds ?? []);
  const seconds = median(mine.map((step) => step.seconds));
  const idleSeconds = idle.length === 0 ? null : median(idle);
  const traffic = mine.map((step) => step.traffic);
  const verbs = [...new Set(traffic.flatMap(({ requests }) => Object.keys(requests)))];
  const rates = traffic.flatMap(({ ratePerSecond }) => ratePerSecond ?? []);
  return {
    name,
    seconds: round(seconds, 2),
    idleSeconds: idleSeconds === null ? null : round(idleSeconds, 2),
    ratio: idleSeconds === null ? null : round(seconds / idleSeconds, 3),
    requests: Object.fromEntries(
      verbs.map((verb) => [verb, median(traffic.map(({ requests }) => requests[verb] ?? 0))]),
    ),
    tooMany: median(traffic.map(({ tooMany }) => tooMany)),
    peakInFlight: median(traffic.map(({ peakInFlight }) => peakInFlight)),
    ratePerSecond: rates.length === 0 ? null : round(median(rates), 2),
  };
}

/** @param {readonly Life[]} lives */
function memoryOf(lives) {
  const known = lives.flatMap(({ memoryMb }) => memoryMb ?? []);
  return known.length === 0 ? null : median(known);
}

/**
 * @param {number} value
 * @param {number} digits
 */
function round(value, digits) {
  return Number(value.toFixed(digits));
}
