import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { reasonOf } from "../output.js";

/** Refuses to go on where one of the files is there already, naming all that are. */
export async function refuseToOverwrite(folder: string, names: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const name of names) {
    try {
      await access(join(folder, name));
      there.push(join(folder, name));
    } catch {
      // It is not there.
    }
  }
  if (there.length === 0) return;
  const what = there.length === 1 ? "it is there already" : "they are there already";
  throw new CommandError(
    `Could not write ${there.join(" and ")}: ${what}. Give another --out, or --force to write over.`,
    EXIT.wrongUse,
  );
}

/** Writes the files, the folder too; for nobody but their owner, since people's data stands in them. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) await writeFile(join(folder, name), text, { mode: 0o600 });
  } catch (error) {
    throw new CommandError(`Could not write to ${folder}: ${reasonOf(error)}`, EXIT.failed);
  }
}
