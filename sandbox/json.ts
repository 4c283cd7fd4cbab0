/** Any JSON value, as SCIM bodies carry it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. It may come from the network: read it by `field` or `Object.hasOwn`, never by a name that a client chose. */
export interface JsonObject {
  [key: string]: Json;
}

/** `JSON.parse` with the type of what it can give; throws a SyntaxError. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** Tells a JSON object from arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object's own key that equals `name` without regard to letter case (RFC 7643 section 2.1), an exact match first. */
export function keyOf(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === wanted);
}

/** The value under `keyOf(object, name)`; undefined when there is none. */
export function field(object: JsonObject, name: string): Json | undefined {
  const key = keyOf(object, name);
  return key === undefined ? undefined : object[key];
}

/** A shallow copy without one key. */
export function without(object: Readonly<JsonObject>, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** A deep copy. A key `__proto__` is left out, so that no later assignment can reach a prototype. */
export function copy<T extends Json>(value: T): T;
export function copy(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => copy(item));
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) if (key !== "__proto__") result[key] = copy(item);
  return result;
}

/** How deep a body may nest before it is refused; SCIM itself needs five levels. */
export const MAX_DEPTH = 64;

/** Whether a value nests deeper than `MAX_DEPTH`; asked before anything recursive sees it. */
export function isTooDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((item) => (Array.isArray(item) ? item : isObject(item) ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** A value as a message may show it: strings in quotes, long ones cut. */
export function show(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
