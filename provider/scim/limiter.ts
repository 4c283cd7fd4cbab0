/** How fast and how many at once; a rate that is left out is not limited. */
export interface LimiterOptions {
  /** Requests under way at the same time. */
  maxConcurrency: number;
  /** Requests begun in a second; may be a fraction (50 a minute is 50 / 60). */
  requestsPerSecond?: number | undefined;
}

interface Waiting {
  begin: () => void;
}

/** The share of a window that is left free, so that requests which travel at different speeds do not meet the service too close together. */
const MARGIN = 0.025;
/** How far a late timer may be caught up with, in milliseconds. */
const CATCH_UP_MS = 50;

/**
 * Admits requests first come, first served: never more than `maxConcurrency` at once, never more than the rate in any one second,
 * evenly spaced. One for each connection, shared by everything that talks to the service.
 */
export class Limiter {
  private readonly maxConcurrency: number;
  /** How many may begin in each `windowMs`. */
  private readonly perWindow: number;
  private readonly windowMs: number;
  private readonly spacingMs: number;
  private readonly starts: number[] = [];
  private readonly queue = new Set<Waiting>();
  private running = 0;
  private nextAt = 0;
  private pausedUntilMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: LimiterOptions) {
    const { maxConcurrency, requestsPerSecond } = options;
    if (!Number.isInteger(maxConcurrency) || maxConcurrency < 1) {
      throw new RangeError(`maxConcurrency must be a whole number of at least 1, not ${maxConcurrency}.`);
    }
    if (requestsPerSecond !== undefined && !(requestsPerSecond > 0)) {
      throw new RangeError(`requestsPerSecond must be more than 0, not ${requestsPerSecond}.`);
    }
    this.maxConcurrency = maxConcurrency;
    const rate = requestsPerSecond ?? Infinity;
    this.perWindow = rate === Infinity ? 0 : Math.max(1, Math.floor(rate));
    this.windowMs = rate === Infinity ? 0 : (this.perWindow / rate) * 1000 * (1 + MARGIN);
    this.spacingMs = rate === Infinity ? 0 : this.windowMs / this.perWindow;
  }

  /** Until when nothing begins, as epoch milliseconds; in the past when nothing is paused. */
  get pausedUntil(): number {
    return Date.now() + this.pausedUntilMs - performance.now();
  }

  /** Runs `work` when its turn comes; rejects with the signal's reason if that is aborted before. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(reasonOf(signal));
        return;
      }
      const leave = () => {
        this.queue.delete(waiting);
        if (this.queue.size === 0) clearTimeout(this.timer);
        if (signal !== undefined) reject(reasonOf(signal));
      };
      const waiting: Waiting = {
        begin: () => {
          signal?.removeEventListener("abort", leave);
          const done = () => {
            this.running--;
            this.admit();
          };
          Promise.resolve().then(work).finally(done).then(resolve, reject);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.queue.add(waiting);
      this.admit();
    });
  }

  /** Lets nothing begin before that moment (epoch milliseconds); a moment earlier than one already set changes nothing. */
  pauseUntil(timestampMs: number): void {
    const until = performance.now() + timestampMs - Date.now();
    if (until > this.pausedUntilMs) this.pausedUntilMs = until;
  }

  private admit(): void {
    for (const waiting of this.queue) {
      if (this.running >= this.maxConcurrency) return;
      const now = performance.now();
      const wait = this.earliest() - now;
      if (wait > 0) {
        this.wake(wait);
        return;
      }
      this.queue.delete(waiting);
      this.running++;
      this.count(now);
      waiting.begin();
    }
  }

  private earliest(): number {
    const first = this.starts.length < this.perWindow ? undefined : this.starts[0];
    return Math.max(this.pausedUntilMs, this.nextAt, first === undefined ? 0 : first + this.windowMs);
  }

  private count(now: number): void {
    if (this.perWindow === 0) return;
    this.starts.push(now);
    if (this.starts.length > this.perWindow) this.starts.shift();
    this.nextAt = Math.max(this.nextAt, now - CATCH_UP_MS) + this.spacingMs;
  }

  private wake(waitMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.admit();
      },
      Math.min(Math.ceil(waitMs), 2 ** 31 - 1),
    );
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("The request was given up before its turn came.");
}
