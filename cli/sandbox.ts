import { Command, InvalidArgumentError } from "commander";
import { InvalidOptionsError, startSandbox, type Sandbox, type SandboxOptions } from "../sandbox/index.js";
import { parseFaults, parseOptionsFile, parseSeed } from "../sandbox/readOptions.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { readJson } from "./readJson.js";

interface Flags {
  readonly dialect?: string;
  readonly port?: number;
  readonly token?: string;
  readonly latency?: number;
  readonly rate?: number;
  readonly faults?: string;
  readonly seed?: string;
  readonly options?: string;
  readonly page: boolean;
}

const DEFAULT_PORT = 8080;

/** `pulumi-scim sandbox`: an in-memory SCIM server on loopback until SIGINT or SIGTERM. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("Run an in-memory SCIM server on loopback. Its base URL is the first line of the output.")
    .option("--dialect <name>", "whose SCIM it speaks (default: rfc7644)")
    .option("--port <n>", `TCP port; 0 takes any free one (default: ${DEFAULT_PORT})`, number)
    .option("--token <token>", "bearer token that clients must bring (default: a random one, printed)")
    .option("--latency <ms>", "milliseconds before each answer", number)
    .option("--rate <n>", "requests a second, beyond which the answer is 429", number)
    .option("--faults <file>", "JSON file: a list of { at | every | match, action, times }")
    .option("--seed <file>", 'JSON file: { "Users": [...], "Groups": [...] } as the API shows them')
    .option(
      "--options <file>",
      'JSON file: options of startSandbox, as { "ironclad": { "saml": false } }: the switches of the dialect and all that is above; what the command line says stands over it',
    )
    .option("--no-page", "show no page at the root of the address")
    .allowExcessArguments(false)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const options = await read(() => optionsOf(flags));
  const sandbox = await start(options);
  const token = options.token === undefined ? `token: ${sandbox.token}\n` : "";
  const page = sandbox.page === undefined ? "" : `page: ${sandbox.page}\n`;
  process.stdout.write(`${sandbox.url}\n${token}${page}`);
  await signal("SIGINT", "SIGTERM");
  await sandbox.close();
}

/** What the files say, and over it what the command line says. */
async function optionsOf(flags: Flags): Promise<SandboxOptions> {
  const { dialect, port, token, latency, rate, faults, seed, options, page } = flags;
  return {
    ...(options === undefined ? {} : parseOptionsFile(await readJson("options file", options), options, dialect)),
    ...(dialect === undefined ? {} : { dialect }),
    ...(port === undefined ? {} : { port }),
    ...(token === undefined ? {} : { token }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(rate === undefined ? {} : { requestsPerSecond: rate }),
    ...(faults === undefined ? {} : { faults: parseFaults(await readJson("fault file", faults), faults) }),
    ...(page ? {} : { page }),
    ...(seed === undefined ? {} : { seed: parseSeed(await readJson("seed file", seed), seed) }),
  };
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await read(() => startSandbox(options));
  } catch (error) {
    throw portError(error, options.port ?? DEFAULT_PORT) ?? error;
  }
}

/** What the user has to mend in options or files is wrong use. */
async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    throw new CommandError(`Could not start the sandbox:\n${error.message}`, EXIT.wrongUse);
  }
}

function portError(error: unknown, port: number): CommandError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    const way = "Give another one by --port, or --port 0 for any free one.";
    return new CommandError(`Could not start the sandbox: port ${port} is in use. ${way}`, EXIT.failed);
  }
  if (code !== "EACCES") return undefined;
  const way = "Give one of 1024 or more by --port, or --port 0 for any free one.";
  return new CommandError(`Could not start the sandbox: port ${port} is not for this user. ${way}`, EXIT.failed);
}

/** Waits for the first of these signals; a second one ends the process as usual. */
async function signal(...names: readonly NodeJS.Signals[]): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      for (const name of names) process.off(name, done);
      resolve();
    };
    for (const name of names) process.on(name, done);
  });
}

function number(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError("A number is expected.");
  return value;
}
