import { z } from "zod";
import { userKind } from "../kinds.js";
import { UNKNOWN } from "./unknown.js";
import { email, extensionsBeside, id, listOf, required, text } from "./formats.js";

const typed = { type: z.string().optional(), primary: z.boolean().optional(), display: z.string().optional() };
const valued = z.strictObject({ value: required("the value"), ...typed });
const block = z.record(z.string(), z.json()).nullable().optional();

const policy = {
  adopt: z.enum(["externalId", "userName", "never"]).optional(),
  unsupported: z.enum(["error", "ignore"]).optional(),
  secretAttributes: z.array(z.string()).optional(),
};

/** The arguments of ScimUser: core User and enterprise extension (RFC 7643 sections 4.1 and 4.3), policies. */
export const userInputs = z.strictObject({
  userName: required("the name that the person is unique by, mostly the e-mail address (RFC 7643 section 4.1.1)"),
  externalId: text,
  name: z
    .strictObject({
      formatted: text,
      familyName: text,
      givenName: text,
      middleName: text,
      honorificPrefix: text,
      honorificSuffix: text,
    })
    .nullable()
    .optional(),
  displayName: text,
  nickName: text,
  profileUrl: text,
  title: text,
  userType: text,
  preferredLanguage: text,
  locale: text,
  timezone: text,
  active: z.boolean("must be true or false; leave it out to let it alone").optional(),
  password: z.string().min(1).optional(),
  emails: listOf(z.strictObject({ value: email, ...typed })),
  phoneNumbers: listOf(valued),
  ims: listOf(valued),
  photos: listOf(valued),
  addresses: listOf(
    z.strictObject({
      formatted: z.string().optional(),
      streetAddress: z.string().optional(),
      locality: z.string().optional(),
      region: z.string().optional(),
      postalCode: z.string().optional(),
      country: z.string().optional(),
      type: z.string().optional(),
      primary: z.boolean().optional(),
    }),
  ),
  entitlements: listOf(valued),
  roles: listOf(valued),
  x509Certificates: listOf(valued),
  employeeNumber: text,
  costCenter: text,
  organization: text,
  division: text,
  department: text,
  manager: id.nullable().optional(),
  extensions: extensionsBeside(userKind.fields.enterprise),
  leapsome: block,
  absorb: block,
  ironclad: block,
  onDelete: z.enum(["delete", "deactivate", "retain"]).optional(),
  ...policy,
});

/** The arguments of ScimGroup (RFC 7643 section 4.2); members are never part of it. */
export const groupInputs = z.strictObject({
  displayName: required("the group's name (RFC 7643 section 4.2)"),
  externalId: text,
  extensions: extensionsBeside([]),
  onDelete: z.enum(["delete", "retain"]).optional(),
  ...policy,
});

/** The arguments of ScimMembership. */
export const membershipInputs = z
  .strictObject({
    group: required("the group, as a ScimGroup or its id"),
    user: id.optional(),
    users: z.array(id).optional(),
    groups: z.array(id).optional(),
    exclusive: z.boolean().optional(),
    leapsome: z.strictObject({ allowRebuild: z.boolean().optional() }).optional(),
  })
  .superRefine(({ group, user, users, groups, exclusive }, context) => {
    const both = user !== undefined && (users !== undefined || groups !== undefined);
    if (both)
      context.addIssue({
        code: "custom",
        path: ["user"],
        message: "stands beside users or groups; give user for one person, or users and groups for a set",
      });
    if (user === undefined && users === undefined && groups === undefined)
      context.addIssue(
        "names nobody; give user for one person, or users (a list) for a set, or groups for nested groups",
      );
    groups?.forEach((nested, at) => {
      if (nested === group && group !== UNKNOWN)
        context.addIssue({
          code: "custom",
          path: ["groups", at],
          message: "is the group itself; a group cannot be a member of itself",
        });
    });
    if (user !== undefined && exclusive === true)
      context.addIssue({ code: "custom", path: ["exclusive"], message: "goes with a set only; give users (a list)" });
  });
