import { ENTERPRISE_USER } from "../provider/scim/urns.js";
import { isObject, type JsonObject } from "./json.js";
import { isExtensionKey } from "./schema/normalise.js";
import { type Service } from "./service.js";
import { membersOf, type Stored } from "./store.js";

/**
 * A resource with all that the service derives: schemas, id, meta, a person's groups and manager's name, a group's members' names and
 * addresses. Shares its values with the store, so it is to be read only; it still has what is never returned (the password).
 */
export function view(service: Service, stored: Stored): JsonObject {
  const { attributes } = stored;
  const type = service.store.types[stored.kind];
  const extensions = Object.keys(attributes).filter((key) => isExtensionKey(type, key) || key.includes(":"));
  return {
    schemas: [type.schema.id, ...extensions],
    id: stored.id,
    ...attributes,
    ...(stored.kind === "Users" ? derivedOfUser(service, stored) : derivedOfGroup(service, stored)),
    meta: {
      resourceType: type.name,
      created: stored.created,
      lastModified: stored.lastModified,
      location: locationOf(service, stored),
      ...(service.options.etag ? { version: versionOf(stored) } : {}),
    },
  };
}

/** The resource's address; its id is one encoded path segment. */
export function locationOf(service: Service, stored: Stored): string {
  return `${service.url}/${stored.kind}/${encodeURIComponent(stored.id)}`;
}

/** The weak entity tag: it follows what clients wrote, not what is derived from other resources. */
export function versionOf(stored: Stored): string {
  return `W/"${stored.version}"`;
}

function derivedOfUser(service: Service, stored: Stored): JsonObject {
  const derived: JsonObject = {};
  const groups = groupsOf(service, stored.id);
  if (groups.length > 0) derived["groups"] = groups;
  const enterprise = stored.attributes[ENTERPRISE_USER];
  if (!isObject(enterprise) || !isObject(enterprise["manager"])) return derived;
  derived[ENTERPRISE_USER] = { ...enterprise, manager: managerView(service, enterprise["manager"]) };
  return derived;
}

function managerView(service: Service, manager: JsonObject): JsonObject {
  const id = manager["value"];
  if (typeof id !== "string") return manager;
  const found = service.store.get("Users", id);
  const name = found === undefined ? undefined : nameOf(found);
  return {
    value: id,
    $ref: `${service.url}/Users/${encodeURIComponent(id)}`,
    ...(name === undefined ? {} : { displayName: name }),
  };
}

function derivedOfGroup(service: Service, stored: Stored): JsonObject {
  const members = membersOf(stored.attributes).map((member) => memberView(service, member));
  if (members.length === 0) return {};
  return { members: inOrder(members, service.options.memberOrder) };
}

function memberView(service: Service, member: JsonObject): JsonObject {
  const found = typeof member["value"] === "string" ? service.store.find(member["value"]) : undefined;
  if (found === undefined) return member;
  const name = nameOf(found);
  return {
    value: found.id,
    $ref: locationOf(service, found),
    type: service.store.types[found.kind].name,
    ...(name === undefined ? {} : { display: name }),
  };
}

function inOrder(members: JsonObject[], order: "insertion" | "reversed" | "sorted"): JsonObject[] {
  if (order === "insertion") return members;
  if (order === "reversed") return members.reverse();
  return members.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function idOf({ value }: JsonObject): string {
  return typeof value === "string" ? value : "";
}

/** Direct groups first, then those that hold them, each once; cycles of groups end. */
function groupsOf(service: Service, userId: string): JsonObject[] {
  const direct = service.store.groupsNaming(userId);
  const types = new Map<string, "direct" | "indirect">(direct.map((id) => [id, "direct"]));
  const queue = [...direct];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const outer of service.store.groupsNaming(id)) {
      if (types.has(outer)) continue;
      types.set(outer, "indirect");
      queue.push(outer);
    }
  }
  return [...types].flatMap(([id, type]) => {
    const group = service.store.get("Groups", id);
    if (group === undefined) return [];
    const name = nameOf(group);
    return { value: id, $ref: locationOf(service, group), ...(name === undefined ? {} : { display: name }), type };
  });
}

/** How a resource is called where others refer to it: its displayName, and nothing else (RFC 7643 section 4.3). */
function nameOf({ attributes }: Stored): string | undefined {
  const name = attributes["displayName"];
  return typeof name === "string" ? name : undefined;
}
