import { writeFile } from "node:fs/promises";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";

/** Writes to a file, or to stdout for `-`. */
export async function writeOutput(text: string, output: string): Promise<void> {
  if (output === "-") {
    await new Promise<void>((resolve) => {
      process.stdout.write(text, () => {
        resolve();
      });
    });
    return;
  }
  try {
    await writeFile(output, text);
  } catch (error) {
    throw new CommandError(`Could not write ${output}: ${reasonOf(error)}`, EXIT.failed);
  }
}

/** Why a file could not be read or written. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown reason";
}
