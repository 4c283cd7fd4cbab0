import { Command, InvalidArgumentError } from "commander";
import { InvalidOptionsError, startSandbox, type Sandbox } from "../sandbox/index.js";
import { parseFaults, parseSeed } from "../sandbox/readOptions.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { readJson } from "./readJson.js";

interface Flags {
  readonly dialect?: string;
  readonly port: number;
  readonly token?: string;
  readonly latency?: number;
  readonly rate?: number;
  readonly faults?: string;
  readonly seed?: string;
}

/** `pulumi-scim sandbox`: an in-memory SCIM server on loopback until SIGINT or SIGTERM. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description("Run an in-memory SCIM server on loopback. Its base URL is the first line of the output.")
    .option("--dialect <name>", "whose SCIM it speaks (default: rfc7644)")
    .option("--port <n>", "TCP port; 0 takes any free one", number, 8080)
    .option("--token <token>", "bearer token that clients must bring (default: a random one, printed)")
    .option("--latency <ms>", "milliseconds before each answer", number)
    .option("--rate <n>", "requests a second, beyond which the answer is 429", number)
    .option("--faults <file>", "JSON file: a list of { at | every | match, action, times }")
    .option("--seed <file>", 'JSON file: { "Users": [...], "Groups": [...] } as the API shows them')
    .allowExcessArguments(false)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const sandbox = await start(flags);
  const token = flags.token === undefined ? `token: ${sandbox.token}\n` : "";
  process.stdout.write(`${sandbox.url}\n${token}`);
  await signal("SIGINT", "SIGTERM");
  await sandbox.close();
}

async function start({ dialect, port, token, latency, rate, faults, seed }: Flags): Promise<Sandbox> {
  try {
    return await startSandbox({
      port,
      ...(dialect === undefined ? {} : { dialect }),
      ...(token === undefined ? {} : { token }),
      ...(latency === undefined ? {} : { latencyMs: latency }),
      ...(rate === undefined ? {} : { requestsPerSecond: rate }),
      ...(faults === undefined ? {} : { faults: parseFaults(await readJson("fault file", faults), faults) }),
      ...(seed === undefined ? {} : { seed: parseSeed(await readJson("seed file", seed), seed) }),
    });
  } catch (error) {
    if (error instanceof InvalidOptionsError) {
      throw new CommandError(`Could not start the sandbox:\n${error.message}`, EXIT.wrongUse);
    }
    throw portError(error, port) ?? error;
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
