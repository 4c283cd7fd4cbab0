#!/usr/bin/env node
// Brings the services to what the newest commit of the branch says, when everything that this does was approved: shown in the
// plans of the proposals that were merged since the last apply, or named by APPROVE (the digest of the plan, given by hand).
// Exit code 0: done; 3: refused, nothing was written; 1: failed.
import { config } from "../gitops.config.mjs";
import { approvalIn, unapproved } from "./lib/approval.mjs";
import { quoted, writeNote } from "./lib/comments.mjs";
import { forge } from "./lib/forge/index.mjs";
import { commitOf, git, isAncestor, tipOf } from "./lib/git.mjs";
import { makePlan } from "./lib/plan.mjs";
import { Refusal, script } from "./lib/run.mjs";
import { appliedCommit, up } from "./lib/stack.mjs";
import { withWorkspace } from "./lib/workspace.mjs";

/** So many merges may have come since the last apply; with more, somebody looks and approves by hand. */
const mostMerges = 100;

await script(async () => {
  const here = forge();
  const commit = await commitOf("HEAD");
  await refuseOldCommit(commit);
  await withWorkspace({ program: commit }, async (folder) => {
    const merges = await mergesSince(await appliedCommit(folder), commit);
    const proposals = (await Promise.all(merges.map((merge) => here.mergedWith(merge)))).flat();
    const plan = await makePlan(folder, { commit, guards: config.guards });
    /** @param {string} text */
    const report = async (text) => {
      const run = here.run === undefined ? "" : ` ([run](${here.run}))`;
      const before = `<!-- org-chart:result -->\n${text}${run}\n\n<details><summary>The plan</summary>\n\n`;
      const shown = await plan.markdown(here.largestComment - before.length - 20);
      for (const { number } of proposals) await writeNote(here, number, "result", `${before}${shown}\n\n</details>`);
    };
    const reason = plan.refusal ?? (await whyNotApproved(here, proposals, plan));
    if (reason !== undefined) {
      await report(`**Not applied.** ${reason}`);
      throw new Refusal(`Not applied, nothing was written. ${reason}`);
    }
    await refuseOldCommit(commit);
    await up(folder, commit).catch(async (/** @type {unknown} */ error) => {
      await report("**The apply failed half-way.** The rest is done by running the same job again.");
      throw error;
    });
    await report(`**Applied**, as commit ${commit.slice(0, 10)}.`);
  });
});

/** @param {string} commit */
async function refuseOldCommit(commit) {
  const tip = await tipOf(config.branch);
  if (tip === commit) return;
  throw new Refusal(
    `Not applied: ${commit.slice(0, 10)} is not the newest commit of ${config.branch}, which is ${tip.slice(0, 10)}. Its own run applies both.`,
  );
}

/**
 * The commits of the branch since the last apply, newest first.
 * @param {string | undefined} applied
 * @param {string} commit
 */
async function mergesSince(applied, commit) {
  if (applied === undefined || !(await isAncestor(applied, commit))) return [commit];
  const commits = await git("rev-list", "--first-parent", `--max-count=${mostMerges}`, `${applied}..${commit}`);
  // Nothing since: a run that is repeated, or that heals drift.
  return commits === "" ? [commit] : commits.split("\n");
}

/**
 * @param {import("./lib/forge/index.mjs").Forge} here
 * @param {readonly import("./lib/forge/index.mjs").Proposal[]} proposals
 * @param {import("./lib/plan.mjs").Plan} plan
 * @returns {Promise<string | undefined>}
 */
async function whyNotApproved(here, proposals, plan) {
  if (process.env["APPROVE"] === plan.digest) return undefined;
  const approvals = [];
  for (const { number, head } of proposals) {
    const notes = await here.notes(number);
    const found = notes.map(({ body }) => approvalIn(body)).find((approval) => approval !== undefined);
    // A plan of an older commit of the proposal was shown for something else.
    if (found?.head === head) approvals.push(found);
  }
  const missing = unapproved(plan, approvals);
  if (missing.length === 0) return undefined;
  return [
    `${missing.length} of ${plan.effects.length} changes were not in the plan that was approved, such as:`,
    "",
    quoted(missing.slice(0, 10).join("\n")),
    "",
    `Look at the plan as it is now; to approve it, run the apply by hand with APPROVE=${plan.digest}.`,
  ].join("\n");
}
