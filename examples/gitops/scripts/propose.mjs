#!/usr/bin/env node
// Plans a proposal and writes the plan as a comment under it: the program of the branch (HEAD of this checkout) on the data of the
// proposal. On a machine that is no runner: npm run propose -- BRANCH prints it.
// Exit code 0: can be merged; 3: a guard stops it; 1: no plan, the comment says why.
import { parseArgs } from "node:util";
import { config } from "../gitops.config.mjs";
import { approvalMark } from "./lib/approval.mjs";
import { quoted, writeNote } from "./lib/comments.mjs";
import { forge } from "./lib/forge/index.mjs";
import { commitOf, mergedTree, pathsBetween } from "./lib/git.mjs";
import { makePlan } from "./lib/plan.mjs";
import { Failure, Refusal, script } from "./lib/run.mjs";
import { withWorkspace } from "./lib/workspace.mjs";

await script(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const here = forge();
  const proposal = (await here.proposal()) ?? { number: 0, head: positionals[0] ?? "" };
  if (proposal.head === "") throw new Failure("Which proposal? npm run propose -- BRANCH");
  const [base, head] = [await commitOf("HEAD"), await commitOf(proposal.head)];
  try {
    const tree = await mergedTree(base, head);
    const besides = (await pathsBetween(base, tree)).filter((path) => !isData(path));
    const refusal = await withWorkspace({ program: base, data: tree }, async (folder) => {
      const plan = await makePlan(folder, { commit: head, guards: config.guards });
      const [mark, warning, end] = [approvalMark(head, plan), besideText(besides), footer(plan, head, here.run)];
      const room = here.largestComment - mark.length - warning.length - end.length - 10;
      const parts = [mark, warning, await plan.markdown(room), end];
      await writeNote(here, proposal.number, "plan", parts.filter((part) => part !== "").join("\n\n"));
      return plan.refusal;
    });
    if (refusal !== undefined) throw new Refusal(refusal);
  } catch (error) {
    if (error instanceof Failure) {
      const body = ["<!-- org-chart:plan -->", `**There is no plan for ${head.slice(0, 10)}.**`, quoted(error.message)];
      await writeNote(here, proposal.number, "plan", body.join("\n\n"));
    }
    throw error;
  }
});

/** @param {string} path */
function isData(path) {
  return config.data.some((data) => path === data || path.startsWith(`${data}/`));
}

/** @param {readonly string[]} paths */
function besideText(paths) {
  if (paths.length === 0) return "";
  const [shown, more] = [paths.slice(0, 20), paths.length - 20];
  const list = shown.map((path) => `- ${JSON.stringify(path).replaceAll("`", "'")}`).join("\n");
  return [
    "> [!WARNING]",
    "> **This proposal changes more than people.** The plan is that of the program as it stands on the branch. Once these files",
    "> are merged, what they do beyond the plan is not approved by it: the apply stops and shows it.",
    "",
    quoted(more > 0 ? `${list}\n- and ${more} more` : list),
  ].join("\n");
}

/**
 * @param {import("./lib/plan.mjs").Plan} plan
 * @param {string} head
 * @param {string | undefined} address
 */
function footer(plan, head, address) {
  const run = address === undefined ? "" : ` · [run](${address})`;
  return `<sub>Plan \`${plan.digest}\` of ${head.slice(0, 10)}${run}. Merging approves exactly this.</sub>`;
}
