import { type IncomingMessage } from "node:http";
import { type Rendered } from "./http/respond.js";
import { parseJson, type Json } from "./json.js";
import { redact, type LoggedRequest } from "./requestLog.js";

/** A request with its answer, as they went over the wire; the token is left out and passwords are redacted. */
export interface Exchange {
  readonly method: string;
  /** The path, base path included, still encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The parsed body; undefined when there was none, or when it was not JSON. */
  readonly requestBody: Json | undefined;
  /** The service's own answer; undefined where a fault stood in its place. */
  readonly response:
    | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Json | undefined }
    | undefined;
}

const SECRET_HEADERS = new Set(["authorization", "cookie", "proxy-authorization"]);

/** Those who want to hear of every exchange, told before the answer leaves. */
export class Watchers {
  private readonly listeners = new Set<(exchange: Exchange) => void>();

  /** The function ends it. */
  add(listener: (exchange: Exchange) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Costs nothing while nobody listens. */
  tell(request: IncomingMessage, entry: LoggedRequest, query: URLSearchParams, answer: Rendered | undefined): void {
    if (this.listeners.size === 0) return;
    const exchange: Exchange = {
      method: entry.method,
      path: entry.path,
      query,
      requestHeaders: headersOf(request),
      requestBody: entry.body,
      response: answer === undefined ? undefined : responseOf(answer),
    };
    for (const listener of this.listeners) listener(exchange);
  }
}

function responseOf({ status, headers, body }: Rendered): NonNullable<Exchange["response"]> {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const isJson = lower["content-type"]?.includes("json") === true;
  return { status, headers: lower, body: body === undefined || !isJson ? undefined : redact(parseJson(String(body))) };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || SECRET_HEADERS.has(name) ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
