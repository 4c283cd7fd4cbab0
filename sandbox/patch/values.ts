import { copy, field, isObject, type Json, type JsonObject } from "../json.js";
import { badRequest } from "../scimError.js";
import { type Attribute } from "../schema/attribute.js";
import { assign, checkOnePrimary, normaliseOne, normaliseValue } from "../schema/normalise.js";

/** Adds a value to what `holder` has of the attribute (RFC 7644 section 3.5.2.1): lists grow, complex values merge, others are set. */
export function addValue(holder: JsonObject, attribute: Attribute, value: Json): void {
  const current = holder[attribute.name];
  if (attribute.type === "any") {
    assign(holder, attribute.name, addUntyped(current, value));
  } else if (attribute.multiValued) {
    if (value !== null) holder[attribute.name] = addItems(attribute, current, itemsOf(attribute, value));
  } else {
    replaceValue(holder, attribute, value);
  }
}

/** Replaces what `holder` has of the attribute (RFC 7644 section 3.5.2.3): lists whole, of a complex value only what is given. */
export function replaceValue(holder: JsonObject, attribute: Attribute, value: Json): void {
  const { name } = attribute;
  if (attribute.multiValued) {
    const items = value === null ? [] : itemsOf(attribute, value);
    checkOnePrimary(items, name);
    assign(holder, name, items.length === 0 ? undefined : addItems(attribute, undefined, items));
  } else if (attribute.type === "complex" && isObject(value)) {
    assign(holder, name, merge(attribute, holder[name], value));
  } else {
    assign(
      holder,
      name,
      attribute.type === "any" && value !== null ? copy(value) : normaliseValue(attribute, value, name),
    );
  }
}

/**
 * A complex value with the given sub-attributes put in; null takes one out. Where it refers to a resource, a new `$ref` alone drops the
 * value, which would be believed otherwise. Undefined when nothing is left.
 */
export function merge(attribute: Attribute, current: Json | undefined, value: JsonObject): JsonObject | undefined {
  const result: JsonObject = isObject(current) ? { ...current } : {};
  const given = attribute.subAttributes.filter(
    ({ name, mutability }) => mutability !== "readOnly" && field(value, name) !== undefined,
  );
  for (const sub of given) {
    if (sub.name === "$ref" && field(value, "value") === undefined) Reflect.deleteProperty(result, "value");
    assign(result, sub.name, normaliseValue(sub, field(value, sub.name) ?? null, `${attribute.name}.${sub.name}`));
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** The values that an operation gives for a multi-valued attribute: a list, or one alone. */
export function itemsOf(attribute: Attribute, value: Json): Json[] {
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item, index) => normaliseOne(attribute, item, `${attribute.name}[${index}]`) ?? []);
}

/** What makes two values of a list the same one: the id of a reference, else value and type, else all of it. */
export function identity(attribute: Attribute, item: Json): string {
  if (!isObject(item)) return JSON.stringify(item);
  const value = attribute.subAttributes.find(({ name }) => name === "value");
  const own = item["value"] ?? null;
  if (value?.mutability === "immutable") return JSON.stringify(own ?? item["$ref"]);
  if (value !== undefined && own !== null) return JSON.stringify([own, item["type"] ?? null]);
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Leaves one primary value: that of `touched`, when it has one (RFC 7644 section 3.5.2); two in `touched` are refused. */
export function settlePrimary(items: readonly Json[], touched: ReadonlySet<Json>, where: string): void {
  checkOnePrimary([...touched], where);
  if (![...touched].some((item) => isObject(item) && item["primary"] === true)) return;
  for (const item of items) {
    if (isObject(item) && item["primary"] === true && !touched.has(item)) item["primary"] = false;
  }
}

function addItems(attribute: Attribute, current: Json | undefined, added: readonly Json[]): Json[] {
  const items = Array.isArray(current) ? [...current] : [];
  const positions = new Map(items.map((item, index) => [identity(attribute, item), index]));
  const touched = new Set<Json>();
  for (const item of added) {
    const key = identity(attribute, item);
    const position = positions.get(key);
    const known = position === undefined ? undefined : items[position];
    const value: Json = isObject(known) && isObject(item) ? { ...known, ...item } : item;
    positions.set(key, position ?? items.length);
    items[position ?? items.length] = value;
    touched.add(value);
    if (known !== undefined) touched.delete(known);
  }
  settlePrimary(items, touched, attribute.name);
  return items;
}

function addUntyped(current: Json | undefined, value: Json): Json | undefined {
  if (value === null) return current;
  if (Array.isArray(current)) {
    const known = new Set(current.map((item) => JSON.stringify(item)));
    const added = (Array.isArray(value) ? value : [value]).filter((item) => !known.has(JSON.stringify(item)));
    return copy([...current, ...added]);
  }
  return isObject(current) && isObject(value) ? copy({ ...current, ...value }) : copy(value);
}

/** The error for a path that finds nothing to work on. */
export function noTarget(path: string): Error {
  return badRequest("noTarget", `The path ${path} finds no value.`);
}
