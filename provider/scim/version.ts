import { isObject, memberOf, textOf, type JsonObject } from "./json.js";

/** The version of a resource for If-Match, where its service gives one (RFC 7643 section 3.1). */
export function versionOf(resource: JsonObject | undefined): string | undefined {
  const meta = resource && memberOf(resource, "meta");
  return isObject(meta) ? textOf(memberOf(meta, "version")) : undefined;
}
