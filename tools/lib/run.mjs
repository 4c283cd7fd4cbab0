import { spawn } from "node:child_process";
import { atExit, UserError } from "./main.mjs";
import { killTree } from "./processes.mjs";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; the current one when left out
 * @property {"inherit" | "capture"} [output] "capture" when left out
 * @property {(line: string) => void} [onLine] each line of stderr as it comes (only with "capture")
 * @property {number} [timeoutSeconds] after this the command and its children are killed
 */

/**
 * @typedef {object} RunResult
 * @property {number | null} code null when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 * @property {number} seconds
 * @property {boolean} timedOut
 */

/**
 * Runs a command to its end, whatever its exit code. It and its children die with this process.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export async function run(command, args, options = {}) {
  const started = performance.now();
  const inherit = options.output === "inherit";
  // A group of its own: Ctrl-C reaches this process only, which then ends the child as it sees fit.
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: inherit ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    shell: process.platform === "win32" && command === "npm",
  });
  let stdout = "";
  let stderr = "";
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (/** @type {string} */ text) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
    stderr += text;
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach((line) => options.onLine?.(line));
  });
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killTree(child.pid);
  };
  const release = atExit(kill);
  let timedOut = false;
  const timer =
    options.timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          kill();
        }, options.timeoutSeconds * 1000);
  try {
    /** @type {number | null} */
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, stdout, stderr, seconds: (performance.now() - started) / 1000, timedOut };
  } finally {
    clearTimeout(timer);
    await release();
  }
}

/**
 * As `run`, but an exit code other than 0 is an error that shows what the command printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { what: string }} options `what` begins the message: "Could not <what>"
 * @returns {Promise<RunResult>}
 */
export async function runOrFail(command, args, { what, ...options }) {
  let result;
  try {
    result = await run(command, args, options);
  } catch (error) {
    throw new UserError(`Could not ${what}: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (result.code === 0) return result;
  const printed = `${result.stdout}\n${result.stderr}`.trim();
  const end = result.timedOut ? "it did not end in time" : `exit code ${result.code ?? "none (killed)"}`;
  throw new UserError(
    `Could not ${what}: ${[command, ...args].join(" ")}: ${end}.${printed === "" ? "" : `\n${printed}`}`,
  );
}

/**
 * The output of a short command, or undefined when it cannot be run or fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export async function outputOf(command, args, options = {}) {
  try {
    const result = await run(command, args, { timeoutSeconds: 30, ...options });
    return result.code === 0 ? result.stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}
