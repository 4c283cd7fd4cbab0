import { isDeepStrictEqual } from "node:util";
import { isObject, keyOf, show, type Json, type JsonObject } from "../json.js";
import { badRequest } from "../scimError.js";
import { findAttribute, untyped, type Attribute } from "../schema/attribute.js";
import { isExtensionKey, refusePathAsKey } from "../schema/normalise.js";
import { coreAttribute, findExtension, type ResourceType } from "../schema/resourceType.js";
import { checkMutable } from "./mutability.js";
import { type Target } from "./target.js";
import { addValue, itemsOf, merge, noTarget, replaceValue, settlePrimary } from "./values.js";

type Write = typeof addValue;

/** Applies one `add` or `replace` to a resource, in place; without a target the value holds attributes of the resource itself. */
export function write(
  type: ResourceType,
  resource: JsonObject,
  op: "add" | "replace",
  target: Target | undefined,
  value: Json,
): void {
  const put = op === "add" ? addValue : replaceValue;
  if (target?.attribute === undefined) {
    if (!isObject(value)) {
      throw badRequest(
        "invalidValue",
        `The value for ${target?.path ?? "the resource"} must be an object, not ${show(value)}.`,
      );
    }
    if (target?.urn === undefined) writeAttributes(type, resource, value, put);
    else writeExtension(type, resource, target.urn, value, put);
    return;
  }
  if (target.attribute.name === "schemas" && target.urn === undefined) return;
  const holder = target.urn === undefined ? resource : extensionOf(type, resource, target.urn);
  writeAttribute(holder, op, { ...target, attribute: target.attribute }, value, put);
}

function writeAttribute(
  holder: JsonObject,
  op: "add" | "replace",
  target: Target & { attribute: Attribute },
  value: Json,
  put: Write,
): void {
  const { attribute, sub, chosen, path } = target;
  checkMutable(attribute, sub, path);
  const name = keyOf(holder, attribute.name) ?? attribute.name;
  const own = { ...attribute, name };
  if (chosen === undefined && sub === undefined) {
    put(holder, own, value);
  } else if (Array.isArray(holder[name]) || attribute.multiValued) {
    const items = Array.isArray(holder[name]) ? holder[name] : [];
    holder[name] = writeItems(items, op, { ...target, attribute: own }, value, put);
  } else if (sub !== undefined) {
    writeSub(holder, own, sub, value, put);
  } else {
    throw noTarget(path);
  }
}

/** Writes a sub-attribute of a single-valued attribute, which comes to be with it. */
function writeSub(holder: JsonObject, attribute: Attribute, sub: Attribute, value: Json, put: Write): void {
  const current = holder[attribute.name];
  const whole: JsonObject = isObject(current) ? { ...current } : {};
  if (sub.name === "$ref") Reflect.deleteProperty(whole, "value");
  put(whole, sub, value);
  if (Object.keys(whole).length === 0) Reflect.deleteProperty(holder, attribute.name);
  else holder[attribute.name] = whole;
}

function writeItems(
  items: readonly Json[],
  op: "add" | "replace",
  { attribute, chosen, sub, path }: Target & { attribute: Attribute },
  value: Json,
  put: Write,
): Json[] {
  const touched = new Set<Json>();
  const result = items.map((item) => {
    if (chosen !== undefined && !chosen(item)) return item;
    const changed =
      sub === undefined ? wholeItem(attribute, op, item, value, path) : subOfItem(item, sub, value, put, path);
    touched.add(changed);
    return changed;
  });
  if (touched.size === 0) throw noTarget(path);
  settlePrimary(result, touched, attribute.name);
  return result;
}

/** A chosen value is replaced whole; an `add` to it merges. */
function wholeItem(attribute: Attribute, op: "add" | "replace", item: Json, value: Json, path: string): Json {
  const [given, ...more] = itemsOf(attribute, value);
  if (given === undefined || more.length > 0) {
    throw badRequest("invalidValue", `The value for ${path} must be one value, not ${show(value)}.`);
  }
  if (op === "replace" || !isObject(given) || attribute.type === "any") return given;
  return merge(attribute, item, given) ?? given;
}

function subOfItem(item: Json, sub: Attribute, value: Json, put: Write, path: string): Json {
  if (!isObject(item)) throw noTarget(path);
  const current = item[sub.name];
  if (sub.mutability === "immutable" && current !== undefined && !isDeepStrictEqual(current, value)) {
    throw badRequest("mutability", `${path} cannot be changed once it has a value.`);
  }
  const changed = { ...item };
  put(changed, sub, value);
  return changed;
}

function writeAttributes(type: ResourceType, resource: JsonObject, values: JsonObject, put: Write): void {
  for (const [key, value] of Object.entries(values)) {
    const attribute = coreAttribute(type, key);
    if (attribute?.name === "schemas") continue;
    if (attribute !== undefined) {
      if (attribute.mutability === "readOnly" && isDeepStrictEqual(resource[attribute.name], value)) continue;
      checkMutable(attribute, undefined, key);
      put(resource, attribute, value);
    } else if (key.toLowerCase() === type.schema.id.toLowerCase() && isObject(value)) {
      writeAttributes(type, resource, value, put);
    } else if (isExtensionKey(type, key)) {
      refusePathAsKey(type, key);
      if (!isObject(value)) throw badRequest("invalidSyntax", `${key} must be an object, not ${show(value)}.`);
      writeExtension(type, resource, key, value, put);
    }
  }
}

function writeExtension(type: ResourceType, resource: JsonObject, urn: string, values: JsonObject, put: Write): void {
  const extension = findExtension(type, urn);
  const holder = extensionOf(type, resource, urn);
  for (const [key, value] of Object.entries(values)) {
    if (key === "__proto__") continue;
    const attribute =
      extension === undefined ? untyped(keyOf(holder, key) ?? key) : findAttribute(extension.attributes, key);
    if (attribute === undefined) continue;
    checkMutable(attribute, undefined, `${urn}:${key}`);
    put(holder, attribute, value);
  }
}

/** The extension's object, made when it is not there; one that stays empty is dropped when the resource is stored. */
function extensionOf(type: ResourceType, resource: JsonObject, urn: string): JsonObject {
  const key = keyOf(resource, urn) ?? findExtension(type, urn)?.id ?? urn;
  const current = resource[key];
  const holder: JsonObject = isObject(current) ? current : {};
  resource[key] = holder;
  return holder;
}
