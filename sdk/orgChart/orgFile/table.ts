import { dirname, resolve } from "node:path";
import { nearest } from "../../nearest.js";
import { damage, keyDamage } from "./cells.js";
import { checkShape } from "./checkShape.js";
import { type AttributeColumn, attributeColumn, cellValue, isSpecial, type Special, splitCell } from "./columns.js";
import { readTable, type Row, type Table } from "./csv.js";
import { attributeAt, type Draft, type Drafts } from "./draft.js";
import { type Located, type Problems } from "./problems.js";
import { tableShape } from "./shape.js";
import { readSource } from "./source.js";
import { child, fieldsOf, textOf, textsOf, type Value } from "./values.js";

/** Whether `people` is a table, not a map from keys (in which a person could have the key `from`). */
export function isTable(people: Value | undefined): boolean {
  return child(people, "from")?.kind === "scalar";
}

/**
 * People as rows of a CSV file, which lies beside the org file. Cells are texts; an empty one is an attribute that is not
 * managed. `statusColumn` is the header that `status` names.
 */
export function tabledPeople(
  people: Value,
  folder: string,
  file: string,
  statusColumn: Located | undefined,
  problems: Problems,
): Drafts | undefined {
  checkShape(people, tableShape, "people", problems);
  const from = child(people, "from");
  const name = textOf(from);
  if (from === undefined || name === undefined) return undefined;
  const source = readSource(resolve(folder, name), beside(file, name), from.origin, problems);
  if (source === undefined) return undefined;
  const table = readTable(source, textOf(child(people, "delimiter")), problems);
  if (table === undefined) return undefined;
  const mapping = new Mapping(table, people, statusColumn, problems);
  const drafts = table.rows.flatMap((row) => mapping.draft(row) ?? []);
  const keys = new Set(drafts.map(({ key }) => key));
  for (const { key, origin } of fieldsOf(child(people, "was"))) {
    if (keys.has(key)) continue;
    problems.warn(
      origin,
      `"${key}" is not in the table, so that its former key counts for nobody. Correct or remove it.`,
      key,
    );
  }
  return { headers: table.headers, people: drafts };
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

  public constructor(
    private readonly table: Table,
    people: Value,
    statusColumn: Located | undefined,
    private readonly problems: Problems,
  ) {
    for (const [index, header] of table.headers.entries()) {
      if (!this.#headers.has(header)) this.#headers.set(header, index);
    }
    this.#separator = textOf(child(people, "separator")) ?? ";";
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
    if (statusColumn !== undefined && !this.#special.has("status")) {
      const index = this.#column(statusColumn);
      if (index !== undefined) this.#special.set("status", index);
    }
    const columns = child(people, "columns");
    if (columns !== undefined && child(columns, "key") === undefined) {
      problems.add(
        columns.origin,
        'no column holds the key of a person. Add "key": the header of a column that never changes.',
      );
    }
    for (const { key, value } of fieldsOf(child(people, "was"))) this.#was.set(key, textsOf(value));
  }

  /** One person; nobody where the row has no key. */
  public draft(row: Row): Draft | undefined {
    const keyIndex = this.#special.get("key");
    if (keyIndex === undefined) return undefined;
    const key = row.cell(keyIndex);
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
    for (const column of this.#attributes) {
      const { index, path, form } = column;
      const text = row.cell(index);
      if (text === "" || !this.#isSound(row, index, text)) continue;
      const value = cellValue(form, text, this.#separator);
      if (value !== undefined) column.set(attributes, value);
      else {
        const wanted = form === "flag" ? "true or false" : "a number";
        this.problems.add(row.at(index), `"${text}" is not ${wanted}, which ${path} must be.`, text);
      }
    }
    const one = (name: Special): Located | undefined => {
      const index = this.#special.get(name);
      const text = index === undefined ? "" : row.cell(index);
      return index === undefined || text === "" ? undefined : { text, origin: row.at(index) };
    };
    for (const name of ["key", "manager"] as const) {
      const index = this.#special.get(name);
      const text = one(name)?.text;
      if (index === undefined || text === undefined) continue;
      const damaged = keyDamage(text);
      if (damaged !== undefined) this.problems.add(row.at(index), damaged, text);
      else this.#isSound(row, index, text);
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
        const text = index === undefined ? "" : row.cell(index);
        return index === undefined || text === "" ? undefined : { text, origin: row.at(index) };
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
    return this.#byPath.get(name) ?? (isSpecial(name) ? this.#special.get(name) : undefined) ?? this.#headers.get(name);
  }

  #column({ text, origin }: Located): number | undefined {
    const index = this.#headers.get(text);
    if (index === undefined) {
      const { headers, source } = this.table;
      this.problems.add(origin, `${source.file} has no column "${text}".${nearest(text, headers)}`, text);
      return undefined;
    }
    const second = this.table.headers.indexOf(text, index + 1);
    if (second >= 0) {
      this.problems.add(this.table.headerAt(second), `two columns are called "${text}". Rename or remove one.`, text);
    }
    return index;
  }

  #isSound(row: Row, index: number, text: string): boolean {
    const damaged = damage(text);
    if (damaged !== undefined) this.problems.add(row.at(index), damaged, text);
    return damaged === undefined;
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
