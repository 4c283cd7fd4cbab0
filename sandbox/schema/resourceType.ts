import { findAttribute, type Attribute, type Schema } from "./attribute.js";
import { COMMON_ATTRIBUTES } from "./common.js";
import { ENTERPRISE_USER_SCHEMA } from "./enterpriseUser.js";
import { groupSchema } from "./group.js";
import { USER_SCHEMA } from "./user.js";

/** The two kinds of resource that the sandbox keeps, by the name of their endpoint. */
export type Kind = "Users" | "Groups";

/** A resource type (RFC 7643 section 6) with the schemas that describe it. */
export interface ResourceType {
  readonly kind: Kind;
  readonly name: "User" | "Group";
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
}

/** The resource types by kind. */
export type ResourceTypes = Readonly<Record<Kind, ResourceType>>;

/** The User and Group types of RFC 7643. */
export function resourceTypes(options: { uniqueGroupNames: boolean }): ResourceTypes {
  return {
    Users: {
      kind: "Users",
      name: "User",
      description: "People's accounts",
      schema: USER_SCHEMA,
      extensions: [ENTERPRISE_USER_SCHEMA],
    },
    Groups: {
      kind: "Groups",
      name: "Group",
      description: "Sets of people and groups",
      schema: groupSchema(options.uniqueGroupNames),
      extensions: [],
    },
  };
}

/** A core or common attribute of the type, without regard to letter case. */
export function coreAttribute(type: ResourceType, name: string): Attribute | undefined {
  return findAttribute(COMMON_ATTRIBUTES, name) ?? findAttribute(type.schema.attributes, name);
}

/** The registered extension with that URN, without regard to letter case (URNs are compared so in bodies of real clients). */
export function findExtension(type: ResourceType, urn: string): Schema | undefined {
  const wanted = urn.toLowerCase();
  return type.extensions.find((each) => each.id.toLowerCase() === wanted);
}
