import { type Keeper } from "./dialects/dialect.js";
import { field, isObject, type JsonObject } from "./json.js";
import { InvalidOptionsError, type Seed } from "./options.js";
import { ScimError } from "./scimError.js";
import { type Kind } from "./schema/resourceType.js";
import { type Service } from "./service.js";
import { type Given } from "./store.js";

/** Puts a seed into an empty store: people first, groups after those that are their members. Refuses by the service's own rules. */
export function plantSeed(service: Service, keeper: Keeper, seed: Required<Seed>): void {
  seed.Users.forEach((user, index) => {
    plant(service, keeper, "Users", user, index);
  });
  const numbered = seed.Groups.map((group, index) => ({ group, index }));
  for (const { group, index } of innerFirst(numbered)) plant(service, keeper, "Groups", group, index);
}

function plant(service: Service, keeper: Keeper, kind: Kind, resource: JsonObject, index: number): void {
  try {
    keeper.add(service, kind, resource, givenOf(resource));
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new InvalidOptionsError(`seed ${kind}.${index}: ${error.detail}`);
  }
}

function givenOf(resource: JsonObject): Given {
  const meta = field(resource, "meta");
  const text = (holder: unknown, name: string): string | undefined => {
    const value = isObject(holder) ? field(holder, name) : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const id = text(resource, "id");
  const created = text(meta, "created");
  const lastModified = text(meta, "lastModified");
  return {
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { created }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

interface Numbered {
  readonly group: JsonObject;
  readonly index: number;
}

/** Orders groups so that a nested one stands before the group that holds it; of a cycle, the first one given comes last. */
function innerFirst(groups: readonly Numbered[]): Numbered[] {
  const byId = new Map(
    groups.flatMap((each) => (typeof each.group["id"] === "string" ? [[each.group["id"], each]] : [])),
  );
  const ordered = new Set<Numbered>();
  const visited = new Set<Numbered>();
  const visit = (each: Numbered): void => {
    if (visited.has(each)) return;
    visited.add(each);
    const members = field(each.group, "members");
    for (const member of Array.isArray(members) ? members : []) {
      const inner = isObject(member) && typeof member["value"] === "string" ? byId.get(member["value"]) : undefined;
      if (inner !== undefined) visit(inner);
    }
    ordered.add(each);
  };
  groups.forEach(visit);
  return [...ordered];
}
