import { type VendorBlock } from "./block.js";
import { type ConnectionNeeds, type Rate } from "./connection.js";
import { type GroupCapabilities, type UserCapabilities } from "./resources.js";

/** How a person's or a group's end is carried out (design: `onDelete`). */
export type End = "delete" | "deactivate" | "retain";

/**
 * What one service can do, as data: the differences between SCIM services that the provider must know before it asks.
 * Every field states a fact of the service, never a wish of the program. A user may give an object of this shape for a
 * service that the package does not know; what it leaves out is taken from the dialect that it extends.
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
  /** What it does with people. */
  user: UserCapabilities;
  /** What it does with groups. */
  group: GroupCapabilities;
  /** What it does with members. */
  members: MemberCapabilities;
  /** What its filters can be used for. */
  filter: FilterCapabilities;
  /** Page size to ask for; undefined leaves it to the service. */
  page: { users?: number | undefined; groups?: number | undefined };
  /** What the service permits; of several the first that fits a request counts, each with a budget of its own. */
  rates: Rate[];
  /** What a connection must or may bring. */
  connection: ConnectionNeeds;
  /** The typed argument of ScimUser that this service alone has. */
  block?: VendorBlock | undefined;
}

/** What a service does with members. */
export interface MemberCapabilities {
  /** Where to see who is in a group: in the group, in the `groups` of all people, or nowhere. */
  list: "group" | "scanUsers" | "none";
  /** Most members in one request. */
  perRequest: number;
  /**
   * How a removal names its members: one path filter each (RFC 7644 section 3.5.2.2), a list of values, or not at all:
   * then all who stay are sent as the new list (`replaceMembers`), which needs `list: "scanUsers"`.
   */
  remove: "filter" | "values" | "replaceAll";
  /** Attributes of people, of the enterprise extension, that put them into the group of that name; it is made if need be. */
  fromAttributes: string[];
}

/** What a service's filters can be used for (RFC 7644 section 3.4.2.2). */
export interface FilterCapabilities {
  /** Attributes of people that `eq` is known for. */
  users: string[];
  /** Attributes of groups that `eq` is known for. */
  groups: string[];
  /** Whether a text stands in double quotes, as the RFC has it. */
  quote: boolean;
  /** Whether an answer without hits proves that there is nobody; else all pages are read then. */
  emptyIsProof: boolean;
}
