#!/usr/bin/env node
// npm test: sets a fresh clone up, lints, type-checks and tests, and ends in the line "N passed, N failed".
// For work on one part: npm test -- --static | --unit | --engine | --newest | --checkers, and jest patterns after --unit or --engine.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild, ensureDependencies, root } from "./lib/checkout.mjs";
import { main } from "./lib/main.mjs";
import { outputOf, run } from "./lib/run.mjs";
import { note } from "./lib/terminal.mjs";
import { getPulumi } from "./pulumi/get.mjs";
import { jestLane } from "./test/jest.mjs";
import { newestLane } from "./test/newest.mjs";
import { staticLane } from "./test/static.mjs";
import { report, single, skipped, sum } from "./test/tally.mjs";

/** @typedef {import("./test/tally.mjs").LaneResult} LaneResult */

const flag = /** @type {const} */ ({ type: "boolean", default: false });
const { values: asked, positionals: patterns } = parseArgs({
  options: { static: flag, unit: flag, engine: flag, newest: flag, checkers: flag },
  allowPositionals: true,
});
const all = !Object.values(asked).includes(true);

main(async () => {
  await ensureDependencies();
  await ensureBuild();
  const cli = all || asked.engine || asked.newest ? (await getPulumi()).folder : "";
  const offline = all || asked.engine || asked.newest ? await whyOffline() : undefined;

  /** @type {[wanted: boolean, title: string, lane: () => Promise<LaneResult>][]} */
  const lanes = [
    [asked.static, "Lint and types", staticLane],
    [asked.unit, "Unit and contract tests", () => jestLane("unit", { patterns })],
    [asked.checkers, "Public SCIM checkers against the sandbox", checkersLane],
    [asked.engine, "The real engine", () => engineLane(cli, offline)],
    [asked.newest, "Newest SDK on Node 24", () => (offline === undefined ? newestLane(cli) : later(offline))],
  ];
  const results = [];
  for (const [wanted, title, lane] of lanes) {
    if (!all && !wanted) continue;
    note(`\n== ${title}`);
    results.push(await lane());
  }
  const total = sum(results);
  report(total);
  return total.failures.length === 0 ? 0 : 1;
});

/**
 * @param {string} cli
 * @param {string | undefined} offline
 */
function engineLane(cli, offline) {
  /** @type {Record<string, string>} */
  const env = { PULUMI_SCIM_TEST_CLI: cli, PULUMI_SCIM_TEST_BUILD: "0" };
  if (offline !== undefined) env["PULUMI_SCIM_TEST_OFFLINE"] = offline;
  return jestLane("engine", { patterns, env });
}

/** The checkers are Python programs; their script says by exit code 77 that this machine lacks what they need. */
async function checkersLane() {
  const script = join(root, "tools/checkers/run.mjs");
  if (!existsSync(script)) return single("tools/checkers/run.mjs is missing", false);
  const { code } = await run(process.execPath, [script], { cwd: root, output: "inherit" });
  if (code === 77) return skipped("public SCIM checkers", "Python 3.11 or newer and PyPI, which this machine lacks");
  return single("public SCIM checkers", code === 0);
}

/** @param {string} reason */
function later(reason) {
  return Promise.resolve(skipped("newest @pulumi/pulumi on Node 24", reason));
}

/** Why tests that install from npm cannot run, or undefined when they can. */
async function whyOffline() {
  const version = await outputOf("npm", ["view", "node@24", "version", "--json"], { timeoutSeconds: 60 });
  return version === undefined ? "the npm registry, which does not answer" : undefined;
}
