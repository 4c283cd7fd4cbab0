import type * as pulumi from "@pulumi/pulumi";

/**
 * An attribute as the program gives it. Left out (or undefined): not managed, never written and never drift. Null:
 * managed and empty. Dropped from the program later: cleared in the service.
 */
export type Optional<T> = pulumi.Input<T | null | undefined>;

/** An attribute as the service has it: undefined where there is none, null where it is managed and empty. */
export type Attribute<T> = pulumi.Output<T | null | undefined>;

/**
 * Attributes of other schemas (RFC 7643 section 3.3), by schema URN, as they stand in the SCIM body:
 * `{ "urn:acme:params:scim:schemas:badge:1.0:User": { badge: "42" } }`. Only the attributes given are managed.
 */
export type ExtensionsArgs = Record<string, Optional<Record<string, unknown>>>;

/** {@link ExtensionsArgs} as the service has them. */
export type Extensions = Record<string, Record<string, unknown> | null | undefined>;

/**
 * What to do with an attribute that the service cannot keep: `"error"` refuses it in preview, `"ignore"` leaves it out
 * with one warning.
 */
export type Unsupported = "error" | "ignore";
