#!/usr/bin/env node
// Does what the org file says for today: whoever has a startDate joins, whoever had an endDate leaves. Nothing else: what somebody
// changed by hand in a service stays as it is (scripts/drift.mjs reports it), and changes of the file wait for their apply.
// Exit code 0: done, or nothing is due; 3: refused, nothing was written; 1: failed.
import { config } from "../gitops.config.mjs";
import { commitOf, pathsBetween } from "./lib/git.mjs";
import { makePlan } from "./lib/plan.mjs";
import { Refusal, script } from "./lib/run.mjs";
import { appliedCommit, up } from "./lib/stack.mjs";
import { withWorkspace } from "./lib/workspace.mjs";

/** Files that change nothing in the services. */
const harmless = /^(\.github\/|\.gitlab-ci\.yml$|scripts\/|[^/]*\.md$)/;

await script(async () => {
  const commit = await commitOf("HEAD");
  await withWorkspace({ program: commit }, async (folder) => {
    const applied = await appliedCommit(folder);
    if (applied === undefined) throw new Refusal("The state names no commit that was applied. Run the apply first.");
    const waiting = (await pathsBetween(applied, commit)).filter((path) => !harmless.test(path));
    if (waiting.length > 0) {
      throw new Refusal(
        `Changes that were merged are not applied yet (${waiting.slice(0, 5).join(", ")}). See why their apply stopped.`,
      );
    }
    const args = ["--refresh=false"];
    const plan = await makePlan(folder, { commit, guards: config.guards, args });
    if (plan.refusal !== undefined)
      throw new Refusal(`What is due today was not done, nothing was written. ${plan.refusal}`);
    if (plan.effects.length === 0) {
      console.log("Nothing is due today.");
      return;
    }
    console.log(await plan.markdown(60_000));
    await up(folder, commit, args);
  });
});
