import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../lib/lock.mjs";
import { outputOf, run } from "../lib/run.mjs";
import { note, timed } from "../lib/terminal.mjs";
import { cacheRoot } from "../pulumi/locate.mjs";

const requirements = join(import.meta.dirname, "requirements.txt");
const oldestMinor = 11;

/** Thrown when this machine cannot run the checkers: no Python that is new enough, no venv, or no PyPI. */
export class LackingError extends Error {
  /** @override */
  name = "LackingError";
}

/**
 * A Python environment with the checkers of requirements.txt, made once in the cache folder; two runs at once make one.
 * @returns {Promise<(program: string) => string>} the path of an installed program
 */
export async function checkerEnvironment() {
  const python = await findPython();
  const key = createHash("sha256").update(readFileSync(requirements)).update(python.version).digest("hex").slice(0, 12);
  const folder = join(cacheRoot, `checkers-${key}`);
  const ready = join(folder, "ready");
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  if (!existsSync(ready)) {
    await withLock(
      `${folder}.lock`,
      async () => {
        if (existsSync(ready)) return;
        rmSync(folder, { recursive: true, force: true });
        await timed("Installing the SCIM checkers from PyPI", () => install(python.command, folder, bin));
        writeFileSync(ready, "");
      },
      (holder) => {
        note(`Waiting for the installation that ${holder} does.`);
      },
    );
  }
  return (program) => join(bin, program);
}

/** @returns {Promise<{ command: string, version: string }>} */
async function findPython() {
  for (const command of ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"]) {
    const version = await outputOf(command, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
    if (version !== undefined && (major > 3 || (major === 3 && minor >= oldestMinor))) return { command, version };
  }
  throw new LackingError(`no Python 3.${oldestMinor} or newer`);
}

/**
 * @param {string} python
 * @param {string} folder
 * @param {string} bin
 */
async function install(python, folder, bin) {
  const made = await run(python, ["-m", "venv", folder]);
  if (made.code !== 0) throw new LackingError(`no working venv module in ${python}: ${lastLine(made)}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  const installed = await run(join(bin, "python"), pip, { timeoutSeconds: 600 });
  if (installed.code !== 0) throw new LackingError(`PyPI did not give the checkers: ${lastLine(installed)}`);
}

/** @param {{ stdout: string, stderr: string }} result */
function lastLine({ stdout, stderr }) {
  return `${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? "";
}
