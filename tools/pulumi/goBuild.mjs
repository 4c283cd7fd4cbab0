import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { duration, startProgress } from "../lib/terminal.mjs";
import { outputOf, runOrFail } from "../lib/run.mjs";
import { programs } from "./locate.mjs";
import { cliVersion, isAtLeast, oldestGo } from "./versions.mjs";

/** Processor time of a build from nothing, both modules, in seconds; measured as just under five minutes on two cores. */
const processorSeconds = 580;
const gigabytesFromNothing = 4;
const gigabytesWarm = 0.5;

const modules = [
  { module: "cli", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", output: programs.cli },
  {
    module: "nodejsHost",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    output: programs.languageHost,
  },
];

/**
 * Why Go cannot build the CLI here, or undefined when it can.
 * @returns {Promise<string | undefined>}
 */
export async function whyNotGo() {
  // Not in a folder with a go.mod: there an old Go with GOTOOLCHAIN=local refuses even to tell its version.
  const found = await outputOf("go", ["env", "GOVERSION", "GOTOOLCHAIN"], { cwd: tmpdir(), env: goEnvironment() });
  if (found === undefined) return "there is no Go on PATH";
  const [version = "", toolchain = ""] = found.split("\n");
  if (isAtLeast(version, oldestGo)) return undefined;
  if (!isAtLeast(version, "1.21.0")) return `${version} is older than ${oldestGo}`;
  if (/^(local|path)$|\+path$|^go1/.test(toolchain)) {
    return `${version} is older than ${oldestGo} and GOTOOLCHAIN=${toolchain} forbids it to fetch a newer one`;
  }
  return undefined; // With GOTOOLCHAIN=auto it fetches a newer Go by itself.
}

/**
 * Builds the CLI and the Node language host from Go modules into `output`. go.sum is complete and go.mod read-only, so every
 * module is what was reviewed when the two files were committed. Go's caches are made in `work`, which the caller removes,
 * unless the user's own already hold these modules.
 * @param {string} output
 * @param {string} work
 */
export async function goBuild(output, work) {
  const warm = await hasWarmCache();
  const needed = warm ? gigabytesWarm : gigabytesFromNothing;
  const { bavail, bsize } = statfsSync(work);
  if (bavail * bsize < needed * 1e9) {
    throw new Error(
      `the build needs ${needed} GB of free disk in ${work} and there are ${((bavail * bsize) / 1e9).toFixed(1)}`,
    );
  }
  const env = goEnvironment();
  mkdirSync(join(work, "tmp"), { recursive: true });
  env["GOTMPDIR"] = join(work, "tmp");
  if (!warm) {
    env["GOMODCACHE"] = join(work, "modules");
    env["GOCACHE"] = join(work, "build");
  }
  const cores = availableParallelism();
  const estimate = `${Math.max(2, Math.ceil(processorSeconds / cores / 60))} min`;
  const progress = startProgress(
    `Building the Pulumi CLI ${cliVersion} with Go: ${warm ? `at most ${estimate}, your Go cache helps` : `about ${estimate} on ${cores} cores and 4 GB of disk meanwhile, once`}`,
  );
  try {
    progress.update("looking at the modules");
    const flags = ["-mod=readonly", "-modcacherw"];
    let downloads = 0;
    /** @type {Map<string, string[]>} */
    const packages = new Map();
    for (const { module, package: name } of modules) {
      const listed = await runOrFail("go", ["list", ...flags, "-deps", name], {
        what: "list the packages of the Pulumi CLI",
        cwd: join(import.meta.dirname, module),
        env,
        onLine: (line) => {
          if (!line.startsWith("go: downloading")) return;
          downloads += 1;
          progress.update(`${downloads} modules downloaded`);
        },
      });
      packages.set(module, listed.stdout.trim().split("\n"));
    }
    const total = new Set([...packages.values()].flat()).size;
    const compiled = new Set();
    const started = performance.now();
    for (const { module, package: name, output: file } of modules) {
      const all = new Set(packages.get(module));
      const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${cliVersion}`;
      await runOrFail(
        "go",
        ["build", "-v", ...flags, "-trimpath", "-ldflags", ldflags, "-o", join(output, file), name],
        {
          what: `build ${file}`,
          cwd: join(import.meta.dirname, module),
          env,
          onLine: (line) => {
            if (!all.has(line)) return;
            compiled.add(line);
            progress.update(describe(compiled.size, total, (performance.now() - started) / 1000));
          },
        },
      );
    }
    progress.done("done");
  } catch (error) {
    progress.done("failed");
    throw error;
  }
}

/**
 * @param {number} compiled
 * @param {number} total
 * @param {number} seconds since compiling began
 */
function describe(compiled, total, seconds) {
  const share = compiled / total;
  if (share > 0.98) return "linking";
  // The big packages come last: measured, time goes with this power of the share.
  const done = share ** 2.4;
  return `${compiled} of ${total} packages${share > 0.2 ? `, about ${duration((seconds / done) * (1 - done))} left` : ""}`;
}

/** Whether the user's module cache already has the CLI's modules; its build cache is then likely warm too. */
async function hasWarmCache() {
  const cache = await outputOf("go", ["env", "GOMODCACHE"], { cwd: tmpdir() });
  return cache !== undefined && existsSync(join(cache, `github.com/pulumi/pulumi/pkg/v3@v${cliVersion}/go.mod`));
}

/** @returns {NodeJS.ProcessEnv} without settings of the user's own projects that would change this build */
function goEnvironment() {
  const env = { ...process.env };
  for (const name of ["GOFLAGS", "GOOS", "GOARCH"]) Reflect.deleteProperty(env, name);
  return {
    ...env,
    GOWORK: "off",
    GO111MODULE: "on",
    ...(env["GOSUMDB"] === "off" ? { GOSUMDB: "sum.golang.org" } : {}),
  };
}
