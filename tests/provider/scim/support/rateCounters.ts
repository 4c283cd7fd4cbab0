/** How a service may count requests against its rate. */
export type Counting = "fixed window" | "sliding window" | "token bucket";

/** Takes one request at that moment (milliseconds): 0 when it may pass, else the milliseconds until one may. */
export type RateCounter = (now: number) => number;

/** What a service permits. */
export interface Permitted {
  requests: number;
  windowMs: number;
  /** What a token bucket holds. @default as many as `requests` */
  burst?: number;
}

/** A counter of that kind; refusals cost nothing. */
export function rateCounter(counting: Counting, permitted: Permitted): RateCounter {
  if (counting === "fixed window") return fixedWindow(permitted);
  return counting === "sliding window" ? slidingWindow(permitted) : tokenBucket(permitted);
}

/** Windows follow each other; each has its own budget, so that twice the number may pass around a boundary. */
function fixedWindow({ requests, windowMs }: Permitted): RateCounter {
  const offset = Math.random() * windowMs;
  let [window, taken] = [-1, 0];
  return (now) => {
    const present = Math.floor((now + offset) / windowMs);
    if (present !== window) [window, taken] = [present, 0];
    if (taken++ < requests) return 0;
    return (present + 1) * windowMs - offset - now;
  };
}

/** Never more than the number in any window, wherever it begins. */
function slidingWindow({ requests, windowMs }: Permitted): RateCounter {
  const taken: number[] = [];
  return (now) => {
    while ((taken[0] ?? now) <= now - windowMs) taken.shift();
    if (taken.length >= requests) return (taken[0] ?? now) + windowMs - now;
    taken.push(now);
    return 0;
  };
}

/** Filled evenly; what it holds may go at once. */
function tokenBucket({ requests, windowMs, burst = requests }: Permitted): RateCounter {
  let [tokens, filledAt] = [burst, 0];
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - filledAt) / windowMs) * requests);
    filledAt = now;
    if (tokens < 1) return ((1 - tokens) / requests) * windowMs;
    tokens--;
    return 0;
  };
}

/** What a refusal says of when to come again. */
export type Advice = "seconds" | "date" | "nothing";

/** The Retry-After header (RFC 9110 section 10.2.3) for a wait from now on. */
export function retryAfter(advice: Advice, waitMs: number): Record<string, string> {
  if (advice === "nothing") return {};
  if (advice === "seconds") return { "retry-after": String(Math.ceil(waitMs / 1000)) };
  const now = Date.now();
  return { date: new Date(now).toUTCString(), "retry-after": new Date(now + waitMs).toUTCString() };
}
