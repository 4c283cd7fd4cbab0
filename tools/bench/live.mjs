import { join } from "node:path";
import { Stack } from "../demo/stack.mjs";
import { watchPlugins } from "./plugins.mjs";
import { groupSizes, hasCheckpoints } from "./scenarios.mjs";
import { startService } from "./service.mjs";
import { stateSizes } from "./stateSizes.mjs";

/**
 * @typedef {import("./scenarios.mjs").Scenario} Scenario
 * @typedef {import("./service.mjs").Traffic} Traffic
 * @typedef {import("./stateSizes.mjs").StateSizes} StateSizes
 * @typedef {(typeof steps)[number]["name"]} StepName
 * @typedef {{ name: StepName, seconds: number, traffic: Traffic }} LivedStep
 * @typedef {{ steps: LivedStep[], state: StateSizes, memoryMb: number | undefined }} Life
 */

const up = ["up", "--yes", "--skip-preview"];

/** The project refreshes always, so each step but the first one reads the service before. */
const steps = /** @type {const} */ ([
  { name: "create", command: up, title: "CTO" },
  { name: "preview", command: ["preview"], title: "CTO" },
  { name: "change", command: up, title: "CEO" },
  { name: "destroy", command: ["destroy", "--yes", "--skip-preview"], title: "CEO" },
]);

/** The engine needs long for many resources; this is for one that hangs. */
const timeoutSeconds = 3600;

/**
 * A company is created, looked at, changed in one attribute and ended, by the real engine on a sandbox.
 * @param {string} cliFolder
 * @param {Scenario} scenario
 * @param {{ isIdle: boolean, onStep: (name: StepName) => void }} options `isIdle`: on a provider that does nothing
 * @returns {Promise<Life>}
 */
export async function live(cliFolder, scenario, { isIdle, onStep }) {
  const { people, groups, memberships, kind, ratePerSecond } = scenario;
  const service = await startService(scenario);
  const project = { name: "bench", program: join(import.meta.dirname, "index.cjs") };
  const env = {
    BENCH_COMPANY: JSON.stringify({ people, groupSizes: groupSizes(scenario), kind, isIdle }),
    ...(ratePerSecond !== null && { SCIM_MAX_REQUESTS_PER_SECOND: String(ratePerSecond) }),
    ...(!hasCheckpoints(scenario) && { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "true" }),
  };
  const stack = new Stack(cliFolder, service, project, { env, timeoutSeconds });
  const plugins = watchPlugins(stack.folder);
  /** @type {LivedStep[]} */
  const lived = [];
  let state = { total: 0, person: 0, membership: 0, membershipOwn: 0 };
  try {
    await stack.init();
    for (const { name, command, title } of steps) {
      onStep(name);
      service.forget();
      const { seconds } = await stack.run(command, { BENCH_TITLE: title });
      lived.push({ name, seconds, traffic: service.traffic() });
      if (!isIdle) expectHeld(name, service.holds(), name === "destroy" ? [0, 0, 0] : [people, groups, memberships]);
      if (name === "create") state = stateSizes(await stack.state());
    }
  } finally {
    plugins.stop();
    await stack.remove();
    await service.stop();
  }
  return { steps: lived, state, memoryMb: plugins.peakMb() };
}

/**
 * @param {string} step
 * @param {number[]} held
 * @param {number[]} wanted
 */
function expectHeld(step, held, wanted) {
  if (String(held) === String(wanted)) return;
  throw new Error(
    `Could not measure ${step}: the service holds ${held.join(", ")} people, groups and members instead of ${wanted.join(", ")}.`,
  );
}
