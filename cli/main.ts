#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { chartCommand } from "./chartCommand.js";
import { CommandError } from "./commandError.js";
import { doctorCommand } from "./doctorCommand.js";
import { EXIT } from "./exit.js";
import { importCommand } from "./importCommand.js";
import { planCommand } from "./planCommand.js";
import { sandboxCommand } from "./sandbox.js";
import { version } from "./version.js";

/** Builds the command with all its subcommands; nothing of it ends the process. */
function command(): Command {
  const program = new Command("pulumi-scim")
    .description("People, groups and memberships in any SCIM 2.0 service")
    .version(version())
    .addCommand(chartCommand())
    .addCommand(doctorCommand())
    .addCommand(importCommand())
    .addCommand(planCommand())
    .addCommand(sandboxCommand());
  for (const each of [program, ...program.commands]) each.exitOverride().showHelpAfterError("Try --help.");
  return program;
}

/** Runs the command line and gives the exit code; a user's mistake is one message on stderr, never a stack trace. */
async function main(args: readonly string[]): Promise<number> {
  try {
    await command().parseAsync(args, { from: "user" });
    return EXIT.fine;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

// Without a listener a reader that goes away (`| head`) would end the process with a stack trace; the write itself tells why.
process.stdout.on("error", () => undefined);

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
