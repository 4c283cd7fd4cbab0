import type * as pulumi from "@pulumi/pulumi";

/** A sub-attribute: left out (or undefined) it is not managed. */
type Part<T> = pulumi.Input<T | undefined>;

/**
 * The sub-attributes that most lists of a person share (RFC 7643 section 2.4). Items are matched by (type, value);
 * sub-attributes that are not given are ignored.
 */
export interface MultiValuedArgs {
  /** The value itself. */
  value: pulumi.Input<string>;
  /** What the value is for, such as `"work"` or `"home"`. */
  type?: Part<string>;
  /** A text for people. */
  display?: Part<string>;
  /** Whether this is the preferred item. At most one in a list: two are an error. */
  primary?: Part<boolean>;
}

/** One address for mail (RFC 7643 section 4.1.2, `emails`). Any RFC 5321 or RFC 6531 address: it need not be ASCII. */
export interface EmailArgs extends MultiValuedArgs {
  /** Canonical values: `"work"`, `"home"`, `"other"`; a service may know more. */
  type?: Part<string>;
}

/** One telephone number (RFC 7643 section 4.1.2, `phoneNumbers`). */
export interface PhoneNumberArgs extends MultiValuedArgs {
  /** Canonical values: `"work"`, `"home"`, `"mobile"`, `"fax"`, `"pager"`, `"other"`. */
  type?: Part<string>;
}

/** One instant messaging address (RFC 7643 section 4.1.2, `ims`). */
export interface ImArgs extends MultiValuedArgs {
  /** Canonical values: `"aim"`, `"gtalk"`, `"icq"`, `"xmpp"`, `"msn"`, `"skype"`, `"qq"`, `"yahoo"`. */
  type?: Part<string>;
}

/** One picture (RFC 7643 section 4.1.2, `photos`); `value` is the URL of an image file. */
export interface PhotoArgs extends MultiValuedArgs {
  /** Canonical values: `"photo"`, `"thumbnail"`. */
  type?: Part<string>;
}

/** One X.509 certificate (RFC 7643 section 4.1.2, `x509Certificates`); `value` is base64 of its DER form. */
export type X509CertificateArgs = MultiValuedArgs;

/** Something that a person has (RFC 7643 section 4.1.2, `entitlements`). Only the items given are managed. */
export type EntitlementArgs = MultiValuedArgs;

/** What a person is (RFC 7643 section 4.1.2, `roles`). Only the items given are managed. */
export type RoleArgs = MultiValuedArgs;

/** One postal address (RFC 7643 section 4.1.2, `addresses`); matched by (type, formatted or the parts given). */
export interface AddressArgs {
  /** The whole address, ready for display or a label; lines may be separated by newlines. */
  formatted?: Part<string>;
  /** House number and street, possibly of several lines. */
  streetAddress?: Part<string>;
  /** City or town. */
  locality?: Part<string>;
  /** State, province or region. */
  region?: Part<string>;
  /** Zip or postal code. */
  postalCode?: Part<string>;
  /** Country: ISO 3166-1 alpha-2, such as `"DE"`. */
  country?: Part<string>;
  /** Canonical values: `"work"`, `"home"`, `"other"`. */
  type?: Part<string>;
  /** Whether this is the preferred address. At most one: two are an error. */
  primary?: Part<boolean>;
}
