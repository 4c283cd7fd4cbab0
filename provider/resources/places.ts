import { isObject, type Json, type JsonObject } from "../scim/json.js";

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
