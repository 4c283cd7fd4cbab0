/** The share of a window that is left free, so that requests which travel at different speeds do not meet the service too close together. */
const MARGIN = 0.025;
/** How far a late timer may be caught up with, in milliseconds. */
const CATCH_UP_MS = 100;
/** Few requests in a long window need not be spread over it: this distance is enough while it has room, in milliseconds. */
const LONG_WINDOW_MS = 5_000;
const LONG_WINDOW_SPACING_MS = 200;

/** How much later than it began the service may have counted a request that had to open its connection, in milliseconds. */
const OPENING_MS = 1000;

/** Counts the requests of some time, so that there are never more than the service permits, evenly spaced. */
export class RateWindow {
  private readonly windowMs: number;
  private readonly spacingMs: number;
  private readonly starts: number[] = [];
  private nextAt = 0;
  private firstAt: number | undefined;

  /** At most `requests`, a whole number, in each `seconds`. */
  constructor(
    private readonly requests: number,
    seconds: number,
  ) {
    this.windowMs = seconds * 1000 * (1 + MARGIN);
    const even = this.windowMs / requests;
    this.spacingMs = this.windowMs > LONG_WINDOW_MS ? Math.min(even, LONG_WINDOW_SPACING_MS) : even;
  }

  /** The window of a rate a second, which may be a fraction. */
  static perSecond(rate: number): RateWindow {
    const requests = Math.max(1, Math.floor(rate));
    return new RateWindow(requests, requests / rate);
  }

  /** When the next request may begin, by `performance.now()`. */
  earliest(): number {
    const first = this.starts.length < this.requests ? undefined : this.starts[0];
    return Math.max(this.nextAt, first === undefined ? 0 : first + this.windowMs);
  }

  count(now: number): void {
    this.firstAt ??= now;
    this.starts.push(now);
    if (this.starts.length > this.requests) this.starts.shift();
    this.nextAt = Math.max(this.nextAt, now - CATCH_UP_MS) + this.spacingMs;
  }

  /**
   * One that began then was answered now. Those of the first window open connections on their way, later ones find them open and would
   * come too close behind: so the first ones count from their answers.
   */
  answered(beganAt: number, now: number): void {
    if (beganAt > (this.firstAt ?? beganAt) + this.windowMs) return;
    const at = this.starts.indexOf(beganAt);
    if (at >= 0) this.starts[at] = Math.min(now, beganAt + OPENING_MS);
  }

  /** How many requests more the window has room for. */
  room(now: number): number {
    return this.requests - this.starts.filter((start) => start + this.windowMs > now).length;
  }
}
