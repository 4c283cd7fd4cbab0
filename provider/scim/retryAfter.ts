/** Above this, a number of "seconds" (30 years) can only be a moment in epoch seconds, as some services send it. */
const EPOCH_SECONDS = 1e9;

/** The longest wait that is told apart from a longer one, in milliseconds: a year. Numbers beyond it are no times that anybody means. */
const LONGEST_MS = 365 * 24 * 3600 * 1000;

/**
 * How long a Retry-After header asks to wait (RFC 9110 section 10.2.3: seconds or an HTTP date), in milliseconds, never negative,
 * never more than a year; undefined if it says nothing that can be read. A date is measured against the answer's own Date header where there is one,
 * so a service whose clock differs from ours is understood all the same.
 */
export function parseRetryAfter(
  header: string | undefined,
  answeredAt?: string,
  now: number = Date.now(),
): number | undefined {
  const text = header?.trim() ?? "";
  const serviceNow = parseDate(answeredAt) ?? now;
  if (/^\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return bounded(seconds > EPOCH_SECONDS ? seconds * 1000 - serviceNow : seconds * 1000);
  }
  const date = parseDate(text);
  return date === undefined ? undefined : bounded(date - serviceNow);
}

function bounded(waitMs: number): number {
  return Math.round(Math.min(Math.max(0, waitMs), LONGEST_MS));
}

/** An HTTP date names a weekday or month; Date.parse alone would take nearly any text with a number in it. */
function parseDate(text: string | undefined): number | undefined {
  if (text === undefined || !/[a-z]{3}/i.test(text)) return undefined;
  const utc = /(GMT|UTC|[+-]\d{4})\s*$/i.test(text) ? text : `${text} GMT`;
  const date = Date.parse(utc);
  return Number.isNaN(date) ? undefined : date;
}
