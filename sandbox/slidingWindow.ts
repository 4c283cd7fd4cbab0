/** A limit on some requests: `limit` of them in any `windowMs` milliseconds. */
export interface RateLimit {
  /** What is counted, as a 429 words it. */
  readonly what: string;
  readonly limit: number;
  readonly windowMs: number;
  /** Whether a 429 says in Retry-After when to come again. */
  readonly retryAfter: boolean;
  /** Whether it counts this request; the path is as the client sent it, without its query. */
  applies(method: string, path: string): boolean;
}

/** Counts requests against a limit: never more than its number in any window, wherever that begins. Refusals cost nothing. */
export class SlidingWindow {
  private readonly taken: number[] = [];

  constructor(
    readonly rate: RateLimit,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Counts one request: 0 when it may pass, else the milliseconds until one may. */
  take(): number {
    const now = this.clock();
    const { limit, windowMs } = this.rate;
    while ((this.taken[0] ?? now) <= now - windowMs) this.taken.shift();
    if (this.taken.length < limit) {
      this.taken.push(now);
      return 0;
    }
    return (this.taken[0] ?? now) + windowMs - now;
  }
}
