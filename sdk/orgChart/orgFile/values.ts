import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type ParsedNode } from "yaml";
import { type Origin, type Place, type Problems } from "./problems.js";
import { type Source } from "./source.js";

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

/** How many values the aliases of a file (`*name`) may stand for, and how many may stand in each other: a few lines could otherwise grow without end. */
const MOST_REPEATED = 100_000;
const DEEPEST_ALIAS = 20;

/** Reads YAML 1.2 or JSON. Problems of syntax and keys that stand twice are collected; a text of nothing gives nothing. */
export function valueOfText(source: Source, problems: Problems): Value | undefined {
  const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, strict: true });
  for (const { pos, message } of document.errors) {
    problems.add(source.at(pos[0]), `this is not valid YAML: ${message.replace(/\s+/g, " ")}`);
  }
  if (document.errors.length > 0 || document.contents === null) return undefined;
  return new Reader(source, document, problems).read(document.contents);
}

class Reader {
  #repeated = 0;

  public constructor(
    private readonly source: Source,
    private readonly document: Document.Parsed,
    private readonly problems: Problems,
  ) {}

  public read(node: ParsedNode | null, aliases = 0): Value {
    const origin = new Offset(this.source, node?.range[0] ?? 0);
    if (aliases > 0) this.#repeated += aliases > DEEPEST_ALIAS ? MOST_REPEATED + 1 : 1;
    if (node === null || this.#repeated > MOST_REPEATED) return nothing(origin);
    if (isMap(node)) {
      const fields = new Map<string, Field>();
      for (const { key, value } of node.items) this.#field(fields, key, value, aliases);
      return { kind: "fields", fields, origin };
    }
    if (isSeq(node)) return { kind: "list", items: node.items.map((item) => this.read(item, aliases)), origin };
    if (isAlias(node)) {
      const target: unknown = node.resolve(this.document);
      const value = isParsed(target) ? this.read(target, aliases + 1) : nothing(origin);
      if (this.#repeated > MOST_REPEATED && aliases === 0) {
        this.problems.add(origin, `the alias *${node.source} stands for too many values. Write them out.`);
      }
      return value;
    }
    return scalar(node.value, node.source, origin);
  }

  #field(fields: Map<string, Field>, node: ParsedNode, value: ParsedNode | null, aliases: number): void {
    const origin = new Offset(this.source, node.range[0]);
    if (!isScalar(node)) {
      this.problems.add(origin, "a key must be a text. Write it in quotes.");
      return;
    }
    const key = scalar(node.value, node.source, origin).text;
    const first = fields.get(key)?.origin.place();
    if (first === undefined) {
      const read = value === null ? nothing(origin) : this.read(value, aliases);
      fields.set(key, { key, value: read, origin });
    } else {
      this.problems.add(
        origin,
        `"${key}" stands here twice: first on line ${first.line ?? 0}. Remove or rename one.`,
        key,
      );
    }
  }
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

function scalar(data: unknown, written: string | undefined, origin: Origin): Scalar {
  if (typeof data === "string") return { kind: "scalar", data, text: data, origin };
  if (typeof data === "number" || typeof data === "boolean") {
    return { kind: "scalar", data, text: written ?? String(data), origin };
  }
  return nothing(origin);
}

function nothing(origin: Origin): Scalar {
  return { kind: "scalar", data: null, text: "", origin };
}

function isParsed(node: unknown): node is ParsedNode {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node);
}

function isPlain(data: unknown): data is object {
  if (typeof data !== "object" || data === null) return false;
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null;
}

class Offset implements Origin {
  public constructor(
    private readonly source: Source,
    private readonly offset: number,
  ) {}

  public place(): Place {
    return this.source.placeAt(this.offset);
  }
}

class Path implements Origin {
  public constructor(private readonly path: string) {}

  public place(): Place {
    return { file: this.path };
  }
}
