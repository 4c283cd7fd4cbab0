import { ERROR } from "../provider/scim/urns.js";
import { type JsonObject } from "./json.js";

/** The detail error keywords of RFC 7644 section 3.12, table 9. */
export type ScimType =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue"
  | "invalidVers"
  | "sensitive";

/** Thrown by an operation that refuses a request; the server answers with its status and error body. Not for the sandbox's own faults. */
export class ScimError extends Error {
  override readonly name = "ScimError";

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  /** The body of RFC 7644 section 3.12; its status is a string. */
  body(): JsonObject {
    const kind: JsonObject = this.scimType === undefined ? {} : { scimType: this.scimType };
    return { schemas: [ERROR], status: String(this.status), ...kind, detail: this.detail };
  }
}

/** A 400 with its detail error keyword. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}
