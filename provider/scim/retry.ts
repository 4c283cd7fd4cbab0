import { AnswerError, RateLimitError, type ScimError, ServiceError, TransportError } from "./errors.js";
import { isLasting } from "./faults.js";
import { type Method } from "./transport.js";

/**
 * What may be sent again: "safe" after any passing fault, since a second time changes nothing; "unprocessed" only when the service surely
 * did nothing (no byte was sent, 429, 503 with Retry-After).
 */
export type Repeat = "safe" | "unprocessed";

/** First wait before a repetition, in milliseconds; each further one doubles it, a random factor of 1 to 2 spreads them. */
export const FIRST_WAIT_MS = 500;
/** The longest such wait. */
export const LONGEST_WAIT_MS = 30_000;

/** Repetitions of a fault that mostly passes: the service or a gateway is restarting. */
const PASSING = 6;
/** Repetitions of no connection at all. */
const UNREACHABLE = 4;
/** Repetitions of what may well be lasting: some services say 500 to "not found", and a broken answer seldom mends. */
const DOUBTFUL = 3;

/** RFC 9110 section 9.2.2: GET, PUT and DELETE may be repeated; POST and PATCH may not. */
export function defaultRepeat(method: Method): Repeat {
  return method === "POST" || method === "PATCH" ? "unprocessed" : "safe";
}

/** How many times a request that failed so may be sent again in all; Infinity: until the deadline. */
export function repetitions(error: unknown, method: Method, repeat: Repeat): number {
  if (error instanceof RateLimitError) return Infinity;
  if (error instanceof ServiceError) {
    if (error.status === 503 && error.retryAfterMs !== undefined) return Infinity;
    if (repeat === "unprocessed") return 0;
    if (error.status === 500) return DOUBTFUL;
    return [408, 425, 502, 503, 504].includes(error.status) ? PASSING : 0;
  }
  if (error instanceof TransportError) {
    if (isLasting(error)) return 0;
    if (error.effect === "none") return error.code === "ENOTFOUND" ? 1 : UNREACHABLE;
    return repeat === "safe" ? DOUBTFUL : 0;
  }
  if (error instanceof AnswerError) {
    const isLasting = ["redirect", "tooLarge", "tooDeep", "encoding"].includes(error.reason);
    const passing = repeat === "safe" && method === "GET" && !isLasting;
    return passing ? DOUBTFUL : 0;
  }
  return 0;
}

/** How long the service itself asked to wait, in milliseconds; undefined if it did not, or in an answer that is not to be repeated. */
export function askedWait(error: unknown): number | undefined {
  const waits = error instanceof ServiceError && (error.status === 429 || error.status === 503);
  return waits ? error.retryAfterMs : undefined;
}

/** Whether the service refused the request for its rate and surely did nothing: 429, or 503 with Retry-After. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RateLimitError) return true;
  return error instanceof ServiceError && error.status === 503 && error.retryAfterMs !== undefined;
}

/** What a failure tells of how much the service bears; "unknown" if it never came to an answer. */
export function verdictOn(error: unknown): "refused" | "overloaded" | "passed" | "unknown" {
  if (isRefusal(error)) return "refused";
  if (error instanceof ServiceError) return [502, 503, 504].includes(error.status) ? "overloaded" : "passed";
  if (error instanceof AnswerError) return "passed";
  return error instanceof TransportError && error.code === "ETIMEDOUT" ? "overloaded" : "unknown";
}

/** What a caller is told before each repetition. */
export interface RetryInfo {
  method: Method;
  path: string;
  /** How many attempts were made so far. */
  attempt: number;
  /** What the last one met. */
  error: ScimError;
  /** What the service asked to wait, in milliseconds. */
  retryAfterMs?: number;
}
