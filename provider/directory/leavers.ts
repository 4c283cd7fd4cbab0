import { type JsonObject } from "../scim/json.js";
import { type Arrivals } from "./arrivals.js";
import { GuardError, NAMED } from "./guardError.js";
import { named } from "./named.js";
import { type Ownership } from "./ownership.js";

/** How long an update that ends somebody waits to learn who else leaves, in milliseconds. */
const STANDSTILL_MS = 60_000;

/** Somebody's account, and how messages name them. */
export interface Person {
  id: string;
  userName: string;
}

/** How many people a run may end. */
export interface LeaversOptions {
  /** Undefined: any number. */
  maxLeavers?: number | undefined;
  /** For this run only, where it is more. */
  allowLeavers?: number | undefined;
}

/**
 * Stops a run that would end more people than `maxLeavers` allows. After a refresh in this run the number is known
 * before the first end: whoever was read and whom no registered resource stands for, and whom a diff has found to become
 * inactive. Without one, ends are counted as they come.
 */
export class Leavers {
  readonly #options: LeaversOptions;
  readonly #ownership: Ownership;
  readonly #arrivals: Arrivals;
  /** People whose resource, if it is dropped, ends them: id → userName. */
  readonly #shown = new Map<string, string>();
  /** The state of each of them as a text, in which the ids stand that they refer to. */
  readonly #states = new Map<string, string>();
  readonly #planned = new Map<string, string>();
  readonly #ended = new Map<string, string>();
  /** People whose update waits to learn who else leaves. */
  readonly #waiting = new Set<string>();

  constructor(options: LeaversOptions, ownership: Ownership, arrivals: Arrivals) {
    this.#options = options;
    this.#ownership = ownership;
    this.#arrivals = arrivals;
  }

  /** A refresh has read somebody whom the deletion of their resource would end; `state` is what is known of them. */
  shown({ id, userName }: Person, state: JsonObject): void {
    if (this.#options.maxLeavers === undefined) return;
    this.#shown.set(id, userName);
    this.#states.set(id, JSON.stringify(state));
  }

  /** A diff has found that the program makes somebody inactive. */
  planned({ id, userName }: Person): void {
    this.#planned.set(id, userName);
  }

  /**
   * Before somebody is made inactive by an update. The program may still be registering resources: those are waited for,
   * in bounded time. Whoever refers to somebody that waits here cannot be registered before, and does not count yet.
   */
  async byUpdate(person: Person): Promise<void> {
    const limit = this.#limit();
    if (limit === undefined) return;
    this.planned(person);
    this.#admit(person, await this.#goingSurely(person.id, limit), limit);
  }

  /** Before somebody is ended because their resource is dropped, which the engine does after all else. */
  async byDelete(person: Person): Promise<void> {
    const limit = this.#limit();
    if (limit === undefined) return;
    // Ended in the middle of the run, to be made anew.
    if (this.#ownership.isReplaced(person.id)) return this.byUpdate(person);
    const isCounted = this.#shown.size > 0 || this.#ownership.isProgramRunning;
    if (!isCounted && this.#options.allowLeavers === undefined) throw uncounted(person, limit);
    this.#admit(person, this.#going(), limit);
  }

  #limit(): number | undefined {
    const { maxLeavers, allowLeavers = 0 } = this.#options;
    return maxLeavers === undefined ? undefined : Math.max(maxLeavers, allowLeavers);
  }

  /** Who surely leaves: after a refresh also whoever is not registered and does not wait for one of those updates. */
  async #goingSurely(id: string, limit: number): Promise<Map<string, string>> {
    if (this.#shown.size === 0) {
      await this.#ownership.quiet();
      return this.#sure();
    }
    if (this.#sure().size > limit || this.#going().size <= limit) return this.#sure();
    this.#waiting.add(id);
    try {
      if (!(await this.#arrivals.standstill(STANDSTILL_MS))) return this.#sure();
      const left = this.#going();
      for (const dependent of this.#dependents(left)) left.delete(dependent);
      return new Map([...left, ...this.#sure()]);
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Who of those not registered refers, perhaps through others of them, to somebody whose update waits. */
  #dependents(left: ReadonlyMap<string, string>): Set<string> {
    const blocking = new Set(this.#waiting);
    for (const id of blocking)
      for (const other of left.keys())
        if (this.#states.get(other)?.includes(JSON.stringify(id)) === true) blocking.add(other);
    for (const id of this.#waiting) blocking.delete(id);
    return blocking;
  }

  #sure(): Map<string, string> {
    return new Map([...this.#planned, ...this.#ended]);
  }

  /** Everybody who leaves as far as this run has shown, among them whoever is not registered yet. */
  #going(): Map<string, string> {
    const dropped = [...this.#shown].filter(([id]) => !this.#ownership.isKept(id));
    return new Map([...dropped, ...this.#sure()]);
  }

  #admit({ id, userName }: Person, going: Map<string, string>, limit: number): void {
    const all = new Map([...going, [id, userName]]);
    if (all.size > limit) throw tooMany(userName, [...all.values()], this.#ended.size, limit);
    this.#ended.set(id, userName);
  }
}

function tooMany(userName: string, names: string[], ended: number, limit: number): GuardError {
  const number = names.length;
  const done = ended === 0 ? "nobody has been ended" : `${ended} have been ended already`;
  return new GuardError(
    "leavers",
    `Could not end user ${userName}: this run would end ${number} people or more (${named(names, NAMED)}), and maxLeavers allows ${limit}; ${done}. ` +
      `If they shall all leave, set SCIM_ALLOW_LEAVERS=${number} (or more) in the environment for this one run; else put them back into the program`,
  );
}

function uncounted(person: Person, limit: number): GuardError {
  return new GuardError(
    "leavers",
    `Could not end user ${person.userName}: maxLeavers allows ${limit}, and how many people this run would end is not known, since it runs no program and looked at nobody first (as \`pulumi destroy\` does). ` +
      `Set SCIM_ALLOW_LEAVERS to the number of people who may be ended in this one run, or run it with --refresh, which counts them`,
  );
}
