import { isObject, memberOf, textOf, type JsonObject } from "./json.js";

/** ETag headers of the answers that resources came in. */
const tags = new WeakMap<JsonObject, string>();

/** The version of a resource as it shows it itself, where its service gives one (RFC 7643 section 3.1). */
export function versionOf(resource: JsonObject | undefined): string | undefined {
  const meta = resource && memberOf(resource, "meta");
  return isObject(meta) ? textOf(memberOf(meta, "version")) : undefined;
}

/** Keeps the ETag header of the answer whose body this is. */
export function noteTag(body: JsonObject, etag: string): void {
  tags.set(body, etag);
}

/**
 * What If-Match is to name: the resource's version, else the header of the answer that it came in. A service that has entity
 * tags must send the header, and need not repeat it in the resource (RFC 7644 section 3.14).
 */
export function tagOf(resource: JsonObject | undefined): string | undefined {
  return versionOf(resource) ?? (resource && tags.get(resource));
}
