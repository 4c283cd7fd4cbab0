import { DeadlineError, type Effect, effectOf, ScimError } from "./errors.js";
import { type Limiter } from "./limiter.js";
import { askedWait, LONGEST_WAIT_MS } from "./retry.js";

/** How one operation is attempted until it succeeds, fails for good, or runs out of time. */
export interface AttemptOptions {
  limiter: Limiter;
  /** From the first turn that the limiter gives, over all attempts and waits, in milliseconds. */
  deadlineMs: number;
  firstWaitMs: number;
  /** Names the operation in errors: "GET /Users". */
  what: string;
  /** How many repetitions an error permits in all. */
  repetitions: (error: unknown) => number;
  onRetry: (error: ScimError, attempt: number) => void;
}

/**
 * Runs `work` in the limiter's turns, again as long as its errors permit it, waiting longer each time and at least as long as the
 * service asks: then everything behind the same limiter waits. Time spent in the limiter's queue before the first turn is the
 * run's own and does not count.
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
  private spent = 0;
  private effect: Effect = "none";
  private lastError: unknown;
  private done: { value: T } | undefined;

  constructor(
    private readonly work: (signal: AbortSignal) => Promise<T>,
    private readonly options: AttemptOptions,
  ) {}

  async run(): Promise<T> {
    const { default: pRetry } = await import("p-retry");
    try {
      return await pRetry(() => this.attempt(), {
        retries: Infinity,
        minTimeout: this.options.firstWaitMs,
        maxTimeout: LONGEST_WAIT_MS,
        randomize: true,
        signal: this.deadline.signal,
        shouldConsumeRetry: ({ error }) => !((askedWait(error) ?? 0) > 0),
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
    const { limiter, deadlineMs } = this.options;
    if (limiter.pausedUntil > (this.deadlineAt ?? Date.now() + deadlineMs)) throw this.late();
    const value = await limiter.run(() => this.turn(), this.deadline.signal);
    this.done = { value };
    return value;
  }

  private async turn(): Promise<T> {
    this.startClock();
    this.attempts++;
    try {
      return await this.work(this.deadline.signal);
    } catch (error) {
      if (!this.deadline.signal.aborted) this.lastError = error;
      if (effectOf(error) === "unknown") this.effect = "unknown";
      const wait = askedWait(error);
      if (wait !== undefined) this.options.limiter.pauseUntil(Date.now() + wait);
      throw error;
    }
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
    const wait = Math.ceil((limiter.pausedUntil - Date.now()) / 1000);
    const asked = wait > 1 ? ` The service asks to wait ${wait} s more.` : "";
    const last = this.lastError instanceof Error ? ` The last one: ${this.lastError.message}` : "";
    const effect = this.effect === "unknown" ? " It may have been carried out." : "";
    return new DeadlineError(
      `${what} did not succeed within ${deadlineMs / 1000} s (deadlineSeconds) in ${count(this.attempts)}.${asked}${last}${effect}`,
      { attempts: this.attempts, effect: this.effect },
      { cause: this.lastError },
    );
  }
}

function count(attempts: number): string {
  return attempts === 1 ? "1 attempt" : `${attempts} attempts`;
}
