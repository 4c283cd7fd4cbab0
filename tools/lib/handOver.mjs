import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Lets a command take this process's place: its streams, its signals, its exit code.
 * On a terminal the command gets Ctrl-C itself, as npm does: passed on, it would count twice, and the Pulumi CLI takes the
 * second one for "stop without waiting". Elsewhere it has a process group of its own and gets what this process gets.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function handOver(command, args, options) {
  const terminal = process.stdin.isTTY;
  const child = spawn(command, args, {
    ...options,
    stdio: "inherit",
    detached: !terminal && process.platform !== "win32",
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (!(terminal && signal === "SIGINT")) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
