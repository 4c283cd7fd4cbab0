/** Above this, a number of "seconds" (30 years) can only be a moment in epoch seconds, as some services send it. */
const EPOCH_SECONDS = 1e9;

/**
 * How long a Retry-After header asks to wait (RFC 9110 section 10.2.3: seconds or an HTTP date), in milliseconds, never negative;
 * undefined if it says nothing that can be read. A date is measured against the answer's own Date header where there is one,
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
    return Math.round(seconds > EPOCH_SECONDS ? Math.max(0, seconds * 1000 - serviceNow) : seconds * 1000);
  }
  const date = parseDate(text);
  return date === undefined ? undefined : Math.max(0, date - serviceNow);
}

/** An HTTP date names a weekday or month; Date.parse alone would take nearly any text with a number in it. */
function parseDate(text: string | undefined): number | undefined {
  if (text === undefined || !/[a-z]{3}/i.test(text)) return undefined;
  const utc = /(GMT|UTC|[+-]\d{4})\s*$/i.test(text) ? text : `${text} GMT`;
  const date = Date.parse(utc);
  return Number.isNaN(date) ? undefined : date;
}
