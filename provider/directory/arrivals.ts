import { foldCase } from "../scim/compare.js";

/**
 * People whom the program names by an e-mail address or an externalId before the service has them: what waits for one of
 * them is done when they are made or taken over in this run.
 */
export class Arrivals {
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();

  /** Whether the run has seen somebody of that name, in any letter case. */
  has(name: string): boolean {
    return this.#known.has(foldCase(name));
  }

  /** Somebody of these names is in the service; resolves when all that waited for it is done. */
  async arrived(names: readonly string[]): Promise<void> {
    for (const name of names.map(foldCase)) {
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
}
