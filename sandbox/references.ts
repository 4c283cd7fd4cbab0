import { ENTERPRISE_USER } from "../provider/scim/urns.js";
import { isObject, without, type JsonObject } from "./json.js";
import { badRequest } from "./scimError.js";
import { type Kind } from "./schema/resourceType.js";
import { type Store } from "./store.js";

/** Which references to ids that nobody has are refused with 400 invalidValue; RFC 7643 does not say. */
export interface StrictReferences {
  readonly members: boolean;
  readonly manager: boolean;
}

/**
 * Makes references fit to be stored: `$ref` gives the value where that is missing, a member is kept once and without what the service
 * finds by itself, references to nobody are refused where the service is strict. `own` is the id of the resource, if it has one yet.
 */
export function settleReferences(
  store: Store,
  kind: Kind,
  attributes: JsonObject,
  strict: StrictReferences,
  own?: string,
): JsonObject {
  if (kind === "Groups") return withMembers(store, attributes, strict.members, own);
  const enterprise = attributes[ENTERPRISE_USER];
  if (!isObject(enterprise) || !isObject(enterprise["manager"])) return attributes;
  const { manager, ...rest } = enterprise;
  const value = idOf(manager);
  if (value !== undefined && strict.manager && value !== own && store.get("Users", value) === undefined) {
    throw badRequest("invalidValue", `The manager ${value} is nobody's id.`);
  }
  const extension: JsonObject = value === undefined ? rest : { ...rest, manager: { value } };
  const others = without(attributes, ENTERPRISE_USER);
  return Object.keys(extension).length === 0 ? others : { ...others, [ENTERPRISE_USER]: extension };
}

function withMembers(store: Store, attributes: JsonObject, strict: boolean, own: string | undefined): JsonObject {
  const { members, ...rest } = attributes;
  if (!Array.isArray(members)) return attributes;
  const settled = new Map<string, JsonObject>();
  for (const member of members) {
    const value = idOf(member);
    if (value === undefined) throw badRequest("invalidValue", "A member needs its id as value.");
    if (value === own) throw badRequest("invalidValue", `The group ${value} cannot be its own member.`);
    const known = store.find(value) !== undefined;
    if (!known && strict) throw badRequest("invalidValue", `The member ${value} is the id of no user or group.`);
    const type = !known && isObject(member) && typeof member["type"] === "string" ? { type: member["type"] } : {};
    settled.set(value, { value, ...type });
  }
  return { ...rest, members: [...settled.values()] };
}

/** The id that a reference names: its value, else the last segment of its `$ref`. */
function idOf(reference: unknown): string | undefined {
  if (!isObject(reference)) return undefined;
  const { value, $ref } = reference;
  if (typeof value === "string" && value !== "") return value;
  if (typeof $ref !== "string") return undefined;
  const segment = $ref.split("/").at(-1);
  if (segment === undefined || segment === "") return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
