import { visible } from "./texts.js";

/** A place in a file, counted from 1; people given in code have the path of the value in place of a file, and no line. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something that knows where it stands; the place is worked out only when a problem needs it. */
export interface Origin {
  place(): Place;
}

/** A text and where it stands. */
export interface Located {
  readonly text: string;
  readonly origin: Origin;
}

/** One thing that keeps an org file from being used: where, the value found there and what to do about it. */
export interface Problem extends Place {
  readonly value: string | undefined;
  readonly message: string;
  /** The vendor whose block of attributes this is about; at other services it means nothing. */
  readonly block?: string | undefined;
}

/** How many problems a message shows; the rest are counted, and all are in `problems`. */
const SHOWN = 500;

/** `file:line:column: message`, the form that editors and pipelines make a link of. */
export function problemText(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  return `${place}: ${problem.message}`;
}

/** Words for a place that another problem refers to. */
export function lineOf(origin: Origin): string {
  const { file, line } = origin.place();
  return line === undefined ? `at ${file}` : `on line ${line}`;
}

/**
 * Thrown when an org file cannot be used. Its message lists the problems of the file and its table, one a line, sorted
 * by place; `problems` holds the same as data.
 */
export class OrgFileError extends Error {
  public override readonly name = "OrgFileError";

  public constructor(
    public readonly file: string,
    public readonly problems: readonly Problem[],
  ) {
    const lines = problems.slice(0, SHOWN).map((problem) => `  ${problemText(problem)}`);
    if (problems.length > SHOWN) lines.push(`  … and ${problems.length - SHOWN} more`);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`Could not use the org chart ${file}: ${count}.\n${lines.join("\n")}`);
  }
}

/**
 * Collects what is wrong, and what is only worth a warning, while a file is read to its end. What cannot be seen stands in
 * messages by its number.
 */
export class Problems {
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];

  public add(origin: Origin, message: string, value?: string): void {
    this.#problems.push({ ...origin.place(), value, message: visible(message) });
  }

  public warn(origin: Origin, message: string, value?: string, block?: string): void {
    this.#warnings.push({
      ...origin.place(),
      value,
      message: visible(message),
      ...(block === undefined ? {} : { block }),
    });
  }

  public get warnings(): readonly Problem[] {
    return [...this.#warnings].sort(byPlace);
  }

  /** Throws all problems together, if there are any. */
  public throwIfAny(file: string): void {
    if (this.#problems.length > 0) throw new OrgFileError(file, [...this.#problems].sort(byPlace));
  }
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
