import { attribute } from "../scim/schemas/attribute.js";
import { ENTERPRISE_USER } from "../scim/urns.js";
import { type VendorBlock } from "./block.js";
import { type Dialect } from "./dialect.js";
import { email, type Limit } from "./limits.js";
import { type ReferenceForm } from "./reference.js";
import { rfc7644 } from "./rfc7644.js";

/** LO: written as a string, read as `{managerId, displayName}` (in the extension) or `{value}` (at the top). */
const manager: ReferenceForm = {
  write: "string",
  readKeys: ["managerId", "value"],
  alsoAccepts: ["userName", "externalId"],
};

/** What Leapsome keeps in the enterprise extension beside the RFC's attributes (LO, UserDefinition; 001). */
const block: VendorBlock = {
  name: "leapsome",
  urn: ENTERPRISE_USER, // LO
  attributes: [
    attribute("additionalManagers", "string", { multiValued: true, caseExact: true }), // LO
    ...["level", "location", "startDate", "endDate", "birthday", "gender"].map((name) =>
      attribute(name, "string", { caseExact: true }),
    ), // LO
    attribute("employmentType", "string", { mutability: "readOnly" }), // 001: in the read schema only
    attribute("attachments", "json", { multiValued: true, mutability: "readOnly" }), // 001: in the read schema only
  ],
  itemsBy: {},
  references: { additionalManagers: manager }, // LO
  misspelt: {},
  rest: "customAttributes", // LO: key = the attribute's id
  optIns: {},
};

const no = (what: string) => `keeps no ${what}`;
const date: Limit = { patterns: [{ pattern: "^\\d{4}-\\d{2}-\\d{2}$", says: "takes dates of the form YYYY-MM-DD" }] };

/**
 * Leapsome's SCIM API 1.1.3. `000` and `LO` are its OpenAPI document (000 as far as it goes), `001` its user schema,
 * `002` its help article.
 */
export const leapsome: Dialect = {
  ...rfc7644,
  name: "leapsome",
  title: "Leapsome",
  mediaType: "application/json", // 000
  discovery: true, // 000
  user: {
    ...rfc7644.user,
    // LO: what UserDefinition does not have.
    unsupported: {
      "name.middleName": no("middle name"),
      "name.honorificPrefix": no("title before a name"),
      "name.honorificSuffix": no("suffix of a name"),
      nickName: no("nickname"),
      profileUrl: no("profileUrl"),
      userType: no("userType"),
      preferredLanguage: no("preferredLanguage"),
      locale: no("locale"),
      timezone: no("time zone"),
      password: no("password"),
      emails: "takes no emails (the address is userName)",
      phoneNumbers: no("phone numbers"),
      ims: no("ims"),
      addresses: no("addresses"),
      entitlements: no("entitlements"),
      roles: no("roles"),
      x509Certificates: no("certificates"),
      "photos.type": "takes a picture's URL only",
      "photos.display": "takes a picture's URL only",
      "photos.primary": "takes a picture's URL only",
      employeeNumber: no("employeeNumber"),
      organization: no("organization"),
      extensions: "keeps no other extension (custom attributes are leapsome.customAttributes)",
    },
    readOnly: ["emails"], // 000, 001: in the read schemas only
    together: [["name.givenName", "name.familyName"]], // LO, UserFullName
    createFields: ["userName", "name.givenName", "name.familyName", "displayName", "title", "photos", "externalId"], // 000
    limits: {
      userName: email, // 000: format email
      photos: { items: 1 }, // LO: the first one counts
      "leapsome.startDate": date, // LO
      "leapsome.endDate": date, // LO
      "leapsome.birthday": date, // LO
      "leapsome.gender": {
        patterns: [{ pattern: "^(male|female|diverse)$", says: "takes male, female or diverse" }],
      }, // LO
    },
    patch: "partialResource", // 000
    schemas: false, // 000, LO: no request body has it
    putBody: "attributes", // 000: PUT takes the full definition
    always: { put: ["userName"], patch: ["userName"] }, // 000, LO: required in both
    clear: ["putOmit", "patchEmpty"], // inferred: no form is documented, and nothing is nullable
    createManager: false, // 000
    manager,
    delete: false, // LO has no DELETE
    defaultEnd: "deactivate", // 000, 002: advised over a hard delete
    emptyCreateMeansExists: true, // 000: 201 with {}
    idFallsBack: true, // 000
    mayReadOtherwise: ["active"], // LO: after `true` the state may be invited or created
    defaults: { title: "Colleague" }, // 000: the schema's default
  },
  group: {
    ...rfc7644.group,
    lookBeforeCreate: false, // 000: 409 for a displayName in use
    unsupported: { extensions: "keeps no extension of groups" }, // 000
    limits: { displayName: { max: 128 } }, // 000
    patch: "partialResource", // 000
    put: false, // LO has no PUT
    schemas: false, // 000
    always: { put: [], patch: ["displayName"] }, // inferred: "not set" is a listed 400
    clear: ["patchEmpty"], // inferred
    delete: false, // LO has no DELETE
    idFallsBack: true, // 000
    excludesMembers: false, // 000: no such parameter
    missingStatus: [401], // 000
  },
  members: {
    list: "scanUsers", // 000: maxItems 0 in the group; 001: a person's groups
    perRequest: 100, // 000
    remove: "replaceAll", // 000: replaceMembers
    fromAttributes: ["department", "division", "costCenter"], // 002: teams
  },
  filter: {
    users: ["userName"], // 000
    groups: ["displayName"], // 000
    quote: false, // 000: as its examples
    emptyIsProof: true, // inferred
  },
  page: { users: 5000, groups: 1000 }, // 000
  rates: [{ requests: 30, seconds: 1 }], // 000
  connection: {
    endpoints: [{ url: "https://api.leapsome.com/scim/v1", what: "the one server" }], // 000
  },
  block,
};
