import { USER, GROUP } from "../../provider/scim/urns.js";
import { copy, field, isObject, keyOf, show, type Json, type JsonObject } from "../json.js";
import { badRequest, type ScimError } from "../scimError.js";
import { type Attribute } from "./attribute.js";
import { coreAttribute, findExtension, type ResourceType } from "./resourceType.js";
import { checkScalar } from "./scalar.js";

/**
 * The part of a body that a client may write, with names as the schema spells them: unknown core attributes and readOnly ones are
 * ignored (RFC 7644 section 3.3), null and [] are unassigned (RFC 7643 section 2.5), types and required attributes are checked. An
 * object under an extension's URN is kept when the URN is registered, listed in the body's `schemas`, or begins with `urn:`.
 */
export function normalise(type: ResourceType, body: JsonObject): JsonObject {
  const listed = checkSchemas(type, body);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(body)) {
    const attribute = coreAttribute(type, key);
    if (attribute !== undefined) {
      if (keyOf(result, key) !== undefined) throw badRequest("invalidSyntax", `The body has ${attribute.name} twice.`);
      if (isWritable(attribute)) assign(result, attribute.name, normaliseValue(attribute, value, attribute.name));
    } else if (isExtensionKey(type, key, listed)) {
      refusePathAsKey(type, key);
      assign(result, findExtension(type, key)?.id ?? key, normaliseExtension(type, key, value));
    }
  }
  checkRequired(type, result);
  return result;
}

/** Whether a top-level key holds an extension rather than an attribute. */
export function isExtensionKey(type: ResourceType, key: string, listed: readonly string[] = []): boolean {
  if (key.toLowerCase() === type.schema.id.toLowerCase()) return false;
  return /^urn:./i.test(key) || findExtension(type, key) !== undefined || listed.includes(key.toLowerCase());
}

/** Refuses a key like `URN:department`: an attribute of a known schema, beside the object that should hold it. */
export function refusePathAsKey(type: ResourceType, key: string): void {
  const urns = [type.schema, ...type.extensions].map(({ id }) => id);
  const urn = urns.find((id) => key.toLowerCase().startsWith(`${id.toLowerCase()}:`));
  if (urn !== undefined) throw badRequest("invalidSyntax", `${key} is no key of a body; it belongs into ${urn}.`);
}

/** An extension's attributes: by its schema when it has one, else kept as they are. Undefined when nothing is left. */
export function normaliseExtension(type: ResourceType, urn: string, value: Json): JsonObject | undefined {
  if (value === null) return undefined;
  if (!isObject(value)) throw badRequest("invalidSyntax", `${urn} must be an object, not ${show(value)}.`);
  const extension = findExtension(type, urn);
  const result = extension === undefined ? withoutNulls(value) : attributesOf(extension.attributes, value, `${urn}:`);
  return Object.keys(result).length === 0 ? undefined : result;
}

/** One attribute's value checked against its characteristics; undefined = unassigned. `where` names it in errors. */
export function normaliseValue(attribute: Attribute, value: Json, where: string): Json | undefined {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!attribute.multiValued) return normaliseOne(attribute, value, where);
  if (!Array.isArray(value)) throw badRequest("invalidValue", `${where} must be a list, not ${show(value)}.`);
  const items = value.flatMap((item, index) => normaliseOne(attribute, item, `${where}[${index}]`) ?? []);
  checkOnePrimary(items, where);
  return items.length === 0 ? undefined : items;
}

/** One value of an attribute, which is the whole value of a single-valued one. */
export function normaliseOne(attribute: Attribute, value: Json, where: string): Json | undefined {
  if (value === null) return undefined;
  if (attribute.type === "any") return copy(value);
  if (attribute.type !== "complex") return checkScalar(attribute, value, where);
  if (!isObject(value)) throw badRequest("invalidValue", `${where} must be an object, not ${show(value)}.`);
  const result = attributesOf(attribute.subAttributes, value, `${where}.`);
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Refuses a list in which two values are primary (RFC 7643 section 2.4). */
export function checkOnePrimary(items: Json, where: string): void {
  if (!Array.isArray(items)) return;
  const primary = items.filter((item) => isObject(item) && item["primary"] === true);
  if (primary.length > 1)
    throw badRequest("invalidValue", `${where} has ${primary.length} primary values; one at most may be.`);
}

/** Refuses a resource in which a required attribute is unassigned or empty. */
export function checkRequired(type: ResourceType, resource: JsonObject): void {
  for (const attribute of type.schema.attributes) {
    const value = resource[attribute.name];
    if (attribute.required && (value === undefined || (typeof value === "string" && value.trim() === ""))) {
      throw badRequest("invalidValue", `${attribute.name} is required.`);
    }
  }
}

/** Sets a property, or deletes it for undefined. */
export function assign(target: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined) Reflect.deleteProperty(target, name);
  else target[name] = value;
}

function isWritable(attribute: Attribute): boolean {
  return attribute.mutability !== "readOnly" && attribute.name !== "schemas";
}

function attributesOf(attributes: readonly Attribute[], value: JsonObject, prefix: string): JsonObject {
  const result: JsonObject = {};
  for (const attribute of attributes) {
    if (attribute.mutability === "readOnly") continue;
    const given = field(value, attribute.name);
    if (given !== undefined) assign(result, attribute.name, normaliseValue(attribute, given, prefix + attribute.name));
  }
  return result;
}

function withoutNulls(value: JsonObject): JsonObject {
  return copy(Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null)));
}

/** The lower-cased `schemas` of a body; refuses one that is not there, not a list of strings, or of another resource type. */
function checkSchemas(type: ResourceType, body: JsonObject): string[] {
  const schemas = field(body, "schemas");
  if (!Array.isArray(schemas) || schemas.length === 0) {
    throw badRequest("invalidValue", `schemas is required: a list with ${type.schema.id}.`);
  }
  const listed = schemas.map((each) => {
    if (typeof each !== "string") throw schemasError(`${show(each)} is no schema URN`);
    return each.toLowerCase();
  });
  if (!listed.includes(type.schema.id.toLowerCase())) throw schemasError(`${type.schema.id} is missing`);
  const other = [USER, GROUP].find((urn) => urn !== type.schema.id && listed.includes(urn.toLowerCase()));
  if (other !== undefined) throw schemasError(`${other} is of another resource type`);
  return listed;
}

function schemasError(what: string): ScimError {
  return badRequest("invalidValue", `The schemas do not fit: ${what}.`);
}
