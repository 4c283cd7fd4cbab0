import { attribute, complex } from "../scim/schemas/attribute.js";
import { type VendorBlock } from "./block.js";
import { type Dialect } from "./dialect.js";
import { idInValue } from "./reference.js";
import { rfc7644 } from "./rfc7644.js";

const flag = (name: string) => attribute(name, "boolean");
const texts = (name: string) => attribute(name, "string", { multiValued: true, caseExact: true });

/** Absorb's own extension (003, request samples). */
const block: VendorBlock = {
  name: "absorb",
  urn: "urn:ietf:params:scim:schemas:extension:absorb:2.0:User", // 003
  attributes: [
    attribute("location", "string", { caseExact: true }), // 003
    attribute("dateHired", "dateTime"), // 003; that it is a dateTime is inferred from the sample
    attribute("gender", "integer"), // 003; that it is an integer is inferred from the sample
    complex(
      "customFields",
      [
        attribute("type", "string", { caseExact: true }),
        attribute("display", "string", { caseExact: true }),
        attribute("value", "json"), // 003: any JSON value
      ],
      { multiValued: true },
    ),
    complex("userManagementSettings", [
      ...["isLearner", "isAdmin", "isReviewer", "isManager", "isInstructor"].map(flag),
      texts("adminRoles"),
      texts("managerRoles"),
      attribute("userManagementType", "integer"), // inferred from the sample
      attribute("managedGroupId", "string", { caseExact: true }),
      complex(
        "managedDepartments",
        [attribute("departmentId", "string", { caseExact: true }), attribute("includeSubDepartments", "boolean")],
        { multiValued: true },
      ),
    ]),
  ],
  itemsBy: { customFields: ["type", "display"] }, // inferred: fields that the program does not give are somebody else's
  references: {},
  misspelt: { "userManagementSettings.managedGroupId": "userManagementSettings.mangedGroupId" }, // 003: all responses
  optIns: {},
};

const no = (what: string) => `keeps no ${what}`;

/** Absorb's SCIM API v2. `003` is its reference page; what it does not state is marked as inferred. */
export const absorb: Dialect = {
  ...rfc7644,
  name: "absorb",
  title: "Absorb",
  mediaType: "application/json", // 003
  discovery: false, // 003 names no /ServiceProviderConfig
  user: {
    ...rfc7644.user,
    // 003: what no request schema has.
    unsupported: {
      "name.formatted": "keeps the parts of a name only",
      "name.honorificPrefix": no("title before a name"),
      "name.honorificSuffix": no("suffix of a name"),
      nickName: no("nickname"),
      profileUrl: no("profileUrl"),
      userType: no("userType"),
      locale: "keeps no locale (it has preferredLanguage)",
      timezone: no("time zone"),
      ims: no("ims"),
      photos: no("photos"),
      entitlements: no("entitlements"),
      roles: "keeps no SCIM roles (it has absorb.userManagementSettings)",
      x509Certificates: no("certificates"),
      "addresses.formatted": "keeps the parts of an address only",
      costCenter: no("cost center"),
      organization: no("organization"),
      division: no("division"),
      department: no("department"),
      extensions: "keeps no extension but its own (the argument absorb)",
    },
    required: ["name"], // 003
    limits: {
      title: { max: 255 }, // 003
      preferredLanguage: { max: 7 }, // 003
      password: { max: 255 }, // 003: in POST; in PUT it shows no limit
      phoneNumbers: { items: 1 }, // 003: the Absorb user has one phone
      "addresses.region": { max: 3 }, // inferred: the request sample is cut to three characters
      "addresses.country": { max: 3 }, // inferred, as region
    },
    putBody: "attributes",
    // 003: active null in a PUT is inactive, absent is likely the same; `id` stands in the PUT's body, never in the POST's.
    always: { put: ["id", "active"], patch: [] },
    clear: ["putNull", "putEmpty"], // 003: null, or [] for a list, in a PUT; the second is inferred
    clearBy: {
      // Inferred: parts of a complex attribute are left out, which a PUT of the whole says clearly.
      name: ["putOmit", "putNull"],
      absorb: ["putOmit", "putNull"],
    },
    delete: false, // 003 has no DELETE
    defaultEnd: "deactivate", // follows from that
    manager: idInValue, // 003; that it is an Absorb user id is inferred
  },
  group: { ...rfc7644.group, supported: false, delete: false }, // 003 has no /Groups
  members: { ...rfc7644.members, list: "none" },
  filter: {
    users: ["userName", "externalId"], // inferred: 003 offers `filter` and gives no grammar
    groups: [],
    quote: true, // inferred
    emptyIsProof: false, // inferred: nothing says that these filters work
  },
  block,
};
