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
/** How fast the best latency is forgotten: the share of each longer one that flows into it. */
const FORGETTING = 1 / 256;

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

  /** One more is under way, `inFlight` in all. */
  began(inFlight: number): void {
    this.#peak = Math.max(this.#peak, inFlight);
  }

  /** `kind` names requests whose latencies compare; without it only the answer counts. All times by `performance.now()`. */
  answered(beganAt: number, now: number, kind?: string): void {
    if (beganAt < this.#roundSince) return;
    if (kind !== undefined) this.#sample(kind, now - beganAt);
    this.#answers++;
    if (this.#doubling && this.#isUsed) this.#grow();
    if (this.#answers >= Math.max(ROUND, this.limit)) this.#endRound(now);
  }

  /** The service refuses for its rate: what is under way now is enough to reach it. */
  refused(): void {
    this.#doubling = false;
  }

  /** The service or a gateway before it broke down over a request: once for all that were under way then. */
  overloaded(beganAt: number, now: number): void {
    this.#doubling = false;
    if (beganAt < this.#roundSince) return;
    this.#limit = Math.max(1, this.#limit * LEAST_SHARE);
    this.#shrunk = undefined;
    this.#begin(now);
  }

  #sample(kind: string, latency: number): void {
    const best = this.#best.get(kind);
    if (best === undefined || latency <= best) {
      this.#best.set(kind, latency);
      this.#rises.push(1);
      return;
    }
    this.#best.set(kind, best + (latency - best) * FORGETTING);
    this.#rises.push(latency - best > RISEN_MS ? latency / best : 1);
  }

  #endRound(now: number): void {
    const rise = median(this.#rises);
    if (rise > RISEN_TIMES) this.#shrink(rise);
    else {
      this.#shrunk = undefined;
      if (this.#isUsed && !this.#doubling) this.#grow();
    }
    this.#begin(now);
  }

  #shrink(rise: number): void {
    this.#doubling = false;
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
    if (this.#limit === this.#max) this.#doubling = false;
  }

  #begin(now: number): void {
    this.#roundSince = this.#doubling ? 0 : now;
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
