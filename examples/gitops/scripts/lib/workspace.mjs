import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, relative } from "node:path";
import { isAlias, isScalar, parseDocument, visit } from "yaml";
import { config } from "../../gitops.config.mjs";
import { filesOf, git, gitBytes } from "./git.mjs";
import { Failure, root } from "./run.mjs";

/** More than this is no org chart. */
const largestFile = 20_000_000;

/**
 * Lays the program of one commit out in a temporary folder, with the packages that are installed here, hands the folder to
 * `body` and removes it.
 * @template T
 * @param {{ program: string, data?: string }} options commit of the program; commit or tree of the data, else the same
 * @param {(folder: string) => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withWorkspace({ program, data }, body) {
  const parent = realpathSync(mkdtempSync(join(process.env["RUNNER_TEMP"] ?? tmpdir(), "org-chart-")));
  const folder = join(parent, "program");
  try {
    await git("worktree", "add", "--quiet", "--detach", folder, program);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    if (data !== undefined) await replaceData(folder, data);
    const files = (await filesOf(data ?? program, config.data)).map(({ path }) => path);
    files.push(...config.private);
    for (const path of config.private) addPrivate(folder, path);
    checkPaths(folder, files, await orgFileOf(data ?? program));
    return await body(folder);
  } finally {
    rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
    await git("worktree", "prune");
  }
}

/**
 * Puts the data of a proposal in the place of the branch's. Nothing else of the proposal reaches the disk: neither its program
 * nor its scripts, and no link that leads elsewhere.
 * @param {string} folder
 * @param {string} tree
 */
async function replaceData(folder, tree) {
  for (const path of config.data) rmSync(join(folder, path), { recursive: true, force: true });
  for (const { mode, blob, size, path } of await filesOf(tree, config.data)) {
    if (mode !== "100644" && mode !== "100755")
      throw new Failure(`${path} is not a plain file. Data may not be links.`);
    if (size > largestFile) throw new Failure(`${path} has ${size} bytes. Data files have at most ${largestFile}.`);
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await gitBytes("cat-file", "blob", blob));
  }
}

/**
 * @param {string} folder
 * @param {string} path
 */
function addPrivate(folder, path) {
  if (!existsSync(join(root, path)))
    throw new Failure(`${path} is missing. It is not in git: who runs this lays it there first.`);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  copyFileSync(join(root, path), join(folder, path));
}

/** @param {string} tree */
async function orgFileOf(tree) {
  const [file] = await filesOf(tree, [config.orgFile]);
  if (file === undefined) throw new Failure(`There is no ${config.orgFile}.`);
  return (await gitBytes("cat-file", "blob", file.blob)).toString("utf8");
}

/**
 * An org file may name a table. It must be one of the data files: a proposal that names another file of the machine that plans
 * it (one with the environment, say) would have it read out in a message.
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {string} text
 */
function checkPaths(folder, files, text) {
  const orgFolder = dirname(join(folder, config.orgFile));
  for (const table of tablesOf(text)) {
    const path = relative(folder, join(orgFolder, table)).replaceAll("\\", "/");
    if (isAbsolute(table) || !files.includes(path)) {
      throw new Failure(
        `${config.orgFile} takes people from ${JSON.stringify(table)}, which is not among the data files.`,
      );
    }
  }
}

/**
 * Every text that stands under a key `from`, also in a file with mistakes, which the preview reports with lines.
 * @param {string} text
 */
function tablesOf(text) {
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
  /** @type {string[]} */
  const tables = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "from") return;
      const table = isAlias(value) ? value.resolve(document) : value;
      if (isScalar(table)) tables.push(String(table.value));
    },
  });
  return tables;
}
