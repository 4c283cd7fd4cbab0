import { writeFile } from "node:fs/promises";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";

/** Writes to a file, or to stdout for `-`. */
export async function writeOutput(text: string, output: string): Promise<void> {
  if (output === "-") {
    const error = await new Promise<unknown>((resolve) => {
      process.stdout.write(text, resolve);
    });
    if (error !== undefined && error !== null && !isReaderGone(error)) {
      throw new CommandError(`Could not write to stdout: ${reasonOf(error)}`, EXIT.failed);
    }
    return;
  }
  try {
    await writeFile(output, text);
  } catch (error) {
    throw new CommandError(`Could not write ${output}: ${reasonOf(error)}`, EXIT.failed);
  }
}

/** Whether whoever read the output has had enough of it (`| head`), which is nobody's mistake. */
function isReaderGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** Why a file could not be read or written. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown reason";
}
