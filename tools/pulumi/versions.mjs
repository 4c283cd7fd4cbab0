import { readFileSync } from "node:fs";
import { join } from "node:path";

const modules = import.meta.dirname;

/** The CLI that this repository builds or downloads, without the "v": tools/pulumi/cli/go.mod says which. */
export const cliVersion = fromGoMod("cli", /^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m);

/** The oldest CLI on PATH that is used as it is: since then a read may return inputs. */
export const oldestCli = "3.216.0";

/** The oldest Go that builds the CLI. */
export const oldestGo = fromGoMod("cli", /^go (\S+)/m);

/**
 * Whether a version is at least another one; both "1.2.3" with or without a leading "v" or "go". A pre-release counts as its release.
 * @param {string} version
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const a = parse(version);
  const b = parse(least);
  if (a === undefined || b === undefined) return false;
  const [difference] = a.map((part, index) => part - (b[index] ?? 0)).filter((d) => d !== 0);
  return difference === undefined || difference > 0;
}

/** @param {string} version */
function parse(version) {
  const parts = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version)?.slice(1);
  return parts?.map((part) => Number(part) || 0);
}

/**
 * @param {string} module
 * @param {RegExp} pattern
 */
function fromGoMod(module, pattern) {
  const file = join(modules, module, "go.mod");
  const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
  if (found === undefined) throw new Error(`${file} has no line like ${String(pattern)}.`);
  return found;
}
