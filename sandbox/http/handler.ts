import { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type FaultAction, type Faults } from "../faults.js";
import { type Json } from "../json.js";
import { type Watchers } from "../exchange.js";
import { type TokenBucket } from "../rateLimit.js";
import { redact, type LoggedRequest, type RequestLog } from "../requestLog.js";
import { badRequest, ScimError } from "../scimError.js";
import { type ScimResponse, type Service } from "../service.js";
import { type SlidingWindow } from "../slidingWindow.js";
import { checkAccept, checkMediaType, parseBody, readBody } from "./body.js";
import { render, send, sendFault, type Rendered } from "./respond.js";
import { type Router } from "./router.js";

/** What the handler of requests works with. */
export interface HandlerParts {
  readonly service: Service;
  readonly router: Router;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly bucket: TokenBucket | undefined;
  /** The dialect's own rate limits. */
  readonly windows: readonly SlidingWindow[];
  readonly watchers: Watchers;
  /** Aborted when the sandbox closes, so that no delay outlives it. */
  readonly closing: AbortSignal;
}

/** Works on one request: log, latency, faults, rate limit, token, operation, answer. Never rejects. */
export async function handle(parts: HandlerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { service, log, faults, closing } = parts;
  const method = request.method ?? "GET";
  const target = request.url ?? "/";
  const [path = "/", ...rest] = target.split("?");
  const query = new URLSearchParams(rest.join("?"));
  const entry = log.open(method, path, query);
  response.once("close", () => {
    log.close(entry, undefined);
  });
  try {
    const body = await bodyOf(request, entry, service.options.maxBodyBytes);
    const fault = faults.next(method, target);
    const delay = service.options.latencyMs + (fault?.delayMs ?? 0);
    if (delay > 0) await sleep(delay, undefined, { signal: closing });
    if (fault?.drop === "before") {
      request.socket.destroy();
      return;
    }
    const answer = (): Rendered => render(service, run(parts, { method, path, query, request, body }));
    const tell = (rendered: Rendered | undefined): void => {
      parts.watchers.tell(request, entry, query, rendered);
    };
    finish(parts, entry, response, fault, answer, tell);
  } catch (error) {
    if (closing.aborted || request.socket.destroyed) return;
    finish(
      parts,
      entry,
      response,
      undefined,
      () => render(service, refusal(service, asScimError(error))),
      () => undefined,
    );
  }
}

/** Sends the answer, or what a fault makes of it; the log knows the status before the client can. */
function finish(
  { log }: HandlerParts,
  entry: LoggedRequest,
  response: ServerResponse,
  fault: FaultAction | undefined,
  answer: () => Rendered,
  tell: (rendered: Rendered | undefined) => void,
): void {
  if (fault === undefined) {
    const rendered = answer();
    log.close(entry, rendered.status, rendered);
    tell(rendered);
    send(response, rendered);
    return;
  }
  tell(undefined);
  log.close(entry, sendFault(response, fault, answer));
}

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly body: Body;
}

/** A body that was read: parsed, absent, or refused (an answer that comes only after the token has been checked). */
type Body = { readonly value: Json | undefined; readonly present: boolean } | { readonly refused: ScimError };

async function bodyOf(request: IncomingMessage, entry: LoggedRequest, limit: number): Promise<Body> {
  const bytes = await readBody(request, limit);
  try {
    const value = parseBody(bytes);
    entry.body = value === undefined ? undefined : redact(value);
    return { value, present: bytes.length > 0 };
  } catch (error) {
    if (error instanceof ScimError) return { refused: error };
    throw error;
  }
}

function run(parts: HandlerParts, incoming: Incoming): ScimResponse {
  try {
    return operate(parts, incoming);
  } catch (error) {
    return refusal(parts.service, asScimError(error));
  }
}

function operate(
  { service, router, bucket, windows }: HandlerParts,
  { method, path, query, request, body }: Incoming,
): ScimResponse {
  const { options, store } = service;
  const wait = bucket?.take() ?? 0;
  if (wait > 0) throw tooMany(`More than ${options.requestsPerSecond ?? 0} requests a second.`, wait);
  for (const window of windows) refuseBeyond(window, method, path);
  const matched = attempt(() => router.match(method, below(options.basePath, path)));
  const open = !(matched instanceof ScimError) && matched.route.public;
  if (!open) options.dialect.authenticate(request.headers, service);
  if (matched instanceof ScimError) throw matched;
  checkAccept(request.headers.accept);
  const header = (name: string): string | undefined => headerOf(request, name);
  if ("refused" in body || body.present) checkMediaType(header("content-type"), options.dialect.accepts);
  if ("refused" in body) throw body.refused;
  const type = store.types[matched.route.kind];
  return matched.route.operation(service, { type, id: matched.id, query, header, body: body.value });
}

function refuseBeyond(window: SlidingWindow, method: string, path: string): void {
  const { rate } = window;
  const { what, limit, windowMs, retryAfter } = rate;
  const wait = rate.applies(method, path) ? window.take() : 0;
  if (wait > 0)
    throw tooMany(`More than ${limit} ${what} in ${windowMs / 1000} seconds.`, retryAfter ? wait : undefined);
}

function tooMany(detail: string, waitMs: number | undefined): ScimError {
  const headers = waitMs === undefined ? {} : { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1000))) };
  return new ScimError(429, detail, undefined, headers);
}

function below(basePath: string, path: string): string {
  if (path === basePath || path.startsWith(`${basePath}/`)) return path.slice(basePath.length);
  throw new ScimError(404, `There is nothing at ${path}; the base path is ${basePath === "" ? "/" : basePath}.`);
}

function attempt<T>(action: () => T): T | ScimError {
  try {
    return action();
  } catch (error) {
    return asScimError(error);
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function refusal(service: Service, error: ScimError): ScimResponse {
  return { status: error.status, headers: error.headers, body: service.options.dialect.errorBody(error, service) };
}

function asScimError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof URIError) return badRequest("invalidPath", "The address cannot be decoded.");
  return new ScimError(500, "The sandbox failed; this is a fault of its own.");
}
