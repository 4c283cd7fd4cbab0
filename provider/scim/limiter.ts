import { RateWindow } from "./rateWindow.js";
import { type Method } from "./transport.js";

/** How fast and how many at once; a rate that is left out is not limited. */
export interface LimiterOptions {
  /** Requests under way at the same time. */
  maxConcurrency: number;
  /** Requests begun in a second; may be a fraction (50 a minute is 50 / 60). */
  requestsPerSecond?: number | undefined;
}

/** Whoever says which limiter a request waits for. */
export interface Limiting {
  for(method: Method, path: string): Limiter;
}

interface Waiting {
  begin: () => void;
}

/** Requests under way at the same time, of one limiter or of several together. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(max: number) {
    if (!Number.isInteger(max) || max < 1) {
      throw new RangeError(`maxConcurrency must be a whole number of at least 1, not ${max}.`);
    }
    this.#free = max;
  }

  get areFree(): boolean {
    return this.#free > 0;
  }

  take(): void {
    this.#free--;
  }

  /** Calls `admit` once when a slot is free again. */
  wait(admit: () => void): void {
    this.#waiting.add(admit);
  }

  give(): void {
    this.#free++;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const admit of waiting) admit();
  }
}

/**
 * Admits requests first come, first served: never more than `maxConcurrency` at once, never more than the rate in any one second,
 * evenly spaced. One for each connection, shared by everything that talks to the service; or one for each kind of request that the
 * service counts apart (Lanes).
 */
export class Limiter implements Limiting {
  private readonly slots: Slots;
  private readonly windows: readonly RateWindow[];
  private readonly queue = new Set<Waiting>();
  private pausedUntilMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: LimiterOptions | { slots: Slots; windows: readonly RateWindow[] }) {
    if ("slots" in options) {
      this.slots = options.slots;
      this.windows = options.windows;
      return;
    }
    const { maxConcurrency, requestsPerSecond } = options;
    this.slots = new Slots(maxConcurrency);
    if (requestsPerSecond !== undefined && !(requestsPerSecond > 0)) {
      throw new RangeError(`requestsPerSecond must be more than 0, not ${requestsPerSecond}.`);
    }
    const isLimited = requestsPerSecond !== undefined && requestsPerSecond !== Infinity;
    this.windows = isLimited ? [RateWindow.perSecond(requestsPerSecond)] : [];
  }

  for(): this {
    return this;
  }

  /** Until when nothing begins, as epoch milliseconds; in the past when nothing is paused. */
  get pausedUntil(): number {
    return Date.now() + this.pausedUntilMs - performance.now();
  }

  /** Whether a request that comes now would begin within the present window, after those that wait. */
  get hasRoom(): boolean {
    const now = performance.now();
    return this.pausedUntilMs <= now && this.windows.every((window) => window.room(now) > this.queue.size);
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
            this.slots.give();
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

  private readonly admit = (): void => {
    for (const waiting of this.queue) {
      if (!this.slots.areFree) {
        this.slots.wait(this.admit);
        return;
      }
      const now = performance.now();
      const wait = Math.max(this.pausedUntilMs, ...this.windows.map((window) => window.earliest())) - now;
      if (wait > 0) {
        this.wake(wait);
        return;
      }
      this.queue.delete(waiting);
      this.slots.take();
      for (const window of this.windows) window.count(now);
      waiting.begin();
    }
  };

  private wake(waitMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.admit, Math.min(Math.ceil(waitMs), 2 ** 31 - 1));
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("The request was given up before its turn came.");
}
