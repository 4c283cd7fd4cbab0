import { type SecureContext } from "node:tls";
import { type Answer, readAnswer, MAX_BODY_BYTES } from "./answer.js";
import { attemptUntilDone } from "./attempts.js";
import { AddressError, AuthenticationError, ConnectionError, ServiceError } from "./errors.js";
import { transportError } from "./faults.js";
import { type JsonObject } from "./json.js";
import { type Limiting } from "./limiter.js";
import { type ListPage, type ListQuery } from "./listPage.js";
import { type PageWalk } from "./pageWalk.js";
import { Pager } from "./paging.js";
import {
  askedWait,
  defaultRepeat,
  FIRST_WAIT_MS,
  isRefusal,
  type Repeat,
  repetitions,
  type RetryInfo,
} from "./retry.js";
import { passwordsIn, wellFormed } from "./redact.js";
import { type Method, Transport, WireFault, type WireRequest } from "./transport.js";

export { type Answer } from "./answer.js";
export { type ListPage, type ListQuery } from "./listPage.js";
export { type Repeat, type RetryInfo } from "./retry.js";
export { type Method } from "./transport.js";

/** What no header's value may hold (RFC 9110 section 5.5). */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
/** The longest version that is sent back, in characters; servers refuse long headers. */
const MAX_VERSION = 1024;

/** The media types a SCIM service may want bodies in (RFC 7644 section 3.1; some services know only the second). */
export type MediaType = "application/scim+json" | "application/json";

/** Whoever can get other headers when the service no longer takes those that were sent. */
export interface Renewal {
  /** A request with these headers was let in. */
  taken: (sent: Readonly<Record<string, string>>) => void;
  /** One was answered 401. True: `headers` gives others now, with which the request is sent once more. */
  refused: (sent: Readonly<Record<string, string>>) => Promise<boolean>;
}

/** One connection to one service. */
export interface ClientOptions {
  /** As normaliseBaseUrl gives it. */
  baseUrl: string;
  /** Headers of each request, Authorization among them; asked again for every attempt, so that a token can be renewed in between. */
  headers: () => Promise<Record<string, string>>;
  /** Left out: a 401 stands. */
  renewal?: Renewal | undefined;
  /** What a 401 means for this connection; added to its error. */
  unauthorizedHint?: string | undefined;
  /** Left out: the authorities that Node trusts. */
  trust?: SecureContext | undefined;
  /** Content-Type of bodies, unless the service refuses it (415) and takes the other; Accept names both types, this one first. @default "application/scim+json" */
  mediaType?: MediaType | undefined;
  /** One attempt, connecting and the whole body included, in milliseconds. */
  timeoutMs: number;
  /** One operation with all its attempts and waits, in milliseconds, from the first turn that the limiter gives it. */
  deadlineMs: number;
  limiter: Limiting;
  /** What no error may show: the token. Passwords that a request carries are hidden in its errors by themselves. */
  secrets: () => string[];
  /** Called before each repetition. */
  onRetry?: ((info: RetryInfo) => void) | undefined;
  /** First wait before a repetition, in milliseconds; doubles each time. @default 500 */
  firstWaitMs?: number | undefined;
}

/** What a request carries, and how its failures are taken. */
export interface RequestOptions {
  query?: Record<string, string | number | undefined> | undefined;
  body?: JsonObject | undefined;
  /**
   * An ETag; the service answers 412 (PreconditionError) if the resource has another one by now. Left out if no header can carry it,
   * since it comes from the service.
   */
  ifMatch?: string | undefined;
  /** @default "safe" for GET, PUT and DELETE, "unprocessed" for POST and PATCH */
  repeat?: Repeat | undefined;
  /** Throws a refusal for the rate (429, 503 with Retry-After) at once: the caller has another way. @default false: it waits */
  throwsRefusal?: boolean | undefined;
  /** Error statuses to give back as an Answer instead of throwing; such an answer is never repeated. */
  acceptStatus?: readonly number[] | undefined;
}

interface Asked {
  method: Method;
  path: string;
}

interface Prepared extends Asked {
  target: string;
  body: string | undefined;
}

/** Speaks SCIM 2.0 with one service. Every error it throws is a ScimError without secrets. */
export class ScimClient {
  private readonly transport: Transport;
  private readonly base: URL;
  /** What bodies are sent in: as the connection says, or the other type where the service refuses that one (415). */
  private mediaType: MediaType;
  private readonly pager = new Pager(async (path, query) => (await this.request("GET", path, { query })).body ?? {});

  constructor(private readonly options: ClientOptions) {
    this.base = new URL(options.baseUrl);
    this.mediaType = options.mediaType ?? "application/scim+json";
    const limits = { success: MAX_BODY_BYTES, other: 64 * 1024 };
    this.transport = new Transport(this.base.origin, options.timeoutMs, limits, options.trust);
  }

  /** One operation, repeated as `repeat` permits until the deadline; `path` is below the base URL and already encoded (resourcePath). */
  async request(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    const repeat = options.repeat ?? defaultRepeat(method);
    const target = this.base.pathname.replace(/\/$/, "") + checkedPath(path) + queryText(options.query);
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    return attemptUntilDone((signal) => this.attempt({ method, path, target, body }, options, signal), {
      limiter: this.options.limiter.for(method, path),
      deadlineMs: this.options.deadlineMs,
      firstWaitMs: this.options.firstWaitMs ?? FIRST_WAIT_MS,
      what: `${method} ${path}`,
      repetitions: (error) =>
        options.throwsRefusal === true && isRefusal(error) ? 0 : repetitions(error, method, repeat),
      onRetry: (error, attempt) => {
        const retryAfterMs = askedWait(error);
        this.options.onRetry?.({
          method,
          path,
          attempt,
          error,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
      },
    });
  }

  /** All resources of an endpoint ("/Users") that match, page after page to the end, each id once. */
  list(endpoint: string, query: ListQuery = {}): AsyncGenerator<JsonObject, void, undefined> {
    return this.pager.list(endpoint, query);
  }

  /** The same as a walk, whose pages are asked for one by one or side by side. */
  walk(endpoint: string, query: ListQuery = {}): PageWalk {
    return this.pager.walk(endpoint, query);
  }

  /** One page, as the service cuts it. */
  page(endpoint: string, query: ListQuery = {}): Promise<ListPage> {
    return this.pager.page(endpoint, query);
  }

  /** Closes the kept-alive connections; requests under way are let finish. */
  close(): Promise<void> {
    return this.transport.close();
  }

  /**
   * Of a request that was answered 415 or 401 nothing was carried out, so it may be sent once more whatever it is: in the other media
   * type, which is kept where the service takes it, and with other credentials.
   */
  private async attempt(request: Prepared, options: RequestOptions, signal: AbortSignal): Promise<Answer> {
    const { mediaType } = this;
    try {
      return await this.authorized(request, options, mediaType, signal);
    } catch (error) {
      if (request.body === undefined || !isOfMediaType(error)) throw error;
      const other = otherThan(mediaType);
      try {
        const answer = await this.authorized(request, options, other, signal);
        this.mediaType = other;
        return answer;
      } catch (second) {
        if (isOfMediaType(second)) throw error;
        if (second instanceof ServiceError) this.mediaType = other;
        throw second;
      }
    }
  }

  private async authorized(
    request: Prepared,
    options: RequestOptions,
    mediaType: MediaType,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { renewal } = this.options;
    const sent = await this.inTime(this.options.headers(), request, signal);
    try {
      return await this.exchange(request, options, mediaType, sent, signal);
    } catch (error) {
      if (renewal === undefined || !(error instanceof AuthenticationError) || error.status !== 401) throw error;
      if (!(await this.inTime(renewal.refused(sent), request, signal))) throw error;
      return this.exchange(request, options, mediaType, await this.options.headers(), signal);
    }
  }

  private async exchange(
    { method, path, target, body }: Prepared,
    options: RequestOptions,
    mediaType: MediaType,
    credentials: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const headers = this.headers(credentials, body === undefined ? undefined : mediaType, options.ifMatch);
    const wire: WireRequest = { method, target, body, headers };
    const secrets = [...this.options.secrets(), ...passwordsIn(options.body ?? null)];
    const { unauthorizedHint } = this.options;
    const acceptStatus = options.acceptStatus ?? [];
    try {
      const answer = await this.transport.send(wire, signal);
      const url = this.base.origin + target;
      const read = await readAnswer(answer, { method, path, url, acceptStatus, secrets, unauthorizedHint });
      if (read.status < 300) this.options.renewal?.taken(credentials);
      return read;
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      throw this.fault(error, { method, path }, secrets);
    }
  }

  /** Credentials that come too late for the operation had no effect. */
  private inTime<T>(work: Promise<T>, asked: Asked, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => {
        reject(this.fault(new WireFault("aborted", "none"), asked, []));
      };
      if (signal.aborted) late();
      signal.addEventListener("abort", late, { once: true });
      work.then(resolve, reject).finally(() => {
        signal.removeEventListener("abort", late);
      });
    });
  }

  private fault(fault: WireFault, { method, path }: Asked, secrets: readonly string[]): Error {
    const { timeoutMs } = this.options;
    return transportError(fault, {
      method,
      path,
      host: this.base.host,
      proxy: this.transport.proxy,
      timeoutMs,
      secrets,
    });
  }

  private headers(
    credentials: Record<string, string>,
    contentType: MediaType | undefined,
    ifMatch: string | undefined,
  ): Record<string, string> {
    const own = contentType ?? this.mediaType;
    const headers: Record<string, string> = {
      accept: `${own}, ${otherThan(own)}`,
      "accept-encoding": "identity",
      "user-agent": "pulumi-scim",
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(ifMatch === undefined || !isSendable(ifMatch) ? {} : { "if-match": ifMatch }),
    };
    for (const [name, value] of Object.entries(credentials)) {
      headers[checkedHeader(name, value)] = value;
    }
    return headers;
  }
}

/** The path of one resource: ids are opaque texts and may hold "/", "?" or "@". Refuses the ids that a URL path cannot carry. */
export function resourcePath(endpoint: string, id: string): string {
  if (id === "" || id === "." || id === "..") {
    throw new AddressError(`Could not address a resource of ${endpoint}: its id is "${id}", which no URL can carry.`);
  }
  if (/\p{Cs}/u.test(id)) {
    throw new AddressError(`Could not address a resource of ${endpoint}: its id is not well-formed Unicode.`);
  }
  return `${endpoint}/${encodeURIComponent(id)}`;
}

function isOfMediaType(error: unknown): boolean {
  return error instanceof ServiceError && error.status === 415;
}

function otherThan(mediaType: MediaType): MediaType {
  return mediaType === "application/json" ? "application/scim+json" : "application/json";
}

function checkedPath(path: string): string {
  const segments = path.split("/");
  if (!path.startsWith("/") || /[?#\\\s]/.test(path) || segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw new AddressError(
      `Could not ask for the path ${JSON.stringify(path)}: it would leave the service's base URL.`,
    );
  }
  return path;
}

function queryText(query: RequestOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(String(value)))}`],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** The id that a resource's address ends in, absolute or relative; undefined where it is no address of that endpoint. */
export function idInAddress(endpoint: string, address: string): string | undefined {
  const [path = ""] = address.split(/[?#]/);
  const [id = "", kind = ""] = path.replace(/\/$/, "").split("/").reverse();
  if (id === "" || `/${kind}`.toLowerCase() !== endpoint.toLowerCase()) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Whether a version can be sent back: services put anything into `meta.version`. */
function isSendable(version: string): boolean {
  return version.length <= MAX_VERSION && !UNSENDABLE.test(version);
}

function checkedHeader(name: string, value: string): string {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || UNSENDABLE.test(value)) {
    throw new ConnectionError(
      `The header ${JSON.stringify(name)} of the connection holds characters that HTTP does not allow (a line break at the end of the token?).`,
    );
  }
  return name.toLowerCase();
}
