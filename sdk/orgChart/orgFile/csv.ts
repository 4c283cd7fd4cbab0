import { type Origin, type Problems } from "./problems.js";
import { type Source } from "./source.js";
import { headerOf, trimmed } from "./texts.js";

/** A table with a header row. */
export interface Table {
  readonly source: Source;
  /** Composed (NFC), with single spaces. */
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
  /** Where a header stands. */
  headerAt(index: number): Origin;
}

/** Delimiters that are told from the header row where none is given: HR systems and spreadsheets write all of them. */
const DELIMITERS = [",", ";", "\t", "|"];
/** How many rows may stand above the header: titles, dates of reports, heads of several columns. */
const MOST_ABOVE = 20;

/**
 * Reads a table (RFC 4180). Rows that are empty in all cells are passed over, and so are those above the header, which is the
 * first row that has the `wanted` headers. A row with too few or too many cells is a problem.
 */
export function readTable(
  source: Source,
  given: string | undefined,
  wanted: readonly string[],
  problems: Problems,
): Table | undefined {
  const hint = /^"?sep=(.)"?\r?\n/i.exec(source.text);
  const from = hint?.[0].length ?? 0;
  const { delimiter, above } = layoutOf(source, from, given ?? hint?.[1], wanted);
  let all: Row[];
  try {
    all = [...recordsOf(source, delimiter, from)].filter((row) => !row.isEmpty);
  } catch (error) {
    if (!(error instanceof QuoteNotClosed)) throw error;
    const message = "the table cannot be read: a double quote is opened and never closed.";
    problems.add(source.at(error.offset), message);
    return undefined;
  }
  const header = all[above];
  if (header === undefined) {
    problems.add(source, "the table is empty: not even a header row. It would end everybody; export it again.");
    return undefined;
  }
  if (above > 0) problems.warn(header.at(0), "the header stands here; the rows above it are passed over.");
  const rows = all.slice(above + 1).filter((row) => {
    if (row.length > 1 && row.isLike(header)) problems.warn(row.at(0), "the header stands here again; it is nobody.");
    else return true;
    return false;
  });
  for (const row of rows) checkRow(row, header, delimiter, problems);
  const headers = Array.from({ length: header.length }, (_, index) => headerOf(header.cell(index)));
  return { source, headers, rows, headerAt: (index) => header.at(index) };
}

/** One row of a table. */
export class Row {
  /** `offsets` are where the cells begin. */
  public constructor(
    private readonly source: Source,
    private readonly cells: readonly string[],
    private readonly offsets: readonly number[],
  ) {}

  public get length(): number {
    return this.cells.length;
  }

  public get isEmpty(): boolean {
    return this.cells.every((cell) => trimmed(cell) === "");
  }

  /** The text of a cell without what cannot be seen around it; empty where the row is too short. */
  public cell(index: number): string {
    return trimmed(this.cells[index] ?? "");
  }

  /** Where a cell stands. */
  public at(index: number): Origin {
    return this.source.at(this.offsets[index] ?? this.offsets[0] ?? 0);
  }

  /** Whether all cells are those of another row. */
  public isLike(other: Row): boolean {
    return this.length === other.length && this.cells.every((_, index) => this.cell(index) === other.cell(index));
  }

  /** The cells that hold as many line breaks and delimiters as whole rows of `width` cells do. */
  public swallowed(delimiter: string, width: number): number[] {
    return [...this.cells.keys()].filter((index) => {
      const cell = this.cells[index] ?? "";
      const breaks = cell.split("\n").length - 1;
      return breaks > 0 && cell.split(delimiter).length - 1 === breaks * (width - 1);
    });
  }
}

/** A table of fewer columns could have an address of two lines that looks like a row. */
const LEAST_COLUMNS = 3;

function checkRow(row: Row, header: Row, delimiter: string, problems: Problems): void {
  const what = `the row has ${row.length} cells, but the header has ${header.length}.`;
  if (row.length < header.length) {
    const message = `${what} It may have been cut off: export it again, or write the empty cells too.`;
    problems.add(row.at(0), message, row.cell(0));
  }
  // Spreadsheets write empty cells as far as anybody has ever typed.
  const rest = Array.from({ length: Math.max(0, row.length - header.length) }, (_, at) => row.cell(header.length + at));
  if (rest.some((cell) => cell !== "")) {
    const shown = delimiter === "\t" ? "tabs" : `"${delimiter}"`;
    const message = `${what} Put cells that hold ${shown} in double quotes, or remove what is too much.`;
    problems.add(row.at(0), message, row.cell(0));
  }
  if (header.length < LEAST_COLUMNS) return;
  for (const index of row.swallowed(delimiter, header.length)) {
    const message =
      "this cell holds whole rows: a double quote is opened here and closed in another row. Write a double quote inside " +
      "of a cell twice; if the cell is right, take its line breaks out.";
    problems.add(row.at(index), message, row.cell(index));
  }
}

class QuoteNotClosed extends Error {
  public constructor(public readonly offset: number) {
    super();
  }
}

/**
 * The rows from an offset on. A cell is quoted if the double quote that ends it stands at its end; any other double quote is a
 * character like all, as systems write them that know no quotes (`"Bob" Smith`, `5" disk`), and never holds further rows.
 */
function* recordsOf(source: Source, delimiter: string, from: number): Generator<Row, undefined> {
  const { text } = source;
  let [at, nextDelimiter, nextEnd] = [from, -1, -1];
  const find = (what: string, known: number): number => {
    if (known >= at) return known;
    const found = text.indexOf(what, at);
    return found < 0 ? text.length : found;
  };
  while (at < text.length) {
    const cells: string[] = [];
    const offsets: number[] = [];
    for (let isMore = true; isMore; at += 1) {
      offsets.push(at);
      const quoted = quotedCell(text, at, delimiter);
      if (quoted === undefined) {
        nextDelimiter = find(delimiter, nextDelimiter);
        nextEnd = find("\n", nextEnd);
        const end = Math.min(nextDelimiter, nextEnd);
        cells.push(text.slice(at, end));
        at = end;
      } else {
        cells.push(quoted.text);
        at = quoted.end;
      }
      isMore = text[at] === delimiter;
    }
    yield new Row(source, cells, offsets);
  }
  return undefined;
}

/** A cell in double quotes, with blanks around them; undefined for any other. Throws for a quote that is never closed. */
function quotedCell(text: string, from: number, delimiter: string): { text: string; end: number } | undefined {
  const skip = (at: number): number => {
    let end = at;
    while (text[end] !== delimiter && (text[end] === " " || text[end] === "\t" || text[end] === "\r")) end += 1;
    return end;
  };
  const start = skip(from);
  if (text[start] !== '"') return undefined;
  let close = text.indexOf('"', start + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0) throw new QuoteNotClosed(start);
  const end = skip(close + 1);
  if (end < text.length && text[end] !== "\n" && text[end] !== delimiter) return undefined;
  return { text: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

/** The delimiter, and how many rows stand above the header. */
function layoutOf(
  source: Source,
  from: number,
  given: string | undefined,
  wanted: readonly string[],
): { delimiter: string; above: number } {
  let best = { delimiter: given ?? usual(source, from), above: 0, hits: 0 };
  for (const delimiter of given === undefined ? DELIMITERS : [given]) {
    for (const [above, row] of firstRows(source, delimiter, from).entries()) {
      const cells = new Set(Array.from({ length: row.length }, (_, index) => headerOf(row.cell(index))));
      const hits = wanted.filter((header) => cells.has(header)).length;
      // Below the first row stands a header only if it is one beyond doubt.
      const isHeader = above === 0 ? hits > 0 : hits > 1 && hits * 2 > wanted.length;
      if (isHeader && hits > best.hits) best = { delimiter, above, hits };
    }
  }
  return best;
}

function firstRows(source: Source, delimiter: string, from: number): Row[] {
  const rows: Row[] = [];
  try {
    for (const row of recordsOf(source, delimiter, from)) {
      if (!row.isEmpty) rows.push(row);
      if (rows.length > MOST_ABOVE) break;
    }
  } catch (error) {
    if (!(error instanceof QuoteNotClosed)) throw error;
  }
  return rows;
}

/** The delimiter that the first line holds most of, outside of quotes. */
function usual({ text }: Source, from: number): string {
  const header = (/^[^\n]*/.exec(text.slice(from))?.[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
