import { type Origin, type Place } from "./problems.js";

/** A value of an org file and where it stands. */
export type Value = Scalar | List | Fields | Other;

/** A text, number, boolean or null; `text` is as the author wrote it, so that the key `007` stays three characters. */
export interface Scalar {
  readonly kind: "scalar";
  readonly data: string | number | boolean | null;
  readonly text: string;
  readonly origin: Origin;
}

/** A list. */
export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly origin: Origin;
}

/** A map from texts, in the order of the file. */
export interface Fields {
  readonly kind: "fields";
  readonly fields: ReadonlyMap<string, Field>;
  readonly origin: Origin;
}

/** What only code can give: an Output, a resource. */
export interface Other {
  readonly kind: "other";
  readonly data: unknown;
  readonly origin: Origin;
}

/** One entry of a map; `origin` is that of its key. */
export interface Field {
  readonly key: string;
  readonly value: Value;
  readonly origin: Origin;
}

/** Takes what a program gives; `path` names it in messages. Values that are not plain data are kept as they are. */
export function valueOfCode(data: unknown, path: string): Value {
  const origin = new Path(path);
  if (data === null || typeof data === "string" || typeof data === "number" || typeof data === "boolean") {
    return scalar(data, undefined, origin);
  }
  if (Array.isArray(data)) {
    return { kind: "list", items: data.map((item, index) => valueOfCode(item, `${path}[${index}]`)), origin };
  }
  if (!isPlain(data)) return { kind: "other", data, origin };
  const fields = new Map<string, Field>();
  const entries: [string, unknown][] = Object.entries(data);
  for (const [key, value] of entries) {
    const at = path === "" ? key : `${path}.${key}`;
    if (value !== undefined) fields.set(key, { key, value: valueOfCode(value, at), origin: new Path(at) });
  }
  return { kind: "fields", fields, origin };
}

/** The plain data of a value. */
export function plain(value: Value): unknown {
  if (value.kind === "list") return value.items.map(plain);
  if (value.kind !== "fields") return value.data;
  return Object.fromEntries([...value.fields.values()].map((field) => [field.key, plain(field.value)]));
}

/** The value of a key, or undefined where there is no such key or no map. */
export function child(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === "fields" ? value.fields.get(key)?.value : undefined;
}

/** The entries of a map; none where there is no map. */
export function fieldsOf(value: Value | undefined): Iterable<Field> {
  return value?.kind === "fields" ? value.fields.values() : [];
}

/** The value at a path of keys and numbers of items; undefined where there is none. */
export function at(value: Value, path: readonly PropertyKey[]): Value | undefined {
  let found: Value | undefined = value;
  for (const step of path) {
    if (found.kind === "fields") found = found.fields.get(String(step))?.value;
    else found = found.kind === "list" ? found.items[Number(step)] : undefined;
    if (found === undefined) return undefined;
  }
  return found;
}

/** The value at a path, with the origin of its key where there is one; as far as the path goes. */
export function originAt(value: Value, path: readonly PropertyKey[]): Origin {
  let at: Value = value;
  let origin = value.origin;
  for (const step of path) {
    if (at.kind === "fields") {
      const field = at.fields.get(String(step));
      if (field === undefined) return origin;
      origin = field.value.kind === "scalar" ? field.value.origin : field.origin;
      at = field.value;
    } else if (at.kind === "list") {
      const item = at.items[Number(step)];
      if (item === undefined) return origin;
      origin = item.origin;
      at = item;
    } else return origin;
  }
  return origin;
}

/** The text of a scalar that is neither null nor empty. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind !== "scalar" || value.data === null) return undefined;
  const text = value.text.trim();
  return text === "" ? undefined : text;
}

/** The texts of a list of scalars, or of one scalar, each with its place. */
export function textsOf(value: Value | undefined): { text: string; origin: Origin }[] {
  const items = value?.kind === "list" ? value.items : value === undefined ? [] : [value];
  return items.flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : [{ text, origin: item.origin }];
  });
}

/** A scalar of plain data; `written` is how its author wrote it. Other data counts as nothing. */
export function scalar(data: unknown, written: string | undefined, origin: Origin): Scalar {
  if (typeof data === "string") return { kind: "scalar", data, text: data, origin };
  if (typeof data === "number" || typeof data === "boolean") {
    return { kind: "scalar", data, text: written ?? String(data), origin };
  }
  return nothing(origin);
}

/** Null, or a value that is not there. */
export function nothing(origin: Origin): Scalar {
  return { kind: "scalar", data: null, text: "", origin };
}

function isPlain(data: unknown): data is object {
  if (typeof data !== "object" || data === null) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null;
}

class Path implements Origin {
  public constructor(private readonly path: string) {}

  public place(): Place {
    return { file: this.path };
  }
}
