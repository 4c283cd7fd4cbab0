import { type Effect, ScimError } from "./scimError.js";

/** An operation did not succeed within its deadline, all attempts and waits counted; `cause` is what the last attempt met. */
export class DeadlineError extends ScimError {
  /** How many requests were begun. */
  readonly attempts: number;
  /** "unknown" if any of the attempts may have been carried out. */
  readonly effect: Effect;

  constructor(message: string, facts: { attempts: number; effect: Effect }, options?: { cause?: unknown }) {
    super("deadline", message, options);
    this.attempts = facts.attempts;
    this.effect = facts.effect;
  }
}
