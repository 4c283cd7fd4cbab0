import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { type Origin, type Place, type Problems } from "./problems.js";
import { type Source } from "./source.js";

/** A table with a header row. Cells are texts without surrounding spaces. */
export interface Table {
  readonly source: Source;
  readonly delimiter: string;
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
  /** Where a header stands. */
  headerAt(index: number): Origin;
}

/** What csv-parse gives with `info`. */
const records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** Delimiters that are told from the header row where none is given: HR systems and spreadsheets write all of them. */
const DELIMITERS = [",", ";", "\t", "|"];

/** Reads a table (RFC 4180). Rows that are empty in all cells are passed over; one with too few or too many cells is a problem. */
export function readTable(source: Source, given: string | undefined, problems: Problems): Table | undefined {
  const hint = /^sep=(.)\r?\n/.exec(source.text);
  const delimiter = given ?? hint?.[1] ?? usual(source.text);
  let parsed;
  try {
    parsed = records.parse(
      parse(source.text, {
        delimiter,
        info: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        from_line: hint === null ? 1 : 2,
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.add(source.at(source.lineStart(lineOf(error))), `the table cannot be read: ${reason(error)}`);
    return undefined;
  }
  const [header, ...body] = parsed.map(
    ({ record, info }) => new Row(source, delimiter, record, info.lines - breaks(record)),
  );
  if (header === undefined) {
    problems.add(source, "the table is empty: not even a header row. It would end everybody; export it again.");
    return undefined;
  }
  const rows = body.filter((row) => !row.isEmpty);
  for (const row of rows) {
    if (row.length === header.length) continue;
    problems.add(
      row.at(0),
      `the row has ${row.length} cells, but the header has ${header.length}. Put cells that hold ${shown(delimiter)} in double quotes, or remove what is too much.`,
      row.cell(0),
    );
  }
  const headers = Array.from({ length: header.length }, (_, index) => header.cell(index));
  return { source, delimiter, headers, rows, headerAt: (index) => header.at(index) };
}

/** One row of a table. */
export class Row {
  /** `line` is where the row begins, counted from 1. */
  public constructor(
    private readonly source: Source,
    private readonly delimiter: string,
    private readonly cells: readonly string[],
    private readonly line: number,
  ) {}

  public get length(): number {
    return this.cells.length;
  }

  public get isEmpty(): boolean {
    return this.cells.every((cell) => cell.trim() === "");
  }

  /** The text of a cell; empty where the row is too short. */
  public cell(index: number): string {
    return (this.cells[index] ?? "").trim();
  }

  /** Where a cell stands. */
  public at(index: number): Origin {
    return { place: () => this.#place(index) };
  }

  #place(index: number): Place {
    const { text } = this.source;
    let offset = this.source.lineStart(this.line);
    for (let cell = 0; cell < index; cell += 1) {
      let quoted = false;
      while (offset < text.length && (quoted || text[offset] !== this.delimiter)) {
        if (text[offset] === '"') quoted = !quoted;
        offset += 1;
      }
      offset += 1;
    }
    return this.source.placeAt(offset);
  }
}

/** The delimiter that the first line holds most of, outside of quotes. */
function usual(text: string): string {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function breaks(record: readonly string[]): number {
  let count = 0;
  for (const cell of record) if (cell.includes("\n")) count += cell.split("\n").length - 1;
  return count;
}

function lineOf(error: CsvError): number {
  return typeof error["lines"] === "number" ? error["lines"] : 1;
}

function reason(error: CsvError): string {
  if (error.code === "CSV_QUOTE_NOT_CLOSED") return "a double quote is opened and never closed.";
  if (error.code === "CSV_INVALID_CLOSING_QUOTE") {
    return "something follows a closing double quote. Write a double quote inside a cell twice.";
  }
  return error.message;
}

function shown(delimiter: string): string {
  return delimiter === "\t" ? "tabs" : `"${delimiter}"`;
}
