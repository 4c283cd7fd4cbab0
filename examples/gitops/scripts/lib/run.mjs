import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

/** The folder of the repository, whose program, scripts and packages are used. */
export const root = join(import.meta.dirname, "../..");

/** What scripts do not pass on: the program and its packages need no access to the forge. */
const forgeVariables = /^(GITHUB_TOKEN|GH_TOKEN|GITLAB_TOKEN|CI_JOB_TOKEN|ACTIONS_.*)$/;

/** Something that stops a run on purpose: said in one paragraph, without a stack, with the exit code 3. */
export class Refusal extends Error {
  /** @override */
  name = "Refusal";
}

/** Something that could not be done: said in one paragraph, without a stack, with the exit code 1. */
export class Failure extends Error {
  /** @override */
  name = "Failure";
}

/**
 * Runs a script's body and sets the exit code: 0 done, 1 failed, 3 refused or drift found.
 * @param {() => Promise<void>} body
 */
export async function script(body) {
  try {
    await body();
  } catch (error) {
    if (error instanceof Refusal || error instanceof Failure) console.error(`\n${error.message}`);
    else console.error(error);
    process.exitCode = error instanceof Refusal ? 3 : 1;
  }
}

/**
 * Runs a program to its end; its exit code is for the caller to judge.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean }} [options] `show`: also on the terminal
 * @returns {Promise<{ code: number | null, stdout: Buffer, stderr: string }>}
 */
export function run(program, args, { cwd = root, env = {}, show = false } = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !forgeVariables.test(name));
  const path = [join(root, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...Object.fromEntries(inherited), ...env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32" && program === "pulumi-scim",
    });
    /** @type {Buffer[]} */
    const stdout = [];
    /** @type {Buffer[]} */
    const stderr = [];
    child.stdout.on("data", (/** @type {Buffer} */ chunk) => {
      stdout.push(chunk);
      if (show) process.stdout.write(chunk);
    });
    child.stderr.on("data", (/** @type {Buffer} */ chunk) => {
      stderr.push(chunk);
      if (show) process.stderr.write(chunk);
    });
    child.once("error", (error) => {
      reject(new Failure(`Could not start ${program}: ${error.message}`));
    });
    child.once("close", (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") });
    });
  });
}
