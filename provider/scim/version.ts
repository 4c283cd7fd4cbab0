import { isObject, textOf, type Json, type JsonObject } from "./json.js";

/** The version of a resource for If-Match, where its service gives one (RFC 7643 section 3.1). */
export function versionOf(resource: JsonObject | undefined): string | undefined {
  const meta = resource && memberOf(resource, "meta");
  return isObject(meta) ? textOf(memberOf(meta, "version")) : undefined;
}

/** Names are compared regardless of case (RFC 7643 section 2.1). */
function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}
