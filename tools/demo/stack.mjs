import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../lib/checkout.mjs";
import { atExit } from "../lib/main.mjs";
import { runOrFail } from "../lib/run.mjs";
import { programs } from "../pulumi/locate.mjs";

/**
 * A step of the engine that is more than "same": the resource's logical name, what is done, the properties that differ.
 * @typedef {{ name: string, operation: string, properties: string[] }} Step
 */

/**
 * @typedef {object} StackRun
 * @property {string} output what the CLI printed
 * @property {Step[]} steps
 * @property {number} seconds
 */

/**
 * What a stack runs: its name, the program (CommonJS) and files that stand beside it.
 * @typedef {{ name: string, program: string, files?: readonly string[] }} Project
 */

/** A Pulumi project with one stack in a temporary folder, everything that Pulumi keeps included. */
export class Stack {
  #cli;
  #env;
  #timeoutSeconds;
  #runs = 0;
  /** All that Pulumi has printed, for looking for secrets. */
  printed = "";

  /**
   * @param {string} cliFolder
   * @param {{ url: string, token: string }} service
   * @param {Project} project
   * @param {{ env?: Record<string, string>, timeoutSeconds?: number }} [options] further variables for the program; after
   * how long a run of the CLI is ended (600)
   */
  constructor(cliFolder, service, project, { env = {}, timeoutSeconds = 600 } = {}) {
    this.#cli = join(cliFolder, programs.cli);
    this.#timeoutSeconds = timeoutSeconds;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), `pulumi-scim-${project.name}-`)));
    this.remove = atExit(() => {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    });
    for (const folder of ["state", "tmp", "node_modules/@pulumi"])
      mkdirSync(join(this.folder, folder), { recursive: true });
    copyFileSync(project.program, join(this.folder, "index.cjs"));
    for (const file of project.files ?? []) copyFileSync(file, join(this.folder, basename(file)));
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      [
        `name: ${project.name}`,
        "main: index.cjs",
        "runtime: { name: nodejs, options: { typescript: false } }",
        "options: { refresh: always } # so that plain previews see what was changed by hand",
        "",
      ].join("\n"),
    );
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: project.name, private: true }));
    symlinkSync(root, join(this.folder, "node_modules/pulumi-scim"), "junction");
    symlinkSync(
      join(root, "node_modules/@pulumi/pulumi"),
      join(this.folder, "node_modules/@pulumi/pulumi"),
      "junction",
    );
    const outer = Object.entries(process.env).filter(([name]) => !/^(PULUMI|SCIM|NODE_OPTIONS|npm_)/.test(name));
    this.#env = {
      ...Object.fromEntries(outer),
      PATH: [cliFolder, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
      HOME: this.folder,
      TMPDIR: join(this.folder, "tmp"),
      PULUMI_HOME: join(this.folder, ".pulumi"),
      PULUMI_BACKEND_URL: pathToFileURL(join(this.folder, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: "demo",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_COMMANDS: "true", // shows --event-log
      SCIM_ENDPOINT: service.url,
      SCIM_TOKEN: service.token,
      ...env,
    };
  }

  async init() {
    await this.#run(["stack", "init", "demo"], "make the stack");
  }

  /**
   * preview, up or destroy.
   * @param {readonly string[]} command
   * @param {Record<string, string>} [env] further variables for this run's program
   * @returns {Promise<StackRun>}
   */
  async run(command, env) {
    this.#runs += 1;
    const log = join(this.folder, `events-${this.#runs}.json`);
    const { stdout, stderr, seconds } = await this.#run(
      [...command, "--stack", "demo", "--color", "never", "--event-log", log],
      `run pulumi ${command.join(" ")}`,
      env,
    );
    return { output: `${stdout}${stderr}`, steps: readSteps(log), seconds };
  }

  /** The state as `pulumi stack export` gives it. */
  async state() {
    return (await this.#run(["stack", "export", "--stack", "demo"], "export the state")).stdout;
  }

  /**
   * The files of the project and of Pulumi's own folders, by relative path, that hold a text.
   * @param {string} secret
   */
  filesThatHold(secret) {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(secret))
      .map((file) => relative(this.folder, file));
  }

  /**
   * @param {readonly string[]} args
   * @param {string} what
   * @param {Record<string, string>} [env]
   */
  async #run(args, what, env = {}) {
    const options = { what, cwd: this.folder, env: { ...this.#env, ...env }, timeoutSeconds: this.#timeoutSeconds };
    const result = await runOrFail(this.#cli, [...args, "--non-interactive"], options);
    this.printed += result.stdout + result.stderr;
    return result;
  }
}

/**
 * The steps of the engine's own record that change or would change something.
 * @param {string} file
 * @returns {Step[]}
 */
function readSteps(file) {
  if (!existsSync(file)) return [];
  const steps = [];
  for (const text of readFileSync(file, "utf8").split("\n")) {
    if (!text.includes('"resourcePreEvent"')) continue;
    /** @type {unknown} */
    const event = JSON.parse(text);
    const {
      op,
      urn,
      type,
      old,
      new: next,
    } = /** @type {{ resourcePreEvent: { metadata: Metadata } }} */ (event).resourcePreEvent.metadata;
    if (["same", "refresh", "read"].includes(op) || type.startsWith("pulumi:")) continue;
    steps.push({ name: urn.split("::").at(-1) ?? "", operation: op, properties: differing(old?.inputs, next?.inputs) });
  }
  return steps;
}

/**
 * @typedef {{ inputs?: Record<string, unknown> } | null | undefined} State
 * @typedef {{ op: string, urn: string, type: string, old: State, new: State }} Metadata
 */

/**
 * @param {Record<string, unknown>} [old]
 * @param {Record<string, unknown>} [next]
 */
function differing(old = {}, next = {}) {
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (key) => JSON.stringify(old[key]) !== JSON.stringify(next[key]),
  );
}
