import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { note } from "../lib/terminal.mjs";

/** Our folder for what the user would miss: the state and the passphrase of stacks made without an account. */
const dataFolder = join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local/share"), "pulumi-scim");

/** Commands that need neither a backend nor a passphrase, or are about to choose a backend. */
const withoutBackend = new Set([
  "login",
  "logout",
  "version",
  "help",
  "--help",
  "-h",
  "--version",
  "plugin",
  undefined,
]);

/**
 * The environment for the CLI in `folder`. Without a login, a PULUMI_BACKEND_URL or a project that names a backend, state goes
 * to files of this user, encrypted with a random passphrase that is kept beside them: no account, no question.
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(folder, args, cwd) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
  if (withoutBackend.has(args[0])) return env;
  const own = !hasBackend(cwd);
  if (own) {
    const state = join(dataFolder, "state");
    mkdirSync(state, { recursive: true, mode: 0o700 });
    env["PULUMI_BACKEND_URL"] = pathToFileURL(state).href;
    note(`No Pulumi login and no PULUMI_BACKEND_URL: the state is kept in ${state}.`);
  }
  const given = "PULUMI_CONFIG_PASSPHRASE" in env || "PULUMI_CONFIG_PASSPHRASE_FILE" in env;
  // With a backend of the user's own and a terminal, the CLI asks for the passphrase of that stack.
  if (!given && (own || !process.stdin.isTTY)) {
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = passphraseFile();
    note(`No PULUMI_CONFIG_PASSPHRASE: secrets are encrypted with the one in ${env["PULUMI_CONFIG_PASSPHRASE_FILE"]}.`);
  }
  return env;
}

/** @param {string} cwd */
function hasBackend(cwd) {
  if (process.env["PULUMI_BACKEND_URL"] || process.env["PULUMI_ACCESS_TOKEN"]) return true;
  return isLoggedIn() || projectNamesBackend(cwd);
}

function isLoggedIn() {
  const home = process.env["PULUMI_HOME"] || join(homedir(), ".pulumi");
  try {
    /** @type {unknown} */
    const credentials = JSON.parse(readFileSync(join(home, "credentials.json"), "utf8"));
    return typeof credentials === "object" && credentials !== null && "current" in credentials && !!credentials.current;
  } catch {
    return false; // No file: nobody has logged in here.
  }
}

/** @param {string} cwd */
function projectNamesBackend(cwd) {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(folder, name)).find(existsSync);
    if (file !== undefined) return /^backend:/m.test(readFileSync(file, "utf8"));
    if (dirname(folder) === folder) return false;
  }
}

function passphraseFile() {
  const file = join(dataFolder, "passphrase");
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(24).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return file;
}
