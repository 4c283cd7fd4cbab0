import { gitHub } from "./gitHub.mjs";
import { gitLab } from "./gitLab.mjs";
import { terminal } from "./terminal.mjs";

/**
 * A proposal: a pull request or merge request.
 * @typedef {object} Proposal
 * @property {number} number
 * @property {string} head the newest commit of it
 */

/**
 * A comment of ours under a proposal.
 * @typedef {object} Note
 * @property {number} id
 * @property {string} body
 */

/**
 * What the scripts need of GitHub or GitLab. `notes` and `issues` are ours alone: what others write is never believed.
 * @typedef {object} Forge
 * @property {number} largestComment in characters
 * @property {string | undefined} run the address of this run
 * @property {() => Promise<{ number: number, head: string } | undefined>} proposal the one that this run is about
 * @property {(commit: string) => Promise<Proposal[]>} mergedWith the proposals that a commit of the branch has merged
 * @property {(proposal: number) => Promise<Note[]>} notes oldest first
 * @property {(proposal: number, body: string) => Promise<void>} addNote
 * @property {(proposal: number, id: number, body: string) => Promise<void>} editNote
 * @property {() => Promise<Note[]>} openIssues
 * @property {(title: string, body: string) => Promise<void>} openIssue
 * @property {(id: number, body: string) => Promise<void>} editIssue
 * @property {(id: number, comment: string) => Promise<void>} closeIssue
 */

/**
 * The forge whose runner this is; on any other machine the terminal.
 * @returns {Forge}
 */
export function forge() {
  if (process.env["GITHUB_ACTIONS"] === "true") return gitHub();
  if (process.env["GITLAB_CI"] === "true") return gitLab();
  return terminal();
}
