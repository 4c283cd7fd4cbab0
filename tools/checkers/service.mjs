import { startSandbox } from "../../dist/sandbox/index.js";
import { atExit } from "../lib/main.mjs";

/**
 * What a checker found.
 * @typedef {object} Verdict
 * @property {string} name the checker
 * @property {number} passed
 * @property {string[]} complaints
 * @property {number} skipped
 */

/** @typedef {{ url: string, token: string }} Service */

/**
 * Runs a checker on a fresh sandbox on a free port.
 * @param {import("../../dist/sandbox/index.js").SandboxOptions} options
 * @param {(service: Service) => Promise<Verdict>} check
 */
export async function withService(options, check) {
  const sandbox = await startSandbox({ ...options, port: 0 });
  const close = atExit(() => sandbox.close());
  try {
    return await check(sandbox);
  } finally {
    await close();
  }
}
