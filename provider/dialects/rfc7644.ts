import { type Dialect } from "./dialect.js";
import { idInValue } from "./reference.js";
import { type WriteCapabilities } from "./resources.js";

/** How RFC 7644 writes people and groups alike. */
const writing: WriteCapabilities = {
  unsupported: {},
  readOnly: [],
  limits: {},
  patch: "patchOp", // section 3.5.2
  patchValues: "any", // section 3.5.2
  put: true, // section 3.5.1
  schemas: true, // RFC 7643 section 3
  putBody: "whole", // section 3.5.1
  always: { put: [], patch: [] },
  clear: ["patchRemove", "putOmit"], // sections 3.5.2.2 and 3.5.1
  clearBy: {},
  conflict: [409], // section 3.3
  externalId: true, // RFC 7643 section 3.1
  delete: true, // section 3.6
  idFallsBack: false,
};

/** A service that follows RFC 7643 and RFC 7644; what it leaves out it says in its ServiceProviderConfig. */
export const rfc7644: Dialect = {
  name: "rfc7644",
  title: "the SCIM service",
  mediaType: "application/scim+json", // RFC 7644 section 3.1
  discovery: true, // section 4
  user: {
    ...writing,
    required: [],
    together: [],
    createManager: true, // RFC 7643 section 4.3
    manager: idInValue, // RFC 7643 section 4.3
    defaultEnd: "delete",
    inactiveIsGone: false,
    emptyCreateMeansExists: false,
    lookBeforeCreate: false,
    mayReadOtherwise: [],
    defaults: {},
  },
  group: {
    ...writing,
    supported: true,
    lookBeforeCreate: true, // RFC 7643 section 8.7.1: displayName of a group need not be unique
    excludesMembers: true, // section 3.9
    missingStatus: [],
  },
  members: {
    list: "group", // RFC 7643 section 4.2
    fromAttributes: [],
    perRequest: 100, // the RFC states no limit; several services refuse more
    remove: "filter", // section 3.5.2.2
  },
  filter: {
    users: ["userName", "externalId", "emails.value"],
    groups: ["displayName", "externalId"],
    quote: true, // section 3.4.2.2
    emptyIsProof: true, // section 3.4.2
  },
  page: { users: 200, groups: 100 }, // section 3.4.2.4: a service may give fewer; several give 20 or 100 unless asked
  rates: [],
  connection: { endpoints: [] },
};
