import { randomUUID } from "node:crypto";
import { config } from "../../gitops.config.mjs";
import { Failure, run } from "./run.mjs";

/** The stack's name for the Pulumi CLI. */
export const stack = process.env["PULUMI_STACK"] ?? config.stack;

/**
 * Runs the Pulumi CLI in a workspace.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, show?: boolean }} [options]
 */
export function pulumi(folder, args, options = {}) {
  return run("pulumi", [...args, "--stack", stack, "--non-interactive"], { cwd: folder, ...options });
}

/**
 * The commit that the services follow, as the last successful run has left it in the state; undefined before the first one.
 * @param {string} folder
 * @returns {Promise<string | undefined>}
 */
export async function appliedCommit(folder) {
  const { code, stdout, stderr } = await pulumi(folder, ["stack", "output", "--json"]);
  if (code !== 0) throw new Failure(`The state of the stack ${stack} could not be read:\n${stderr.trim()}`);
  /** @type {unknown} */
  const outputs = JSON.parse(stdout.toString("utf8"));
  if (typeof outputs !== "object" || outputs === null || !("appliedCommit" in outputs)) return undefined;
  const commit = outputs.appliedCommit;
  return typeof commit === "string" && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

/**
 * Brings the services to what a workspace says and notes the commit. The output goes to the log as it comes.
 * @param {string} folder
 * @param {string} commit
 * @param {readonly string[]} [args]
 */
export async function up(folder, commit, args = []) {
  quote(true);
  const { code } = await pulumi(folder, ["up", "--yes", "--skip-preview", ...args], {
    env: { ORG_COMMIT: commit },
    show: true,
  });
  quote(false);
  if (code !== 0) {
    throw new Failure(
      "pulumi up failed: see above. What it did is in the state and nothing is done twice; run the same job again.",
    );
  }
}

/** GitHub obeys lines of the log that begin with "::"; what Pulumi prints may hold data, so it is quoted. */
const quoteToken = randomUUID();

/** @param {boolean} begins */
function quote(begins) {
  if (process.env["GITHUB_ACTIONS"] === "true")
    console.log(begins ? `::stop-commands::${quoteToken}` : `::${quoteToken}::`);
}
