import { GROUP } from "../../../provider/scim/urns.js";
import { isObject, show, type Json, type JsonObject } from "../../json.js";
import { objectBody } from "../../operations/one.js";
import { ScimError } from "../../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { membersOf, type Stored } from "../../store.js";
import { locationOf, versionOf } from "../../view.js";
import { readText, refused } from "./fields.js";
import { checkFreeName } from "./teams.js";

/** 000: "The displayName field exceeds 128 characters". */
const LONGEST_NAME = 128;
/** 000: "The members array exceeds 100 elements". */
const MOST_MEMBERS = 100;

/** A group as the API shows it (000, Group): `members` is always empty (maxItems 0). */
export function groupView(service: Service, stored: Stored): JsonObject {
  const { displayName, externalId } = stored.attributes;
  return {
    schemas: [GROUP],
    id: stored.id,
    displayName: displayName ?? "",
    ...(externalId === undefined ? {} : { externalId }),
    members: [],
    meta: {
      created: stored.created,
      lastModified: stored.lastModified,
      location: locationOf(service, stored),
      version: versionOf(stored),
    },
  };
}

/** POST `/Groups` (000, GroupDefinition): displayName and externalId; members are no field of it. */
export function createGroup(service: Service, request: ScimRequest): ScimResponse {
  const body = objectBody(request);
  checkFields(service, body, ["displayName", "externalId"]);
  const displayName = readName(body["displayName"]);
  const externalId = readText(service.options.leapsome, "externalId", body["externalId"]);
  checkFreeName(service, displayName);
  const attributes = { displayName, ...(typeof externalId === "string" ? { externalId } : {}) };
  return { status: 201, body: groupView(service, service.store.create("Groups", attributes)) };
}

/** GET `/Groups/{groupId}` (000): by id, failing that by externalId; 401 or 404 for none, both documented. */
export function readGroup(service: Service, { id }: ScimRequest): ScimResponse {
  const stored = service.store.get("Groups", id) ?? service.store.equal("Groups", "externalId", id)?.[0];
  if (stored === undefined) throw missing(service.options.leapsome.missingGroupStatus);
  return { status: 200, body: groupView(service, stored) };
}

/** PATCH `/Groups/{groupId}` (000): a partial resource; 401 when there is no such group. */
export function patchGroup(service: Service, request: ScimRequest): ScimResponse {
  const { groupPatchNeedsName, emptyMembers } = service.options.leapsome;
  const stored = service.store.get("Groups", request.id);
  if (stored === undefined) throw missing(401);
  const body = objectBody(request);
  checkFields(service, body, ["displayName", "externalId", "replaceMembers", "members"]);
  const replaceMembers = readFlag(body["replaceMembers"]);
  const members = readMembers(service, body["members"]);
  if (replaceMembers && members?.length === 0 && emptyMembers === "refuse") throw refused("members must not be empty.");
  const next: JsonObject = { ...stored.attributes };
  if (body["displayName"] !== undefined || groupPatchNeedsName) {
    next["displayName"] = readName(body["displayName"]);
    checkFreeName(service, next["displayName"], stored.id);
  }
  const externalId = readText(service.options.leapsome, "externalId", body["externalId"]);
  if (externalId === null) Reflect.deleteProperty(next, "externalId");
  if (typeof externalId === "string") next["externalId"] = externalId;
  // 000: "By default, only new members are added"; with replaceMembers all leave, and only the given ones come again.
  if (members !== undefined) next["members"] = merged(replaceMembers ? [] : idsIn(stored), members);
  return { status: 200, body: groupView(service, service.store.update(stored, next)) };
}

/** The ids of those who were put into a group, in that order; those whom attributes put there are not among them. */
export function idsIn({ attributes }: Stored): string[] {
  return membersOf(attributes).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
}

function merged(before: readonly string[], added: readonly string[]): JsonObject[] {
  return [...new Set([...before, ...added])].map((value) => ({ value }));
}

function missing(status: 401 | 404): ScimError {
  const detail =
    status === 404 ? "Not Found" : "Client is not sufficiently authorized or group does not exist in organization.";
  return new ScimError(status, detail);
}

function checkFields(service: Service, body: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined && service.options.leapsome.unknownFields === "refuse") {
    throw refused(`There is no field ${unknown} here.`);
  }
}

/** 000: not set, malformed, or (listed for PATCH; taken as malformed on POST) over 128 characters. */
function readName(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") throw refused("The displayName field is not set.");
  if (typeof value !== "string" || value.trim() === "") throw refused("The displayName field is malformed.");
  if (value.length > LONGEST_NAME) throw refused(`The displayName field exceeds ${LONGEST_NAME} characters.`);
  return value;
}

function readFlag(value: Json | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw refused(`replaceMembers must be true or false, not ${show(value)}.`);
  return value;
}

/** 000, Member: `value` is a Leapsome id; a member may be a group or a user, and must be in the organization. */
function readMembers(service: Service, value: Json | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw refused(`members must be a list, not ${show(value)}.`);
  if (value.length > MOST_MEMBERS) throw refused(`The members array exceeds ${MOST_MEMBERS} elements.`);
  return value.flatMap((item, index) => {
    const id = isObject(item) ? item["value"] : undefined;
    if (typeof id !== "string") throw refused(`members[${index}].value must be a string, not ${show(id)}.`);
    if (service.store.find(id) !== undefined) return [id];
    if (service.options.leapsome.unknownMembers === "ignore") return [];
    throw refused(`members[${index}]: the organization has nobody with the id ${id}.`);
  });
}
