import { type Dialect } from "../dialects/index.js";
import { idInValue } from "../dialects/reference.js";
import { type Json } from "../scim/json.js";
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
  /** Attributes that the service may show otherwise although it took them; a 2xx answer is all that can be had. */
  unsure: readonly string[];
}

export const userKind: Kind = {
  noun: "user",
  endpoint: "/Users",
  type: "User",
  schema: USER,
  nameAttribute: "userName",
  fields: {
    type: "User",
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
    references: { manager: idInValue },
  },
  letGo: ["active", "password", "externalId", "userName"],
  critical: ["active", "userName", "externalId", "manager", "roles", "entitlements"],
  unsure: [],
};

export const groupKind: Kind = {
  noun: "group",
  endpoint: "/Groups",
  type: "Group",
  schema: GROUP,
  nameAttribute: "displayName",
  fields: {
    type: "Group",
    simple: ["displayName", "externalId"],
    complex: [],
    lists: {},
    enterprise: [],
    writeOnly: [],
    references: {},
  },
  letGo: ["externalId", "displayName"],
  critical: ["externalId", "displayName"],
  unsure: [],
};

/** Whether a 2xx answer is all that shows that the value was kept. A person who is shown as active although ended is active. */
export function isUnsure({ unsure }: Kind, key: string, value: Json): boolean {
  return unsure.includes(key) && value !== false;
}

const ofDialects = new WeakMap<Dialect, Kind>();

/** People as a service of this dialect has them: with its own arguments, and its form of a manager. */
export function userKindOf(dialect: Dialect): Kind {
  const known = ofDialects.get(dialect);
  if (known) return known;
  const { block, user } = dialect;
  const kind: Kind = {
    ...userKind,
    fields: { ...userKind.fields, references: { manager: user.manager }, block },
    unsure: user.mayReadOtherwise,
  };
  ofDialects.set(dialect, kind);
  return kind;
}
