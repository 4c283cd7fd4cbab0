import { setTimeout } from "node:timers/promises";
import { type Connection } from "../../provider/directory/connection.js";
import { type Credentials, openCredentials } from "../../provider/directory/credentials.js";
import { decodeBody } from "../../provider/scim/body.js";
import { readErrorBody } from "../../provider/scim/errorBody.js";
import { excerpt } from "../../provider/scim/excerpt.js";
import { transportError } from "../../provider/scim/faults.js";
import { isObject, type JsonObject } from "../../provider/scim/json.js";
import { Lanes } from "../../provider/scim/lanes.js";
import { parseJson } from "../../provider/scim/parseJson.js";
import { redirectTarget } from "../../provider/scim/redirect.js";
import { parseRetryAfter } from "../../provider/scim/retryAfter.js";
import { type Method, Transport, type WireAnswer, WireFault } from "../../provider/scim/transport.js";
import { trusting } from "../../provider/scim/trust.js";

const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** How often a refusal for the rate is waited out, and how long at most, in milliseconds. */
const PATIENCE = { times: 6, waitMs: 65_000 };

/** An answer as it came. */
export interface Reply {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the answer was no JSON object. */
  readonly body: JsonObject | undefined;
  readonly text: string;
  /** The moment in the middle of the exchange, and how long it took, in milliseconds. */
  readonly at: number;
  readonly ms: number;
}

/** What a request carries beside its path. */
export interface Question {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: JsonObject;
  /** Instead of the connection's own headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Beside them. */
  readonly extra?: Readonly<Record<string, string>>;
  readonly mediaType?: string;
}

/**
 * Asks the service one question at a time and takes whatever comes: no error status is thrown, nothing is repeated but what was refused for
 * the rate. A request without an answer is a ScimError, in the words of the provider. No text that it gives holds a secret.
 */
export class Probe {
  readonly base: URL;
  readonly proxy: string | undefined;
  /** Requests so far. */
  requests = 0;
  /** Refusals for the rate so far. */
  refusals = 0;
  readonly #connection: Connection;
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  readonly #lanes: Lanes;

  constructor(connection: Connection) {
    const { authorities, dialect, maxRequestsPerSecond, timeoutMs } = connection;
    this.base = new URL(connection.endpoint);
    this.#connection = connection;
    const trust = authorities === undefined ? undefined : trusting(authorities);
    this.#transport = new Transport(this.base.origin, timeoutMs, { success: MAX_BODY_BYTES, other: 64 * 1024 }, trust);
    this.#credentials = openCredentials(connection, trust);
    this.proxy = this.#transport.proxy;
    this.#lanes = new Lanes({ maxConcurrency: 1, requestsPerSecond: maxRequestsPerSecond, rates: dialect.rates });
  }

  /** The connection's own headers, credentials among them. */
  headers(): Promise<Record<string, string>> {
    return this.#credentials.headers();
  }

  async ask(method: Method, path: string, question: Question = {}): Promise<Reply> {
    for (let time = 1; ; time++) {
      const reply = await this.#lanes.for(method, path).run(() => this.#once(method, path, question));
      const waitMs = parseRetryAfter(reply.headers["retry-after"], reply.headers["date"]);
      const isRefusal = reply.status === 429 || (reply.status === 503 && waitMs !== undefined);
      if (!isRefusal) return reply;
      this.refusals += 1;
      if (time >= PATIENCE.times || (waitMs ?? 0) > PATIENCE.waitMs) return reply;
      await setTimeout(Math.max(waitMs ?? 2 ** time * 500, 50));
    }
  }

  /** What an answer says, in a few words: `409 uniqueness: userName is taken`. */
  words({ status, text, headers, path }: Reply): string {
    const secrets = this.#credentials.secrets();
    if (status >= 300 && status < 400) {
      return `${status}, a redirect to ${redirectTarget(headers["location"], this.base.origin + path, secrets)}`;
    }
    const { scimType, detail } = status < 300 ? {} : readErrorBody(text, secrets);
    const said = [scimType, detail === undefined ? undefined : excerpt(detail, secrets, 120).replace(/[.]$/, "")];
    const parts = said.filter((part) => part !== undefined);
    return parts.length === 0 ? String(status) : `${status} ${parts.join(": ")}`;
  }

  /** A text of the service's own as it may be shown. */
  shown(text: string): string {
    return excerpt(text, this.#credentials.secrets(), 80);
  }

  async close(): Promise<void> {
    await Promise.all([this.#transport.close(), this.#credentials.close()]);
  }

  async #once(method: Method, path: string, question: Question): Promise<Reply> {
    const { query = {}, body, extra = {} } = question;
    const own = question.mediaType ?? this.#connection.dialect.mediaType;
    const other = own === "application/json" ? "application/scim+json" : "application/json";
    const credentials = question.headers ?? (await this.#credentials.headers());
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    const target = this.base.pathname.replace(/\/$/, "") + path + (pairs.length === 0 ? "" : `?${pairs.join("&")}`);
    const headers = {
      accept: `${own}, ${other}`,
      "accept-encoding": "identity",
      "user-agent": "pulumi-scim doctor",
      ...(body === undefined ? {} : { "content-type": own }),
      ...extra,
      ...credentials,
    };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const began = Date.now();
    this.requests += 1;
    const answer = await this.#send(method, path, { method, target, headers, body: sent });
    const ms = Date.now() - began;
    const decoded = await decodeBody(answer.body, answer.headers, MAX_BODY_BYTES);
    const text = "text" in decoded ? decoded.text : "";
    const parsed = parseJson(text);
    const found = "value" in parsed && isObject(parsed.value) ? parsed.value : undefined;
    const { status } = answer;
    return { method, path, status, headers: answer.headers, body: found, text, at: began + ms / 2, ms };
  }

  async #send(method: Method, path: string, wire: Parameters<Transport["send"]>[0]): Promise<WireAnswer> {
    try {
      return await this.#transport.send(wire);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      throw transportError(error, {
        method,
        path,
        host: this.base.host,
        proxy: this.proxy,
        timeoutMs: this.#connection.timeoutMs,
        secrets: this.#credentials.secrets(),
      });
    }
  }
}

/** Whether an answer says "done". */
export function isDone({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** Whether there is no such method or endpoint there at all. */
export function isAbsent({ status }: Reply): boolean {
  return status === 404 || status === 405 || status === 501;
}
