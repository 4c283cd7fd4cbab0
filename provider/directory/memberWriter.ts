import { setTimeout } from "node:timers/promises";
import { type MemberCapabilities } from "../dialects/dialect.js";
import { effectOf, isAbsent, RefusedError, ServiceError } from "../scim/errors.js";
import { idOf } from "../scim/json.js";
import { memberPath, type Operation } from "../scim/patch.js";
import { type Directory } from "./directory.js";
import {
  byId,
  HiddenMembersError,
  ids,
  LostMembersError,
  mayBeCut,
  type Member,
  type MemberChange,
  memberList,
  merged,
  referenceTo,
  sameChange,
  sizeShown,
  UnseenMembersError,
  UnstoredMembersError,
} from "./members.js";
import { MemberReplacement } from "./memberReplacement.js";
import { Parts } from "./parts.js";
import { regardless } from "./preconditions.js";
import { noGroup } from "./reads.js";
import { type Roster } from "./roster.js";
import { RosterWriter } from "./rosterWriter.js";
import { withUnseen } from "./unseenMembers.js";

interface Waiting {
  change: MemberChange;
  done: () => void;
  failed: (error: unknown) => void;
}

/** How often the group is read again after an answer was lost, or while it does not show a change yet. */
const SETTLEMENTS = 3;
/** Wait before the first of these, in milliseconds; doubles each time. */
const FIRST_WAIT_MS = 250;
/** How many groups are read to learn whether the service shows members at all. */
const PROBES = 8;

/**
 * Changes the members of groups: one writer per group at a time, since several services lose members when two PATCHes
 * of one group meet. Changes that wait for the same group go out together; each is told its own result.
 */
export class MemberWriter {
  readonly #directory: Directory;
  readonly #capabilities: MemberCapabilities;
  readonly #queues = new Map<string, Waiting[]>();
  /** The end of the last work on each group that must not meet another. */
  readonly #alone = new Map<string, Promise<void>>();
  /** The members of each group as far as this process knows them. */
  readonly #known = new Map<string, ReadonlyMap<string, Member>>();
  /** Ways of writing that were seen to do what they should, once in this process; `add kept` is that the others stayed. */
  readonly #proven = new Set<string>();
  #removal: MemberCapabilities["remove"];
  readonly #parts: Parts;
  readonly #replacement: MemberReplacement;
  /** Whether members are changed by PUT of the group, since PATCH is not there or has changed nothing. */
  #puts = false;
  /** Whether the service shows members of any group, once that had to be learnt. */
  #areShown: Promise<boolean> | undefined;
  /** Where people are put and taken in another way than by operations on `members`. */
  readonly #other: RosterWriter | undefined;

  constructor(directory: Directory, capabilities: MemberCapabilities, roster: Roster | undefined) {
    this.#directory = directory;
    this.#capabilities = capabilities;
    this.#removal = capabilities.remove;
    this.#parts = new Parts(capabilities.perRequest);
    this.#replacement = new MemberReplacement(directory, directory.connection.dialect.group);
    this.#other = roster && new RosterWriter(directory, roster, capabilities.perRequest);
  }

  /** The group was made in this process and has nobody in it. */
  created(group: string): void {
    this.#known.set(group, new Map());
    this.#replacement.created(group);
    this.#other?.created(group);
  }

  /** A membership of this stack names them, or did until now. */
  own(group: string, members: Iterable<string>, options: { allowRebuild: boolean }): void {
    this.#other?.own(group, members);
    if (options.allowRebuild) this.#other?.allowRebuild(group);
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

  /**
   * Runs other work on the group while nobody changes its members, first come, first served. What it does to members is
   * not known here.
   */
  alone<T>(group: string, work: () => Promise<T>): Promise<T> {
    const before = this.#alone.get(group) ?? Promise.resolve();
    const turn = before.then(work).finally(() => {
      if (this.#alone.get(group) === settled) this.#alone.delete(group);
    });
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#alone.set(group, settled);
    return turn;
  }

  async #drain(group: string): Promise<void> {
    // Operations that the engine starts in one go arrive in one turn of the event loop or close to it.
    await new Promise((turn) => setImmediate(turn));
    for (;;) {
      const batch = this.#queues.get(group) ?? [];
      if (batch.length === 0) break;
      this.#queues.set(group, []);
      await this.alone(group, () => this.#carryOut(group, batch));
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
      if (batch.length > 1 && isOfMembers(error)) {
        for (const waiting of batch) await this.#carryOut(group, [waiting]);
      } else if (first && batch.length === 1) first.failed(error);
      else for (const { failed } of batch) failed(error);
    }
  }

  /** Settles a lost answer by reading the group, and a refusal of what was planned on old knowledge by a new plan. */
  async #apply(group: string, change: MemberChange): Promise<void> {
    if (this.#other) return this.#other.apply(group, change);
    let plan = await this.#plan(group, change);
    let isCurrent = false;
    for (let settled = 0; ;) {
      try {
        await this.#carry(group, plan, change);
        return;
      } catch (error) {
        const isLost = error instanceof LostAnswer;
        const reason = isLost ? error.cause : error;
        if (isLost ? settled >= SETTLEMENTS : isCurrent || !(error instanceof RefusedError)) throw reason;
        if (isLost) await setTimeout(FIRST_WAIT_MS * 2 ** settled++);
        this.#known.delete(group);
        const next = await this.#plan(group, change);
        if (!isLost && sameChange(plan, next)) throw reason;
        plan = next;
        isCurrent = true;
      }
    }
  }

  /** What is missing. Where members cannot be read, all of it: adding and removing twice does no harm. */
  async #plan(group: string, { add, remove }: MemberChange): Promise<MemberChange> {
    const known = await this.current(group);
    const blind = this.#capabilities.list === "none" && known.size === 0;
    return {
      add: add.filter(({ id }) => !known.has(id)),
      remove: remove.filter(({ id }) => blind || known.has(id)),
    };
  }

  /** By PATCH, or by PUT where that is not there or, the first time that it is tried, does nothing. */
  async #carry(group: string, plan: MemberChange, change: MemberChange): Promise<void> {
    if (!this.#puts) {
      try {
        await this.#patchAll(group, plan, change);
        return;
      } catch (error) {
        if (!this.#mayPut(error, plan)) throw error;
        // What looks undone may be hidden; a group without PATCH has no other way.
        if (!isAbsent(error) && !(await this.showsMembers(group))) throw new HiddenMembersError({ cause: error });
      }
    }
    const { ownership } = this.#directory;
    const going = plan.remove.filter(({ id }) => !ownership.isClaimed(group, id));
    if (plan.add.length + going.length === 0) return;
    ownership.pairsRemoved(group, ids(going));
    this.#known.set(group, await this.#replacement.carryOut(group, plan.add, going));
    ownership.pairsAdded(group, ids(change.add));
    this.#puts = true;
  }

  #mayPut(error: unknown, plan: MemberChange): boolean {
    if (this.#capabilities.list !== "group" || !this.#directory.connection.dialect.group.put) return false;
    if (isAbsent(error)) return true;
    if (!(error instanceof UnstoredMembersError) || this.#proven.has(error.way)) return false;
    const planned = plan[error.way];
    return planned.length > 0 && planned.every(({ id }) => error.unchanged.includes(id));
  }

  async #patchAll(group: string, plan: MemberChange, change: MemberChange): Promise<void> {
    const { ownership } = this.#directory;
    const planned = new Set(ids(plan.remove));
    const unseen = mayBeCut((await this.current(group)).size) ? change.remove.filter(({ id }) => !planned.has(id)) : [];
    await this.#parts.each(plan.add, (part) => this.#send(group, "add", part));
    ownership.pairsAdded(group, ids(change.add));
    await this.#parts.each(plan.remove, async (part) => {
      const going = part.filter(({ id }) => !ownership.isClaimed(group, id));
      if (going.length === 0) return;
      ownership.pairsRemoved(group, ids(going));
      await this.#remove(group, going);
    });
    // Whom a list does not show that may be cut may be in the group all the same; that they are not is no error.
    const gone = unseen.filter(({ id }) => !ownership.isClaimed(group, id));
    await this.#parts.each(gone, (part) =>
      this.#remove(group, part).catch((error: unknown) => {
        if (!(error instanceof RefusedError)) throw error;
      }),
    );
  }

  /** Removes in the form that the dialect says; where the service does not carry that out, in the other one. */
  async #remove(group: string, going: Member[]): Promise<void> {
    const first = this.#removal;
    try {
      await this.#send(group, "remove", going, first);
      this.#removal = first;
    } catch (error) {
      const isRefused = isAbsent(error) || (error instanceof RefusedError && error.status === 400);
      const isForm = error instanceof UnstoredMembersError || isRefused;
      const isProven = this.#proven.has("remove") && this.#removal === first;
      if (isProven || !isForm) throw error;
      const other = first === "filter" ? "values" : "filter";
      try {
        await this.#send(group, "remove", going, other);
        this.#removal = other;
      } catch {
        throw error;
      }
    }
  }

  #operations(way: "add" | "remove", members: Member[], form: MemberCapabilities["remove"]): Operation[] {
    if (way === "add") return [{ op: "add", path: "members", value: members.map(referenceTo) }];
    if (form === "values") return [{ op: "remove", path: "members", value: members.map(({ id }) => ({ value: id })) }];
    return members.map(({ id }) => ({ op: "remove", path: memberPath(id) }));
  }

  /**
   * One PATCH. That it did what it should, and left the others in the group, is read from the answer; where the answer
   * shows no members, the group is read: after a removal always, after an addition until one has been seen to work.
   */
  async #send(group: string, way: "add" | "remove", members: Member[], form = this.#removal): Promise<void> {
    const before = await this.current(group);
    const moved = new Set(ids(members));
    const others = [...before.values()].filter(({ id }) => !moved.has(id));
    const wanted = byId(way === "add" ? [...others, ...members] : others);
    const shown = await this.#patched(group, this.#operations(way, members, form), wanted);
    const isDone = (seen: ReadonlyMap<string, Member>) => ids(members).every((id) => seen.has(id) === (way === "add"));
    // A way that was seen to leave the others where they are does so: if they are gone, somebody else took them out, or they
    // are ended in another step of the run, and leave all groups.
    const areKept = (seen: ReadonlyMap<string, Member>) =>
      this.#proven.has(`${way} kept`) ||
      others.every(({ id }) => this.#directory.ownership.isEnding(id)) ||
      others.some(({ id }) => seen.has(id));
    const isWhole = way === "add" || !mayBeCut(shown?.size ?? 0);
    if (shown && isWhole && isDone(shown) && areKept(shown)) {
      this.#known.set(group, shown);
      this.#prove(way, others);
      return;
    }
    const isProven = this.#proven.has(way) && (others.length === 0 || this.#proven.has(`${way} kept`));
    // Whoever is still in the group keeps their access unseen; whoever is not yet in it is seen to lack it.
    if (this.#capabilities.list === "none" || (!shown && isProven && way === "add")) {
      this.#known.set(group, wanted);
      return;
    }
    const seen = await this.#settled(group, members, isDone);
    if (!isDone(seen)) {
      const undone = ids(members).filter((id) => seen.has(id) !== (way === "add"));
      if (undone.length < members.length) this.#proven.add(way);
      const { size } = await this.current(group);
      if (way === "add" && mayBeCut(size)) throw new UnseenMembersError(size, undone);
      throw new UnstoredMembersError(way, undone);
    }
    if (!areKept(seen)) throw new LostMembersError(way, ids(others));
    this.#prove(way, others);
  }

  /** The members as the service shows them when it has caught up, or after some waits. */
  async #settled(
    group: string,
    moved: Member[],
    isDone: (seen: ReadonlyMap<string, Member>) => boolean,
  ): Promise<ReadonlyMap<string, Member>> {
    let seen = await this.seen(group, moved);
    for (let waits = 0; waits < SETTLEMENTS && !isDone(seen); waits++) {
      await setTimeout(FIRST_WAIT_MS * 2 ** waits);
      seen = await this.seen(group, moved);
    }
    return seen;
  }

  /** Everybody whom the group shows now, and who of `asked` is in it unseen. */
  async seen(group: string, asked: readonly Member[]): Promise<ReadonlyMap<string, Member>> {
    const current = await this.current(group, { fresh: true });
    if (this.#other) return current;
    return byId(await withUnseen(this.#directory.reads, group, [...current.values()], asked, { fresh: true }));
  }

  #prove(way: "add" | "remove", others: readonly Member[]): void {
    this.#proven.add(way);
    if (others.length > 0) this.#proven.add(`${way} kept`);
  }

  /** The members that the answer shows; undefined when it shows none although there must be some. */
  async #patched(
    group: string,
    operations: Operation[],
    wanted: ReadonlyMap<string, Member>,
  ): Promise<ReadonlyMap<string, Member> | undefined> {
    try {
      const { body } = await regardless(() => this.#directory.patch("/Groups", group, operations));
      const shown = body && idOf(body) === group ? (memberList(body) ?? []) : [];
      return body && (shown.length > 0 || wanted.size === 0) ? byId(shown) : undefined;
    } catch (error) {
      throw effectOf(error) === "unknown" && !isAbsent(error) ? new LostAnswer({ cause: error }) : error;
    }
  }

  /**
   * Whether nobody is in the group whom the service hides, so that a list made of what it shows may be written: it shows
   * some, or this process has made the group, or it shows those of another group. A few of them are read to learn that.
   */
  async showsMembers(group: string): Promise<boolean> {
    if (this.#replacement.knows(group) || (await this.current(group)).size > 0) return true;
    return (this.#areShown ??= this.#areAnyShown());
  }

  async #areAnyShown(): Promise<boolean> {
    const { reads } = this.#directory;
    const unseen: string[] = [];
    try {
      for await (const group of reads.list("/Groups")) {
        if (sizeShown(group) > 0) return true;
        const id = idOf(group);
        if (id !== undefined) unseen.push(id);
        if (unseen.length >= PROBES) break;
      }
      for (const id of unseen) if (sizeShown(await reads.byId("/Groups", id)) > 0) return true;
    } catch {
      // What cannot be learnt is not taken for proven.
    }
    return false;
  }

  /** Everybody in the group now, by id; NotFoundError when there is no such group. */
  async current(group: string, options: { fresh?: boolean } = {}): Promise<ReadonlyMap<string, Member>> {
    if (this.#other) return this.#other.current(group, options);
    const known = this.#known.get(group);
    if (known && options.fresh !== true) return known;
    const resource = await this.#directory.reads.byId("/Groups", group, options);
    if (!resource) throw noGroup("GET", group);
    const members = byId(memberList(resource) ?? []);
    this.#known.set(group, members);
    return members;
  }
}

/** No answer came to a change of members: it may have been carried out. */
class LostAnswer extends Error {
  constructor(options: { cause: unknown }) {
    super("no answer came", options);
  }
}

const ofMembers = [UnstoredMembersError, UnseenMembersError, HiddenMembersError];

/** Whether the error is about some of the members rather than about the group, the token or the service. */
function isOfMembers(error: unknown): boolean {
  if (ofMembers.some((kind) => error instanceof kind)) return true;
  return error instanceof ServiceError && [400, 404, 409, 413, 422].includes(error.status);
}
