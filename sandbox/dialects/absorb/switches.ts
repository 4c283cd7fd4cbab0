/** Answers that Absorb's page leaves open. The defaults are what a client has most to watch out for. */
export interface AbsorbSwitches {
  /** The header that brings the token; every other name than authorization takes it bare. @default "authorization" */
  readonly tokenHeader: string;
  /** The status of a request without the right token. @default 401 */
  readonly badTokenStatus: 401 | 403;
  /** Fields that the page does not name. @default "ignore" */
  readonly unknownFields: "ignore" | "refuse";
  /** An `id` in the body of a POST. @default "ignore" */
  readonly idOnCreate: "ignore" | "use" | "refuse";
  /** What a POST without `active` makes. @default false */
  readonly activeOnCreate: boolean;
  /** What a PUT without `active` does; null is documented as inactive. @default "inactive" */
  readonly absentActiveOnPut: "inactive" | "keep";
  /** What PUT does to the other attributes that it leaves out; the password always stays. @default "clear" */
  readonly putAbsent: "clear" | "keep";
  /** Whether answers show the password in clear, which every response schema lists. @default false */
  readonly echoPassword: boolean;
  /** Which of several phone numbers is kept. @default "first" */
  readonly phoneKept: "first" | "last" | "primary";
  /** Whether an address's region and country have three characters at most, as the request samples suggest. @default true */
  readonly shortAddressCodes: boolean;
  /** Whether an email address must look like one. @default true */
  readonly checkEmails: boolean;
  /** Whether a manager must be somebody who is there. @default false */
  readonly managerMustExist: boolean;
  /** The form of refusals: none is shown. @default "scim" */
  readonly errorBodies: "scim" | "text" | "none";
}
