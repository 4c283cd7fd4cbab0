import { setTimeout } from "node:timers/promises";
import { ConflictError, effectOf, RefusedError } from "../scim/errors.js";
import { idOf, type JsonObject } from "../scim/json.js";
import { type Directory } from "./directory.js";
import { chunks, ids, LostMembersError, type Member, type MemberChange, UnstoredMembersError } from "./members.js";
import { named } from "./named.js";
import { type Roster } from "./roster.js";

/** How often a removal is begun anew, from a new scan, after an answer was lost. */
const ATTEMPTS = 4;
/** Wait before the second time, in milliseconds; doubles each time. */
const FIRST_WAIT_MS = 250;

/**
 * Changes members where a group shows none and nobody can be taken out alone: the PATCH of a group adds the given people,
 * or, with `replaceMembers`, makes them the new list (Leapsome).
 *
 * A removal therefore sends all who stay, from a scan made right before it, so that nobody added meanwhile is dropped.
 * Only the first of several such requests replaces the list; until the last one the others are out of the group. A crash
 * between them leaves people out, so those whom no membership here names stand in the first request, and those whom one
 * names are added again by the next change, or the next comparison, of any membership of that group.
 */
export class RosterWriter {
  readonly #directory: Directory;
  readonly #roster: Roster;
  readonly #size: number;
  /** Ways of writing that a scan has shown to work, once in this process. */
  readonly #proven = new Set<"add" | "remove">();
  /** Whom a membership of this stack names or has named, by group. */
  readonly #ours = new Map<string, Set<string>>();
  readonly #mayRebuild = new Set<string>();
  readonly #empty = new Set<string>();

  constructor(directory: Directory, roster: Roster, size: number) {
    this.#directory = directory;
    this.#roster = roster;
    this.#size = size;
  }

  /** A membership names them, or did until now. */
  own(group: string, members: Iterable<string>): void {
    const known = this.#ours.get(group) ?? new Set();
    for (const id of members) known.add(id);
    this.#ours.set(group, known);
  }

  /** A membership of the group permits removals by several requests although others are in it. */
  allowRebuild(group: string): void {
    this.#mayRebuild.add(group);
  }

  /** The group was made in this process and has nobody in it. */
  created(group: string): void {
    this.#empty.add(group);
  }

  /** Everybody in the group, by id; `follows` those who are in it by an attribute of theirs. */
  async current(group: string, options: { fresh?: boolean } = {}): Promise<ReadonlyMap<string, Member>> {
    if (this.#empty.has(group) && options.fresh !== true) return new Map();
    const members = await this.#roster.members(group, await this.#directory.reads.groupName(group), options);
    this.#empty.delete(group);
    return members;
  }

  async apply(group: string, { add, remove }: MemberChange): Promise<void> {
    this.own(group, [...ids(add), ...ids(remove)]);
    const { ownership } = this.#directory;
    const known = await this.current(group);
    await this.#add(
      group,
      [...add, ...this.#owed(group, known, add)].filter(({ id }) => !known.has(id)),
    );
    ownership.pairsAdded(group, ids(add));
    const going = remove.filter(({ id }) => !ownership.isClaimed(group, id));
    if (going.length === 0) return;
    ownership.pairsRemoved(group, ids(going));
    await this.#remove(group, ids(going));
  }

  /** Whom live memberships name and an interrupted removal may have left out; nobody of a group that is just being filled. */
  #owed(group: string, known: ReadonlyMap<string, Member>, add: Member[]): Member[] {
    if (this.#empty.has(group)) return [];
    const given = new Set([...known.keys(), ...ids(add)]);
    return [...this.#directory.ownership.claimed(group)].filter((id) => !given.has(id)).map((id) => ({ id }));
  }

  async #add(group: string, members: Member[]): Promise<void> {
    if (members.length === 0) return;
    for (const part of chunks(ids(members), this.#size)) await this.#send(group, part, false);
    this.#empty.delete(group);
    this.#roster.moved(group, ids(members), true);
    const { ownership } = this.#directory;
    const isSure = this.#proven.has("add") && members.every(({ id }) => ownership.isAlive(id) || this.#roster.has(id));
    if (isSure) return;
    const seen = await this.current(group, { fresh: true });
    const absent = ids(members).filter((id) => !seen.has(id));
    if (absent.length > 0) throw new UnstoredMembersError("add", absent);
    this.#proven.add("add");
  }

  async #remove(group: string, going: string[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.current(group, { fresh: true });
      const leaving = going.filter((id) => before.has(id));
      const stay = await this.#staying(group, before, going);
      if (leaving.length === 0) {
        await this.#add(
          group,
          stay.ours.filter((id) => !before.has(id)).map((id) => ({ id })),
        );
        return;
      }
      try {
        await this.#replace(group, stay);
        this.#roster.moved(group, leaving, false);
        await this.#prove(group, before, leaving);
        return;
      } catch (error) {
        if (effectOf(error) !== "unknown" || attempt >= ATTEMPTS) throw error;
        await setTimeout(FIRST_WAIT_MS * 2 ** (attempt - 1));
      }
    }
  }

  /**
   * Who is to be in the list: strangers, and those whom a membership here names. Whoever is in by an attribute alone stays
   * by it, and is left out, lest the attribute's change no longer took them away; unless another group has the same name,
   * so that nobody can tell which of the two the attribute means.
   */
  async #staying(
    group: string,
    before: ReadonlyMap<string, Member>,
    going: string[],
  ): Promise<{ strangers: string[]; ours: string[] }> {
    const { ownership } = this.#directory;
    const claimed = ownership.claimed(group);
    const all = new Set([...before.keys(), ...claimed]);
    for (const id of going) all.delete(id);
    const isOurs = (id: string) => claimed.has(id) || this.#ours.get(group)?.has(id) === true;
    const ours = [...all].filter(isOurs);
    let strangers = [...all].filter((id) => !isOurs(id));
    if (strangers.some((id) => before.get(id)?.follows === true)) {
      const name = await this.#directory.reads.groupName(group);
      const sharing = await this.#directory.reads.find("/Groups", "displayName", name);
      if (sharing.length <= 1) strangers = strangers.filter((id) => before.get(id)?.follows !== true);
    }
    return { strangers, ours };
  }

  async #replace(group: string, { strangers, ours }: { strangers: string[]; ours: string[] }): Promise<void> {
    const [first = [], ...rest] = chunks([...strangers, ...ours], this.#size);
    if (rest.length > 0 && strangers.length > 0 && !this.#mayRebuild.has(group))
      throw new RebuildRefusedError(strangers.length + ours.length, strangers.length, this.#size);
    try {
      await this.#send(group, first, true);
    } catch (error) {
      if (first.length > 0 || !(error instanceof RefusedError)) throw error;
      throw new LastMemberError({ cause: error });
    }
    let done = first.length;
    try {
      for (const part of rest) {
        await this.#send(group, part, false);
        done += part.length;
      }
    } catch (error) {
      this.#roster.forget();
      const lost = strangers.slice(done);
      if (lost.length > 0 && effectOf(error) !== "unknown") throw new UnfinishedRebuildError(lost, { cause: error });
      throw error;
    }
  }

  async #prove(group: string, before: ReadonlyMap<string, Member>, leaving: string[]): Promise<void> {
    if (this.#proven.has("remove")) return;
    const seen = await this.current(group, { fresh: true });
    const undone = leaving.filter((id) => seen.has(id));
    const stayed = undone.filter((id) => seen.get(id)?.follows !== true);
    if (stayed.length > 0) throw new UnstoredMembersError("remove", stayed);
    const lost = [...before.keys()].filter((id) => !leaving.includes(id) && !seen.has(id) && this.#roster.has(id));
    if (lost.length > 0) throw new LostMembersError("remove", lost);
    this.#proven.add("remove");
  }

  async #send(group: string, members: string[], replaceMembers: boolean): Promise<void> {
    const body: JsonObject = { members: members.map((value) => ({ value })), replaceMembers };
    const write = async (part: JsonObject) => {
      await this.#directory.patchPart("/Groups", group, part, { idempotent: !replaceMembers });
    };
    const { always } = this.#directory.connection.dialect.group;
    if (!always.patch.includes("displayName")) return write(body);
    const displayName = await this.#directory.reads.groupName(group);
    try {
      await write({ ...body, displayName });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // The group's own name is taken, by another group of that name; it may do without.
      await write(body).catch(async (refusal: unknown) => {
        if (!(refusal instanceof RefusedError)) throw refusal;
        const sharing = await this.#directory.reads.find("/Groups", "displayName", displayName);
        throw new SharedNameError(displayName, sharing.map(idOf), { cause: error });
      });
    }
  }
}

/** Two groups have one name, and the service takes no change of members without the name. */
class SharedNameError extends Error {
  constructor(name: string, groups: (string | undefined)[], options: { cause: unknown }) {
    const all = groups.map((id) => `id ${id ?? "?"}`).join(", ");
    super(
      `${groups.length} groups are called ${name} (${all}), and the service changes members only with a name that is the ` +
        "group's alone. Rename all but one of them in the service",
      options,
    );
  }
}

/** A removal would take strangers out of the group for a moment, which the program has not permitted. */
export class RebuildRefusedError extends Error {
  constructor(total: number, strangers: number, size: number) {
    super(
      `the service takes somebody out only by being sent everybody else, at most ${size} at once, so that ${total} members ` +
        `would be out of the group for a moment, ${strangers} of whom this stack does not manage. ` +
        "Set leapsome: { allowRebuild: true } on the membership to do so, or remove the member in the service",
    );
  }
}

/** The service does not take an empty list. */
export class LastMemberError extends Error {
  constructor(options: { cause: unknown }) {
    super(
      "the service refuses to empty a group, so its last member cannot be taken out. Remove the member in the service, " +
        "and run `pulumi up --refresh`, or put somebody else into the group first",
      options,
    );
  }
}

/** A removal stopped between its requests, and people whom nothing here names are out of the group. */
class UnfinishedRebuildError extends Error {
  constructor(lost: string[], options: { cause: unknown }) {
    super(
      `the members could not all be sent again, and people whom this stack does not manage are out of the group: ${named(lost, Infinity)}. ` +
        "Put them back in the service",
      options,
    );
  }
}
