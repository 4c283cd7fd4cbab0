import { type WriteCapabilities } from "../../dialects/index.js";
import { foldCase, isEmpty } from "../../scim/compare.js";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { type Operation } from "../../scim/patch.js";
import { fieldOf, knownFields, managedFields, putAt, valueAt, type Field } from "../fields.js";
import { type Kind } from "../kinds.js";
import { fromScim, isInactive, itemKey, toScim } from "../values.js";
import { spellNothing, type Form } from "./forms.js";

/** One attribute on its way into a body; `value` is in the form of bodies, a list with everything that it is to hold. */
export interface Part {
  field: Field;
  value: Json;
  form: Form;
}

/** What a body is made of beside its parts. */
export interface Ground {
  kind: Kind;
  id: string;
  can: WriteCapabilities;
  /** The object as the service has it; empty where it was not read. */
  resource: JsonObject;
  inputs: JsonObject;
}

/** The operations of a PATCH (RFC 7644 section 3.5.2): one for each attribute, or top-level attribute where there is no path. */
export function operationsOf(parts: readonly Part[], ground: Ground): Operation[] {
  const pathless = parts.filter(({ form }) => form.isPathless === true);
  const tops = new Map<string, JsonObject>();
  for (const part of pathless) {
    const [top = ""] = part.field.place;
    const value = tops.get(top) ?? topLevel(top, ground);
    putAt(value, part.field.place, structuredClone(part.value));
    tops.set(top, value);
  }
  return [
    ...parts.filter((part) => !pathless.includes(part)).map(operation),
    ...[...tops.values()].map((value): Operation => ({ op: "replace", value })),
  ];
}

/** One top-level attribute or extension as the service has it, in an object of its own. */
function topLevel(top: string, { kind, resource }: Ground): JsonObject {
  const whole: JsonObject = {};
  const there = valueAt(resource, [top]);
  if (isObject(there)) putAt(whole, [top], structuredClone(there));
  // References carry names and links that only the service writes.
  for (const field of knownFields(kind.fields, resource))
    if (field.reference !== undefined && field.place[0] === top && valueAt(whole, field.place) !== undefined)
      putAt(whole, field.place, toScim(field, fromScim(field, resource) ?? null));
  return whole;
}

function operation({ field, value, form }: Part): Operation {
  if (!isEmpty(value)) return { op: "replace", path: field.path, value };
  const nothing = spellNothing(field, form);
  return nothing === undefined
    ? { op: "remove", path: field.path }
    : { op: "replace", path: field.path, value: nothing };
}

/** The body of a PATCH that is a resource with the changed attributes only. */
export function partialResource(parts: readonly Part[], ground: Ground): JsonObject {
  const body: JsonObject = {};
  for (const part of parts) put(body, part);
  keepAlways(body, ground.can.always.patch, ground);
  return body;
}

/** The body of a PUT: what the service has, with the parts in it and without what only the service writes (RFC 7644 section 3.5.1). */
export function wholeResource(parts: readonly Part[], ground: Ground): JsonObject {
  const { kind, can, resource } = ground;
  const body = can.putBody === "whole" ? structuredClone(resource) : attributesOf(ground);
  for (const part of parts) put(body, part);
  const unsent = ["meta", ...kind.fields.writeOnly.filter((name) => !parts.some(({ field }) => field.key === name))];
  for (const name of [...unsent, ...(kind.noun === "user" ? ["groups"] : [])]) putAt(body, [name], undefined);
  keepAlways(body, can.always.put, ground);
  if (can.schemas) body["schemas"] = schemasOf(kind.schema, body, can.putBody === "whole" ? resource : {});
  return body;
}

/** Whether the service takes an attribute at all; what the program gives counts as taken, since check let it pass. */
export function isTaken(field: Field, { unsupported }: WriteCapabilities, managed: readonly Field[] = []): boolean {
  const { key } = field;
  if (managed.some((other) => other.key === key)) return true;
  return unsupported[key] === undefined && unsupported[key.split(".")[0] ?? ""] === undefined;
}

/** Only what the service takes, out of what it shows. */
function attributesOf({ kind, can, resource, inputs }: Ground): JsonObject {
  const body: JsonObject = {};
  const managed = managedFields(kind.fields, inputs);
  for (const field of [...knownFields(kind.fields, resource), ...managed]) {
    const value = isTaken(field, can, managed) ? fromScim(field, resource) : undefined;
    if (value !== undefined) putAt(body, field.place, structuredClone(toScim(field, withoutOthers(field, value, can))));
  }
  return body;
}

/** List items without the sub-attributes that the service does not take. */
function withoutOthers({ key, list }: Field, value: Json, { unsupported }: WriteCapabilities): Json {
  if (list === undefined || !Array.isArray(value)) return value;
  const isSent = (name: string) => name !== "$ref" && unsupported[`${key}.${name}`] === undefined;
  return value.map((item) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).filter(([name]) => isSent(name))) : item,
  );
}

function put(body: JsonObject, { field, value, form }: Part): void {
  putAt(body, field.place, isEmpty(value) ? spellNothing(field, form) : structuredClone(value));
}

/** Adds what must stand in each body: from the program, else from the service. */
function keepAlways(body: JsonObject, keys: readonly string[], { kind, id, resource, inputs }: Ground): void {
  for (const key of keys) {
    if (key === "id") body["id"] = id;
    else if (key === "active") body["active"] ??= !isInactive(resource) && valueAt(resource, ["active"]) !== null;
    else if (key === "members") body["members"] = membersOf(resource);
    else {
      const field = fieldOf(kind.fields, key);
      const value = valueAt(inputs, field.input) ?? fromScim(field, resource);
      if (valueAt(body, field.place) === undefined && value !== undefined)
        putAt(body, field.place, toScim(field, value));
    }
  }
}

function membersOf(resource: JsonObject): Json {
  const members = valueAt(resource, ["members"]);
  const ids = (Array.isArray(members) ? members : []).map((member) =>
    isObject(member) ? valueAt(member, ["value"]) : member,
  );
  return ids.flatMap((value) => (value === undefined || isEmpty(value) ? [] : [{ value }]));
}

/** The list as the service has it, without the dropped items and with the given ones. */
export function withItems(field: Field, resource: JsonObject, value: Json, dropped: readonly Json[] = []): Json {
  const there = valueAt(resource, field.place);
  const items = Array.isArray(there) ? there : [];
  const given = Array.isArray(value) ? value : [];
  const replaced = new Set([...given, ...dropped].map((item) => itemKey(item, field)));
  return [...items.filter((item) => !replaced.has(itemKey(item, field))), ...given];
}

/** The schemas that the resource names, and the extensions that the body has beside them. */
function schemasOf(core: string, body: JsonObject, resource: JsonObject): Json {
  const schemas = valueAt(resource, ["schemas"]);
  const given = Array.isArray(schemas) && schemas.length > 0 ? schemas : [core];
  const isNamed = (urn: string) =>
    given.some((schema) => typeof schema === "string" && foldCase(schema) === foldCase(urn));
  const added = Object.keys(body).filter((name) => name.toLowerCase().startsWith("urn:") && !isNamed(name));
  return [...new Set([...given, ...added])];
}
