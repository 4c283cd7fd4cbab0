import { AdaptiveConcurrency } from "./adaptiveConcurrency.js";
import { AdaptiveRate } from "./adaptiveRate.js";
import { Closure } from "./closure.js";
import { RateWindow } from "./rateWindow.js";
import { Slots } from "./slots.js";
import { type Method } from "./transport.js";
import { TurnQueue, type Waiting } from "./turnQueue.js";

/** How fast and how many at once. */
export interface LimiterOptions {
  /** Requests under way at the same time. */
  maxConcurrency: number;
  /** Requests begun in a second; may be a fraction (50 a minute is 50 / 60). Left out: learnt from the service's refusals. */
  requestsPerSecond?: number | undefined;
}

/** Whoever says which limiter a request waits for. */
export interface Limiting {
  for(method: Method, path: string): Limiter;
}

/** What work that has its turn can tell of the service; that it succeeds says that the service let it through. */
export interface Turn {
  /** The service refused it for its rate (429, 503 with Retry-After), and asked to wait so long, in milliseconds, or named no time. */
  refused(askedMs?: number): void;
  /** The service broke down over it or a gateway found none. */
  overloaded(): void;
  /** The service let it through, though it failed otherwise. */
  passed(): void;
}

/** How a piece of work waits for its turn. */
export interface WaitOptions {
  /** Work that is given up before its turn rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** From `ticket`, its place in the queue. @default the last */
  ticket?: number | undefined;
  /** It had a turn before: it goes before all who have had none. */
  isReturning?: boolean | undefined;
  /** Names the work whose latencies compare. */
  kind?: string | undefined;
}

/** What a limiter is made of where several share their slots or a rate. */
export interface LimiterParts {
  slots: Slots;
  windows: readonly RateWindow[];
  /** For a service that states no rate. */
  learner?: AdaptiveRate | undefined;
}

/**
 * Admits requests first come, first served: never more than `maxConcurrency` at once, never more than the rate in any one second,
 * evenly spaced, none while the service asks to wait. One for each connection, shared by everything that talks to the service; or one
 * for each kind of request that the service counts apart (Lanes).
 */
export class Limiter implements Limiting {
  readonly #parts: LimiterParts;
  readonly #closure = new Closure();
  readonly #queue = new TurnQueue();
  #tickets = 0;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LimiterOptions | LimiterParts) {
    this.#parts = "slots" in options ? options : partsFor(options);
  }

  for(): this {
    return this;
  }

  /** Until when nothing begins, as epoch milliseconds; in the past when nothing is paused. */
  get pausedUntil(): number {
    return Date.now() + this.#closure.until - performance.now();
  }

  /** Whether a request that comes now would begin within the present window, after those that wait. */
  get hasRoom(): boolean {
    const now = performance.now();
    const { windows, learner } = this.#parts;
    const room = Math.min(learner?.room(now) ?? Infinity, ...windows.map((window) => window.room(now)));
    return this.#closure.until <= now && room > this.#queue.size;
  }

  /** A place in the queue; smaller numbers come first. */
  ticket(): number {
    return this.#tickets++;
  }

  /** Runs `work` when its turn comes. */
  run<T>(work: (turn: Turn) => Promise<T>, options: WaitOptions | AbortSignal = {}): Promise<T> {
    const {
      signal,
      ticket,
      isReturning = false,
      kind,
    }: WaitOptions = options instanceof AbortSignal ? { signal: options } : options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(reasonOf(signal));
        return;
      }
      const leave = () => {
        this.#leave(waiting);
        if (signal !== undefined) reject(reasonOf(signal));
      };
      const waiting: Waiting = {
        ticket: ticket ?? this.ticket(),
        begin: (now) => {
          signal?.removeEventListener("abort", leave);
          this.#turn(work, now, kind).then(resolve, reject);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#queue.enter(waiting, isReturning);
      this.#admit();
    });
  }

  /** Lets nothing begin before that moment (epoch milliseconds); a moment earlier than one already set changes nothing. */
  pauseUntil(timestampMs: number): void {
    this.#closure.extend(performance.now() + timestampMs - Date.now());
  }

  async #turn<T>(work: (turn: Turn) => Promise<T>, beganAt: number, kind: string | undefined): Promise<T> {
    let isTold = false;
    const tell = (verdict: (now: number) => void) => () => {
      if (isTold) return;
      isTold = true;
      verdict(performance.now());
    };
    const passed = tell((now) => {
      this.#passed(beganAt, now, kind);
    });
    try {
      await Promise.resolve();
      const value = await work({
        refused: (askedMs) => {
          tell((now) => {
            this.#refused(beganAt, now, askedMs);
          })();
        },
        overloaded: tell(() => this.#parts.slots.learner?.overloaded(beganAt)),
        passed: tell((now) => {
          this.#passed(beganAt, now);
        }),
      });
      passed();
      return value;
    } finally {
      this.#end(beganAt);
    }
  }

  #passed(beganAt: number, now: number, kind?: string): void {
    const { learner, slots } = this.#parts;
    slots.learner?.answered(beganAt, now, kind);
    const closed = this.#closure.passed(beganAt, now);
    if (closed) learner?.reopened(now, closed);
    learner?.passed(now);
  }

  #refused(beganAt: number, now: number, askedMs: number | undefined): void {
    const { learner, slots } = this.#parts;
    slots.learner?.refused();
    if (this.#closure.refused(beganAt, now, askedMs) === "first") learner?.refused(beganAt, now);
    else learner?.refusedToo(beganAt, now);
  }

  #end(beganAt: number): void {
    this.#closure.ended(beganAt);
    const now = performance.now();
    for (const window of this.#parts.windows) window.answered(beganAt, now);
    this.#underWay--;
    this.#parts.slots.give();
    this.#admit();
    if (this.#underWay === 0 && this.#queue.next === undefined) this.#parts.learner?.idle();
  }

  readonly #admit = (): void => {
    for (let waiting = this.#queue.next; waiting !== undefined; waiting = this.#queue.next) {
      const { slots, windows, learner } = this.#parts;
      if (this.#closure.awaitsScout) return;
      if (!slots.areFree) {
        slots.wait(this.#admit);
        return;
      }
      const now = performance.now();
      const earliest = Math.max(learner?.earliest() ?? 0, ...windows.map((window) => window.earliest()));
      const wait = Math.max(this.#closure.until, earliest) - now;
      if (wait > 0) {
        this.#wake(wait);
        return;
      }
      this.#queue.leave(waiting);
      slots.take(now);
      for (const window of windows) window.count(now);
      learner?.count(now);
      this.#closure.began(now);
      this.#underWay++;
      waiting.begin(now);
    }
    clearTimeout(this.#timer);
  };

  #leave(waiting: Waiting): void {
    this.#queue.leave(waiting);
    if (this.#queue.next === undefined) clearTimeout(this.#timer);
  }

  #wake(waitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#admit, Math.min(Math.ceil(waitMs), 2 ** 31 - 1));
  }
}

function partsFor({ maxConcurrency, requestsPerSecond }: LimiterOptions): LimiterParts {
  if (requestsPerSecond === undefined) return learningParts(maxConcurrency);
  if (!(requestsPerSecond > 0)) {
    throw new RangeError(`requestsPerSecond must be more than 0, not ${requestsPerSecond}.`);
  }
  const isLimited = requestsPerSecond !== Infinity;
  return { slots: new Slots(maxConcurrency), windows: isLimited ? [RateWindow.perSecond(requestsPerSecond)] : [] };
}

function learningParts(maxConcurrency: number): LimiterParts {
  return {
    slots: new Slots(maxConcurrency, new AdaptiveConcurrency(maxConcurrency)),
    windows: [],
    learner: new AdaptiveRate(),
  };
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("The request was given up before its turn came.");
}
