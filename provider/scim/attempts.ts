import { DeadlineError, type Effect, effectOf, ScimError } from "./errors.js";
import { type Limiter, type Turn } from "./limiter.js";
import { askedWait, isRefusal, LONGEST_WAIT_MS, verdictOn } from "./retry.js";

/** How one operation is attempted until it succeeds, fails for good, or runs out of time. */
export interface AttemptOptions {
  limiter: Limiter;
  /** From the first turn that the limiter gives, over all attempts and waits, in milliseconds. */
  deadlineMs: number;
  firstWaitMs: number;
  /** Method and path: names the operation in errors, and its kind, without the id, where latencies are compared. */
  what: string;
  /** How many repetitions an error permits in all. */
  repetitions: (error: unknown) => number;
  onRetry: (error: ScimError, attempt: number) => void;
}

/**
 * Runs `work` in the limiter's turns, again as long as its errors permit it. After a fault that passes it waits by itself, longer
 * each time; after a refusal for the rate it keeps its place in the limiter's queue, behind which everything waits. Time spent there
 * before the first turn is the run's own and does not count.
 */
export async function attemptUntilDone<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: AttemptOptions,
): Promise<T> {
  const operation = new Attempts(work, options);
  return operation.run();
}

class Attempts<T> {
  private readonly deadline = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private deadlineAt: number | undefined;
  private attempts = 0;
  private refusals = 0;
  private waitedMs = 0;
  private waitsSince: number | undefined;
  private readonly ticket: number;
  private spent = 0;
  private effect: Effect = "none";
  private lastError: unknown;
  private done: { value: T } | undefined;

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<T>,
    private readonly options: AttemptOptions,
  ) {
    this.ticket = options.limiter.ticket();
  }

  async run(): Promise<T> {
    const { default: pRetry } = await import("p-retry");
    try {
      return await pRetry(() => this.attempt(), {
        retries: Infinity,
        minTimeout: this.options.firstWaitMs,
        maxTimeout: LONGEST_WAIT_MS,
        randomize: true,
        signal: this.deadline.signal,
        shouldConsumeRetry: ({ error }) => !isRefusal(error),
        shouldRetry: ({ error }) => this.mayRepeat(error),
      });
    } catch (error) {
      if (this.done !== undefined) return this.done.value;
      throw this.told(error);
    } finally {
      clearTimeout(this.timer);
    }
  }

  private async attempt(): Promise<T> {
    const { limiter, deadlineMs, what } = this.options;
    if (limiter.pausedUntil > (this.deadlineAt ?? Date.now() + deadlineMs)) throw this.late();
    const { signal } = this.deadline;
    const place = { signal, ticket: this.ticket, isReturning: this.attempts > 0, kind: kindOf(what) };
    const value = await limiter.run((turn) => this.turn(turn), place);
    this.done = { value };
    return value;
  }

  private async turn(turn: Turn): Promise<T> {
    this.startClock();
    this.attempts++;
    this.endWait();
    try {
      return await this.work(this.deadline.signal);
    } catch (error) {
      if (!this.deadline.signal.aborted) this.lastError = error;
      if (effectOf(error) === "unknown") this.effect = "unknown";
      const verdict = verdictOn(error);
      if (verdict === "refused") {
        this.refusals++;
        turn.refused(askedWait(error));
      } else if (verdict !== "unknown") turn[verdict]();
      this.waitsSince = performance.now();
      throw error;
    }
  }

  private endWait(): void {
    if (this.waitsSince !== undefined) this.waitedMs += performance.now() - this.waitsSince;
    this.waitsSince = undefined;
  }

  private startClock(): void {
    if (this.deadlineAt !== undefined) return;
    const { deadlineMs } = this.options;
    this.deadlineAt = Date.now() + deadlineMs;
    this.timer = setTimeout(
      () => {
        this.deadline.abort(this.late());
      },
      Math.min(deadlineMs, 2 ** 31 - 1),
    );
  }

  private mayRepeat(error: unknown): boolean {
    const permitted = this.options.repetitions(error);
    if (permitted !== Infinity) this.spent++;
    const again = !this.deadline.signal.aborted && this.spent <= permitted;
    if (again && error instanceof ScimError) this.options.onRetry(error, this.attempts);
    return again;
  }

  private told(error: unknown): unknown {
    if (error instanceof DeadlineError) return this.late();
    if (this.deadline.signal.aborted && this.options.repetitions(error) > 0) return this.late();
    if (this.deadline.signal.aborted && this.lastError !== error && effectOf(error) !== "none") return this.late();
    if (this.attempts > 1 && error instanceof ScimError) error.message += ` Tried ${this.attempts} times.`;
    return error;
  }

  private late(): DeadlineError {
    const { what, deadlineMs, limiter } = this.options;
    this.endWait();
    const refused = this.refusals === 0 ? "" : `, ${this.refusals} of them refused for the rate`;
    const waits = this.waitedMs < 1 ? "" : `, with ${seconds(this.waitedMs)} s of waits between them`;
    const wait = Math.ceil((limiter.pausedUntil - Date.now()) / 1000);
    const asked = wait > 1 ? ` The service asks to wait ${wait} s more.` : "";
    const last = this.lastError instanceof Error ? ` The last one: ${this.lastError.message}` : "";
    const mayBeDone = this.effect === "unknown" && !what.startsWith("GET ");
    const effect = mayBeDone ? " It may have been carried out." : "";
    return new DeadlineError(
      `${what} did not succeed within ${deadlineMs / 1000} s (deadlineSeconds) in ${count(this.attempts)}${refused}${waits}.${asked}${last}${effect}`,
      { attempts: this.attempts, effect: this.effect },
      { cause: this.lastError },
    );
  }
}

function count(attempts: number): string {
  return attempts === 1 ? "1 attempt" : `${attempts} attempts`;
}

/** To the tenth, so that short deadlines show their waits too. */
function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** "PATCH /Users/2819c223" → "PATCH /Users/"; undefined for lists, whose latencies go by their length. */
function kindOf(what: string): string | undefined {
  const kind = /^\S+ \/[^/]*\/?/.exec(what)?.[0];
  return kind?.startsWith("GET ") === true && !kind.endsWith("/") ? undefined : kind;
}
