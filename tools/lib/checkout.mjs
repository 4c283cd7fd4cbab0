import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { UserError } from "./main.mjs";
import { runOrFail } from "./run.mjs";
import { note, timed } from "./terminal.mjs";

/** The checkout's own folder. */
export const root = join(import.meta.dirname, "../..");

const dist = join(root, "dist");
const sources = ["sdk", "provider", "cli", "sandbox", "tsconfig.json", "package.json"];
/** What the package holds beside compiled code, as it is: pages that run in browsers. */
const assets = ["cli/chart/page", "sandbox/page/assets"];
const cache = join(root, "node_modules/.cache/pulumi-scim");

/** Fails with a clear word on a Node that the package does not support. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  throw new UserError(`Node ${process.versions.node} is too old: install Node 20.19 or newer, or 22.12 or newer.`);
}

/** Installs the dependencies when they are missing or older than the lock file. */
export async function ensureDependencies() {
  checkNode();
  if (!areDependenciesStale()) return;
  // Beside node_modules, not in it: npm ci removes that folder.
  await withLock(
    join(root, ".npm-ci.lock"),
    async () => {
      if (!areDependenciesStale()) return;
      await timed("Installing the dependencies (npm ci)", () =>
        runOrFail("npm", ["ci", "--no-audit", "--no-fund"], { what: "install the dependencies", cwd: root }),
      );
    },
    (holder) => {
      note(`Waiting for the installation that ${holder} does.`);
    },
  );
}

/** Compiles the package when dist/ is missing or a source is newer. */
export async function ensureBuild() {
  if (isBuildStale()) await timed("Building the package", build);
}

/** Whether a source is newer than dist/, or dist/ is missing. */
export function isBuildStale() {
  const built = modified(join(dist, "sdk/index.js"));
  return built === undefined || sources.some((source) => newest(join(root, source)) > built);
}

/** Compiles the package elsewhere and then puts it in place, so that a failed build leaves the old one. */
export async function build() {
  await withLock(
    join(cache, "build.lock"),
    async () => {
      const fresh = join(cache, "dist");
      rmSync(fresh, { recursive: true, force: true });
      const started = new Date();
      await runOrFail(
        process.execPath,
        [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json", "--outDir", fresh],
        {
          what: "build the package",
          cwd: root,
        },
      );
      for (const asset of assets) {
        cpSync(join(root, asset), join(fresh, asset), { recursive: true, filter: (path) => !path.endsWith(".json") });
      }
      chmodSync(join(fresh, "cli/main.js"), 0o755);
      await runOrFail(process.execPath, [join(root, "tools/orgSchema.mjs"), fresh], {
        what: "write the JSON Schema of the org file",
        cwd: root,
      });
      // The build is as old as its sources were when it began.
      utimesSync(join(fresh, "sdk/index.js"), started, started);
      rmSync(dist, { recursive: true, force: true });
      renameSync(fresh, dist);
    },
    (holder) => {
      note(`Waiting for the build that ${holder} does.`);
    },
  );
}

function areDependenciesStale() {
  const installed = modified(join(root, "node_modules/.package-lock.json"));
  const locked = modified(join(root, "package-lock.json"));
  return installed === undefined || (locked !== undefined && locked > installed);
}

/** @param {string} path */
function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : undefined;
}

/**
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
