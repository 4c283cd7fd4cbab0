import { setTimeout } from "node:timers/promises";
import { foldCase } from "../scim/compare.js";

/** How long the step that gives a name up may take to begin, and to end, before it is not waited for, in milliseconds. */
const BEGIN_MS = 1_000;
const END_MS = 60_000;
const TURN_MS = 25;

/** An object of this stack that the program gives another name, as its diff has told. */
export interface Move {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Whether messages may not tell the names. */
  readonly isSecret: boolean;
  /** `passed`: the service has taken the new name. `failed`: the step ended without that. */
  state: "announced" | "begun" | "passed" | "failed";
  /** Whether it was given a temporary name. */
  isDisplaced: boolean;
}

/**
 * Names that change hands in this run, at one endpoint of a service where two objects cannot have the same: who gives up
 * which name, and who waits for it.
 */
export class Moves {
  readonly #byId = new Map<string, Move>();
  readonly #byName = new Map<string, Move>();
  /** Whose step waits for whose. */
  readonly #waiting = new Map<string, string>();
  /** Who has lost a name before a diff has told whether the program gives another. */
  readonly #displaced = new Set<string>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** A diff has found a new name. */
  announce(id: string, { from, to, isSecret }: Pick<Move, "from" | "to" | "isSecret">): void {
    if (this.#byId.has(id)) return;
    const move: Move = { id, from, to, isSecret, state: "announced", isDisplaced: false };
    this.#byId.set(id, move);
    this.#byName.set(foldCase(from), move);
  }

  /** Who had that name when the run began, and gives it up. */
  of(name: string): Move | undefined {
    return this.#byName.get(foldCase(name));
  }

  /** Whether messages may not tell the name that the object is to have. */
  isSecret(id: string): boolean {
    return this.#byId.get(id)?.isSecret ?? false;
  }

  /** Carries out the update of the object, within which its name passes. */
  async during<T>(id: string, step: () => Promise<T>): Promise<T> {
    const move = this.#byId.get(id);
    if (!move) return step();
    move.state = "begun";
    try {
      return await step();
    } finally {
      // The step itself tells that the name has passed.
      if (!hasPassed(move)) move.state = "failed";
    }
  }

  /** The object was given a temporary name before the program has registered it. */
  displaced(id: string): void {
    this.#displaced.add(id);
  }

  /** Whether it has that temporary name still, so that its own must be sent whatever the state says. */
  hasLostName(id: string): boolean {
    return this.#displaced.has(id);
  }

  /** The service has taken the object's new name. */
  passed(id: string): void {
    this.#displaced.delete(id);
    const move = this.#byId.get(id);
    if (move) move.state = "passed";
  }

  /** Only one at a time writes the name of an object. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(work);
    this.#turns.set(
      id,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /**
   * Waits for the end of the step that gives the name up. False when that would not come: it waits, perhaps through
   * others, for the one who asks (`self`, the id of an object that is renamed itself), or the engine does not begin with
   * it, having no worker free.
   */
  async settled(move: Move, self?: string): Promise<boolean> {
    if (self !== undefined) {
      if (this.#isAwaitedBy(move.id, self)) return false;
      this.#waiting.set(self, move.id);
    }
    try {
      const start = Date.now();
      while (move.state === "announced" || move.state === "begun") {
        if (Date.now() - start >= (move.state === "announced" ? BEGIN_MS : END_MS)) return false;
        await setTimeout(TURN_MS);
      }
      return true;
    } finally {
      if (self !== undefined) this.#waiting.delete(self);
    }
  }

  /** Whose steps wait for that one's, perhaps through others. */
  waitersFor(id: string): string[] {
    return [...this.#waiting.keys()].filter((waiting) => this.#isAwaitedBy(waiting, id));
  }

  #isAwaitedBy(waiting: string, awaited: string): boolean {
    for (let next = this.#waiting.get(waiting); next !== undefined; next = this.#waiting.get(next))
      if (next === awaited) return true;
    return false;
  }
}

function hasPassed({ state }: Move): boolean {
  return state === "passed";
}
