/** Answers that Leapsome's documents leave open. The defaults are what a client has most to watch out for. */
export interface LeapsomeSwitches {
  /** POST of somebody who is there: 201 with `{}`, or 409; both are documented. @default "empty" */
  readonly existingUser: "empty" | "conflict";
  /** Whether an externalId is taken once: a POST with it counts as one of somebody who is there, a PATCH or PUT is 409. @default true */
  readonly uniqueExternalId: boolean;
  /** Fields that the documents do not name. @default "ignore" */
  readonly unknownFields: "ignore" | "refuse";
  /** What takes a manager away: a PUT without it, an empty string, null. @default ["put"] */
  readonly clearsManager: readonly ("put" | "empty" | "null")[];
  /** What `""` or null for a manager does where it does not clear. @default "refuse" */
  readonly otherManagerClears: "refuse" | "ignore";
  /** A manager whom nobody here is. @default "refuse" */
  readonly unknownManager: "refuse" | "ignore";
  /** `manager` and `location` stand both at the top and in the extension: which counts when they differ. @default "refuse" */
  readonly conflictingTwins: "refuse" | "enterprise" | "topLevel";
  /** What PUT does to attributes that it leaves out, the manager aside; `active` always stays. @default "clear" */
  readonly putAbsent: "clear" | "keep";
  /** null for an attribute whose type is not nullable, the manager aside. @default "refuse" */
  readonly nulls: "refuse" | "clear" | "ignore";
  /** An empty string for an optional attribute, the manager aside. @default "clear" */
  readonly emptyStrings: "clear" | "refuse";
  /** Whether displayName and name.formatted are made of the name's parts when nobody gave them. @default true */
  readonly derivesNames: boolean;
  /** Letter case of userName as it is read back. @default "kept" */
  readonly userNameCase: "kept" | "lowered";
  /** The order of additionalManagers as they are read back. @default "kept" */
  readonly additionalManagersOrder: "kept" | "sorted";
  /** What `active` reads for a person who was activated but never accepted an invitation. @default true */
  readonly unacceptedReads: boolean;
  /** Whether dates must be YYYY-MM-DD, gender one of the three words, photos URLs. @default true */
  readonly checkValues: boolean;
  /** The ids of the organisation's custom attributes. @default any 24 hex digits are one */
  readonly customAttributes: readonly string[] | undefined;
  /** The organisation's email domains. @default any domain is one */
  readonly allowedDomains: readonly string[] | undefined;
  /** The status of an email domain that is not the organisation's. @default 400 */
  readonly wrongDomainStatus: 400 | 401 | 409;
  /** The status of a request without a token; one with a wrong token is 403. @default 401 */
  readonly missingTokenStatus: 401 | 403;
  /** The status of a GET of a group that is not there; both are documented. PATCH is always 401. @default 401 */
  readonly missingGroupStatus: 401 | 404;
  /** Whether a group PATCH must have displayName. @default true */
  readonly groupPatchNeedsName: boolean;
  /** `members: []` with replaceMembers: empties the group, or 400. @default "empty" */
  readonly emptyMembers: "empty" | "refuse";
  /** A member whom the organisation does not have. @default "refuse" */
  readonly unknownMembers: "refuse" | "ignore";
  /** Whether one name in two of department, division and cost centre is one team or a team each. @default "name" */
  readonly teamsBy: "name" | "nameAndAttribute";
  /** What the attribute of its people reads when a team is renamed. @default "newName" */
  readonly renamedTeamReads: "newName" | "oldName";
  /** A filter that the service does not have: everything, nothing, or 400. @default "everything" */
  readonly unsupportedFilter: "everything" | "nothing" | "refuse";
  /** Whether users can be filtered by externalId, which one example does and the text denies. @default false */
  readonly externalIdFilter: boolean;
  /** Groups on a page without `count`, at most 1000. @default 1000 */
  readonly groupsPageSize: number;
  /** Requests in one window; false lifts the limit. @default 30 */
  readonly rateLimit: number | false;
  /** The window's length in milliseconds. @default 1000 */
  readonly rateWindowMs: number;
  /** Whether a 429 has Retry-After; none is documented. @default false */
  readonly retryAfter: boolean;
}
