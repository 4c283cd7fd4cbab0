import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../pulumi/locate.mjs";
import { withLock } from "./lock.mjs";
import { outputOf, run } from "./run.mjs";
import { note, timed } from "./terminal.mjs";

const oldestMinor = 11;

/** Thrown when this machine cannot have the environment: no Python that is new enough, no venv, or no PyPI. */
export class LackingError extends Error {
  /** @override */
  name = "LackingError";
}

/**
 * A Python environment with the packages of a requirements file, made once in the cache folder; two runs at once make one.
 * @param {{ name: string, what: string, requirements: string }} options `name` begins the folder's, `what` says what is
 *   installed ("the SCIM checkers"), `requirements` is the file
 * @returns {Promise<(program: string) => string>} the path of an installed program
 */
export async function pythonEnvironment({ name, what, requirements }) {
  const python = await findPython();
  const key = createHash("sha256").update(readFileSync(requirements)).update(python.version).digest("hex").slice(0, 12);
  const folder = join(cacheRoot, `${name}-${key}`);
  const ready = join(folder, "ready");
  const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  if (!existsSync(ready)) {
    await withLock(
      `${folder}.lock`,
      async () => {
        if (existsSync(ready)) return;
        rmSync(folder, { recursive: true, force: true });
        await timed(`Installing ${what} from PyPI`, async () => {
          const made = await run(python.command, ["-m", "venv", folder]);
          if (made.code !== 0) throw new LackingError(`no working venv module in ${python.command}: ${lastLine(made)}`);
          const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
          const installed = await run(join(bin, "python"), pip, { timeoutSeconds: 600 });
          if (installed.code !== 0) throw new LackingError(`PyPI did not give ${what}: ${lastLine(installed)}`);
        });
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

/** @param {{ stdout: string, stderr: string }} result */
function lastLine({ stdout, stderr }) {
  return `${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? "";
}
