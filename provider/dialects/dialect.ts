import { type Json } from "../scim/json.js";

/** How a person's or a group's end is carried out (design: `onDelete`). */
export type End = "delete" | "deactivate" | "retain";

/**
 * What one service can do, as data: the differences between SCIM services that the provider must know before it asks.
 * Every field states a fact of the service, never a wish of the program. A user may give an object of this shape for a
 * service that the package does not know; what it leaves out is taken from `rfc7644`.
 */
export interface Dialect {
  /** The value of the option `dialect`. */
  name: string;
  /** How messages call the service. */
  title: string;
  /** Media type of request bodies; both types are always accepted in answers. */
  mediaType: "application/scim+json" | "application/json";
  /** Whether `/ServiceProviderConfig` exists and says what is supported (RFC 7644 section 4). */
  discovery: boolean;
  user: UserCapabilities;
  group: GroupCapabilities;
  members: MemberCapabilities;
  filter: { users: string[]; groups: string[] };
  /** Page size to ask for; undefined leaves it to the service. */
  page: { users?: number | undefined; groups?: number | undefined };
  /** Requests per second that the service permits; undefined when it does not say. */
  requestsPerSecond?: number | undefined;
}

/** What a service does with people. */
export interface UserCapabilities {
  /** Attributes (as ScimUser names them) that the service does not keep, each with the reason that a user is told. */
  unsupported: Record<string, string>;
  /** How one attribute is changed. `none`: only by PUT of the whole resource. */
  patch: "patchOp" | "none";
  put: boolean;
  /** Whether DELETE exists; without it `onDelete: "delete"` is refused. */
  delete: boolean;
  /** What `onDelete` means when the program does not say. */
  defaultEnd: End;
  /** Whether the service forgets inactive people (GET answers 404), so that `active: false` cannot be kept. */
  inactiveIsGone: boolean;
  /** Whether `manager` may stand in the POST. */
  createManager: boolean;
  /** Whether the service keeps a client's `externalId` (RFC 7643 section 3.1). */
  externalId: boolean;
  /** Statuses of a POST that mean "exists". */
  conflict: number[];
  /** Whether a POST of somebody who exists may succeed, so that a look-up must come first. */
  lookBeforeCreate: boolean;
  /** Values that the service puts where nothing was sent; never drift. */
  defaults: Record<string, Json>;
}

/** What a service does with groups. */
export interface GroupCapabilities {
  /** False where there is no `/Groups`. */
  supported: boolean;
  patch: "patchOp" | "none";
  put: boolean;
  delete: boolean;
  externalId: boolean;
  conflict: number[];
}

/** What a service does with members. */
export interface MemberCapabilities {
  /** Whether GET of a group shows its members. */
  readable: boolean;
  /** Most members in one request. */
  perRequest: number;
  /** How a removal names its members: one path filter each (RFC 7644 section 3.5.2.2), or a list of values. */
  remove: "filter" | "values";
}
