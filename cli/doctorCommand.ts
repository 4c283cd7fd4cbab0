import { Command, Option } from "commander";
import { type Connection } from "../provider/directory/connection.js";
import { CommandError } from "./commandError.js";
import { examine } from "./doctor/doctor.js";
import { type Format, FORMATS, formatted, summary } from "./doctor/formats.js";
import { InterruptedError, Life, LifeRefusedError } from "./doctor/life/life.js";
import { type Report } from "./doctor/report.js";
import { EXIT } from "./exit.js";
import { writeOutput } from "./output.js";
import { atService, connectionOf } from "./service.js";

interface Flags {
  readonly endpoint?: string;
  readonly dialect?: string;
  readonly format: Format;
  readonly json?: boolean;
  readonly out?: string;
  readonly write?: boolean;
  readonly as?: string;
  readonly acceptLeftover?: boolean;
}

/** `pulumi-scim doctor`: what a service can do, what is wrong with it, and the dialect object that says so. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Look at a live service: what it can do, what is wrong, and the `dialect` object that fits it.")
    .option("--endpoint <url>", "the service's base URL, instead of SCIM_ENDPOINT")
    .option("--dialect <name>", "whose SCIM it speaks (a name, or a file), instead of SCIM_DIALECT")
    .addOption(new Option("--format <format>", "how the result is written").choices(FORMATS).default("text"))
    .option("--json", "the same as --format json")
    .option("--write", "make a throw-away person and a group, change them in every way, and take them away again")
    .option(
      "--as <address>",
      "with --write: the person's userName, an e-mail address of your own that nobody has there",
    )
    .option("--accept-leftover", "with --write: go on where the service deletes nothing; what stays is printed")
    .option("--out <file>", "write the `dialect` object there")
    .addHelpText("after", EXPLANATION)
    .allowExcessArguments(false)
    .action(run);
}

const EXPLANATION = `
Without --write nothing is written. With it the service may send a mail to the address. Ctrl-C takes away what was made;
a second one ends at once and prints what is left.
The token comes from SCIM_TOKEN (or what else SCIM_* says of the connection), never from the command line, and is printed nowhere.
Exit codes: 0 healthy, 1 the visit failed, 2 wrong use or a connection that cannot be worked out, 3 something is wrong.`;

async function run(flags: Flags): Promise<void> {
  const life = lifeOf(flags);
  const report = await atService(() => visit(connectionOf(flags), life));
  process.stdout.write(formatted(report, flags.json === true ? "json" : flags.format, process.stdout.columns));
  if (flags.out !== undefined) await writeOutput(`${JSON.stringify(report.dialectObject, null, 2)}\n`, flags.out);
  if (report.healthy) return;
  throw new CommandError(summary(report), life?.isInterrupted === true ? EXIT.failed : EXIT.found);
}

function lifeOf({ write, as, acceptLeftover }: Flags): Life | undefined {
  if (write !== true) {
    if (as === undefined && acceptLeftover !== true) return undefined;
    throw new CommandError("--as and --accept-leftover go with --write only.", EXIT.wrongUse);
  }
  if (as === undefined || !/^[^@\s]+@[^@\s]+$/.test(as)) {
    const way = "Give --as with an e-mail address of your own that nobody has in the service.";
    throw new CommandError(`Could not make a throw-away person: ${as ?? "there is no --as"}. ${way}`, EXIT.wrongUse);
  }
  return new Life({ userName: as, acceptLeftover: acceptLeftover === true });
}

/** The visit; while somebody is made in the service, Ctrl-C first takes them away. */
async function visit(connection: Connection, life: Life | undefined): Promise<Report> {
  let times = 0;
  const onSignal = (): void => {
    times += 1;
    if (times > 1) {
      const left = life?.leftovers().map(({ kind, name, id }) => `${kind} ${name} (id ${id})`) ?? [];
      process.stderr.write(`Ended. Left there: ${left.join(", ") || "nothing that is known of"}.\n`);
      process.exit(EXIT.failed);
    }
    life?.interrupt();
    process.stderr.write("Taking away what was made …\n");
  };
  const signals = life === undefined ? [] : (["SIGINT", "SIGTERM", "SIGHUP"] as const);
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await examine(connection, { life, onArea: progress });
  } catch (error) {
    if (error instanceof LifeRefusedError) throw new CommandError(error.message, EXIT.wrongUse);
    if (error instanceof InterruptedError)
      throw new CommandError("Interrupted before anything was written.", EXIT.failed);
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** Only somebody who looks on needs to see that it goes on. */
function progress(area: string): void {
  if (process.stderr.isTTY) process.stderr.write(`Looking at ${area} …\n`);
}
