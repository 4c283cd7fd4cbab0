import { readFileSync } from "node:fs";
import { type Origin, type Place, type Problems } from "./problems.js";

/** The text of one file, and where in it things stand. */
export class Source implements Origin {
  /** Offsets at which lines begin; worked out when the first place is asked for. */
  #lineStarts: number[] | undefined;

  /** `file` is the name for messages. */
  public constructor(
    public readonly file: string,
    public readonly text: string,
  ) {}

  /** The beginning of the file. */
  public place(): Place {
    return { file: this.file, line: 1, column: 1 };
  }

  /** What stands at an offset of the text. */
  public at(offset: number): Origin {
    return new Offset(this, offset);
  }

  /** The place of an offset of the text. */
  public placeAt(offset: number): Place {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The offset at which a line, counted from 1, begins. */
  public lineStart(line: number): number {
    return this.#starts()[line - 1] ?? this.text.length;
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (const { index, 0: ending } of this.text.matchAll(/\r\n|\r|\n/g)) {
        this.#lineStarts.push(index + ending.length);
      }
    }
    return this.#lineStarts;
  }
}

/** Files hold many: a class takes less than a function for each. */
class Offset implements Origin {
  public constructor(
    private readonly source: Source,
    private readonly offset: number,
  ) {}

  public place(): Place {
    return this.source.placeAt(this.offset);
  }
}

/**
 * Reads a file that must be UTF-8, a byte order mark allowed. A file that cannot be read, or is in another encoding, is a
 * problem at `mentioned`, and there is no source.
 */
export function readSource(path: string, file: string, mentioned: Origin, problems: Problems): Source | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    problems.add(mentioned, `could not read ${file}: ${reasonOf(error)}`, file);
    return undefined;
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    problems.add(new Source(file, ""), 'the file is UTF-16, not UTF-8. Save it as "CSV UTF-8" or as plain UTF-8 text.');
    return undefined;
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
    problems.add(new Source(file, ""), 'the file is a workbook, not a text. Save its sheet as "CSV UTF-8".');
    return undefined;
  }
  const decoded = bytes.toString("utf8").replace(/^\uFEFF/, "");
  // Line ends of old systems, so that all readers see the same lines; offsets stay as they are.
  const source = new Source(file, decoded.replace(/\r(?!\n)/g, "\n"));
  const broken = source.text.search(/[\0\uFFFD]/);
  if (broken < 0) return source;
  const isZero = source.text[broken] === "\0";
  const what = isZero
    ? "there is a zero character: the file is UTF-16, or no text."
    : "there is a character that is not UTF-8.";
  problems.add(source.at(broken), `${what} Save the file as "CSV UTF-8" or as plain UTF-8 text.`);
  return isZero ? undefined : source;
}

function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file.";
  if (code === "EISDIR") return "it is a folder.";
  if (code === "EACCES" || code === "EPERM") return "reading it is not permitted.";
  return typeof code === "string" ? `the system says ${code}.` : "the system does not say why.";
}
