/** Which fault a ScimError stands for; `instanceof` of the subclass says the same. */
export type ErrorKind =
  | "refused"
  | "authentication"
  | "notFound"
  | "conflict"
  | "precondition"
  | "rateLimit"
  | "failedService"
  | "transport"
  | "answer"
  | "deadline"
  | "connection"
  | "address";

/** Whether a failed request surely changed nothing at the service ("none") or may have been carried out ("unknown"). */
export type Effect = "none" | "unknown";

/** What every error of this floor is: its message names the request and a way out, and holds no secret. */
export class ScimError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.name = new.target.name;
  }
}
