import { setTimeout } from "node:timers/promises";
import { foldCase } from "../scim/compare.js";

/** How long nothing may happen before whoever is waited for is taken not to come, in milliseconds. */
const QUIET_MS = 250;
const TURN_MS = 25;

/**
 * What became of a wait: everybody is there; nobody will come in this run; or it cannot be told, because the engine does
 * not begin with the next resource before one of those that wait is done.
 */
export type Awaited = "arrived" | "absent" | "crowded";

/**
 * People whom the program names by an e-mail address or an externalId before the service has them: what waits for one of
 * them is done when they are made or taken over in this run.
 */
export class Arrivals {
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  /** Steps of resources that wait for people, the oldest first. */
  readonly #held = new Set<object>();
  /** Steps that wait for a standstill. */
  #idle = 0;
  /** Steps of resources that have begun and are not done, those that wait among them. */
  #working = 0;
  /** Resources that the engine has announced and not begun with. */
  #announced = 0;
  /** Steps that wait no longer, and whose end brings nobody. */
  #givenUp = 0;
  #lastEvent = 0;

  /** Whether the run has seen somebody of that name, in any letter case. */
  has(name: string): boolean {
    return this.#known.has(foldCase(name));
  }

  /** Somebody of these names is in the service; resolves when all that waited for it is done. */
  async arrived(names: readonly string[]): Promise<void> {
    for (const name of names.map(foldCase)) {
      if (!this.#known.has(name)) this.#happened();
      this.#known.add(name);
      const steps = this.#waiting.get(name) ?? [];
      this.#waiting.delete(name);
      for (const step of steps) await step();
    }
  }

  /** Carries out the step when somebody of that name arrives; never, if nobody does. It must not throw. */
  when(name: string, step: () => Promise<void>): void {
    const steps = this.#waiting.get(foldCase(name)) ?? [];
    this.#waiting.set(foldCase(name), [...steps, step]);
  }

  /** The engine has checked a resource: it will begin with it, or find it unchanged. */
  announced(): void {
    this.#announced += 1;
    this.#happened();
  }

  /** A resource that was announced needs no step. */
  unchanged(): void {
    this.#announced = Math.max(0, this.#announced - 1);
    this.#happened();
  }

  /** Carries out a resource's step; while one is under way that does not wait itself, those waited for may still come. */
  async during<T>(step: () => Promise<T>): Promise<T> {
    this.unchanged();
    this.#working += 1;
    try {
      return await step();
    } finally {
      this.#working -= 1;
      if (this.#givenUp > 0) this.#givenUp -= 1;
      else this.#happened();
    }
  }

  /** Waits within a step for people of these names, as long as other steps may bring them. */
  async awaited(names: readonly string[]): Promise<Awaited> {
    const turn = {};
    this.#held.add(turn);
    try {
      while (!names.every((name) => this.has(name))) {
        const { isQuiet } = this;
        const [oldest] = this.#held;
        if (isQuiet && this.#announced === 0) {
          this.#givenUp += 1;
          return "absent";
        }
        if (isQuiet && oldest === turn) {
          this.#happened();
          return "crowded";
        }
        await setTimeout(TURN_MS);
      }
      return "arrived";
    } finally {
      this.#held.delete(turn);
    }
  }

  /** Whether nothing goes on but waiting. */
  get isQuiet(): boolean {
    return this.#working <= this.#held.size + this.#idle && Date.now() - this.#lastEvent >= QUIET_MS;
  }

  /**
   * Waits within a step until nothing goes on but waiting, so that all that the engine has not announced is either dropped
   * or depends on a step that waits. False when it cannot be told: time is over, or announced resources have no worker.
   */
  async standstill(limitMs: number): Promise<boolean> {
    const deadline = Date.now() + limitMs;
    this.#idle += 1;
    try {
      while (!this.isQuiet && Date.now() < deadline) await setTimeout(TURN_MS);
      return this.isQuiet && this.#announced === 0;
    } finally {
      this.#idle -= 1;
    }
  }

  #happened(): void {
    this.#lastEvent = Date.now();
  }
}
