import { type Rendered } from "./http/respond.js";
import { copy, isObject, type Json, type JsonObject } from "./json.js";

/** One request as the sandbox saw it. */
export interface LoggedRequest {
  readonly method: string;
  /** The path, base path included, still encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The status that was sent; undefined while the request runs, and when its connection was dropped. */
  status: number | undefined;
  /** The parsed body, passwords redacted; undefined when there was none, or when it was not JSON. */
  body: Json | undefined;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds from its coming to its answer; undefined while it runs. */
  durationMs: number | undefined;
}

/** The latest requests are kept up to this number, so that a sandbox that runs for days does not grow. */
export const MAX_LOGGED = 100_000;
const REDACTED = "[redacted]";

/** Somebody who is told of each entry when it is opened and when it is closed, then with the service's own answer if that was sent. */
export interface LogObserver {
  opened(entry: LoggedRequest): void;
  closed(entry: LoggedRequest, answer: Rendered | undefined): void;
}

/** The request log and the count of requests that run at once. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private inFlight = 0;
  private peak = 0;

  constructor(private readonly observer?: LogObserver) {}

  /** Opens an entry; it is in the log from now on. */
  open(method: string, path: string, query: URLSearchParams): LoggedRequest {
    const entry: LoggedRequest = {
      method,
      path,
      query: Object.fromEntries([...query].map(([key, value]) => [key, /password/i.test(value) ? REDACTED : value])),
      status: undefined,
      body: undefined,
      at: Date.now(),
      durationMs: undefined,
    };
    this.entries.push(entry);
    if (this.entries.length > MAX_LOGGED * 1.1) this.entries = this.entries.slice(-MAX_LOGGED);
    this.inFlight++;
    this.peak = Math.max(this.peak, this.inFlight);
    this.observer?.opened(entry);
    return entry;
  }

  /** Closes an entry, before its answer can reach the client. */
  close(entry: LoggedRequest, status: number | undefined, answer?: Rendered): void {
    if (entry.durationMs !== undefined) return;
    entry.status = status;
    entry.durationMs = Date.now() - entry.at;
    this.inFlight--;
    this.observer?.closed(entry, answer);
  }

  list(): LoggedRequest[] {
    return this.entries.map((entry) => ({ ...entry, body: entry.body === undefined ? undefined : copy(entry.body) }));
  }

  /** The most requests that ran at once since the start or the last clear. */
  peakInFlight(): number {
    return this.peak;
  }

  clear(): void {
    this.entries = [];
    this.peak = this.inFlight;
  }
}

/** A body without its passwords: under the attribute's name, and as the value of a PATCH operation on it. */
export function redact(body: Json): Json {
  if (Array.isArray(body)) return body.map(redact);
  if (!isObject(body)) return body;
  const secretPath = Object.entries(body).some(([key, value]) => key.toLowerCase() === "path" && isPassword(value));
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(body)) {
    const secret = isPassword(key) || (secretPath && key.toLowerCase() === "value");
    result[key] = secret ? REDACTED : redact(value);
  }
  return result;
}

function isPassword(name: Json): boolean {
  return typeof name === "string" && /(^|:)password$/i.test(name.trim());
}
