/** A token bucket: `capacity` requests at once, refilled evenly at `perSecond`. `clock` gives milliseconds that never run back. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly perSecond: number,
    private readonly capacity: number = Math.max(1, perSecond),
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.tokens = capacity;
    this.filledAt = clock();
  }

  /** Takes one token: 0 when there was one, else the milliseconds until there will be one. A refusal costs nothing. */
  take(): number {
    const now = this.clock();
    this.tokens = Math.min(this.capacity, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    return ((1 - this.tokens) / this.perSecond) * 1000;
  }
}
