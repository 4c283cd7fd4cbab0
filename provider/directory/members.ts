import { type MemberCapabilities } from "../dialects/dialect.js";
import { effectOf, NotFoundError, RefusedError } from "../scim/errors.js";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { memberPath, type Operation } from "../scim/patch.js";
import { type Directory } from "./directory.js";

/** A member of a group (RFC 7643 section 4.2): a person, or a nested group. */
export interface Member {
  id: string;
  group?: boolean;
}

/** What one membership resource wants done to its group. */
export interface MemberChange {
  add: Member[];
  remove: Member[];
}

interface Waiting {
  change: MemberChange;
  done: () => void;
  failed: (error: unknown) => void;
}

/** How often one change is settled by reading the group after an answer was lost. */
const SETTLEMENTS = 3;

/**
 * Changes the members of groups: one writer per group at a time, since several services lose members when two PATCHes
 * of one group meet. Changes that wait for the same group go out together; each is told its own result.
 */
export class MemberWriter {
  readonly #directory: Directory;
  readonly #capabilities: MemberCapabilities;
  readonly #queues = new Map<string, Waiting[]>();
  /** Ids of the members of each group that this process knows. */
  readonly #known = new Map<string, Set<string>>();
  /** Ways of writing whose effect was read back once in this process. */
  readonly #proven = new Set<"add" | "remove">();

  constructor(directory: Directory, capabilities: MemberCapabilities) {
    this.#directory = directory;
    this.#capabilities = capabilities;
  }

  /** The group was made in this process and has nobody in it. */
  created(group: string): void {
    this.#known.set(group, new Set());
  }

  /** Makes the change; resolves when the service has it, rejects with the service's error. */
  change(group: string, change: MemberChange): Promise<void> {
    return new Promise((done, failed) => {
      const waiting = {
        change,
        done: () => {
          done();
        },
        failed,
      };
      const queue = this.#queues.get(group);
      if (queue) {
        queue.push(waiting);
        return;
      }
      this.#queues.set(group, [waiting]);
      void this.#drain(group);
    });
  }

  async #drain(group: string): Promise<void> {
    // Operations that the engine starts in one go arrive in one turn of the event loop or close to it.
    await new Promise((turn) => setImmediate(turn));
    for (;;) {
      const batch = this.#queues.get(group) ?? [];
      if (batch.length === 0) break;
      this.#queues.set(group, []);
      await this.#carryOut(group, batch);
    }
    this.#queues.delete(group);
  }

  /** All together; when the service refuses that, each alone, so that one bad member fails only its own resource. */
  async #carryOut(group: string, batch: Waiting[]): Promise<void> {
    try {
      await this.#apply(group, merged(batch.map(({ change }) => change)));
      for (const { done } of batch) done();
    } catch (error) {
      const [first] = batch;
      if (batch.length > 1 && error instanceof RefusedError) {
        for (const waiting of batch) await this.#carryOut(group, [waiting]);
      } else if (first && batch.length === 1) first.failed(error);
      else for (const { failed } of batch) failed(error);
    }
  }

  async #apply(group: string, change: MemberChange): Promise<void> {
    for (let settled = 0; ; settled += 1) {
      try {
        await this.#attempt(group, change);
        return;
      } catch (error) {
        this.#known.delete(group);
        if (effectOf(error) !== "unknown" || settled >= SETTLEMENTS) throw error;
      }
    }
  }

  async #attempt(group: string, { add, remove }: MemberChange): Promise<void> {
    const { ownership } = this.#directory;
    const known = await this.current(group);
    const missing = add.filter(({ id }) => !known.has(id));
    for (const part of chunks(missing, this.#capabilities.perRequest)) {
      const value = part.map(({ id, group: nested }): JsonObject =>
        nested ? { value: id, type: "Group" } : { value: id },
      );
      await this.#send(group, "add", [{ op: "add", path: "members", value }], part);
    }
    ownership.pairsAdded(
      group,
      add.map(({ id }) => id),
    );
    const leaving = remove.filter(({ id }) => known.has(id) && !ownership.isClaimed(group, id));
    for (const part of chunks(leaving, this.#capabilities.perRequest)) {
      const going = part.filter(({ id }) => !ownership.isClaimed(group, id));
      if (going.length === 0) continue;
      ownership.pairsRemoved(
        group,
        going.map(({ id }) => id),
      );
      await this.#send(group, "remove", this.#removals(going), going);
    }
  }

  #removals(members: Member[]): Operation[] {
    if (this.#capabilities.remove === "values") {
      return [{ op: "remove", path: "members", value: members.map(({ id }) => ({ value: id })) }];
    }
    return members.map(({ id }) => ({ op: "remove", path: memberPath(id) }));
  }

  async #send(group: string, way: "add" | "remove", operations: Operation[], members: Member[]): Promise<void> {
    const wanted = new Set(await this.current(group));
    for (const { id } of members) {
      if (way === "add") wanted.add(id);
      else wanted.delete(id);
    }
    const { body } = await this.#directory.patch("/Groups", group, operations);
    const shown = body && membersIn(body);
    if (shown && sameMembers(shown, wanted)) {
      this.#known.set(group, shown);
      return;
    }
    if (!this.#capabilities.readable || (!shown && this.#proven.has(way))) {
      this.#known.set(group, wanted);
      return;
    }
    const seen = await this.current(group, { fresh: true });
    const undone = members.filter(({ id }) => seen.has(id) !== wanted.has(id)).map(({ id }) => id);
    if (undone.length > 0) throw new UnstoredMembersError(way, undone);
    const lost = [...wanted].filter((id) => !seen.has(id));
    if (lost.length > 0 && !this.#proven.has(way)) throw new LostMembersError(way, lost);
    this.#proven.add(way);
  }

  /** Ids of everybody in the group now; NotFoundError when there is no such group. */
  async current(group: string, options: { fresh?: boolean } = {}): Promise<ReadonlySet<string>> {
    const known = this.#known.get(group);
    if (known && options.fresh !== true) return known;
    const resource = await this.#directory.read("/Groups", group, options);
    if (!resource)
      throw new NotFoundError({ method: "GET", path: `/Groups/${group}`, status: 404, detail: "no such group" });
    const members = membersIn(resource) ?? new Set();
    this.#known.set(group, members);
    return members;
  }
}

/** The service took a change of members and did not carry it out. */
export class UnstoredMembersError extends Error {
  constructor(way: "add" | "remove", ids: string[]) {
    const what = way === "add" ? "are still not in the group" : "are still in the group";
    super(`the service accepted the change, yet ${ids.join(", ")} ${what}`);
  }
}

/** A change of some members took others out of the group as well. */
export class LostMembersError extends Error {
  constructor(way: "add" | "remove", ids: string[]) {
    super(
      `the service took ${ids.length} other members out of the group while it was asked to ${way} some (${ids.join(", ")}); ` +
        "put them back in the service, and describe how it changes members in a dialect object",
    );
  }
}

/** The members that a group's resource shows, or undefined when it shows no such attribute. */
export function memberList(group: JsonObject): Member[] | undefined {
  const { members } = group;
  if (!Array.isArray(members)) return undefined;
  return members.flatMap((member: Json): Member[] => {
    if (typeof member === "string") return [{ id: member }];
    const id = isObject(member) ? member["value"] : undefined;
    if (!isObject(member) || typeof id !== "string" || id === "") return [];
    return [isNested(member) ? { id, group: true } : { id }];
  });
}

function isNested(member: JsonObject): boolean {
  const { type, $ref } = member;
  if (typeof type === "string" && type !== "") return type.toLowerCase() === "group";
  return typeof $ref === "string" && /\/Groups\//i.test($ref);
}

function membersIn(group: JsonObject): Set<string> | undefined {
  const members = memberList(group);
  return members && new Set(members.map(({ id }) => id));
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}

/** All changes in one: who is wanted by one is not removed for another. */
function merged(changes: MemberChange[]): MemberChange {
  const add = new Map(changes.flatMap((change) => change.add).map((member) => [member.id, member]));
  const remove = new Map(changes.flatMap((change) => change.remove).map((member) => [member.id, member]));
  return { add: [...add.values()], remove: [...remove.values()].filter(({ id }) => !add.has(id)) };
}

function chunks<T>(items: T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
