import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { outputOf } from "../lib/run.mjs";
import { cliVersion, isAtLeast, oldestCli } from "./versions.mjs";

const exe = process.platform === "win32" ? ".exe" : "";

/** The CLI and the two helpers that it starts for a Node program with dynamic resources. */
export const programs = {
  cli: `pulumi${exe}`,
  languageHost: `pulumi-language-nodejs${exe}`,
  dynamicProvider: `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`,
};

/** Our folder in the user's cache: outside the checkout, shared by all checkouts. */
export const cacheRoot = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pulumi-scim");

/** Where our own copy of the CLI lies, once it has been built or downloaded. */
export const cacheFolder = join(cacheRoot, `pulumi-${cliVersion}-${process.platform}-${process.arch}`);

/**
 * @typedef {object} Found
 * @property {string} folder holds the CLI
 * @property {string} version
 */

/**
 * The CLI on PATH, or why it cannot be used: too old, or one of its helpers neither beside it nor on PATH.
 * @returns {Promise<Found | { problem: string }>}
 */
export async function findOnPath() {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const cli = path.map((folder) => join(folder, programs.cli)).find(isExecutable);
  if (cli === undefined) return { problem: "there is no pulumi on PATH" };
  const version = await versionOf(cli);
  if (version === undefined) return { problem: `${cli} does not tell its version` };
  if (!isAtLeast(version, oldestCli)) return { problem: `${cli} is ${version}, older than ${oldestCli}` };
  // A package manager puts a link on PATH; the helpers are beside the real file.
  const folder = dirname(realpathSync(cli));
  const missing = [programs.languageHost, programs.dynamicProvider].filter(
    (name) => ![folder, ...path].some((place) => isExecutable(join(place, name))),
  );
  if (missing.length > 0) return { problem: `${cli} lacks ${missing.join(" and ")}` };
  return { folder, version };
}

/**
 * Our own copy in the cache, if it is there in full.
 * @returns {Promise<Found | undefined>}
 */
export async function findInCache() {
  if (!Object.values(programs).every((name) => isExecutable(join(cacheFolder, name)))) return undefined;
  const version = await versionOf(join(cacheFolder, programs.cli));
  return version === undefined ? undefined : { folder: cacheFolder, version };
}

/** @param {string} cli */
async function versionOf(cli) {
  const output = await outputOf(cli, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return output?.split("\n").at(-1)?.replace(/^v/, "");
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
