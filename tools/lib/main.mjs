/**
 * What has to be undone when the process ends, newest last.
 * @type {Set<() => void | Promise<void>>}
 */
const tasks = new Set();
let ending = false;

/** An error whose message is all that the user needs; printed without a stack. */
export class UserError extends Error {
  /** @override */
  name = "UserError";
}

/**
 * Registers what has to be undone at the end of the program, also after Ctrl-C, SIGTERM, a hang-up or an error.
 * @param {() => void | Promise<void>} task
 * @returns {() => Promise<void>} does it now instead
 */
export function atExit(task) {
  tasks.add(task);
  return async () => {
    if (tasks.delete(task)) await task();
  };
}

/**
 * Runs a script's body: its result is the exit code (undefined is 0), everything registered by `atExit` is done at the end,
 * a signal ends it with 128 + its number.
 * @param {() => Promise<number | undefined>} body
 */
export function main(body) {
  for (const [signal, number] of /** @type {const} */ ([
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ])) {
    process.on(signal, () => void end(128 + number));
  }
  body().then(
    (code) => end(code ?? 0),
    (/** @type {unknown} */ error) => {
      if (ending) return undefined;
      if (error instanceof UserError) console.error(error.message);
      else console.error(error);
      return end(1);
    },
  );
}

/** Whether a signal or the end of the body has begun to take things down: failures of children are then expected. */
export function isEnding() {
  return ending;
}

/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const task of [...tasks].reverse()) {
    try {
      await task();
    } catch (error) {
      console.error(error);
      code ||= 1;
    }
  }
  // Not process.exit at once: what was written to a pipe has to arrive.
  process.exitCode = code;
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(code);
}
