import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { config } from "../../gitops.config.mjs";
import { digestOf } from "./approval.mjs";
import { effectsOf } from "./effects.mjs";
import { Failure, root, run } from "./run.mjs";
import { pulumi } from "./stack.mjs";

/** Where the plan is left for whoever wants it whole: the workflows keep the folder as an artifact of the run. */
const planFolder = process.env["PLAN_FOLDER"] ?? join(root, "plan");

/**
 * A plan as people read it and as scripts compare it.
 * @typedef {object} Plan
 * @property {string | undefined} refusal why a guard of `pulumi-scim plan` stops it
 * @property {string[]} effects everything that it would do, one text each
 * @property {string} digest of all effects
 * @property {(longest: number) => Promise<string>} markdown at most so many characters of it; also for the summary of the run, where the forge has one
 */

/**
 * Plans what `pulumi up` in a workspace would do. Nothing is written, neither to the services nor to the state.
 * @param {string} folder
 * @param {{ commit: string, guards: readonly string[], args?: readonly string[] }} options `args` are for `pulumi preview`
 * @returns {Promise<Plan>} usable while the workspace stands
 */
export async function makePlan(folder, { commit, guards, args = [] }) {
  const beside = dirname(folder);
  const [state, events, digest] = [
    join(beside, "state.json"),
    join(beside, "events.json"),
    join(beside, "preview.json"),
  ];
  const exported = await pulumi(folder, ["stack", "export", "--file", state]);
  if (exported.code !== 0) throw new Failure(`The state could not be read:\n${exported.stderr.trim()}`);
  const preview = await pulumi(folder, ["preview", "--json", "--event-log", events, ...args], {
    env: { ORG_COMMIT: commit, PULUMI_DEBUG_COMMANDS: "true" }, // without it Pulumi has no --event-log
  });
  if (preview.code !== 0) throw new Failure(`The plan could not be made:\n${problemsOf(preview)}`);
  writeFileSync(digest, preview.stdout);

  /** @param {...string} more */
  const plan = async (...more) => {
    const input = [
      "plan",
      digest,
      "--state",
      state,
      "--event-log",
      events,
      "--commit",
      commit,
      "--dialect",
      config.dialect,
      ...guards,
    ];
    const { code, stdout, stderr } = await run("pulumi-scim", [...input, ...more], { cwd: folder });
    if (code !== 0 && code !== 3) throw new Failure(`pulumi-scim plan failed:\n${stderr.trim()}`);
    return { text: stdout.toString("utf8"), refusal: code === 3 ? stderr.trim() : undefined };
  };
  mkdirSync(planFolder, { recursive: true });
  const files = { page: join(planFolder, "plan.html"), picture: join(planFolder, "picture.svg") };
  await plan("--format", "html", "--output", files.page, "--picture", files.picture);
  const { text: json, refusal } = await plan("--format", "json");
  writeFileSync(join(planFolder, "plan.json"), json);
  const effects = effectsOf(JSON.parse(json), JSON.parse(preview.stdout.toString("utf8")));
  return {
    refusal,
    effects,
    digest: digestOf(effects),
    markdown: async (longest) => {
      const { text } = await plan("--format", "markdown", "--max-length", String(longest));
      const summary = process.env["GITHUB_STEP_SUMMARY"] ?? "";
      if (summary !== "") appendFileSync(summary, text);
      return text.trim();
    },
  };
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
