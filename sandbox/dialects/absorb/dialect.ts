import { bearerToken, sameText } from "../../http/token.js";
import { type Operation, type Route } from "../../http/router.js";
import { patchResource } from "../../operations/patch.js";
import { readResource } from "../../operations/read.js";
import { ScimError } from "../../scimError.js";
import { resourceTypes } from "../../schema/resourceType.js";
import { type Dialect } from "../dialect.js";
import { presentUser } from "./present.js";
import { absorbUser } from "./schema.js";
import { settleUser } from "./settle.js";
import { createUser, listUsers, replaceUser } from "./users.js";

/**
 * Absorb's SCIM API v2. Source in this folder: 003 = its reference page, which gives no base URL, no authentication, no paths, no error
 * bodies and no limits of lists; those are RFC 7644's here, or a switch.
 */
export const absorb: Dialect = {
  name: "absorb",
  basePath: "/scim/v2",
  // 003: application/json both ways.
  contentType: "application/json; charset=utf-8",
  accepts: ["application/json"],
  // 003: meta has no version.
  defaults: { etag: false },
  types: (options) => {
    const types = resourceTypes(options);
    return { ...types, Users: absorbUser(types.Users, options.absorb.echoPassword) };
  },
  // 003: users only, and no DELETE. Groups can be made by hand, so that a user's `groups` show them.
  routes: () => [
    route("GET", "/Users", listUsers),
    route("POST", "/Users", createUser),
    route("GET", "/Users/:id", readResource),
    route("PUT", "/Users/:id", replaceUser),
    route("PATCH", "/Users/:id", patchResource),
  ],
  authenticate(headers, { options: { token, absorb: switches } }) {
    const { tokenHeader, badTokenStatus } = switches;
    const header = headers[tokenHeader];
    const given = tokenHeader === "authorization" ? bearerToken(headers) : header;
    if (typeof given === "string" && sameText(given, token)) return;
    throw new ScimError(badTokenStatus, "The token is missing or not the right one.");
  },
  errorBody: (error, { options: { absorb: switches } }) => {
    if (switches.errorBodies === "none") return undefined;
    return switches.errorBodies === "text" ? error.detail : error.body();
  },
  settle: (service, kind, attributes, before) =>
    kind === "Users" ? settleUser(service, attributes, before) : attributes,
  present: (_, kind, resource) => (kind === "Users" ? presentUser(resource) : resource),
};

function route(method: string, pattern: string, operation: Operation): Route {
  return { method, pattern, operation, kind: "Users", about: "resources", public: false };
}
