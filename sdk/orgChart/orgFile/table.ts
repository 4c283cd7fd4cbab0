import { dirname, resolve } from "node:path";
import { nearest } from "../../nearest.js";
import { damage, keyDamage, meansNothing } from "./cells.js";
import { checkShape } from "./checkShape.js";
import { type AttributeColumn, attributeColumn, cellValue, isSpecial, type Special, splitCell } from "./columns.js";
import { readTable, type Row, type Table } from "./csv.js";
import { attributeAt, type Draft, type Drafts } from "./draft.js";
import { type Located, type Problems } from "./problems.js";
import { tableShape } from "./shape.js";
import { readSource } from "./source.js";
import { headerOf, nameOf } from "./texts.js";
import { child, fieldsOf, textOf, textsOf, type Value } from "./values.js";

/** An org file is data: it may not have its reader open, and tell in problems, whatever lies on the machine, `/proc/self/environ` say. */
const TABLES = /\.(?:csv|tsv|tab|psv|txt)$/i;

/** Whether `people` is a table, not a map from keys (in which a person could have the key `from`). */
export function isTable(people: Value | undefined): boolean {
  return child(people, "from")?.kind === "scalar";
}

/** Whether `people` is a table that has a column for something. */
export function isMapped(people: Value | undefined, name: Special): boolean {
  return isTable(people) && child(child(people, "columns"), name) !== undefined;
}

/**
 * People as rows of a CSV file, whose path is taken from the org file. Cells are texts; an empty one is an attribute that is not
 * managed. `statusColumn` is the header that `status` names.
 */
export function tabledPeople(
  people: Value,
  { file, folder, isFile }: { readonly file: string; readonly folder: string; readonly isFile: boolean },
  statusColumn: Located | undefined,
  problems: Problems,
): Drafts | undefined {
  checkShape(people, tableShape, "people", problems);
  const from = child(people, "from");
  const name = textOf(from);
  if (from === undefined || name === undefined) return undefined;
  if (isFile && !TABLES.test(name)) {
    const message = `the table ${name} has no name of a table. Let it end in .csv, .tsv, .tab, .psv or .txt.`;
    problems.add(from.origin, message, name);
    return undefined;
  }
  const source = readSource(resolve(folder, name), beside(file, name), from.origin, problems);
  if (source === undefined) return undefined;
  const wanted = [...fieldsOf(child(people, "columns"))].map(({ value }) => textOf(value));
  const headers = [...wanted, statusColumn?.text].flatMap((text) => (text === undefined ? [] : [headerOf(text)]));
  const table = readTable(source, characters(people, "delimiter"), headers, problems);
  if (table === undefined) return undefined;
  const mapping = new Mapping(table, people, statusColumn, problems);
  if (!mapping.hasKeys) return undefined;
  const drafts = table.rows.flatMap((row) => mapping.draft(row) ?? []);
  const keys = new Set(drafts.map(({ key }) => key));
  for (const { key, origin } of fieldsOf(child(people, "was"))) {
    if (keys.has(nameOf(key))) continue;
    problems.warn(
      origin,
      `"${key}" is not in the table, so that its former key counts for nobody. Correct or remove it.`,
      key,
    );
  }
  return { headers: table.headers, people: drafts };
}

/** A text of which spaces are part. */
function characters(people: Value, key: string): string | undefined {
  const value = child(people, key);
  return value?.kind === "scalar" && typeof value.data === "string" && value.data !== "" ? value.data : undefined;
}

/** The table's name for messages: its path seen from where the org file's name is seen. */
function beside(file: string, name: string): string {
  const folder = dirname(file);
  return folder === "." || name.startsWith("/") ? name : `${folder}/${name}`;
}

class Mapping {
  readonly #special = new Map<Special, number>();
  readonly #attributes: (AttributeColumn & { index: number })[] = [];
  readonly #headers = new Map<string, number>();
  readonly #byPath = new Map<string, number>();
  readonly #was = new Map<string, Located[]>();
  readonly #separator: string;
  /** What was told once for a column: the index and the words. */
  readonly #told = new Set<string>();

  public constructor(
    private readonly table: Table,
    people: Value,
    statusColumn: Located | undefined,
    private readonly problems: Problems,
  ) {
    for (const [index, header] of table.headers.entries()) {
      if (!this.#headers.has(header)) this.#headers.set(header, index);
    }
    this.#separator = characters(people, "separator") ?? ";";
    for (const { key, value, origin } of fieldsOf(child(people, "columns"))) {
      const header = textOf(value);
      if (header === undefined) {
        problems.add(
          value.origin,
          `the column of "${key}" has no name. Write the header that the table has for it.`,
          key,
        );
        continue;
      }
      const index = this.#column({ text: header, origin: value.origin });
      if (isSpecial(key)) {
        if (index !== undefined) this.#special.set(key, index);
        continue;
      }
      const column = attributeColumn(key, origin, problems);
      if (index === undefined || column === undefined) continue;
      this.#attributes.push({ ...column, index });
      this.#byPath.set(key, index);
    }
    if (statusColumn !== undefined) {
      const index = this.#column(statusColumn);
      const other = this.#special.get("status");
      if (index !== undefined && other !== undefined && other !== index) {
        const message = `"${statusColumn.text}" is the column of the status, but columns has "${table.headers[other] ?? ""}" for it. Take one out.`;
        problems.add(statusColumn.origin, message, statusColumn.text);
      } else if (index !== undefined) this.#special.set("status", index);
    }
    const columns = child(people, "columns");
    if (columns !== undefined && child(columns, "key") === undefined) {
      problems.add(
        columns.origin,
        'no column holds the key of a person. Add "key": the header of a column that never changes.',
      );
    }
    for (const { key, value } of fieldsOf(child(people, "was"))) this.#was.set(nameOf(key), textsOf(value));
  }

  /** Whether the table has the column that the keys are in; if not, that is a problem already. */
  public get hasKeys(): boolean {
    return this.#special.has("key");
  }

  /** One person; nobody where the row has no key. */
  public draft(row: Row): Draft | undefined {
    const keyIndex = this.#special.get("key");
    if (keyIndex === undefined) return undefined;
    const key = nameOf(row.cell(keyIndex));
    const origin = row.at(keyIndex);
    if (key === "") {
      this.problems.add(
        origin,
        `the row has no key in the column "${this.table.headers[keyIndex] ?? ""}". Fill it, or remove the row.`,
        "",
      );
      return undefined;
    }
    const attributes: Record<string, unknown> = {};
    /** Cells that have been looked at. */
    const judged = new Set<number>();
    const isSound = (index: number, text: string, needed = false): boolean => {
      if (judged.has(index)) return true;
      judged.add(index);
      return this.#isSound(row, index, text, needed);
    };
    for (const column of this.#attributes) {
      const { index, path, form, choices } = column;
      const text = row.cell(index);
      if (text === "" || !isSound(index, text, path === "userName" || path === "externalId")) continue;
      if (choices !== undefined && !choices.includes(text)) {
        const wayOut = `It must be one of ${choices.map((one) => `"${one}"`).join(", ")}.`;
        this.problems.add(row.at(index), `"${text}" is no value of ${path}. ${wayOut}`, text);
        continue;
      }
      const value = cellValue(form, text, this.#separator);
      if (value !== undefined) column.set(attributes, value);
      else {
        const wanted = form === "flag" ? "true or false" : "a number";
        this.problems.add(row.at(index), `"${text}" is not ${wanted}, which ${path} must be.`, text);
      }
    }
    const one = (name: Special): Located | undefined => {
      const index = this.#special.get(name);
      const text = index === undefined ? "" : nameOf(row.cell(index));
      return index === undefined || text === "" ? undefined : { text, origin: row.at(index) };
    };
    for (const name of ["key", "manager"] as const) {
      const index = this.#special.get(name);
      const text = one(name)?.text;
      if (index === undefined || text === undefined) continue;
      // Of a manager who means nothing is told that nobody has that key.
      const damaged = keyDamage(text) ?? (name === "manager" ? damage(text) : undefined);
      if (damaged !== undefined) this.problems.add(row.at(index), damaged, text);
      else if (name === "key") isSound(index, text, true);
      judged.add(index);
    }
    const several = (name: Special): Located[] => this.#split(one(name));
    const services = one("services");
    return {
      key,
      origin,
      attributes,
      manager: one("manager"),
      teams: several("teams"),
      was: [...several("was"), ...(this.#was.get(key) ?? [])],
      status: one("status"),
      startDate: one("startDate"),
      endDate: one("endDate"),
      services: services === undefined ? undefined : this.#split(services),
      value: (name) => {
        const index = this.#index(name);
        const text = index === undefined ? "" : nameOf(row.cell(index));
        if (index === undefined || text === "") return undefined;
        isSound(index, text);
        return { text, origin: row.at(index) };
      },
      at: (path) => {
        const index =
          this.#byPath.get(path) ??
          this.#byPath.get(path.replace(/\.\d+$/, "")) ??
          this.#byPath.get(itemColumn(attributes, path));
        return index === undefined ? origin : row.at(index);
      },
    };
  }

  #index(name: string): number | undefined {
    const mapped = this.#byPath.get(name) ?? (isSpecial(name) ? this.#special.get(name) : undefined);
    if (mapped !== undefined) return mapped;
    const header = headerOf(name);
    const index = this.#headers.get(header);
    if (index !== undefined) this.#checkOnce(header, index);
    return index;
  }

  #column({ text, origin }: Located): number | undefined {
    const header = headerOf(text);
    const index = this.#headers.get(header);
    if (index === undefined) {
      const { headers, source } = this.table;
      this.problems.add(origin, `${source.file} has no column "${text}".${nearest(text, headers)}`, text);
      return undefined;
    }
    this.#checkOnce(header, index);
    return index;
  }

  /** Makes a second column of a header that is used a problem. */
  #checkOnce(header: string, index: number): void {
    const second = this.table.headers.indexOf(header, index + 1);
    if (second < 0 || !this.#isNews(header)) return;
    this.problems.add(this.table.headerAt(second), `two columns are called "${header}". Rename or remove one.`, header);
  }

  /** Whether a cell is as its author wrote it; `needed`: words for nothing are no value. */
  #isSound(row: Row, index: number, text: string, needed: boolean): boolean {
    const damaged = damage(text);
    if (damaged !== undefined) this.problems.add(row.at(index), damaged, text);
    if (damaged !== undefined || !meansNothing(text)) return damaged === undefined;
    // One that is needed counts as given: that it is missing too would be told twice.
    const what = `"${text}" in the column "${this.table.headers[index] ?? ""}"`;
    const wayOut = "Leave such cells empty if there is nothing.";
    if (needed) this.problems.add(row.at(index), `${what} is what systems write for nothing. ${wayOut}`, text);
    else if (this.#isNews(`${index} ${text}`)) {
      this.problems.warn(row.at(index), `${what} is taken as it stands. ${wayOut}`, text);
    }
    return true;
  }

  #isNews(what: string): boolean {
    const isNews = !this.#told.has(what);
    this.#told.add(what);
    return isNews;
  }

  #split(cell: Located | undefined): Located[] {
    if (cell === undefined) return [];
    return splitCell(cell.text, this.#separator).map((text) => ({ text, origin: cell.origin }));
  }
}

/** The name that a column has for the item of a list: `emails.0.value` → `emails.work`. */
function itemColumn(attributes: Record<string, unknown>, path: string): string {
  const [list = "", index = ""] = path.split(".");
  const type = attributeAt(attributes, `${list}.${index}.type`);
  return typeof type === "string" ? `${list}.${type}` : list;
}
