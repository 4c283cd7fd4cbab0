import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  changesOf,
  previewDigest,
  problemsOf,
  readEventLog,
  stackState,
  type EngineEvent,
  type PreviewDigest,
  type StackState,
  type StateResource,
} from "./engineEvents.js";
import { describe, fromSetup, hermeticEnvironment, runPulumi, type CommandResult } from "./pulumiCommand.js";

export interface EngineProjectOptions {
  /** The program's text: the body of index.js (CommonJS), or of index.ts / index.mjs as `language` says. */
  readonly program: string;
  /** JavaScript starts about two seconds faster than TypeScript. @default "javascript" */
  readonly language?: "javascript" | "typescript" | "esm";
  /** Further files by path relative to the project's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment of every command, on top of a hermetic one without SCIM_* and PULUMI_* from outside. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stack configuration, keys with namespace (`scim:endpoint`); `{ secret }` is stored encrypted. */
  readonly config?: Readonly<Record<string, string | { readonly secret: string }>>;
  /** `options: { refresh: always }` in Pulumi.yaml. @default false */
  readonly refreshAlways?: boolean;
  /** Folder with the backend's state, to share one between projects. @default the project's own */
  readonly backend?: string;
}

export interface RunOptions {
  /** Further arguments, for instance `["--expect-no-changes"]` or `["--parallel", "1"]`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The run has to fail: an exit code of 0 is the error; "perhaps": no exit code is. @default false: any other exit code is the error */
  readonly fails?: boolean | "perhaps";
  /** @default 240 */
  readonly timeoutSeconds?: number;
}

/** One run of preview, up, refresh or destroy. */
export interface EngineRun extends CommandResult {
  /** stdout and stderr together, as a person reads them. */
  readonly output: string;
  readonly events: readonly EngineEvent[];
  /** Counts by operation without "same"; `{}` means that the engine found nothing to do. */
  readonly changes: Readonly<Record<string, number>>;
  /** Messages of warnings and errors. */
  readonly problems: readonly string[];
}

/**
 * A Pulumi project in a temporary folder with the packed package installed, its own PULUMI_HOME and file backend, and a
 * stack "test", driven by the real CLI. Use it by `withProject`, or call `dispose()` in a `finally`.
 *
 * ```ts
 * const program = `new (require("pulumi-scim").ScimUser)("ada", { userName: "ada@acme.io" });`;
 * await withSandbox({}, (sandbox) =>
 *   withProject({ program, env: connectionTo(sandbox) }, async (project) => {
 *     expect((await project.up()).changes).toEqual({ create: 2 }); // the stack itself counts as one
 *     await project.preview({ args: ["--expect-no-changes"] });
 *     project.write(`…another program…`);
 *     await project.up({ fails: true });
 *     await project.destroy();
 *   }),
 * );
 * ```
 * A run with another exit code than expected throws with all that it printed. A run takes 1 to 4 s.
 */
export class EngineProject {
  private runs = 0;
  private readonly env: Record<string, string>;

  private constructor(
    readonly folder: string,
    private readonly options: EngineProjectOptions,
  ) {
    const backend = options.backend ?? join(folder, ".state");
    mkdirSync(backend, { recursive: true });
    this.env = hermeticEnvironment(join(folder, ".home"), {
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_DEBUG_COMMANDS: "true", // shows --event-log
      ...options.env,
    });
  }

  /** Makes the folder and the stack; about a second. */
  static async create(options: EngineProjectOptions): Promise<EngineProject> {
    const folder = mkdtempSync(join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "project-"));
    const project = new EngineProject(folder, options);
    try {
      project.layOut();
      await project.pulumi(["stack", "init", "test"]);
      for (const [key, value] of Object.entries(options.config ?? {})) {
        const given =
          typeof value === "string" ? ["--plaintext", "--", key, value] : ["--secret", "--", key, value.secret];
        await project.pulumi(["config", "set", "--stack", "test", ...given]);
      }
      return project;
    } catch (error) {
      project.dispose();
      throw error;
    }
  }

  /** Replaces the program's text; the next run uses it. */
  write(program: string): void {
    this.writeFile(`index.${this.extension()}`, program);
  }

  writeFile(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Sets or (with undefined) removes variables for all later runs. */
  setEnvironment(variables: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(variables)) {
      if (value === undefined) Reflect.deleteProperty(this.env, name);
      else this.env[name] = value;
    }
  }

  preview(options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["preview"], options);
  }

  up(options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["up", "--yes", "--skip-preview"], options);
  }

  /** `up` as a person runs it: a preview first, then the update, each with a plugin process of its own. */
  previewAndUp(options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["up", "--yes"], options);
  }

  refresh(options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["refresh", "--yes", "--skip-preview"], options);
  }

  destroy(options: RunOptions = {}): Promise<EngineRun> {
    return this.engineRun(["destroy", "--yes", "--skip-preview"], options);
  }

  /** `preview --json`, parsed; the run may not fail. */
  async previewJson(options: RunOptions = {}): Promise<PreviewDigest> {
    const run = await this.pulumi(["preview", "--json", "--stack", "test", ...(options.args ?? [])], options);
    return previewDigest.parse(JSON.parse(run.stdout));
  }

  async exportStack(args: readonly string[] = []): Promise<StackState> {
    const run = await this.pulumi(["stack", "export", "--stack", "test", ...args]);
    return stackState.parse(JSON.parse(run.stdout));
  }

  async importStack(state: StackState): Promise<void> {
    this.writeFile("imported-state.json", JSON.stringify(state));
    await this.pulumi(["stack", "import", "--stack", "test", "--file", "imported-state.json"]);
  }

  /** The stack's resources but for the stack itself and providers. */
  async resources(): Promise<StateResource[]> {
    const state = await this.exportStack();
    return state.deployment.resources.filter(({ type }) => !type.startsWith("pulumi:"));
  }

  /** The state exactly as it lies on disk, for sizes and for looking for secrets. */
  async stateText(): Promise<string> {
    return (await this.pulumi(["stack", "export", "--stack", "test"])).stdout;
  }

  async outputs(): Promise<Record<string, unknown>> {
    const run = await this.pulumi(["stack", "output", "--json", "--show-secrets", "--stack", "test"]);
    const parsed: unknown = JSON.parse(run.stdout);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  }

  /** Any other command of the CLI in the project's folder. */
  async pulumi(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const result = await runPulumi(args, {
      cwd: this.folder,
      env: { ...this.env, ...options.env },
      timeoutSeconds: options.timeoutSeconds ?? 240,
    });
    if (options.fails !== "perhaps" && (result.code !== 0) !== (options.fails ?? false)) {
      throw new Error(`pulumi ${args.join(" ")}: unexpected ${describe(result)}`);
    }
    return result;
  }

  /** Removes the folder. What the program made in a service is not touched: destroy first, or close the sandbox. */
  dispose(): void {
    if (process.env["PULUMI_SCIM_TEST_KEEP"] !== "1") {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  private async engineRun(command: readonly string[], options: RunOptions): Promise<EngineRun> {
    this.runs += 1;
    const log = join(this.folder, `events-${this.runs}.json`);
    const result = await this.pulumi(
      [...command, "--stack", "test", "--event-log", log, ...(options.args ?? [])],
      options,
    );
    const events = readEventLog(log);
    return {
      ...result,
      output: `${result.stdout}\n${result.stderr}`,
      events,
      changes: changesOf(events),
      problems: problemsOf(events),
    };
  }

  private extension(): string {
    return { javascript: "js", typescript: "ts", esm: "mjs" }[this.options.language ?? "javascript"];
  }

  private layOut(): void {
    const typescript = this.options.language === "typescript";
    const main = `index.${this.extension()}`;
    this.writeFile(
      "Pulumi.yaml",
      JSON.stringify({
        name: "engine-test",
        main,
        runtime: { name: "nodejs", options: { typescript } },
        ...(this.options.refreshAlways === true ? { options: { refresh: "always" } } : {}),
      }),
    );
    this.writeFile("package.json", JSON.stringify({ name: "engine-test", private: true, main }));
    if (typescript)
      this.writeFile("tsconfig.json", readFileSync(join(__dirname, "pulumiTemplate.tsconfig.json"), "utf8"));
    symlinkSync(
      join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "node_modules"),
      join(this.folder, "node_modules"),
      "junction",
    );
    this.write(this.options.program);
    for (const [path, text] of Object.entries(this.options.files ?? {})) this.writeFile(path, text);
  }
}

/** Makes a project, hands it to `body` and removes it, whatever happens. */
export async function withProject<T>(
  options: EngineProjectOptions,
  body: (project: EngineProject) => Promise<T>,
): Promise<T> {
  const project = await EngineProject.create(options);
  try {
    return await body(project);
  } finally {
    project.dispose();
  }
}
