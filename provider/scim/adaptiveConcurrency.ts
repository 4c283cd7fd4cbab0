/** Where it begins: a service with a small limit is not met by all at once, and doubling soon reaches the usual number. */
const FIRST = 4;
/** Latency has clearly risen when it is so many times the best, and so much longer: services that answer at once are left alone. */
const RISEN_TIMES = 2;
const RISEN_MS = 200;
/** A round is as many answers as may be under way, and at least so many. */
const ROUND = 8;
/** The least share that one round may leave. */
const LEAST_SHARE = 0.5;
/** A latency that fewer requests do not bring down by this factor is the service's own. */
const HELPED = 0.85;
/**
 * How many requests at once get the most done: doubles with each round trip at first, later one more each round (additive), fewer by
 * the factor of the rise when latency is clearly above the best seen (as TCP Vegas and Netflix's gradient limit), half when the
 * service breaks down. If fewer do not bring latency down, it is taken for the service's own, and the number restored.
 */
export class AdaptiveConcurrency {
  readonly #best = new Map<string, number>();
  readonly #max: number;
  #limit: number;
  #doubling = true;
  #peak = 0;
  #roundSince = 0;
  #rises: number[] = [];
  #answers = 0;
  #shrunk: { from: number; rise: number } | undefined;

  constructor(max: number) {
    this.#max = max;
    this.#limit = Math.min(max, FIRST);
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** One more is under way, `inFlight` in all; after a shrinking that tells that those over the limit are done. */
  began(inFlight: number, now: number): void {
    if (this.#roundSince === Infinity) this.#roundSince = now;
    this.#peak = Math.max(this.#peak, inFlight);
  }

  /** `kind` names requests whose latencies compare; without it only the answer counts. All times by `performance.now()`. */
  answered(beganAt: number, now: number, kind?: string): void {
    if (beganAt < this.#roundSince) return;
    if (kind !== undefined) this.#sample(kind, now - beganAt);
    if (this.#doubling) {
      if (this.#isUsed) this.#grow();
      if (this.limit === this.#max) this.#settle();
      return;
    }
    this.#answers++;
    if (this.#answers >= Math.max(ROUND, this.limit)) this.#endRound(now);
  }

  /** The service refuses for its rate: what is under way now is enough to reach it. */
  refused(): void {
    if (this.#doubling) this.#settle();
  }

  /** The service or a gateway before it broke down over a request: once for all that were under way then. */
  overloaded(beganAt: number): void {
    if (beganAt < this.#roundSince) return;
    this.#limit = Math.max(1, this.#limit * LEAST_SHARE);
    this.#shrunk = undefined;
    this.#settle();
  }

  #sample(kind: string, latency: number): void {
    const best = this.#best.get(kind);
    if (best === undefined || latency <= best) {
      this.#best.set(kind, latency);
      this.#rises.push(1);
      return;
    }
    this.#rises.push(latency - best > RISEN_MS ? latency / best : 1);
  }

  #endRound(now: number): void {
    const rise = median(this.#rises);
    if (rise > RISEN_TIMES) {
      this.#shrink(rise);
      this.#settle();
    } else {
      this.#shrunk = undefined;
      if (this.#isUsed) this.#grow();
      this.#begin(now);
    }
  }

  #shrink(rise: number): void {
    const before = this.#shrunk;
    if (before !== undefined && rise > before.rise * HELPED) {
      for (const [kind, best] of this.#best) this.#best.set(kind, best * rise);
      this.#limit = before.from;
      this.#shrunk = undefined;
      return;
    }
    this.#shrunk = { from: before?.from ?? this.#limit, rise };
    this.#limit = Math.max(1, this.#limit * Math.max(LEAST_SHARE, RISEN_TIMES / rise));
  }

  #grow(): void {
    this.#limit = Math.min(this.#max, this.limit + 1);
  }

  /** The next round is of what begins when no more than the limit are under way. */
  #settle(): void {
    this.#doubling = false;
    this.#begin(Infinity);
  }

  #begin(since: number): void {
    this.#roundSince = since;
    this.#rises = [];
    this.#answers = 0;
    this.#peak = 0;
  }

  get #isUsed(): boolean {
    return this.#peak >= this.limit;
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}
