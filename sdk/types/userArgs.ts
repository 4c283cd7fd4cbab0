import type * as pulumi from "@pulumi/pulumi";
import { type ScimUser } from "../scimUser.js";
import { type ExtensionsArgs, type Optional, type Unsupported } from "./common.js";
import {
  type AddressArgs,
  type EmailArgs,
  type EntitlementArgs,
  type ImArgs,
  type PhoneNumberArgs,
  type PhotoArgs,
  type RoleArgs,
  type X509CertificateArgs,
} from "./multiValued.js";
import { type AbsorbArgs, type IroncladArgs, type LeapsomeArgs } from "./vendors.js";

/** The parts of a person's name (RFC 7643 section 4.1.1, `name`). Only the parts given are managed. */
export interface NameArgs {
  /** The whole name, ready for display; many services build it from the parts. */
  formatted?: Optional<string>;
  /** Last name. */
  familyName?: Optional<string>;
  /** First name. */
  givenName?: Optional<string>;
  /** Middle names. */
  middleName?: Optional<string>;
  /** Title before the name, such as `"Dr."`. */
  honorificPrefix?: Optional<string>;
  /** What stands after the name, such as `"III"`. */
  honorificSuffix?: Optional<string>;
}

/** A person by attributes of the core schema (RFC 7643 section 4.1). */
export interface CoreUserArgs {
  /** Unique name in the service, often an email address; compared without regard to case. It can be changed in place. */
  userName: pulumi.Input<string>;
  /**
   * The program's own key of the person (RFC 7643 section 3.1). By default it is what proves that somebody who exists
   * already is ours (`adopt`). Never overwrites another one that the service holds. Dropped later: let go, not cleared.
   */
  externalId?: Optional<string>;
  /** Parts of the name (section 4.1.1). */
  name?: Optional<NameArgs>;
  /** Name to show (section 4.1.1). */
  displayName?: Optional<string>;
  /** Casual name (section 4.1.1). */
  nickName?: Optional<string>;
  /** URL of a page about the person (section 4.1.1). */
  profileUrl?: Optional<string>;
  /** Job title (section 4.1.1). */
  title?: Optional<string>;
  /** Relation to the organization, such as `"Employee"` or `"Contractor"` (section 4.1.1). */
  userType?: Optional<string>;
  /** Preferred languages in the form of `Accept-Language`, such as `"en-US"` (section 4.1.1). */
  preferredLanguage?: Optional<string>;
  /** Locale for dates and numbers, a BCP 47 tag such as `"en-US"` (section 4.1.1). */
  locale?: Optional<string>;
  /** IANA time zone, such as `"Europe/Berlin"` (section 4.1.1). */
  timezone?: Optional<string>;
  /**
   * Whether the person may use the service (section 4.1.1). Left out: `true` on create and when somebody is taken back,
   * then not managed; a refresh that finds the person inactive says so. Given: enforced. Dropped later: let go.
   */
  active?: pulumi.Input<boolean | undefined>;
  /**
   * Initial password (section 4.1.1). Secret and write-only: never read back, never drift, sent on create and when it
   * changes, not when somebody is adopted. Dropped later: let go.
   */
  password?: pulumi.Input<string | undefined>;
  /** Mail addresses (section 4.1.2). The list is managed whole; `[]` clears it. */
  emails?: Optional<pulumi.Input<EmailArgs>[]>;
  /** Telephone numbers (section 4.1.2). Managed whole. Secret unless `secretAttributes` says otherwise. */
  phoneNumbers?: Optional<pulumi.Input<PhoneNumberArgs>[]>;
  /** Instant messaging addresses (section 4.1.2). Managed whole. */
  ims?: Optional<pulumi.Input<ImArgs>[]>;
  /** Pictures (section 4.1.2). Managed whole. */
  photos?: Optional<pulumi.Input<PhotoArgs>[]>;
  /** Postal addresses (section 4.1.2). Managed whole. Secret unless `secretAttributes` says otherwise. */
  addresses?: Optional<pulumi.Input<AddressArgs>[]>;
  /** Things the person has (section 4.1.2). Only the items given are managed, others stay; `[]` clears. */
  entitlements?: Optional<pulumi.Input<EntitlementArgs>[]>;
  /** What the person is (section 4.1.2). Only the items given are managed, others stay; `[]` clears. */
  roles?: Optional<pulumi.Input<RoleArgs>[]>;
  /** Certificates (section 4.1.2). Managed whole. */
  x509Certificates?: Optional<pulumi.Input<X509CertificateArgs>[]>;
}

/** A person by attributes of the enterprise extension (RFC 7643 section 4.3), which are flat here. */
export interface EnterpriseUserArgs {
  /** Number that the organization gave to the person. */
  employeeNumber?: Optional<string>;
  /** Cost center. */
  costCenter?: Optional<string>;
  /** Organization. */
  organization?: Optional<string>;
  /** Division. */
  division?: Optional<string>;
  /** Department. */
  department?: Optional<string>;
  /**
   * The person's manager: a ScimUser, the id of a person in the service, or an Input of either. A resource also orders
   * the work: managers first. Null: nobody, and a manager who is set by hand is drift.
   */
  manager?: ScimUser | Optional<string | ScimUser>;
}

/** How one person is handled; none of these is an attribute in the service. */
export interface UserPolicyArgs {
  /**
   * Who that exists already is taken over instead of being created: `"externalId"` (default) somebody with our
   * externalId, `"userName"` also somebody with our userName, `"never"` nobody.
   */
  adopt?: pulumi.Input<"externalId" | "userName" | "never" | undefined>;
  /**
   * What happens in the service when the resource is deleted: `"delete"`, `"deactivate"` (`active: false`) or
   * `"retain"` (nothing). Default by dialect: `"delete"` where the service has a DELETE.
   */
  onDelete?: pulumi.Input<"delete" | "deactivate" | "retain" | undefined>;
  /** Overrides the connection's `unsupported` for this person. */
  unsupported?: pulumi.Input<Unsupported | undefined>;
  /**
   * Names of attributes whose values are encrypted in state and hidden in plans and errors, wherever they stand (a name
   * counts in vendor blocks and extensions too), in any letter case; or paths (`emails.value`), with a URN or without, or
   * the URN of a whole extension. Lists are hidden whole. Replaces the default; `password` is always secret.
   * @default ["password", "birthday", "gender", "addresses", "phoneNumbers"]
   */
  secretAttributes?: string[] | undefined;
}

/** Arguments of {@link ScimUser}. */
export interface ScimUserArgs extends CoreUserArgs, EnterpriseUserArgs, UserPolicyArgs {
  /** Attributes of further schemas, by URN; `null` for a URN empties that extension. */
  extensions?: pulumi.Input<ExtensionsArgs | undefined>;
  /** Attributes that Leapsome alone has; ignored on connections of other dialects. */
  leapsome?: Optional<LeapsomeArgs>;
  /** Attributes that Absorb alone has; ignored on connections of other dialects. */
  absorb?: Optional<AbsorbArgs>;
  /** Attributes that Ironclad alone has; ignored on connections of other dialects. */
  ironclad?: Optional<IroncladArgs>;
}

/** How {@link ScimUser.lookup} finds a person: exactly one of the three. */
export type LookupArgs =
  | { userName: pulumi.Input<string>; externalId?: never; email?: never }
  | { externalId: pulumi.Input<string>; userName?: never; email?: never }
  | { email: pulumi.Input<string>; userName?: never; externalId?: never };
