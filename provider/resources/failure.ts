import { printable } from "../scim/excerpt.js";
import { type JsonObject } from "../scim/json.js";

/** How the plugin host's own print of a StepError begins; see `quietHost`. */
export const HOST_ECHO = "scim step failed";

/**
 * A step that failed with nothing to keep. The message is for people, on one line, since names in it may be the service's; the stack is
 * left out, since the host prints it.
 */
export class StepError extends Error {
  override name = "scim";
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.stack = this.message;
  }

  /** The host prints `${error}: ${error.stack}`. */
  override toString(): string {
    return HOST_ECHO;
  }
}

/**
 * The object exists and something about it could not be finished: the engine keeps `id` and `properties` and calls
 * update at the next `up` (partial failure; `properties` must not hold `undefined`).
 */
export class PartialFailure extends StepError {
  readonly id: string;
  /** Not enumerable, so that nothing that prints errors shows them: they hold the password. */
  declare readonly properties: JsonObject;
  readonly reasons: string[];

  constructor(id: string, properties: JsonObject, reasons: string[]) {
    super(reasons.join("; "));
    this.id = id;
    Object.defineProperty(this, "properties", { value: properties });
    this.reasons = reasons.map(printable);
  }
}

/**
 * Keeps the plugin host from printing each StepError of check, diff, read and delete: the engine shows the same error
 * with the resource that it belongs to. Other prints pass, also those of other providers in the same process.
 */
export function quietHost(): void {
  const print = console.error.bind(console);
  console.error = (...parts: unknown[]) => {
    const [first] = parts;
    if (typeof first !== "string" || !first.startsWith(`${HOST_ECHO}: `)) print(...parts);
  };
}

/** What went wrong, in one sentence without its full stop. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\.$/, "");
}
