import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { digestOf } from "./approval.mjs";
import { effectsOf } from "./effects.mjs";
import { Failure, root, run } from "./run.mjs";
import { pulumi } from "./stack.mjs";

/** Where the plan is left for whoever wants it whole: the workflows keep the folder as an artifact of the run. */
const planFolder = join(root, "plan");

/**
 * A plan as people read it and as scripts compare it.
 * @typedef {object} Plan
 * @property {boolean} tripped whether a guard of `pulumi-scim plan` stops it
 * @property {string} markdown
 * @property {string[]} effects everything that it would do, one text each
 * @property {string} digest of all effects
 */

/**
 * Plans what `pulumi up` in a workspace would do. Nothing is written, neither to the services nor to the state.
 * @param {string} folder
 * @param {{ commit: string, guards: readonly string[], args?: readonly string[] }} options `args` are for `pulumi preview`
 * @returns {Promise<Plan>}
 */
export async function makePlan(folder, { commit, guards, args = [] }) {
  const state = join(dirname(folder), "state.json");
  const exported = await pulumi(folder, ["stack", "export", "--file", state]);
  if (exported.code !== 0) throw new Failure(`The state could not be read:\n${exported.stderr.trim()}`);
  const preview = await pulumi(folder, ["preview", "--json", ...args], { env: { ORG_COMMIT: commit } });
  if (preview.code !== 0) throw new Failure(`The plan could not be made:\n${problemsOf(preview)}`);
  const file = join(dirname(folder), "preview.json");
  writeFileSync(file, preview.stdout);

  const picture = join(planFolder, "difference.html");
  mkdirSync(planFolder, { recursive: true });
  const common = ["plan", file, "--state", state, "--commit", commit, ...guards];
  const markdown = await run("pulumi-scim", [...common, "--format", "markdown", "--picture", picture], { cwd: folder });
  const json = await run("pulumi-scim", [...common, "--format", "json"], { cwd: folder });
  for (const { code, stderr } of [markdown, json]) {
    if (code !== 0 && code !== 3) throw new Failure(`pulumi-scim plan failed:\n${stderr.trim()}`);
  }
  const text = markdown.stdout.toString("utf8");
  writeFileSync(join(planFolder, "plan.md"), text);
  writeFileSync(join(planFolder, "plan.json"), json.stdout);
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  if (summary !== undefined && summary !== "") appendFileSync(summary, text);
  const effects = effectsOf(JSON.parse(json.stdout.toString("utf8")), JSON.parse(preview.stdout.toString("utf8")));
  return { tripped: json.code === 3, markdown: text, effects, digest: digestOf(effects) };
}

/**
 * What Pulumi says is wrong: the errors in the JSON of the preview, else what it printed.
 * @param {{ stdout: Buffer, stderr: string }} preview
 */
function problemsOf({ stdout, stderr }) {
  const errors = diagnosticsIn(stdout.toString("utf8")).filter(({ severity }) => severity === "error");
  return errors.length > 0 ? errors.map(({ message }) => (message ?? "").trim()).join("\n") : stderr.trim();
}

/**
 * @param {string} text
 * @returns {{ severity?: string, message?: string }[]}
 */
function diagnosticsIn(text) {
  try {
    /** @type {unknown} */
    const digest = JSON.parse(text);
    if (typeof digest !== "object" || digest === null || !("diagnostics" in digest)) return [];
    /** @type {{ severity?: string, message?: string }[]} */
    const diagnostics = Array.isArray(digest.diagnostics) ? digest.diagnostics : [];
    return diagnostics;
  } catch {
    return []; // The program was not even started.
  }
}
