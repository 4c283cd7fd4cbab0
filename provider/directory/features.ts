import { type ScimClient } from "../scim/client.js";
import { ServiceError } from "../scim/errors.js";
import { isObject, memberOf, type JsonObject } from "../scim/json.js";
import { type Dialect } from "../dialects/index.js";

/** What a service says, or has shown in this run, that it can do. */
export interface Features {
  patch: boolean;
  etag: boolean;
  filter: boolean;
}

/**
 * Asks `/ServiceProviderConfig` once (RFC 7643 section 5) where the dialect has it. Services publish it in many broken
 * forms, so only a clear `supported: false` takes something away; ETags count only when clearly supported.
 */
export async function discover(client: ScimClient, dialect: Dialect): Promise<Features> {
  const config = dialect.discovery ? await readConfig(client) : undefined;
  const says = (name: string) => {
    const feature = config && memberOf(config, name);
    return isObject(feature) ? memberOf(feature, "supported") : feature;
  };
  return { patch: says("patch") !== false, etag: says("etag") === true, filter: says("filter") !== false };
}

async function readConfig(client: ScimClient): Promise<JsonObject | undefined> {
  try {
    const { body } = await client.request("GET", "/ServiceProviderConfig");
    return body;
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) return undefined;
    throw error;
  }
}
