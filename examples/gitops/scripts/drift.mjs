#!/usr/bin/env node
// Looks for what somebody changed by hand in the services. Found: one issue is opened or brought up to date. None: it is closed.
// Exit code 0: no drift; 3: drift; 1: failed.
import { closeDriftIssue, openDriftIssue } from "./lib/comments.mjs";
import { forge } from "./lib/forge/index.mjs";
import { commitOf } from "./lib/git.mjs";
import { makePlan } from "./lib/plan.mjs";
import { Refusal, script } from "./lib/run.mjs";
import { appliedCommit } from "./lib/stack.mjs";
import { withWorkspace } from "./lib/workspace.mjs";

await script(async () => {
  const here = forge();
  const newest = await commitOf("HEAD");
  const applied = await withWorkspace({ program: newest }, (folder) => appliedCommit(folder));
  if (applied === undefined) throw new Refusal("The state names no commit that was applied. Run the apply first.");
  // What is merged and not applied yet is no drift.
  await withWorkspace({ program: applied }, async (folder) => {
    const plan = await makePlan(folder, { commit: applied, guards: ["--no-drift"] });
    const run = here.run === undefined ? "" : ` ([run](${here.run}))`;
    if (plan.refusal === undefined) {
      await closeDriftIssue(here, `The services are again what the org file says${run}.`);
      return;
    }
    const ways = [
      "Somebody changed people, groups or memberships in a service by hand. Either is right:",
      `- they should not have: run the apply by hand with \`APPROVE=${plan.digest}\`, and the services are brought back;`,
      "- they should have: write it into the org file, and merge.",
      "",
      `This issue is kept up to date, and closed by the run that finds no drift${run}.`,
    ].join("\n");
    const shown = await plan.markdown(here.largestComment - ways.length - 100);
    await openDriftIssue(here, "The services differ from the org file", `${ways}\n\n${shown}`);
    throw new Refusal(`There is drift. ${plan.refusal}`);
  });
});
