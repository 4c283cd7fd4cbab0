import { type AdaptiveConcurrency } from "./adaptiveConcurrency.js";

/** Requests under way at the same time, of one limiter or of several together. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  readonly #max: number;
  #taken = 0;

  /** `learner` keeps the number below `max` while it thinks that fewer get as much done. */
  constructor(
    max: number,
    readonly learner?: AdaptiveConcurrency,
  ) {
    if (!Number.isInteger(max) || max < 1) {
      throw new RangeError(`maxConcurrency must be a whole number of at least 1, not ${max}.`);
    }
    this.#max = max;
  }

  get areFree(): boolean {
    return this.#taken < this.#limit;
  }

  take(now: number): void {
    this.#taken++;
    this.learner?.began(this.#taken, now);
  }

  /** Calls `admit` once when a slot is free again. */
  wait(admit: () => void): void {
    this.#waiting.add(admit);
  }

  give(): void {
    this.#taken--;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const admit of waiting) admit();
  }

  get #limit(): number {
    return Math.min(this.#max, this.learner?.limit ?? this.#max);
  }
}
