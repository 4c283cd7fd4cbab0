import { type Effect, ScimError } from "./scimError.js";

/** No complete answer came: connection refused, name unknown, TLS refused, dropped, or timed out. Not thrown for an answer that came and could not be read (AnswerError). */
export class TransportError extends ScimError {
  /** Node's, OpenSSL's or undici's code, for instance ECONNREFUSED. */
  readonly code?: string;
  /** "none" if not one byte of the request was sent. */
  readonly effect: Effect;

  constructor(message: string, facts: { code?: string; effect: Effect }, options?: { cause?: unknown }) {
    super("transport", message, options);
    if (facts.code !== undefined) this.code = facts.code;
    this.effect = facts.effect;
  }
}
