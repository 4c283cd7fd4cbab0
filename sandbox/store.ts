import { isDeepStrictEqual } from "node:util";
import { copy, isObject, without, type Json, type JsonObject } from "./json.js";
import { ScimError } from "./scimError.js";
import { COMMON_ATTRIBUTES } from "./schema/common.js";
import { type Attribute } from "./schema/attribute.js";
import { type Kind, type ResourceType, type ResourceTypes } from "./schema/resourceType.js";

/** A resource at rest: what clients wrote, in the schema's spelling, and what the service adds. Never changed in place. */
export interface Stored {
  readonly kind: Kind;
  readonly id: string;
  readonly attributes: Readonly<JsonObject>;
  readonly created: string;
  readonly lastModified: string;
  /** Counts the changes from 1; the entity tag is made of it. */
  readonly version: number;
}

/** What a seed or a test may fix about a new resource. */
export interface Given {
  readonly id?: string;
  readonly created?: string;
  readonly lastModified?: string;
}

/** Told of each change: nothing before is a new resource, nothing after is the end of one. */
export type StoreListener = (kind: Kind, id: string, before: Stored | undefined, after: Stored | undefined) => void;

/** The clock and the id source, so that a test can foresee them. */
export interface Sources {
  readonly now: () => Date;
  readonly newId: () => string;
}

/**
 * Users and groups in memory, in the order of their creation. Copies what it takes in; what it gives out is shared and read-only.
 * Uniqueness is that of the schemas; look-ups by a unique attribute or by externalId, and the groups of a member, are indexed.
 */
export class Store {
  private readonly resources: Record<Kind, Map<string, Stored>> = { Users: new Map(), Groups: new Map() };
  private readonly indexes: Record<Kind, readonly Index[]>;
  /** Member id → ids of the groups that name it. */
  private readonly memberships = new Map<string, Set<string>>();
  private readonly listeners = new Set<StoreListener>();

  constructor(
    readonly types: ResourceTypes,
    private readonly sources: Sources,
  ) {
    this.indexes = { Users: indexesOf(types.Users), Groups: indexesOf(types.Groups) };
  }

  get(kind: Kind, id: string): Stored | undefined {
    return this.resources[kind].get(id);
  }

  /** The resource of that id, of whichever kind. */
  find(id: string): Stored | undefined {
    return this.get("Users", id) ?? this.get("Groups", id);
  }

  all(kind: Kind): Stored[] {
    return [...this.resources[kind].values()];
  }

  /** Those whose attribute equals the text; undefined when that attribute has no index. */
  equal(kind: Kind, attribute: string, text: string): Stored[] | undefined {
    const index = this.indexes[kind].find((each) => each.attribute.name === attribute);
    if (index === undefined) return undefined;
    const ids = [...(index.ids.get(index.key(text)) ?? [])];
    return ids.flatMap((id) => this.get(kind, id) ?? []);
  }

  /** The ids of the groups that name this member, in the order in which it came into them. */
  groupsNaming(memberId: string): readonly string[] {
    return [...(this.memberships.get(memberId) ?? [])];
  }

  /** Tells the listener of every change from now on; the function ends it. */
  listen(listener: StoreListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Adds a resource; 409 when a unique value, or a given id, is taken. */
  create(kind: Kind, attributes: JsonObject, given: Given = {}): Stored {
    this.checkUnique(kind, attributes);
    const id = given.id ?? this.sources.newId();
    if (this.find(id) !== undefined) throw new ScimError(409, `The id ${id} is taken.`, "uniqueness");
    const created = given.created ?? this.timestamp();
    const lastModified = given.lastModified ?? created;
    const stored: Stored = { kind, id, attributes: copy(attributes), created, lastModified, version: 1 };
    this.put(stored);
    return stored;
  }

  /** Replaces the attributes; nothing happens, not even to lastModified, when they are the same (RFC 7644 section 3.5.2.1). */
  update(current: Stored, attributes: JsonObject): Stored {
    if (isDeepStrictEqual(current.attributes, attributes)) return current;
    this.checkUnique(current.kind, attributes, current.id);
    const changed = { ...current, attributes: copy(attributes) };
    const stored: Stored = { ...changed, lastModified: this.timestamp(), version: current.version + 1 };
    this.unindex(current);
    this.put(stored);
    const kept = new Set(memberIds(stored));
    for (const id of memberIds(current)) if (!kept.has(id)) removeFrom(this.memberships, id, stored.id);
    return stored;
  }

  /** Removes a resource and takes it out of every group that names it. A person's reports keep their dangling manager. */
  delete(stored: Stored): void {
    this.unindex(stored);
    for (const id of memberIds(stored)) removeFrom(this.memberships, id, stored.id);
    this.resources[stored.kind].delete(stored.id);
    this.tell(stored.kind, stored.id, stored, undefined);
    for (const groupId of this.groupsNaming(stored.id)) {
      const group = this.get("Groups", groupId);
      if (group === undefined) continue;
      const members = membersOf(group.attributes).filter((member) => member["value"] !== stored.id);
      const rest = without(group.attributes, "members");
      this.update(group, members.length === 0 ? rest : { ...rest, members });
    }
  }

  private tell(...change: Parameters<StoreListener>): void {
    for (const listener of this.listeners) listener(...change);
  }

  private timestamp(): string {
    return this.sources.now().toISOString();
  }

  private checkUnique(kind: Kind, attributes: JsonObject, own?: string): void {
    for (const { attribute, ids, key } of this.indexes[kind]) {
      const value = attributes[attribute.name];
      if (attribute.uniqueness === "none" || typeof value !== "string") continue;
      const holder = [...(ids.get(key(value)) ?? [])].find((id) => id !== own);
      if (holder === undefined) continue;
      throw new ScimError(409, `${attribute.name} ${value} is taken by ${holder}.`, "uniqueness");
    }
  }

  private put(stored: Stored): void {
    const before = this.get(stored.kind, stored.id);
    this.resources[stored.kind].set(stored.id, stored);
    for (const { attribute, ids, key } of this.indexes[stored.kind]) {
      const value = stored.attributes[attribute.name];
      if (typeof value === "string") addTo(ids, key(value), stored.id);
    }
    for (const id of memberIds(stored)) addTo(this.memberships, id, stored.id);
    this.tell(stored.kind, stored.id, before, stored);
  }

  private unindex(stored: Stored): void {
    for (const { attribute, ids, key } of this.indexes[stored.kind]) {
      const value = stored.attributes[attribute.name];
      if (typeof value === "string") removeFrom(ids, key(value), stored.id);
    }
  }
}

/** The members of a group's attributes as objects. */
export function membersOf(attributes: Readonly<JsonObject>): JsonObject[] {
  const members: Json | undefined = attributes["members"];
  return Array.isArray(members) ? members.filter(isObject) : [];
}

interface Index {
  readonly attribute: Attribute;
  readonly ids: Map<string, Set<string>>;
  readonly key: (value: string) => string;
}

function indexesOf(type: ResourceType): Index[] {
  const indexed = [...COMMON_ATTRIBUTES, ...type.schema.attributes].filter(
    ({ name, uniqueness }) =>
      name === "externalId" || name === "displayName" || (uniqueness !== "none" && name !== "id"),
  );
  return indexed.map((attribute) => ({
    attribute,
    ids: new Map(),
    key: (value) => (attribute.caseExact ? value : value.toLowerCase()),
  }));
}

function memberIds(stored: Stored): string[] {
  return membersOf(stored.attributes).flatMap((member) =>
    typeof member["value"] === "string" ? [member["value"]] : [],
  );
}

function addTo(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function removeFrom(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
