import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { ENTERPRISE_USER } from "../scim/urns.js";

/** How a list is managed: whole, or only the items that the program gives (design section 2). */
export type ListRule = "whole" | "items";

/**
 * One thing that a program can manage: an attribute or a sub-attribute, with its place in the inputs and in the SCIM
 * resource. `key` stands in `__managed`, so its form is fixed for ever: `title`, `name.givenName`, `department`,
 * `extensions#<urn>`, `extensions#<urn>#<attribute>`.
 */
export interface Field {
  key: string;
  input: readonly string[];
  place: readonly string[];
  /** PATCH path (RFC 7644 section 3.5.2). */
  path: string;
  list?: ListRule | undefined;
  /** The manager: an id in the program, `{value}` in the service (RFC 7643 section 4.3). */
  reference?: boolean | undefined;
  writeOnly?: boolean | undefined;
}

/** What the program may say of one kind of resource, and where it stands in SCIM. */
export interface FieldTable {
  /** Top-level attributes with a single value, by name. */
  simple: readonly string[];
  /** Complex attributes whose sub-attributes are managed one by one. */
  complex: readonly string[];
  /** Multi-valued attributes. */
  lists: Readonly<Record<string, ListRule>>;
  /** Flat inputs that live in the enterprise extension. */
  enterprise: readonly string[];
  writeOnly: readonly string[];
}

/** The field of a `__managed` key; the inverse of `Field.key`. */
export function fieldOf(table: FieldTable, key: string): Field {
  const [head = key, urn, attribute] = key.split("#");
  if (head === "extensions" && urn !== undefined) {
    const tail = attribute === undefined ? [] : [attribute];
    return { key, input: ["extensions", urn, ...tail], place: [urn, ...tail], path: [urn, ...tail].join(":") };
  }
  if (table.enterprise.includes(key)) {
    const path = `${ENTERPRISE_USER}:${key}`;
    return { key, input: [key], place: [ENTERPRISE_USER, key], path, reference: key === "manager" };
  }
  const parts = key.split(".");
  return {
    key,
    input: parts,
    place: parts,
    path: key,
    list: table.lists[key],
    writeOnly: table.writeOnly.includes(key),
  };
}

/** The fields that these inputs manage: whatever is given, `null` included. */
export function managedFields(table: FieldTable, inputs: JsonObject): Field[] {
  const keys: string[] = [];
  const given = (name: string) => inputs[name] !== undefined;
  keys.push(...[...table.simple, ...Object.keys(table.lists), ...table.enterprise, ...table.writeOnly].filter(given));
  for (const name of table.complex) {
    const value = inputs[name];
    if (value === undefined) continue;
    if (isObject(value)) keys.push(...Object.keys(value).map((part) => `${name}.${part}`));
    else keys.push(name);
  }
  const extensions = inputs["extensions"];
  for (const [urn, attributes] of isObject(extensions) ? Object.entries(extensions) : []) {
    if (isObject(attributes)) keys.push(...Object.keys(attributes).map((part) => `extensions#${urn}#${part}`));
    else keys.push(`extensions#${urn}`);
  }
  return keys.map((key) => fieldOf(table, key));
}

/** The value at a place, names compared as SCIM compares them: regardless of case (RFC 7643 section 2.1). */
export function valueAt(object: JsonObject, place: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const name of place) {
    if (!isObject(value)) return undefined;
    value = own(value, name);
  }
  return value;
}

/**
 * Puts a value at a place, making the objects on the way; `undefined` takes it away. A name that stands there in another
 * letter case is taken for the same one.
 */
export function putAt(object: JsonObject, place: readonly string[], value: Json | undefined): void {
  const [first, ...rest] = place;
  if (first === undefined) return;
  const name = nameIn(object, first) ?? first;
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(object, name);
    else define(object, name, value);
    return;
  }
  const below = Object.hasOwn(object, name) ? object[name] : undefined;
  const next: JsonObject = isObject(below) ? below : {};
  if (value !== undefined || isObject(below)) define(object, name, next);
  putAt(next, rest, value);
}

function own(object: JsonObject, name: string): Json | undefined {
  const key = nameIn(object, name);
  return key === undefined ? undefined : object[key];
}

/** The name as the object spells it. */
function nameIn(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === lower);
}

/** Unlike an assignment, makes `__proto__` an ordinary key. */
function define(object: JsonObject, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
