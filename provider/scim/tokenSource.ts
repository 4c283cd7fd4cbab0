import { type SecureContext } from "node:tls";
import { attemptUntilDone } from "./attempts.js";
import { ConnectionError } from "./errors.js";
import { transportError } from "./faults.js";
import { Limiter } from "./limiter.js";
import { FIRST_WAIT_MS, repetitions } from "./retry.js";
import {
  type AccessToken,
  type ClientCredentials,
  clientSecrets,
  MAX_TOKEN_BYTES,
  readToken,
  shownTokenUrl,
  tokenRequest,
} from "./tokenRequest.js";
import { Transport, WireFault } from "./transport.js";

/** How the authorization server is spoken to. */
export interface TokenSourceOptions {
  client: ClientCredentials;
  /** One attempt, in milliseconds. */
  timeoutMs: number;
  /** All attempts for one token; never more than two minutes. */
  deadlineMs: number;
  trust?: SecureContext | undefined;
  /** Added to the error when the server refuses the client. */
  refusalHint?: string | undefined;
  /** @default 500 */
  firstWaitMs?: number | undefined;
}

/** A token is renewed so long before it expires, but never in the first three quarters of its life. */
const MARGIN_MS = 60_000;
/** A request for a token must leave time to the operations that wait for it. */
const LONGEST_FETCH_MS = 120_000;
/** So long the server is not asked again after it has refused the client: repeated refusals lock clients out. */
const REFUSAL_STANDS_MS = 60_000;

interface Held {
  token: string;
  /** By performance.now(). */
  renewAt: number;
  /** Whether a 401 is a reason to ask for another one: not again for one got for a 401, before it has been taken. */
  isRenewable: boolean;
}

/**
 * Access tokens by OAuth 2 client credentials: one request for all who wait for it, a new one shortly before the old one expires, and
 * one after the service has refused a token. Kept in memory only.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #url: URL;
  readonly #transport: Transport;
  readonly #limiter = new Limiter({ maxConcurrency: 1 });
  #held: Held | undefined;
  #before: string | undefined;
  #fetching: Promise<Held> | undefined;
  #refusal: { error: ConnectionError; until: number } | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#url = new URL(options.client.tokenUrl);
    const limits = { success: MAX_TOKEN_BYTES, other: MAX_TOKEN_BYTES };
    this.#transport = new Transport(this.#url.origin, options.timeoutMs, limits, options.trust);
  }

  /** A token that is not about to expire; rejects with a ConnectionError. */
  async token(): Promise<string> {
    const held = this.#held;
    if (held !== undefined && performance.now() < held.renewAt) return held.token;
    return (await this.#next(true)).token;
  }

  /** The service has let a request with that token in. */
  taken(token: string): void {
    if (this.#held?.token === token) this.#held.isRenewable = true;
  }

  /** The service has answered 401 to that token: whether there is another one to try. */
  async refused(token: string): Promise<boolean> {
    if (this.#held?.token !== token) return (await this.token()) !== token;
    if (!this.#held.isRenewable) return false;
    return (await this.#next(false)).token !== token;
  }

  /** What no message may show: the client's secrets, and the tokens of this process that may still be valid. */
  secrets(): string[] {
    return [...clientSecrets(this.#options.client), ...this.#tokens()];
  }

  /** What lets somebody in: the client's secret, and these tokens. */
  credentials(): string[] {
    return [this.#options.client.clientSecret, ...this.#tokens()];
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #tokens(): string[] {
    return [this.#held?.token, this.#before].filter((token) => token !== undefined);
  }

  #next(isRenewable: boolean): Promise<Held> {
    this.#fetching ??= this.#fetch(isRenewable).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(isRenewable: boolean): Promise<Held> {
    const refusal = this.#refusal;
    if (refusal !== undefined && performance.now() < refusal.until) throw refusal.error;
    const askedAt = performance.now();
    const { token, expiresInMs = Infinity } = await this.#ask();
    const renewAt = askedAt + expiresInMs - Math.min(MARGIN_MS, expiresInMs / 4);
    this.#before = this.#held?.token;
    this.#held = { token, isRenewable, renewAt };
    return this.#held;
  }

  async #ask(): Promise<AccessToken> {
    const { deadlineMs, firstWaitMs = FIRST_WAIT_MS, client, refusalHint } = this.#options;
    try {
      return await attemptUntilDone((signal) => this.#attempt(signal), {
        limiter: this.#limiter,
        deadlineMs: Math.min(deadlineMs, LONGEST_FETCH_MS),
        firstWaitMs,
        what: `POST ${this.#url.pathname}`,
        repetitions: (error) => repetitions(error, "POST", "safe"),
        onRetry: () => undefined,
      });
    } catch (error) {
      if (error instanceof ConnectionError) {
        const hinted = refusalHint === undefined ? error : new ConnectionError(`${error.message} ${refusalHint}`);
        this.#refusal = { error: hinted, until: performance.now() + REFUSAL_STANDS_MS };
        throw hinted;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectionError(`Could not get an access token from ${shownTokenUrl(client)}: ${reason}`, {
        cause: error,
      });
    }
  }

  /** Of a request for a token nothing remains when its answer is lost, so its effect is none. */
  async #attempt(signal: AbortSignal): Promise<AccessToken> {
    const { client, timeoutMs } = this.#options;
    try {
      return await readToken(await this.#transport.send(tokenRequest(client), signal), client);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      throw transportError(new WireFault(error.reason, "none", error.cause), {
        method: "POST",
        path: this.#url.pathname,
        host: this.#url.host,
        proxy: this.#transport.proxy,
        option: "tokenUrl",
        timeoutMs,
        secrets: clientSecrets(client),
      });
    }
  }
}
