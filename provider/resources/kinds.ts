import { type ResourceKind } from "../scim/schemas.js";
import { GROUP, USER } from "../scim/urns.js";
import { type FieldTable } from "./fields.js";

/** One kind of resource that lives at an endpoint of its own: what a program may say of it and what identifies it. */
export interface Kind {
  /** As messages say it. */
  noun: "user" | "group";
  endpoint: "/Users" | "/Groups";
  type: ResourceKind;
  /** URN of the core schema. */
  schema: string;
  /** The attribute that is unique in a service and that people know the object by. */
  nameAttribute: "userName" | "displayName";
  fields: FieldTable;
  /** Attributes that a program may stop giving without their being cleared (design section 2). */
  letGo: readonly string[];
  /** Attributes whose loss must fail the step, since access depends on them (design section 3). */
  critical: readonly string[];
}

export const userKind: Kind = {
  noun: "user",
  endpoint: "/Users",
  type: "User",
  schema: USER,
  nameAttribute: "userName",
  fields: {
    simple: [
      "userName",
      "externalId",
      "displayName",
      "nickName",
      "profileUrl",
      "title",
      "userType",
      "preferredLanguage",
      "locale",
      "timezone",
      "active",
    ],
    complex: ["name"],
    lists: {
      emails: "whole",
      phoneNumbers: "whole",
      ims: "whole",
      photos: "whole",
      addresses: "whole",
      x509Certificates: "whole",
      entitlements: "items",
      roles: "items",
    },
    enterprise: ["employeeNumber", "costCenter", "organization", "division", "department", "manager"],
    writeOnly: ["password"],
  },
  letGo: ["active", "password", "externalId", "userName"],
  critical: ["active", "userName", "externalId", "manager", "roles", "entitlements"],
};

export const groupKind: Kind = {
  noun: "group",
  endpoint: "/Groups",
  type: "Group",
  schema: GROUP,
  nameAttribute: "displayName",
  fields: { simple: ["displayName", "externalId"], complex: [], lists: {}, enterprise: [], writeOnly: [] },
  letGo: ["externalId", "displayName"],
  critical: ["externalId", "displayName"],
};
