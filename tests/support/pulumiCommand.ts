import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** How one command of the Pulumi CLI ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** After this the command, the language host and the plugins are killed and the promise rejects. */
  readonly timeoutSeconds: number;
}

/** A variable that globalSetup hands to the tests; missing when a test runs outside the engine lane. */
export function fromSetup(name: "PULUMI_SCIM_TEST_CLI" | "PULUMI_SCIM_TEST_FOLDER"): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: run this test with \`npx jest --selectProjects engine\`.`);
  }
  return value;
}

/**
 * The environment of a hermetic run: of the outer one only what a process needs to live, so that neither a login nor
 * SCIM_* or PULUMI_* of the developer reaches a test. `node` on PATH is PULUMI_SCIM_TEST_NODE's, else the one that runs jest.
 */
export function hermeticEnvironment(home: string, extra: Readonly<Record<string, string>>): Record<string, string> {
  const node = process.env["PULUMI_SCIM_TEST_NODE"] ?? dirname(process.execPath);
  // Pulumi and ts-node leave files in the temporary folder; so they go with the project.
  const temporary = join(home, "tmp");
  mkdirSync(temporary, { recursive: true });
  const env: Record<string, string> = {
    PATH: [fromSetup("PULUMI_SCIM_TEST_CLI"), node, process.env["PATH"] ?? ""].join(delimiter),
    HOME: home,
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NO_COLOR: "1",
  };
  for (const name of ["LANG", "SystemRoot", "USERPROFILE", "LD_LIBRARY_PATH"]) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}

/** Runs the CLI to its end. Both streams are read to the last byte: a pipe closed early leaves the stack locked. */
export async function runPulumi(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn(join(fromSetup("PULUMI_SCIM_TEST_CLI"), "pulumi"), ["--non-interactive", ...args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const killed = new AbortController();
  const timer = setTimeout(() => {
    killed.abort();
    if (child.pid !== undefined) killTree(child.pid);
  }, options.timeoutSeconds * 1000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const result = {
      code,
      stdout: Buffer.concat(stdout).toString("utf8"),
      stderr: Buffer.concat(stderr).toString("utf8"),
      seconds: (performance.now() - started) / 1000,
    };
    if (killed.signal.aborted) {
      throw new Error(`pulumi ${args.join(" ")} was killed after ${options.timeoutSeconds} s.\n${describe(result)}`);
    }
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** Kills a process and all its descendants at once (SIGKILL); plugins live in process groups of their own. */
export function killTree(pid: number): void {
  execFileSync(process.execPath, [join(__dirname, "../../tools/lib/killTree.mjs"), String(pid)], { stdio: "ignore" });
}

/** Both streams of a run, for the message of a failed expectation. */
export function describe(result: CommandResult): string {
  return `exit code ${String(result.code)}\n--- stdout\n${result.stdout}\n--- stderr\n${result.stderr}`;
}
