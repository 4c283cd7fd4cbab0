import { type Closed } from "./closure.js";
import { RecentStarts } from "./recentStarts.js";

/** The share of a measured rate that is left free, so that requests which travel at different speeds do not meet too close together. */
const MARGIN = 0.025;
/** How far a late timer may be caught up with, in milliseconds: less than the margin of a second. */
const CATCH_UP_MS = 20;
const SECOND_MS = 1000;
/** The slowest it becomes by itself, in requests a second. */
const SLOWEST = 1 / 30;
/** What a refusal leaves of a rate of which nothing better is known, and the least that a measurement may leave. */
const BACK_OFF = 0.7;
const LEAST_SHARE = 0.1;
/** A fall below this share means that the service permits less than before: what was learnt of its limits is void. */
const FAR = 0.9;
/** What a measurement leaves at most. */
const MOST_SHARE = 0.95;
/** The share by which a rate is raised into the unknown; twice as much after each raise that went well. */
const STEP = { first: 0.3, afterRefusal: 0.05, most: 1 };
/** A rate measured from fewer requests may be the small burst of a much higher one: the first step is the largest. */
const FEW = 10;
/** Below so many a second, one more or less of them in a second is no measure. */
const SPARSE = 2;
/** Below a rate that was refused it is raised by this share of the distance, while that is more than `close`. */
const APPROACH = { share: 1 / 3, close: 0.03 };
/**
 * Patience before the next raise: so many times what the last refusal cost, in time and in refused requests. Twice as long after each
 * refused raise, half as long after each that went well; the most before a rate that was refused is tried again.
 */
const PATIENCE = { least: 1 / 8, first: 4, refused: 16, most: 64 };
/** What far too high a rate brought about tells little of what a small raise may cost. */
const MOST_COST = { ms: 5 * SECOND_MS, refused: 3 };
const PASSED_FOR_EACH_REFUSED = 4;
/** A level counts as used when so much of it was asked for. */
const USED = 0.8;

/**
 * Learns the rate of a service that states none. Unlimited until the first refusal; then what was let through in the last second; from
 * the second refusal on, what was let through since the one before, which is exact for a token bucket and never too much for a
 * window. Raised in steps when a level has held, for longer the more the last refusal cost; a refused raise falls back to the level
 * that held. All times by `performance.now()`.
 */
export class AdaptiveRate {
  readonly #recent = new RecentStarts(2 * SECOND_MS);
  #rate = Infinity;
  /** The level that the present one was raised from, while it is not proven itself. */
  #held: number | undefined;
  #step = 0;
  #patience: number = PATIENCE.first;
  /** The lowest rate that was refused, until it is let through. */
  #ceiling = Infinity;
  #nextAt = 0;
  #levelSince = 0;
  #levelStarts = 0;
  #refusedAt: number | undefined;
  #admitted = 0;
  #isContinuous = false;
  /** While what the first refusal found is still being counted: from when on. */
  #measureFrom: number | undefined;
  #refusals = 0;
  #closed: Closed = { forMs: 0, slackMs: 0 };

  /** Requests a second at present; Infinity while none was refused. */
  get rate(): number {
    return this.#rate;
  }

  /** When the next request may begin. */
  earliest(): number {
    return this.#nextAt;
  }

  count(now: number): void {
    this.#recent.add(now);
    this.#admitted++;
    this.#levelStarts++;
    if (this.#rate !== Infinity) this.#nextAt = Math.max(this.#nextAt, now - CATCH_UP_MS) + SECOND_MS / this.#rate;
  }

  /** How many requests more the present second has room for. */
  room(now: number): number {
    return this.#rate === Infinity ? Infinity : Math.floor(this.#rate) - this.#recent.since(now - SECOND_MS);
  }

  /** Nothing waits and nothing is under way: what is let through from now on tells nothing of the time before. */
  idle(): void {
    this.#isContinuous = false;
  }

  /** The first refusal since requests were last let through. */
  refused(beganAt: number, now: number): void {
    this.#uncount(beganAt);
    this.#refusals = 1;
    if (this.#rate === Infinity) {
      this.#measureFrom = beganAt - SECOND_MS;
      this.#measure(now);
    } else {
      const raisedFrom = this.#held;
      const next = raisedFrom ?? this.#fallen(now);
      if (raisedFrom !== undefined) this.#patience = clamp(this.#patience * 2, PATIENCE.refused, PATIENCE.most);
      else if (next < this.#rate * FAR) this.#patience = PATIENCE.first;
      this.#step = STEP.afterRefusal;
      this.#ceiling = Math.min(this.#ceiling, this.#rate);
      this.#setRate(next, now);
    }
    this.#held = undefined;
    this.#refusedAt = now;
    this.#admitted = 0;
    this.#isContinuous = true;
  }

  /** Another refusal for the same reason: of something that was under way then, or of the one that went ahead. */
  refusedToo(beganAt: number, now: number): void {
    this.#uncount(beganAt);
    this.#refusals++;
    if (beganAt <= (this.#refusedAt ?? 0)) this.#measure(now);
  }

  /** Requests are let through again. */
  reopened(now: number, closed: Closed): void {
    if (this.#measureFrom !== undefined) {
      this.#refusals = 1;
      this.#step = this.#rate < FEW ? STEP.most : STEP.first;
      this.#measureFrom = undefined;
    }
    this.#closed = closed;
    this.#levelSince = now;
    this.#levelStarts = 0;
  }

  /** A request was let through. */
  passed(now: number): void {
    if (this.#rate === Infinity) return;
    const elapsed = now - this.#levelSince;
    const patience = this.#isClose ? PATIENCE.most : this.#patience;
    if (elapsed < Math.max(SECOND_MS, patience * Math.min(this.#closed.forMs, MOST_COST.ms))) return;
    if (this.#levelStarts < patience * PASSED_FOR_EACH_REFUSED * Math.min(this.#refusals, MOST_COST.refused)) return;
    const isUsed = this.#levelStarts >= this.#rate * (elapsed / SECOND_MS) * USED;
    if (isUsed) this.#raise();
    this.#levelSince = now;
    this.#levelStarts = 0;
  }

  get #isClose(): boolean {
    return this.#ceiling < this.#rate * (1 + APPROACH.close);
  }

  #raise(): void {
    if (this.#held !== undefined) {
      this.#patience = Math.max(PATIENCE.least, this.#patience / 2);
      if (this.#ceiling === Infinity) this.#step = Math.min(STEP.most, this.#step * 2);
    }
    if (this.#rate >= this.#ceiling) {
      this.#ceiling = Infinity;
      this.#patience = Math.min(this.#patience, PATIENCE.first);
    }
    this.#held = this.#rate;
    if (this.#ceiling === Infinity) this.#rate *= 1 + this.#step;
    else if (this.#isClose) this.#rate = Math.max(this.#ceiling, this.#rate * (1 + this.#step));
    else this.#rate += (this.#ceiling - this.#rate) * APPROACH.share;
  }

  #uncount(beganAt: number): void {
    this.#recent.remove(beganAt);
    if (beganAt > (this.#refusedAt ?? 0)) this.#admitted--;
    if (beganAt > this.#levelSince) this.#levelStarts--;
  }

  /** Below a rate that was refused though it had held or was measured. */
  #fallen(now: number): number {
    const elapsed = now - (this.#refusedAt ?? now) - this.#closed.slackMs;
    const canMeasure = this.#isContinuous && elapsed >= SECOND_MS / 2;
    const since = canMeasure ? (this.#admitted / elapsed) * SECOND_MS * (1 - MARGIN) : this.#rate * BACK_OFF;
    const lastSecond = this.#rate < SPARSE ? Infinity : this.#recent.since(now - SECOND_MS) * (1 - MARGIN);
    return clamp(Math.min(since, lastSecond), this.#rate * LEAST_SHARE, this.#rate * MOST_SHARE);
  }

  #measure(now: number): void {
    if (this.#measureFrom === undefined) return;
    const admitted = this.#recent.since(this.#measureFrom);
    this.#setRate(admitted === 0 ? Infinity : admitted * (1 - MARGIN), now);
  }

  #setRate(rate: number, now: number): void {
    this.#rate = Math.max(SLOWEST, rate);
    this.#nextAt = Math.max(this.#nextAt, now);
    this.#levelSince = now;
    this.#levelStarts = 0;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
