import { type JsonObject } from "../scim/json.js";

/** A step that failed with nothing to keep. The message is for people; the stack is left out, since the engine prints it. */
export class StepError extends Error {
  override name = "scim";
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.stack = message;
  }

  /** The engine's plugin host prints `${error}: ${error.stack}`. */
  override toString(): string {
    return "scim";
  }
}

/**
 * The object exists and something about it could not be finished: the engine keeps `id` and `properties` and calls
 * update at the next `up` (partial failure; `properties` must not hold `undefined`).
 */
export class PartialFailure extends StepError {
  readonly id: string;
  readonly properties: JsonObject;
  readonly reasons: string[];

  constructor(id: string, properties: JsonObject, reasons: string[]) {
    super(reasons.join("; "));
    this.id = id;
    this.properties = properties;
    this.reasons = reasons;
  }
}

/** What went wrong, in one sentence without its full stop. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, "");
}
