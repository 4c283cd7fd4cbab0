import { randomBytes } from "node:crypto";
import { ERROR } from "../../../provider/scim/urns.js";
import { bearerToken, sameText } from "../../http/token.js";
import { type Operation, type Route } from "../../http/router.js";
import { ScimError } from "../../scimError.js";
import { attribute, type Schema } from "../../schema/attribute.js";
import { resourceTypes, type Kind } from "../../schema/resourceType.js";
import { type Dialect } from "../dialect.js";
import { leapsomeKeeper } from "./byHand.js";
import { createGroup, patchGroup, readGroup } from "./groups.js";
import { listGroups, listUsers } from "./list.js";
import { serviceProviderConfig } from "./providerConfig.js";
import { createUser, patchUser, readUser, replaceUser } from "./users.js";

/**
 * Leapsome's SCIM API 1.1.3. Sources in this folder: 000 and LO = its OpenAPI document (LO = the part that a catalogue page cut off),
 * 001 = its JSON Schema of a user, 002 = its help article on SCIM. What they leave open is a switch.
 */
export const leapsome: Dialect = {
  name: "leapsome",
  // 000: servers, https://api.leapsome.com/scim/v1.
  basePath: "/scim/v1",
  // 000: application/json is the only media type, both ways.
  contentType: "application/json; charset=utf-8",
  accepts: ["application/json"],
  defaults: {
    // 000: "a maximum of 5000 users if no smaller value is provided".
    maxPageSize: 5000,
    defaultPageSize: 5000,
    // 000: the ids of the examples have 24 hex digits.
    newId: () => randomBytes(12).toString("hex"),
  },
  types: (options) => {
    const types = resourceTypes(options);
    return {
      Users: { ...types.Users, schema: keptBy(types.Users.schema, "userName", true), extensions: [] },
      // Checked by the dialect itself, since attributes may make two teams of one name.
      Groups: { ...types.Groups, schema: keptBy(types.Groups.schema, "displayName", false) },
    };
  },
  // LO: no DELETE anywhere, no PUT of groups, no other discovery than ServiceProviderConfig.
  routes: () => [
    route("GET", "/Users", listUsers),
    route("POST", "/Users", createUser),
    route("GET", "/Users/:id", readUser),
    route("PATCH", "/Users/:id", patchUser),
    route("PUT", "/Users/:id", replaceUser),
    route("GET", "/Groups", listGroups, "Groups"),
    route("POST", "/Groups", createGroup, "Groups"),
    route("GET", "/Groups/:id", readGroup, "Groups"),
    route("PATCH", "/Groups/:id", patchGroup, "Groups"),
    { ...route("GET", "/ServiceProviderConfig", serviceProviderConfig), about: "discovery" },
  ],
  // 000: 403 "Invalid token passed", 401 "Client is not sufficiently authorized".
  authenticate(headers, { options }) {
    const given = bearerToken(headers);
    if (given === undefined) {
      throw new ScimError(options.leapsome.missingTokenStatus, "Client is not sufficiently authorized.");
    }
    if (!sameText(given, options.token)) throw new ScimError(403, "Invalid token passed.");
  },
  // 000: the one error body that is given, of a user's 404, has these three members.
  errorBody: ({ status, detail }) => ({ schemas: [ERROR], detail, status: String(status) }),
  // 000: "a maximum of 30 requests per second"; the 429 is in the description only.
  rates: ({ leapsome: { rateLimit, rateWindowMs, retryAfter } }) =>
    rateLimit === false
      ? []
      : [{ what: "requests", limit: rateLimit, windowMs: rateWindowMs, retryAfter, applies: () => true }],
  keeper: leapsomeKeeper,
};

function route(method: string, pattern: string, operation: Operation, kind: Kind = "Users"): Route {
  return { method, pattern, operation, kind, about: "resources", public: false };
}

/** A schema with no more than the store needs to find a resource by its name. */
function keptBy(schema: Schema, name: string, unique: boolean): Schema {
  const described = attribute(name, "The name by which it is found, in any letter case.", {
    required: true,
    uniqueness: unique ? "server" : "none",
  });
  return { ...schema, attributes: [described] };
}
