import { attribute } from "../scim/schemas/attribute.js";
import { type VendorBlock } from "./block.js";
import { type Dialect } from "./dialect.js";
import { email } from "./limits.js";
import { rfc7644 } from "./rfc7644.js";

/** Ironclad's own extension (004, UserCreateRequestBody and UserResponseObject). */
const block: VendorBlock = {
  name: "ironclad",
  urn: "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User", // 004
  attributes: [
    attribute("departmentHead"), // 004: userName of the head; that its letter case does not matter follows from userName's
    attribute("allowProviderConversion", "boolean"), // 004
    attribute("provider", "string", { mutability: "readOnly" }), // 004: in responses only
  ],
  itemsBy: {},
  references: {},
  misspelt: {},
  optIns: { sendManager: ["manager"] }, // 004: /Schemas advertises a manager that no body has
};

const no = (what: string) => `keeps no ${what}`;

/** 004: the password's rule. */
const password = [
  { pattern: "[a-z]", says: "needs a lower-case letter (a to z)" },
  { pattern: "[A-Z]", says: "needs an upper-case letter (A to Z)" },
  { pattern: "[0-9]", says: "needs a digit" },
  { pattern: "[!-/:-@[-`{-~]", says: "needs a special character, one of !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" },
];

/**
 * Ironclad's SCIM API. `004` is its OpenAPI document, `W1` its page of rate limits
 * (https://developer.ironcladapp.com/reference/clm-api-rate-limits).
 */
export const ironclad: Dialect = {
  ...rfc7644,
  name: "ironclad",
  title: "Ironclad",
  mediaType: "application/json", // 004
  discovery: false, // 004 has no /ServiceProviderConfig
  user: {
    ...rfc7644.user,
    // 004: what UserCreateRequestBody does not have.
    unsupported: {
      externalId: "takes no externalId (people are told apart by userName)",
      "name.formatted": "keeps givenName and familyName only",
      "name.middleName": "keeps givenName and familyName only",
      "name.honorificPrefix": "keeps givenName and familyName only",
      "name.honorificSuffix": "keeps givenName and familyName only",
      displayName: no("displayName"),
      nickName: no("nickname"),
      profileUrl: no("profileUrl"),
      userType: no("userType"),
      preferredLanguage: no("preferredLanguage"),
      locale: no("locale"),
      timezone: no("time zone"),
      emails: "takes no emails (the address is userName)",
      phoneNumbers: no("phone numbers"),
      ims: no("ims"),
      photos: no("photos"),
      addresses: no("addresses"),
      entitlements: no("entitlements"),
      roles: no("roles"),
      x509Certificates: no("certificates"),
      employeeNumber: no("employeeNumber"),
      costCenter: no("cost center"),
      organization: no("organization"),
      division: no("division"),
      manager:
        "documents no manager (it has ironclad.departmentHead; ironclad: { sendManager: true } sends it all the same)",
      extensions: "documents no extension but its own (the argument ironclad)",
    },
    readOnly: ["emails"], // 004: in responses only
    required: ["name"], // 004
    limits: {
      userName: email, // 004: the email address of the user
      password: { min: 16, patterns: password }, // 004
      "ironclad.departmentHead": email, // 004: format email
    },
    patchValues: "string", // 004: value is typed string
    putBody: "attributes", // 004: one body for POST and PUT
    clear: ["patchRemove", "putOmit"], // 004; the second is inferred
    externalId: false, // 004
    inactiveIsGone: true, // 004: a person who is not active is removed from the company
    endNotice:
      "Ironclad removes people from the company for good; somebody who comes back is a new person with a new id", // 004
  },
  group: {
    ...rfc7644.group,
    lookBeforeCreate: false, // 004: 409 for a displayName in use
    unsupported: {
      externalId: "takes no externalId of groups (it shows the identity provider's)", // 004
      extensions: "documents no extension of groups", // 004
    },
    readOnly: ["externalId"], // 004
    patch: "none", // 004: PATCH adds and removes members only
    putBody: "attributes", // 004
    always: { put: ["members"], patch: [] }, // inferred: a PUT without members may empty the group
    clear: [], // nothing of a group can be empty
    externalId: false, // 004
  },
  members: { list: "group", perRequest: 100, remove: "values", fromAttributes: [] }, // 004; it states no number
  filter: {
    users: ["userName"], // 004: the example
    groups: ["displayName"], // 004: the example
    quote: true, // 004
    emptyIsProof: true, // 004: filters follow RFC 7644
  },
  page: { users: 1000, groups: 1000 }, // 004: the most; 25 without count
  rates: [
    { requests: 50, seconds: 60, methods: ["PATCH", "DELETE"], endpoint: "/Users" }, // W1
    { requests: 600, seconds: 60, endpoint: "/Users" }, // W1
    { requests: 600, seconds: 60, endpoint: "/Groups" }, // W1
  ],
  connection: {
    // 004
    endpoints: [
      { url: "https://na1.ironcladapp.com/scim/v2", what: "production" },
      { url: "https://eu1.ironcladapp.com/scim/v2", what: "EU production" },
      { url: "https://demo.ironcladapp.com/scim/v2", what: "demo" },
    ],
    actor: { userName: "x-as-user-email", id: "x-as-user-id", required: false }, // 004
  },
  block,
};
