import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../lib/lock.mjs";
import { atExit } from "../lib/main.mjs";
import { LackingError } from "../lib/python.mjs";
import { outputOf, run } from "../lib/run.mjs";
import { note, timed } from "../lib/terminal.mjs";
import { cacheRoot } from "../pulumi/locate.mjs";

const version = "1.7.12"; // as in actionlint/go.mod
const exe = process.platform === "win32" ? ".exe" : "";

/**
 * The path of actionlint: our own copy in the cache, built by Go from the module that go.mod and go.sum pin; else one on PATH.
 * @returns {Promise<string>}
 */
export async function actionlint() {
  const folder = join(cacheRoot, `actionlint-${version}-${process.platform}-${process.arch}`);
  const program = join(folder, `actionlint${exe}`);
  if (existsSync(program)) return program;
  const go = await outputOf("go", ["env", "GOVERSION"], { cwd: tmpdir() });
  if (go === undefined) {
    if ((await outputOf("actionlint", ["-version"])) !== undefined) return "actionlint";
    throw new LackingError("neither actionlint nor Go, which builds it");
  }
  await withLock(
    `${folder}.lock`,
    async () => {
      if (!existsSync(program)) await timed(`Building actionlint ${version} with Go`, () => build(folder));
    },
    (holder) => {
      note(`Waiting for the actionlint that ${holder} builds.`);
    },
  );
  return program;
}

/** @param {string} folder */
async function build(folder) {
  const work = `${folder}.work`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const release = atExit(() => {
    rmSync(work, { recursive: true, force: true });
  });
  try {
    const args = ["build", "-mod=readonly", "-trimpath", "-o", join(work, `actionlint${exe}`)];
    const built = await run("go", [...args, "github.com/rhysd/actionlint/cmd/actionlint"], {
      cwd: join(import.meta.dirname, "actionlint"),
      env: { ...process.env, GOFLAGS: "", GOWORK: "off" },
      timeoutSeconds: 600,
    });
    const last = `${built.stdout}\n${built.stderr}`.trim().split("\n").at(-1) ?? "";
    if (built.code !== 0) throw new LackingError(`Go could not build actionlint: ${last}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    await release();
  }
}
