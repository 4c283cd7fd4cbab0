/** The first wait after a refusal that names none, in milliseconds: services mostly count by the second. */
const FIRST_WAIT_MS = 200;
/** How much longer each further one is, and the longest. */
const LONGER = 1.6;
const LONGEST_WAIT_MS = 15_000;
/** Services that ask for whole seconds ask for up to so much more than they need. */
const ROUNDING_MS = 1000;
/** Random share by which a wait is longer, so that several processes do not come back together. */
const SPREAD = 0.1;

/** A closure that is over. */
export interface Closed {
  /** From the first refusal to the first request that was let through. */
  forMs: number;
  /** How much of that may have been longer than the service needed. */
  slackMs: number;
}

/**
 * The time in which the service lets nothing through: as long as it says, else by waits that grow. After that one request goes ahead
 * alone, and the others follow when it has passed (a circuit breaker, half open). All times by `performance.now()`.
 */
export class Closure {
  #until = 0;
  #closedSince = 0;
  #closedAt = -Infinity;
  #refusals = 0;
  #isProven = true;
  #isAsked = false;
  #scout: number | undefined;

  /** Until when nothing begins; in the past when all is open. */
  get until(): number {
    return this.#until;
  }

  /** Whether requests have to wait for one that went ahead. */
  get awaitsScout(): boolean {
    return !this.#isProven && this.#scout !== undefined;
  }

  extend(until: number): void {
    this.#until = Math.max(this.#until, until);
  }

  began(now: number): void {
    if (!this.#isProven) this.#scout = now;
  }

  /**
   * The service refused, and asked for a wait or not. What began before the last closure was refused for the same reason as
   * what caused that: it closes nothing again.
   */
  refused(beganAt: number, now: number, askedMs: number | undefined): "first" | "again" | "late" {
    const asked = askedMs !== undefined && askedMs > 0 ? askedMs : undefined;
    if (asked !== undefined) this.extend(now + asked);
    if (beganAt <= this.#closedAt) return "late";
    const wasProven = this.#isProven;
    if (wasProven) this.#closedSince = now;
    this.#closedAt = now;
    this.#isProven = false;
    this.#scout = undefined;
    this.#isAsked = asked !== undefined;
    const wait = FIRST_WAIT_MS * LONGER ** this.#refusals * (1 + SPREAD * Math.random());
    this.#refusals++;
    if (asked === undefined) this.extend(now + Math.min(wait, LONGEST_WAIT_MS));
    return wasProven ? "first" : "again";
  }

  /** A request that began then was let through: what came to its end by that, if it was closed. */
  passed(beganAt: number, now: number): Closed | undefined {
    if (this.#isProven || beganAt <= this.#closedAt) return undefined;
    this.#isProven = true;
    this.#scout = undefined;
    this.#refusals = 0;
    const lastWait = beganAt - this.#closedAt;
    const tooLong = this.#isAsked ? Math.min(lastWait, ROUNDING_MS) : lastWait;
    return { forMs: beganAt - this.#closedSince, slackMs: tooLong + now - beganAt };
  }

  /** A request that began then ended without saying whether it was let through. */
  ended(beganAt: number): void {
    if (this.#scout === beganAt) this.#scout = undefined;
  }
}
