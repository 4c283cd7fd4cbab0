/** Any JSON value, as SCIM bodies carry it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object, as SCIM resources and messages are. */
export interface JsonObject {
  [key: string]: Json;
}

/** Tells a JSON object from arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list; none for anything else. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The value under a name, given in small letters: names are compared regardless of case (RFC 7643 section 2.1). */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** A resource's id as text; undefined when it has none. Some services give numbers. */
export function idOf(resource: JsonObject): string | undefined {
  const { id } = resource;
  return typeof id === "number" ? String(id) : textOf(id);
}
