import { isDeepStrictEqual } from "node:util";
import { isObject, keyOf, type Json, type JsonObject } from "../json.js";
import { type Attribute } from "../schema/attribute.js";
import { checkRemovable } from "./mutability.js";
import { type Target } from "./target.js";
import { identity, noTarget } from "./values.js";

/**
 * Applies one `remove` to a resource, in place (RFC 7644 section 3.5.2.2). A value list with a plain path, which the RFC does not have
 * but many clients send, removes those values. Answers whether anything was found that the path or the list names.
 */
export function remove(resource: JsonObject, target: Target, value: Json | undefined): boolean {
  const { attribute, urn, path } = target;
  if (attribute === undefined) {
    if (urn === undefined) throw noTarget(path);
    return removeKey(resource, urn);
  }
  checkRemovable(attribute, target.sub, path);
  const key = urn === undefined ? undefined : keyOf(resource, urn);
  const holder = urn === undefined ? resource : key === undefined ? undefined : resource[key];
  if (!isObject(holder)) return false;
  return removeAttribute(holder, { ...target, attribute }, value);
}

function removeAttribute(
  holder: JsonObject,
  target: Target & { attribute: Attribute },
  value: Json | undefined,
): boolean {
  const { attribute, chosen, sub } = target;
  const key = keyOf(holder, attribute.name);
  const current = key === undefined ? undefined : holder[key];
  if (key === undefined || current === undefined) return false;
  if (Array.isArray(current)) {
    const listed = value === undefined || value === null ? undefined : listedIn(attribute, value);
    if (chosen === undefined && sub === undefined && listed === undefined) return removeKey(holder, key);
    const hit = (item: Json): boolean => (chosen?.(item) ?? true) && (listed?.(item) ?? true);
    const rest = current.flatMap((item) => (hit(item) ? withoutSub(item, sub) : [item]));
    if (rest.length === 0) removeKey(holder, key);
    else holder[key] = rest;
    return current.some(hit);
  }
  if (sub === undefined) return removeKey(holder, key);
  const [left] = withoutSub(current, sub);
  if (left === undefined) return removeKey(holder, key);
  holder[key] = left;
  return true;
}

/** A value without one sub-attribute; nothing when all of it goes. */
function withoutSub(item: Json, sub: Attribute | undefined): Json[] {
  if (sub === undefined || !isObject(item)) return [];
  const left = Object.fromEntries(Object.entries(item).filter(([key]) => key.toLowerCase() !== sub.name.toLowerCase()));
  if (sub.name === "value") Reflect.deleteProperty(left, "$ref");
  return Object.keys(left).length === 0 ? [] : [left];
}

/** Tests whether a value is in the list that came with the operation: by what identifies it, by its `value`, or as a whole. */
function listedIn(attribute: Attribute, value: Json): (item: Json) => boolean {
  const listed = Array.isArray(value) ? value : [value];
  const identities = new Set(listed.map((item) => identity(attribute, item)));
  const plain = new Set(
    listed.flatMap((item) => {
      if (!isObject(item)) return [item];
      return Object.keys(item).length === 1 && item["value"] !== undefined ? [item["value"]] : [];
    }),
  );
  return (item) =>
    identities.has(identity(attribute, item)) ||
    (isObject(item) ? item["value"] !== undefined && plain.has(item["value"]) : plain.has(item)) ||
    listed.some((each) => isDeepStrictEqual(each, item));
}

function removeKey(object: JsonObject, key: string): boolean {
  const own = keyOf(object, key);
  if (own === undefined) return false;
  return Reflect.deleteProperty(object, own);
}
