import { ScimError } from "./scimError.js";

/** Why an answer was not understood. */
export type AnswerFault =
  | "redirect"
  | "tooLarge"
  | "encoding"
  | "cut"
  | "empty"
  | "html"
  | "notJson"
  | "notObject"
  | "tooDeep"
  | "notList"
  | "endlessList"
  | "notAsked"
  | "status";

/** An answer came that is no SCIM answer: a redirect, a page of HTML, broken or oversized JSON, something else than a list where one is due. */
export class AnswerError extends ScimError {
  readonly status: number;
  readonly reason: AnswerFault;
  /** The service may have carried the request out before it answered so. */
  readonly effect = "unknown";

  constructor(message: string, facts: { status: number; reason: AnswerFault }, options?: { cause?: unknown }) {
    super("answer", message, options);
    this.status = facts.status;
    this.reason = facts.reason;
  }
}
