import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Service } from "../demo/service.mjs";
import { Stack } from "../demo/stack.mjs";
import { runOrFail } from "../lib/run.mjs";
import { startProgress } from "../lib/terminal.mjs";
import { withUsage } from "./usage.mjs";

/**
 * @typedef {object} Options
 * @property {number} people
 * @property {number} groups
 * @property {boolean} checkpoints
 * @property {boolean} automation whether the runs are made by the Automation API with an inline program
 * @property {boolean} idle a provider that does nothing in the place of ours
 * @property {boolean} onlyCreate
 * @property {string | undefined} profile folder for CPU profiles of the plugin and the program
 */

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {number} seconds
 * @property {Record<string, number>} requests by verb
 * @property {Record<string, import("./usage.mjs").Usage>} usage by kind of process
 */

const timeoutSeconds = 7200;
const life = /** @type {const} */ ([
  ["create", ["up", "--yes", "--skip-preview"]],
  ["refresh", ["refresh", "--yes", "--skip-preview"]],
  ["preview", ["preview"]],
  ["destroy", ["destroy", "--yes", "--skip-preview"]],
]);

/**
 * A big company's life in one stack on a sandbox.
 * @param {string} cliFolder
 * @param {Options} options
 * @returns {Promise<{ rows: Row[], stateBytes: number }>}
 */
export async function measure(cliFolder, options) {
  const { people, groups, checkpoints, idle, profile, automation, onlyCreate } = options;
  const groupSizes = Array.from(
    { length: groups },
    (_, n) => Math.floor(((n + 1) * people) / groups) - Math.floor((n * people) / groups),
  );
  const service = await Service.start();
  const env = {
    BENCH_COMPANY: JSON.stringify({ people, groupSizes, kind: "set", isIdle: idle }),
    BENCH_TITLE: "CTO",
    ...(checkpoints ? {} : { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "true" }),
    ...(profile === undefined
      ? {}
      : { NODE_OPTIONS: `--require ${join(import.meta.dirname, "profile.cjs")}`, PROFILE_FOLDER: profile }),
  };
  const program = join(import.meta.dirname, "../bench/index.cjs");
  const stack = new Stack(cliFolder, service, { name: "scale", program }, { env, timeoutSeconds });
  const progress = startProgress(`${people} people`);
  /** @type {Row[]} */
  const rows = [];
  let stateBytes = 0;
  try {
    await stack.init();
    for (const [label, command] of onlyCreate ? life.slice(0, 1) : life) {
      progress.update(label);
      service.forget();
      const { result: seconds, usage } = await withUsage(async () => {
        const run = automation ? byAutomation(cliFolder, stack, service, env, label) : stack.run([...command]);
        return (await run).seconds;
      });
      rows.push({ label, seconds, requests: service.requests(), usage });
      if (label === "create") stateBytes = (await stack.state()).length;
    }
  } finally {
    progress.clear();
    await stack.remove();
    await service.stop();
  }
  return { rows, stateBytes };
}

/**
 * The same run on the same stack, made by a program that uses the Automation API.
 * @param {string} cliFolder
 * @param {Stack} stack
 * @param {Service} service
 * @param {Record<string, string>} env
 * @param {string} what
 */
function byAutomation(cliFolder, stack, service, env, what) {
  return runOrFail(process.execPath, [join(import.meta.dirname, "automation.cjs"), what], {
    what: `${what} by the Automation API`,
    cwd: stack.folder,
    timeoutSeconds,
    env: {
      ...process.env,
      PATH: [cliFolder, dirname(process.execPath), process.env["PATH"] ?? ""].join(
        process.platform === "win32" ? ";" : ":",
      ),
      PULUMI_HOME: join(stack.folder, ".pulumi"),
      PULUMI_BACKEND_URL: pathToFileURL(join(stack.folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      SCIM_ENDPOINT: service.url,
      SCIM_TOKEN: service.token,
      ...env,
    },
  });
}
