import { setTimeout } from "node:timers/promises";
import { type Siblings } from "./siblings.js";

/** How long without a check counts as the end of registrations, and how long is waited for it, in milliseconds. */
const QUIET_MS = 250;
const QUIET_LIMIT_MS = 10_000;
/** The same where an error hangs on it, and the machine may be slow. */
const LONG_QUIET_MS = 3_000;

/** What a refresh has shown of an object that a resource of the stack manages. */
export interface Remembered {
  /** Names it in messages. */
  readonly what: string;
  /** Id of the manager in the state. */
  readonly manager: string | undefined;
  /** Whether dropping the resource deletes it. */
  readonly isDeletable: boolean;
}

/**
 * Who is alive in this run: the ids and the (group, member) pairs that a registered resource stands for. The engine
 * diffs every registered resource before it deletes any, so whatever is alive by then is never ended by the deletion of
 * another resource that holds the same id (a rename without `aliases`; design section 4).
 */
export class Ownership {
  readonly #alive = new Set<string>();
  readonly #spared = new Set<string>();
  readonly #adopted = new Set<string>();
  readonly #pairs = new Map<string, Set<string>>();
  readonly #statedPairs = new Map<string, Set<string>>();
  readonly #removed = new Map<string, Set<string>>();
  readonly #replaced = new Set<string>();
  readonly #ending = new Set<string>();
  readonly #stack = new Map<string, Remembered>();
  #programRuns = false;
  #lastCheck = 0;
  #checkedInputs = "";
  #claimedByDiff: string | undefined;
  readonly #siblings: Siblings | undefined;

  /** `siblings`: the other processes of the run at the same service, if there can be any. */
  constructor(siblings?: Siblings) {
    this.#siblings = siblings;
  }

  /** Whether the program has begun to register resources: not in a refresh or a destroy by themselves. */
  get isProgramRunning(): boolean {
    return this.#programRuns;
  }

  /** A refresh has read an object that a resource of the stack manages. */
  remember(id: string, about: Remembered): void {
    this.#stack.set(id, about);
  }

  /** How messages name the object, if a refresh of this run has shown that the stack manages it. */
  remembered(id: string): string | undefined {
    return this.#stack.get(id)?.what;
  }

  /**
   * Whether a refresh has shown that the object's resource comes after that of the other one, its manager or a manager
   * above: the program cannot register it before the other one's step has ended. Only for those whom an end deletes.
   */
  comesAfter(id: string, other: string): boolean {
    if (this.#stack.get(id)?.isDeletable !== true) return false;
    const passed = new Set<string>();
    for (
      let at = this.#stack.get(id)?.manager;
      at !== undefined && !passed.has(at);
      at = this.#stack.get(at)?.manager
    ) {
      if (at === other) return true;
      passed.add(at);
    }
    return false;
  }

  /** A refresh is reading a membership that stands for these pairs. */
  rememberPairs(group: string, members: Iterable<string>): void {
    add(this.#statedPairs, group, members);
  }

  /** Whether a membership of the stack stands for the pair, as far as a refresh of this run has shown. */
  isPairRemembered(group: string, member: string): boolean {
    return this.#statedPairs.get(group)?.has(member) ?? false;
  }

  /** The program registers resources. Diffs before the first check belong to a refresh and prove nothing. */
  programRuns(): void {
    this.#programRuns = true;
    this.#lastCheck = Date.now();
  }

  /**
   * A check of inputs (as text). The engine checks and compares one resource at a time; when it checks the inputs of the
   * changed one that it has just compared again, now as those of a new resource, it is going to replace it (the option
   * `replaceOnChanges`): the object is no longer claimed, and may be ended or be taken over by its successor.
   */
  checked(inputs: string, isNew: boolean): void {
    this.programRuns();
    const id = this.#claimedByDiff;
    if (id !== undefined && isNew && inputs === this.#checkedInputs) {
      this.#alive.delete(id);
      this.#siblings?.tell([claimOf(id)], false);
      this.#replaced.add(id);
    }
    this.#checkedInputs = inputs;
    this.#claimedByDiff = undefined;
  }

  /** Whether the engine replaces the resource that stood for this id. */
  isReplaced(id: string): boolean {
    return this.#replaced.has(id);
  }

  /**
   * Waits until the program has registered nothing for a moment, so that most claims are known; bounded. `isEnough` ends
   * the wait earlier, and makes it worth a longer moment.
   */
  async quiet(isEnough?: () => boolean): Promise<void> {
    const deadline = Date.now() + QUIET_LIMIT_MS;
    const silence = isEnough ? LONG_QUIET_MS : QUIET_MS;
    for (;;) {
      const left = Math.min(this.#lastCheck + silence, deadline) - Date.now();
      if (left <= 0 || isEnough?.() === true) return;
      await setTimeout(Math.min(left, QUIET_MS / 10));
    }
  }

  /** Looked up: nobody else's deletion ends the person, whom a resource of the program may yet adopt. */
  spare(id: string): void {
    this.#spared.add(id);
    this.#siblings?.tell([claimOf(id)]);
  }

  /** Updated. */
  claim(id: string): void {
    if (this.#alive.has(id)) return;
    this.#alive.add(id);
    this.#siblings?.tell([claimOf(id)]);
  }

  /** Claims the id of an object that was just made; false when another resource of this run holds it already. */
  create(id: string): boolean {
    if (this.#alive.has(id)) return false;
    this.claim(id);
    return true;
  }

  /** As `create`, for an object that was there before: a resource that is diffed later may hold it too. */
  adopt(id: string): boolean {
    if (!this.create(id)) return false;
    this.#adopted.add(id);
    return true;
  }

  /** A diff of a resource with this id; returns false when another resource of this run has adopted that id. */
  diffed(id: string): boolean {
    if (!this.#programRuns) return true;
    if (this.#adopted.has(id)) return false;
    if (!this.#alive.has(id)) this.#claimedByDiff = id;
    this.claim(id);
    return true;
  }

  /** The diff found no change, so that the resource is not replaced for one. */
  unchanged(): void {
    this.#claimedByDiff = undefined;
  }

  /** A step of this process is about to delete them, or to make them inactive. */
  ending(id: string): void {
    this.#ending.add(id);
  }

  isEnding(id: string): boolean {
    return this.#ending.has(id);
  }

  /** Whether a resource of this process holds the id. */
  isManaged(id: string): boolean {
    return this.#alive.has(id);
  }

  /** Whether a resource or a look-up of this process holds the id. */
  isAlive(id: string): boolean {
    return this.#alive.has(id) || this.#spared.has(id);
  }

  /** The same, or a resource of another process of the run: one with another connection to the same service. */
  isKept(id: string): boolean {
    return this.isAlive(id) || this.#siblings?.have(claimOf(id)) === true;
  }

  claimPairs(group: string, members: Iterable<string>): void {
    const known = this.claimed(group);
    const fresh = [...members].filter((member) => !known.has(member));
    add(this.#pairs, group, fresh);
    this.#siblings?.tell(fresh.map((member) => claimOf(group, member)));
  }

  /** As `claimPairs`, for a diff: returns whether a claimed pair was removed in this run and must be added again. */
  diffedPairs(group: string, members: readonly string[]): boolean {
    if (!this.#programRuns) return false;
    this.claimPairs(group, members);
    const removed = this.#removed.get(group);
    return removed !== undefined && members.some((member) => removed.has(member));
  }

  /** Whether a membership of this run stands for the pair. */
  isClaimed(group: string, member: string): boolean {
    return this.claimed(group).has(member) || this.#siblings?.have(claimOf(group, member)) === true;
  }

  /** Members of the group for whom memberships of this process stand. */
  claimed(group: string): ReadonlySet<string> {
    return this.#pairs.get(group) ?? new Set();
  }

  pairsRemoved(group: string, members: Iterable<string>): void {
    add(this.#removed, group, members);
  }

  pairsAdded(group: string, members: Iterable<string>): void {
    const removed = this.#removed.get(group);
    for (const member of members) removed?.delete(member);
  }
}

function claimOf(...ids: string[]): string {
  return JSON.stringify(ids);
}

function add(map: Map<string, Set<string>>, key: string, values: Iterable<string>): void {
  const set = map.get(key) ?? new Set();
  for (const value of values) set.add(value);
  map.set(key, set);
}
