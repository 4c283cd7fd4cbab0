import { type Dialect } from "./dialect.js";

/** A service that follows RFC 7643 and RFC 7644; what it leaves out it says in its ServiceProviderConfig. */
export const rfc7644: Dialect = {
  name: "rfc7644",
  title: "the SCIM service",
  mediaType: "application/scim+json", // RFC 7644 section 3.1
  discovery: true, // section 4
  user: {
    unsupported: {},
    patch: "patchOp", // section 3.5.2
    put: true, // section 3.5.1
    delete: true, // section 3.6
    defaultEnd: "delete",
    inactiveIsGone: false,
    createManager: true, // RFC 7643 section 4.3
    externalId: true, // RFC 7643 section 3.1
    conflict: [409], // section 3.3
    lookBeforeCreate: false,
    defaults: {},
  },
  group: { supported: true, patch: "patchOp", put: true, delete: true, externalId: true, conflict: [409] },
  members: {
    readable: true, // RFC 7643 section 4.2
    perRequest: 100, // the RFC states no limit; several services refuse more
    remove: "filter", // section 3.5.2.2
  },
  filter: { users: ["userName", "externalId", "emails.value"], groups: ["displayName", "externalId"] },
  page: { users: undefined, groups: undefined },
};
