import { readFile } from "node:fs/promises";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { reasonOf } from "./output.js";

/** Reads a JSON file in UTF-8, a byte order mark allowed; a file that cannot be read or parsed is wrong use, named with its reason. */
export async function readJson(what: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(what, file, error);
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return value;
  } catch (error) {
    throw unreadable(what, file, error);
  }
}

function unreadable(what: string, file: string, cause: unknown): CommandError {
  return new CommandError(`Could not read the ${what} ${file}: ${reasonOf(cause)}`, EXIT.wrongUse);
}
