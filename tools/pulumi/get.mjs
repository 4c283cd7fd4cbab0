import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { withLock } from "../lib/lock.mjs";
import { atExit, UserError } from "../lib/main.mjs";
import { runOrFail } from "../lib/run.mjs";
import { note, startProgress } from "../lib/terminal.mjs";
import { goBuild, whyNotGo } from "./goBuild.mjs";
import { cacheFolder, cacheRoot, findInCache, findOnPath, programs } from "./locate.mjs";
import { cliVersion, oldestCli, oldestGo } from "./versions.mjs";

const downloadMinutes = 10;

/**
 * The Pulumi CLI with its Node helpers: from PATH, from our cache, built from Go modules, or by Pulumi's installer, in this
 * order. The dependencies of the checkout have to be installed. Two processes at once never build twice.
 * @returns {Promise<import("./locate.mjs").Found & { source: "PATH" | "cache" | "Go" | "download" }>}
 */
export async function getPulumi() {
  const onPath = await findOnPath();
  if ("folder" in onPath) return { ...onPath, source: "PATH" };
  const cached = await findInCache();
  if (cached !== undefined) return { ...cached, source: "cache" };
  return withLock(
    `${cacheFolder}.lock`,
    async () => {
      const built = await findInCache();
      if (built !== undefined) return { ...built, source: "cache" };
      removeLeftovers();
      return make(onPath.problem);
    },
    (holder) => {
      note(`Waiting for the Pulumi CLI that ${holder} is getting.`);
    },
  );
}

/**
 * @param {string} pathProblem
 * @returns {Promise<import("./locate.mjs").Found & { source: "Go" | "download" }>}
 */
async function make(pathProblem) {
  const tried = [`On PATH: ${pathProblem}.`];
  const goProblem = await whyNotGo();
  if (goProblem === undefined) {
    const found = await attempt("Built with Go", tried, (output, work) => goBuild(output, work));
    if (found !== undefined) return { ...found, source: "Go" };
  } else {
    tried.push(`Built with Go: ${goProblem}.`);
  }
  const found = await attempt("Downloaded", tried, download);
  if (found !== undefined) return { ...found, source: "download" };
  throw new UserError(
    [
      "Could not get the Pulumi CLI.",
      ...tried.map((line) => `  ${line}`),
      "Any of these is enough; then run the command again:",
      `  - install the Pulumi CLI ${oldestCli} or newer (https://www.pulumi.com/docs/install), with its folder on PATH`,
      `  - install Go ${oldestGo} or newer (https://go.dev/doc/install): the CLI is then built from its sources`,
      "  - give this machine access to the internet: the CLI is then downloaded by Pulumi's own installer",
    ].join("\n"),
  );
}

/**
 * Lets `body` fill a folder beside the cache and moves it into place when it is whole. A failure goes to `tried`.
 * @param {string} way
 * @param {string[]} tried
 * @param {(output: string, work: string) => Promise<void>} body
 */
async function attempt(way, tried, body) {
  const work = join(cacheRoot, `.work-${process.pid}`);
  const output = join(work, "bin");
  mkdirSync(output, { recursive: true });
  const release = atExit(() => {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  });
  try {
    await body(output, work);
    copyDynamicProvider(output);
    rmSync(cacheFolder, { recursive: true, force: true });
    renameSync(output, cacheFolder);
    const found = await findInCache();
    if (found !== undefined) return found;
    tried.push(`${way}: what came out does not run on this machine.`);
    return undefined;
  } catch (error) {
    tried.push(`${way}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    await release();
  }
}

/**
 * @param {string} output
 * @param {string} work
 */
async function download(output, work) {
  const progress = startProgress(`Downloading the Pulumi CLI ${cliVersion} (about 100 MB, by Pulumi's installer)`);
  try {
    await runOrFail(process.execPath, [join(import.meta.dirname, "download.mjs"), work], {
      what: "download the Pulumi CLI",
      timeoutSeconds: downloadMinutes * 60,
    });
    // The installer's folder has every language's host; all of them come along.
    for (const name of readdirSync(output)) chmodSync(join(output, name), 0o755);
    progress.done("done");
  } catch (error) {
    progress.done("failed");
    throw error;
  }
}

/**
 * The launcher of dynamic providers comes with the npm package @pulumi/pulumi, and lies in different places by version.
 * @param {string} output
 */
function copyDynamicProvider(output) {
  const target = join(output, programs.dynamicProvider);
  if (existsSync(target)) return;
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const source = [sdk, join(sdk, "dist")].map((folder) => join(folder, programs.dynamicProvider)).find(existsSync);
  if (source === undefined) throw new Error(`${sdk} has no ${programs.dynamicProvider}`);
  copyFileSync(source, target);
  chmodSync(target, 0o755);
}

/** Only one process works here at a time, so a work folder that is found belongs to one that was killed. */
function removeLeftovers() {
  for (const name of readdirSync(cacheRoot)) {
    if (name.startsWith(".work-")) rmSync(join(cacheRoot, name), { recursive: true, force: true, maxRetries: 5 });
  }
}
