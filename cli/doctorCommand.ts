import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { resolveConnection, type Connection } from "../provider/directory/connection.js";
import { ConnectionError } from "../provider/scim/errors.js";
import { CommandError } from "./commandError.js";
import { examine } from "./doctor/doctor.js";
import { type Format, FORMATS, formatted, summary } from "./doctor/formats.js";
import { type Report } from "./doctor/report.js";
import { EXIT } from "./exit.js";

interface Flags {
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly format: Format;
  readonly json?: boolean;
  readonly out?: string;
}

/** `pulumi-scim doctor`: what a service can do, what is wrong with it, and the dialect object that says so. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Look at a live service: what it can do, what is wrong, and the `dialect` object that fits it.")
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks (a name, or a file), instead of SCIM_DIALECT")
    .addOption(new Option("--format <format>", "how the result is written").choices(FORMATS).default("text"))
    .option("--json", "the same as --format json")
    .option("--out <file>", "write the `dialect` object there")
    .addHelpText("after", EXPLANATION)
    .allowExcessArguments(false)
    .action(run);
}

const EXPLANATION = `
The token comes from SCIM_TOKEN (or what else SCIM_* says of the connection), never from the command line, and is printed nowhere.
Exit codes: 0 healthy, 1 something is wrong, 2 wrong use or a connection that cannot be worked out.`;

async function run(flags: Flags): Promise<void> {
  const report = await examine(connectionOf(flags), { onArea: progress });
  if (flags.out !== undefined) await writeObject(report, flags.out);
  process.stdout.write(formatted(report, flags.json === true ? "json" : flags.format, process.stdout.columns));
  if (!report.healthy) throw new CommandError(summary(report), EXIT.failed);
}

function connectionOf({ endpoint, dialect }: Flags): Connection {
  const given: Record<string, string | undefined> = { SCIM_ENDPOINT: endpoint, SCIM_DIALECT: dialect };
  try {
    return resolveConnection(
      () => undefined,
      (name) => given[name] ?? process.env[name],
    );
  } catch (error) {
    if (error instanceof ConnectionError) throw new CommandError(error.message, EXIT.wrongUse);
    throw error;
  }
}

/** Only somebody who looks on needs to see that it goes on. */
function progress(area: string): void {
  if (process.stderr.isTTY) process.stderr.write(`Looking at ${area} …\n`);
}

async function writeObject({ dialectObject }: Report, file: string): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(dialectObject, null, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown reason";
    throw new CommandError(`Could not write the dialect ${file}: ${reason}`, EXIT.failed);
  }
}
