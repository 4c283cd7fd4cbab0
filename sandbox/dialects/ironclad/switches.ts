/** Answers that Ironclad's documents leave open. The defaults are what a client has most to watch out for. */
export interface IroncladSwitches {
  /** Whether x-as-user-email or x-as-user-id must come, as with a token of the Client Credentials grant. @default "optional" */
  readonly actor: "optional" | "required";
  /** An actor whom the company does not have: 403, or no matter. @default "refuse" */
  readonly unknownActor: "refuse" | "ignore";
  /** The status of a request without the right token; the document lists 403 and no 401. @default 403 */
  readonly badTokenStatus: 401 | 403;
  /** Whether the company has SAML; without it, a new person needs a password. @default true */
  readonly saml: boolean;
  /** Whether, without SAML, a PUT needs the password too. @default false */
  readonly passwordOnPut: boolean;
  /** Fields that the document does not name. @default "ignore" */
  readonly unknownFields: "ignore" | "refuse";
  /** What `/Schemas` advertises and no body has: displayName, nickName, manager, employeeNumber, costCenter, organization. @default "ignore" */
  readonly advertised: "ignore" | "take";
  /** Whether a PATCH value must be a string, as it is typed; `active` is then "true" or "false". @default true */
  readonly stringValuesOnly: boolean;
  /** Whether a PATCH remove may bring a value, which it does not take. @default "refuse" */
  readonly valueOfRemove: "refuse" | "ignore";
  /** Whether a userName must look like an email address. @default true */
  readonly checkUserName: boolean;
  /** Whether a departmentHead must be a person of the company, oneself included. @default true */
  readonly departmentHeadMustExist: boolean;
  /** Whether a head's new userName appears at those who name the old one. @default false */
  readonly departmentHeadFollows: boolean;
  /** The status of a PUT or PATCH that gives away a taken name; 409 is listed on POST only. @default 400 */
  readonly takenNameStatus: 400 | 409;
  /** The status of a group PATCH; both are documented. @default 200 */
  readonly groupPatchStatus: 200 | 204;
  /** What a group PUT without members does. @default "empty" */
  readonly putWithoutMembers: "empty" | "keep";
  /** PATCH and DELETE of users in one window. @default 50 */
  readonly changesLimit: number | false;
  /** All else on users, and on its own account all on groups, in one window. @default 600 */
  readonly otherLimit: number | false;
  /** The window's length in milliseconds. @default 60000 */
  readonly rateWindowMs: number;
  /** Whether a 429 has Retry-After; none is documented. @default false */
  readonly retryAfter: boolean;
}
