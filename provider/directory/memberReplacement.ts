import { setTimeout } from "node:timers/promises";
import { type GroupCapabilities } from "../dialects/resources.js";
import { PreconditionError } from "../scim/errors.js";
import { idOf, type Json, type JsonObject } from "../scim/json.js";
import { GROUP } from "../scim/urns.js";
import { tagOf } from "../scim/version.js";
import { type Directory } from "./directory.js";
import {
  byId,
  CutListError,
  ids,
  mayBeCut,
  type Member,
  memberList,
  referenceTo,
  UnstoredMembersError,
} from "./members.js";
import { noGroup } from "./reads.js";

/** How often a list is written that another writer has changed meanwhile. */
const ATTEMPTS = 5;
/** The shortest time left to another writer between its read and its write, in milliseconds. */
const MIN_WINDOW_MS = 50;

/**
 * Changes members by PUT of the whole group, for services that change them in no other way. Two writers who do so may
 * undo each other. Where the service has entity tags, If-Match tells; where it has none, the list is read again after as
 * long as another writer may need between its read and its write, and written once more if that took somebody of ours out.
 */
export class MemberReplacement {
  readonly #directory: Directory;
  readonly #can: GroupCapabilities;
  /** How many members this process has itself written into a group. */
  readonly #sizes = new Map<string, number>();

  constructor(directory: Directory, can: GroupCapabilities) {
    this.#directory = directory;
    this.#can = can;
  }

  /** The group was made in this process and has nobody in it. */
  created(group: string): void {
    this.#sizes.set(group, 0);
  }

  /** Whether this process has made or written the list, so that it holds nobody whom the service hides. */
  knows(group: string): boolean {
    return this.#sizes.has(group);
  }

  /** Resolves with everybody who is in the group then. */
  async carryOut(group: string, add: Member[], remove: Member[]): Promise<ReadonlyMap<string, Member>> {
    for (let attempt = 1; ; attempt += 1) {
      const begin = performance.now();
      const resource = await this.#read(group);
      const before = memberList(resource) ?? [];
      if (undone(before, add, remove).length === 0) return byId(before);
      if (mayBeCut(before.length) && this.#sizes.get(group) !== before.length) throw new CutListError(before.length);
      const version = tagOf(resource);
      let answer: JsonObject | undefined;
      try {
        const body = this.#body(group, resource, add, remove);
        answer = (await this.#directory.replace("/Groups", group, body, { version })).body;
      } catch (error) {
        if (!(error instanceof PreconditionError) || attempt >= ATTEMPTS) throw error;
        // Refused although it is the version of now: a service whose versions are for nothing.
        if (tagOf(await this.#read(group)) === version) this.#directory.forgoVersions();
        continue;
      }
      const seen = (await this.#settled(group, version, answer, performance.now() - begin)) ?? [];
      this.#sizes.set(group, seen.length);
      const left = undone(seen, add, remove);
      if (left.length === 0) return byId(seen);
      if (attempt >= ATTEMPTS)
        throw new UnstoredMembersError(add.some(({ id }) => left.includes(id)) ? "add" : "remove", left);
    }
  }

  /** The members once no other writer can undo ours any more that began before it. `tookMs`: from our read to the end of our write. */
  async #settled(
    group: string,
    version: string | undefined,
    answer: JsonObject | undefined,
    tookMs: number,
  ): Promise<Member[] | undefined> {
    if (await this.#directory.isGuarded(version)) {
      const shown = answer && idOf(answer) === group ? memberList(answer) : undefined;
      if (shown) return shown;
    } else await setTimeout(Math.max(MIN_WINDOW_MS, tookMs) * (2 + 2 * Math.random()));
    return memberList(await this.#read(group));
  }

  async #read(group: string): Promise<JsonObject> {
    const resource = await this.#directory.reads.byId("/Groups", group, { fresh: true });
    if (resource) return resource;
    throw noGroup("GET", group);
  }

  /** The group as it is, with the other list; of those who stay, the service's own words are sent back. */
  #body(group: string, resource: JsonObject, add: Member[], remove: Member[]): JsonObject {
    const { putBody, schemas, always } = this.#can;
    const isWhole = putBody === "whole";
    const named = ["displayName", "externalId", ...(always.put.includes("id") ? ["id"] : [])];
    const isSent = (name: string) => (isWhole ? name !== "meta" : named.includes(name));
    const body: JsonObject = Object.fromEntries(
      Object.entries({ ...resource, id: group }).filter(([name]) => isSent(name)),
    );
    if (schemas) body["schemas"] = resource["schemas"] ?? [GROUP];
    const { members } = resource;
    const there = new Set(ids(memberList(resource) ?? []));
    const leaving = new Set(ids(remove));
    const staying = (Array.isArray(members) ? members : []).filter((member) => !leaving.has(idIn(member) ?? ""));
    const coming = add.filter(({ id }) => !there.has(id)).map(referenceTo);
    body["members"] = [...(isWhole ? staying : staying.map((member) => ({ value: idIn(member) ?? "" }))), ...coming];
    return body;
  }
}

/** Whom the list does not hold although they were to come, and whom it holds although they were to go. */
function undone(list: Member[], add: Member[], remove: Member[]): string[] {
  const there = new Set(ids(list));
  return [...ids(add).filter((id) => !there.has(id)), ...ids(remove).filter((id) => there.has(id))];
}

function idIn(member: Json): string | undefined {
  return memberList({ members: [member] })?.[0]?.id;
}
