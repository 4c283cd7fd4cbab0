import { setTimeout } from "node:timers/promises";

/** How long without a check counts as the end of registrations, and how long is waited for it, in milliseconds. */
const QUIET_MS = 250;
const QUIET_LIMIT_MS = 10_000;
/** The same where an error hangs on it, and the machine may be slow. */
const LONG_QUIET_MS = 3_000;

/**
 * Who is alive in this run: the ids and the (group, member) pairs that a registered resource stands for. The engine
 * diffs every registered resource before it deletes any, so whatever is alive by then is never ended by the deletion of
 * another resource that holds the same id (a rename without `aliases`; design section 4).
 */
export class Ownership {
  readonly #alive = new Set<string>();
  readonly #adopted = new Set<string>();
  readonly #pairs = new Map<string, Set<string>>();
  readonly #removed = new Map<string, Set<string>>();
  readonly #replaced = new Set<string>();
  readonly #stack = new Map<string, string>();
  #programRuns = false;
  #lastCheck = 0;
  #checkedInputs = "";
  #claimedByDiff: string | undefined;

  /** Whether the program has begun to register resources: not in a refresh or a destroy by themselves. */
  get isProgramRunning(): boolean {
    return this.#programRuns;
  }

  /** A refresh has read an object that a resource of the stack manages; `what` names it in messages. */
  remember(id: string, what: string): void {
    this.#stack.set(id, what);
  }

  /** How messages name the object, if a refresh of this run has shown that the stack manages it. */
  remembered(id: string): string | undefined {
    return this.#stack.get(id);
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

  /** Looked up or updated. */
  claim(id: string): void {
    this.#alive.add(id);
  }

  /** Claims the id of an object that was just made; false when another resource of this run holds it already. */
  create(id: string): boolean {
    if (this.#alive.has(id)) return false;
    this.#alive.add(id);
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
    this.#alive.add(id);
    return true;
  }

  /** The diff found no change, so that the resource is not replaced for one. */
  unchanged(): void {
    this.#claimedByDiff = undefined;
  }

  isAlive(id: string): boolean {
    return this.#alive.has(id);
  }

  claimPairs(group: string, members: Iterable<string>): void {
    add(this.#pairs, group, members);
  }

  /** As `claimPairs`, for a diff: returns whether a claimed pair was removed in this run and must be added again. */
  diffedPairs(group: string, members: readonly string[]): boolean {
    if (!this.#programRuns) return false;
    add(this.#pairs, group, members);
    const removed = this.#removed.get(group);
    return removed !== undefined && members.some((member) => removed.has(member));
  }

  isClaimed(group: string, member: string): boolean {
    return this.#pairs.get(group)?.has(member) ?? false;
  }

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

function add(map: Map<string, Set<string>>, key: string, values: Iterable<string>): void {
  const set = map.get(key) ?? new Set();
  for (const value of values) set.add(value);
  map.set(key, set);
}
