import { readFile } from "node:fs/promises";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";
import { reasonOf } from "./output.js";

/** A text in UTF-8, or in UTF-16 with its mark, which is what `>` writes in older PowerShells; without the mark. */
export function decoded(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : encoding).decode(bytes);
}

/** Reads a JSON file; a file that cannot be read or parsed is wrong use, named with its reason. */
export async function readJson(what: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = decoded(await readFile(file));
  } catch (error) {
    throw unreadable(what, file, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw unreadable(what, file, error);
  }
}

function unreadable(what: string, file: string, cause: unknown): CommandError {
  return new CommandError(`Could not read the ${what} ${file}: ${reasonOf(cause)}`, EXIT.wrongUse);
}
