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
