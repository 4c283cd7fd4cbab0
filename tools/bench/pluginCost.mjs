import { join } from "node:path";
import { root } from "../lib/checkout.mjs";
import { runOrFail } from "../lib/run.mjs";
import { median } from "./median.mjs";
import { startService } from "./service.mjs";

/**
 * Milliseconds: loading the provider where the SDK is loaded already, `configure`, the first check and diff of a person,
 * and each further check and diff.
 * @typedef {{ requireMs: number, configureMs: number, firstCheckAndDiffMs: number, checkAndDiffMs: number }} PluginCost
 */

const rounds = 3;

/**
 * The median of some fresh processes.
 * @returns {Promise<PluginCost>}
 */
export async function pluginCost() {
  const script = join(import.meta.dirname, "pluginCost.cjs");
  /** @type {PluginCost[]} */
  const costs = [];
  for (let round = 0; round < rounds; round += 1) {
    const service = await startService({ latencyMs: 0, ratePerSecond: null });
    try {
      const env = { ...process.env, SCIM_ENDPOINT: service.url, SCIM_TOKEN: service.token };
      const { stdout } = await runOrFail(process.execPath, [script], { what: "measure the plugin", cwd: root, env });
      /** @type {unknown} */
      const cost = JSON.parse(stdout);
      costs.push(/** @type {PluginCost} */ (cost));
    } finally {
      await service.stop();
    }
  }
  const of = (/** @type {keyof PluginCost} */ key) => median(costs.map((cost) => cost[key]));
  return {
    requireMs: of("requireMs"),
    configureMs: of("configureMs"),
    firstCheckAndDiffMs: of("firstCheckAndDiffMs"),
    checkAndDiffMs: of("checkAndDiffMs"),
  };
}
