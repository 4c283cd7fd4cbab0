/** Somebody who waits for a turn. */
export interface Waiting {
  /** The place in the queue; smaller numbers come first among those who had a turn before. */
  ticket: number;
  begin: (now: number) => void;
}

/** First come, first served; who had a turn before and was refused goes before all who have had none. */
export class TurnQueue {
  readonly #new = new Set<Waiting>();
  readonly #returned: Waiting[] = [];

  get size(): number {
    return this.#new.size + this.#returned.length;
  }

  get next(): Waiting | undefined {
    const [first] = this.#returned;
    if (first !== undefined) return first;
    for (const waiting of this.#new) return waiting;
    return undefined;
  }

  enter(waiting: Waiting, isReturning: boolean): void {
    if (!isReturning) {
      this.#new.add(waiting);
      return;
    }
    const behind = this.#returned.findIndex((other) => other.ticket > waiting.ticket);
    this.#returned.splice(behind < 0 ? this.#returned.length : behind, 0, waiting);
  }

  leave(waiting: Waiting): void {
    const at = this.#returned.indexOf(waiting);
    if (at < 0) this.#new.delete(waiting);
    else this.#returned.splice(at, 1);
  }
}
