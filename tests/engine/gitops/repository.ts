import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Sandbox } from "../../../sandbox/index.js";
import { fromSetup, hermeticEnvironment, runPulumi, type CommandResult } from "../../support/pulumiCommand.js";
import { startProcess } from "./process.js";
import { type TestForge, TOKEN } from "./forges.js";

const example = join(__dirname, "../../../examples/gitops");
const execute = promisify(execFile);

export interface Job extends CommandResult {
  /** stdout and stderr together. */
  readonly output: string;
}

/**
 * examples/gitops as a team has it: a bare repository as the remote, a stack with its state in a folder, a clone in which people
 * work, and runners that clone anew for each job.
 */
export class Repository {
  private runs = 0;
  private proposals = 0;
  private readonly env: Record<string, string>;
  private readonly home: string;

  private constructor(
    readonly folder: string,
    private readonly forge: TestForge,
    sandbox: Sandbox,
  ) {
    this.home = join(folder, "home");
    mkdirSync(join(folder, "state"));
    this.env = hermeticEnvironment(this.home, {
      PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
      SCIM_ENDPOINT: sandbox.url,
      SCIM_TOKEN: sandbox.token,
      GIT_CONFIG_GLOBAL: join(this.home, "gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
    });
    writeFileSync(
      join(this.home, "gitconfig"),
      "[user]\nname = Test\nemail = test@acme.example\n[init]\ndefaultBranch = main\n",
    );
  }

  /** The example committed on main and pushed, after the steps of its README: install, `pulumi stack init production`. */
  static async create(
    forge: TestForge,
    sandbox: Sandbox,
    edits: Readonly<Record<string, string>> = {},
  ): Promise<Repository> {
    const folder = realpathSync(mkdtempSync(join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "gitops-")));
    const repository = new Repository(folder, forge, sandbox);
    repository.installPackages();
    await repository.git(folder, "init", "--quiet", "--bare", "remote.git");
    await repository.git(folder, "clone", "--quiet", "remote.git", "work");
    cpSync(example, repository.work, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
    symlinkSync(join(folder, "node_modules"), join(repository.work, "node_modules"), "junction");
    for (const [path, text] of Object.entries(edits)) writeFileSync(join(repository.work, path), text);
    await repository.pulumi("stack", "init", "production");
    await repository.commit("The company");
    await repository.git(repository.work, "push", "--quiet", "--set-upstream", "origin", "main");
    return repository;
  }

  /** The clone in which people work. */
  get work(): string {
    return join(this.folder, "work");
  }

  read(path: string): string {
    return readFileSync(join(this.work, path), "utf8");
  }

  /** Writes files on a new branch off main, or on an existing one, pushes it, and opens a proposal or brings it up to date. */
  async propose(
    branch: string,
    files: Readonly<Record<string, string>>,
    change: (folder: string) => void = () => undefined,
  ): Promise<number> {
    const known = [...this.forge.proposals.values()].find(({ number }) => this.branches.get(number) === branch);
    await this.git(this.work, "switch", "--quiet", ...(known === undefined ? ["--create", branch, "main"] : [branch]));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(this.work, path, ".."), { recursive: true });
      writeFileSync(join(this.work, path), text);
    }
    change(this.work);
    const head = await this.commit(branch);
    await this.git(this.work, "push", "--quiet", "origin", branch);
    await this.git(this.work, "switch", "--quiet", "main");
    if (known !== undefined) {
      known.head = head;
      return known.number;
    }
    const number = (this.proposals += 1);
    this.branches.set(number, branch);
    this.forge.proposals.set(number, { number, head });
    return number;
  }

  /** Merges a proposal with a merge commit, as the forge's button does; the commit. */
  async merge(number: number): Promise<string> {
    const proposal = this.forge.proposals.get(number);
    if (proposal === undefined) throw new Error(`There is no proposal ${number}.`);
    await this.git(this.work, "merge", "--quiet", "--no-ff", "--message", `Merge ${number}`, proposal.head);
    await this.git(this.work, "push", "--quiet", "origin", "main");
    proposal.merged = await this.tip();
    return proposal.merged;
  }

  /** Commits straight on main, past all proposals. */
  async push(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(this.work, path), text);
    const commit = await this.commit("past the proposals");
    await this.git(this.work, "push", "--quiet", "origin", "main");
    return commit;
  }

  tip(): Promise<string> {
    return this.git(this.work, "rev-parse", "main");
  }

  /** The plan of a proposal, as the job `propose` runs on a runner. */
  runPropose(number: number): Promise<Job> {
    const head = this.forge.proposals.get(number)?.head ?? "";
    return this.runner("propose", "main", {
      GITHUB_EVENT_NAME: "pull_request_target",
      GITHUB_EVENT_PATH: this.event({ pull_request: { number, head: { sha: head }, base: { ref: "main" } } }),
      CI_PIPELINE_SOURCE: "merge_request_event",
      CI_MERGE_REQUEST_IID: String(number),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "",
      CI_COMMIT_SHA: head,
    });
  }

  /** One of the other jobs, on a checkout of main or of an older commit. */
  runJob(
    script: "apply" | "daily" | "drift",
    env: Readonly<Record<string, string>> = {},
    commit = "main",
  ): Promise<Job> {
    return this.runner(script, commit, env);
  }

  async pulumi(...args: string[]): Promise<CommandResult> {
    const result = await runPulumi([...args, ...(args[1] === "init" ? [] : ["--stack", "production"])], {
      cwd: this.work,
      env: this.env,
      timeoutSeconds: 200,
    });
    if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${result.stdout}${result.stderr}`);
    return result;
  }

  dispose(): void {
    if (process.env["PULUMI_SCIM_TEST_KEEP"] === "1") return;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private readonly branches = new Map<number, string>();

  /** A fresh clone for a script, with the variables that the forge's runner sets. What it leaves behind is looked at, then removed. */
  private async runner(script: string, commit: string, env: Readonly<Record<string, string>>): Promise<Job> {
    const name = `runner-${(this.runs += 1)}`;
    const checkout = join(this.folder, name);
    const temporary = join(this.folder, `${name}-temporary`);
    mkdirSync(temporary);
    await this.git(this.folder, "clone", "--quiet", "remote.git", name);
    await this.git(checkout, "checkout", "--quiet", "--detach", commit === "main" ? "origin/main" : commit);
    symlinkSync(join(this.folder, "node_modules"), join(checkout, "node_modules"), "junction");
    const variables = { ...this.env, ...this.forgeVariables(temporary), RUNNER_TEMP: temporary, ...env };
    const result = await startProcess(process.execPath, [join("scripts", `${script}.mjs`)], checkout, variables);
    expect(readdirSync(temporary).filter((left) => left !== "event.json" && left !== "summary.md")).toEqual([]);
    return { ...result, output: `${result.stdout}\n${result.stderr}` };
  }

  private forgeVariables(temporary: string): Record<string, string> {
    const { kind, server } = this.forge;
    if (kind === "GitHub") {
      return {
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_API_URL: server.origin,
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_REPOSITORY: "acme/org",
        GITHUB_RUN_ID: "77",
        GITHUB_STEP_SUMMARY: join(temporary, "summary.md"),
        GITHUB_TOKEN: TOKEN,
      };
    }
    return {
      CI: "true",
      GITLAB_CI: "true",
      CI_API_V4_URL: `${server.origin}/api/v4`,
      CI_PROJECT_ID: "1",
      CI_JOB_URL: "https://gitlab.example/acme/org/-/jobs/77",
      GITLAB_TOKEN: TOKEN,
    };
  }

  private event(content: unknown): string {
    const file = join(this.folder, "event.json");
    writeFileSync(file, JSON.stringify(content));
    return file;
  }

  /** What `npm ci` makes: the packages, and pulumi-scim's command. */
  private installPackages(): void {
    const modules = join(this.folder, "node_modules");
    const installed = join(fromSetup("PULUMI_SCIM_TEST_FOLDER"), "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    for (const name of readdirSync(installed)) symlinkSync(join(installed, name), join(modules, name), "junction");
    const command = join(modules, ".bin/pulumi-scim");
    writeFileSync(
      command,
      `#!/bin/sh\nexec node ${JSON.stringify(join(installed, "pulumi-scim/dist/cli/main.js"))} "$@"\n`,
    );
    chmodSync(command, 0o755);
  }

  private async commit(message: string): Promise<string> {
    await this.git(this.work, "add", "--all", ":!node_modules");
    await this.git(this.work, "commit", "--quiet", "--message", message);
    return this.git(this.work, "rev-parse", "HEAD");
  }

  private async git(cwd: string, ...args: string[]): Promise<string> {
    const { stdout } = await execute("git", args, { cwd, env: this.env });
    return stdout.trim();
  }
}
