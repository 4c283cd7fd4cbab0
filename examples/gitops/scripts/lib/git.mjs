import { Failure, root, run } from "./run.mjs";

/**
 * @param {readonly string[]} args
 * @returns {Promise<string>} what git printed, without the last line break
 */
export async function git(...args) {
  return (await gitBytes(...args)).toString("utf8").trimEnd();
}

/** @param {readonly string[]} args */
export async function gitBytes(...args) {
  const { code, stdout, stderr } = await run("git", ["-C", root, ...args]);
  if (code !== 0) throw new Failure(`git ${args.join(" ")} failed: ${stderr.trim()}`);
  return stdout;
}

/**
 * The id of a commit, wherever a name, a branch or an abbreviation leads.
 * @param {string} name
 */
export function commitOf(name) {
  return git("rev-parse", "--verify", "--end-of-options", `${name}^{commit}`);
}

/**
 * The newest commit of a branch on the server, asked there and now.
 * @param {string} branch
 */
export async function tipOf(branch) {
  const line = await git("ls-remote", "--exit-code", "origin", `refs/heads/${branch}`);
  const [tip = ""] = line.split("\t");
  return tip;
}

/**
 * The tree that a merge of two commits gives, made without touching any file (git 2.38 or newer).
 * @param {string} base
 * @param {string} head
 * @returns {Promise<string>}
 */
export async function mergedTree(base, head) {
  const { code, stdout, stderr } = await run("git", [
    "-C",
    root,
    "merge-tree",
    "--write-tree",
    "--no-messages",
    base,
    head,
  ]);
  const [tree = ""] = stdout.toString("utf8").split("\n");
  if (code === 1)
    throw new Failure(`It does not merge with the branch as it stands now. Bring the branch in and push again.`);
  if (code !== 0) throw new Failure(`git merge-tree failed: ${stderr.trim()}`);
  return tree;
}

/**
 * The files of a tree at or below some paths.
 * @param {string} tree
 * @param {readonly string[]} paths
 * @returns {Promise<{ mode: string, blob: string, size: number, path: string }[]>}
 */
export async function filesOf(tree, paths) {
  const listing = (await gitBytes("ls-tree", "-r", "-l", "-z", "--full-tree", tree, "--", ...paths)).toString("utf8");
  return listing
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [meta = "", path = ""] = entry.split("\t");
      const [mode = "", , blob = "", size = ""] = meta.split(/ +/);
      return { mode, blob, size: Number(size), path };
    });
}

/**
 * The paths that differ between two trees or commits.
 * @param {string} from
 * @param {string} to
 */
export async function pathsBetween(from, to) {
  const paths = (await gitBytes("diff", "--name-only", "--no-renames", "-z", from, to)).toString("utf8");
  return paths.split("\0").filter((path) => path !== "");
}

/**
 * Whether everything of one commit is in another one.
 * @param {string} ancestor
 * @param {string} commit
 */
export async function isAncestor(ancestor, commit) {
  return (await run("git", ["-C", root, "merge-base", "--is-ancestor", ancestor, commit])).code === 0;
}
