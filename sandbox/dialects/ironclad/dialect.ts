import { randomBytes } from "node:crypto";
import { type IncomingHttpHeaders } from "node:http";
import { ERROR } from "../../../provider/scim/urns.js";
import { bearerToken, sameText } from "../../http/token.js";
import { type Operation, type Route } from "../../http/router.js";
import { SHARED_KEEPER } from "../../keeper.js";
import { readResource } from "../../operations/read.js";
import { deleteResource } from "../../operations/remove.js";
import { badRequest, ScimError } from "../../scimError.js";
import { resourceTypes, type Kind } from "../../schema/resourceType.js";
import { type Service } from "../../service.js";
import { type Dialect } from "../dialect.js";
import { createGroup, patchGroup, replaceGroup } from "./groups.js";
import { list } from "./list.js";
import { present } from "./present.js";
import { rates } from "./rates.js";
import { ironcladUser } from "./schema.js";
import { listSchemas, readSchema } from "./schemas.js";
import { settleGroup, settleUser } from "./settle.js";
import { createUser, patchUser, replaceUser } from "./users.js";

/**
 * Ironclad's SCIM API. Sources in this folder: 004 = its OpenAPI document; W1 = its page on rate limits,
 * https://developer.ironcladapp.com/reference/clm-api-rate-limits. What they leave open is a switch.
 */
export const ironclad: Dialect = {
  name: "ironclad",
  // 004: servers, https://na1.ironcladapp.com/scim/v2 and two more regions.
  basePath: "/scim/v2",
  contentType: "application/json; charset=utf-8",
  accepts: ["application/json"],
  defaults: {
    // 004: Count, default 25, maximum 1000; meta has no version; no sort parameters.
    defaultPageSize: 25,
    maxPageSize: 1000,
    etag: false,
    sort: false,
    newId: () => randomBytes(12).toString("hex"),
  },
  types: (options) => {
    const types = resourceTypes(options);
    return { ...types, Users: ironcladUser(types.Users, options.ironclad.advertised === "take") };
  },
  routes: () => [
    route("GET", "/Users", list),
    route("POST", "/Users", createUser),
    route("GET", "/Users/:id", found(readResource)),
    route("PATCH", "/Users/:id", found(patchUser)),
    route("PUT", "/Users/:id", found(replaceUser)),
    route("DELETE", "/Users/:id", found(deleteResource)),
    route("GET", "/Groups", list, "Groups"),
    route("POST", "/Groups", createGroup, "Groups"),
    route("GET", "/Groups/:id", found(readResource), "Groups"),
    route("PATCH", "/Groups/:id", found(patchGroup), "Groups"),
    route("PUT", "/Groups/:id", found(replaceGroup), "Groups"),
    route("DELETE", "/Groups/:id", found(deleteResource), "Groups"),
    { ...route("GET", "/Schemas", listSchemas), about: "discovery" },
    { ...route("GET", "/Schemas/:id", readSchema), about: "discovery" },
  ],
  authenticate(headers, service) {
    const { token, ironclad: switches } = service.options;
    const given = bearerToken(headers);
    // 004 lists no 401.
    if (given === undefined || !sameText(given, token)) {
      throw new ScimError(switches.badTokenStatus, "The token is missing or not the right one.");
    }
    checkActor(headers, service);
  },
  // 004: 403 and 409 have no detail; the 400 of lists has `schema` for `schemas`.
  errorBody: ({ status, scimType, detail }) => {
    const kind = status === 400 ? { scimType: scimType ?? "invalidValue" } : {};
    const words = status === 403 || status === 409 ? {} : { detail };
    const key = scimType === "invalidFilter" ? "schema" : "schemas";
    return { [key]: [ERROR], status: String(status), ...kind, ...words };
  },
  rates: ({ ironclad: switches }) => rates(switches),
  settle: (service, kind, attributes, before) =>
    kind === "Users" ? settleUser(service, attributes, before) : settleGroup(service, attributes, before),
  present: (_, kind, resource) => present(kind, resource),
  keeper: {
    ...SHARED_KEEPER,
    // 004: "Ironclad users do not have the concept of active vs. inactive".
    add(service, kind, resource, given) {
      if (resource["active"] === false) throw badRequest("invalidValue", "Nobody here can be inactive.");
      return SHARED_KEEPER.add(service, kind, resource, given);
    },
    save(service, stored, resource) {
      const saved = SHARED_KEEPER.save(service, stored, resource);
      if (saved.attributes["active"] === false) service.store.delete(saved);
      return saved;
    },
  },
};

function route(method: string, pattern: string, operation: Operation, kind: Kind = "Users"): Route {
  // 004: there is excludedAttributes and no attributes.
  const ownQuery: Operation = (service, request) => {
    const query = new URLSearchParams(request.query);
    query.delete("attributes");
    return operation(service, { ...request, query });
  };
  return { method, pattern, operation: ownQuery, kind, about: "resources", public: false };
}

/** 004: `Resource <id> not found`, before anything else is looked at. */
function found(operation: Operation): Operation {
  return (service, request) => {
    if (service.store.get(request.type.kind, request.id) === undefined) {
      throw new ScimError(404, `Resource ${request.id} not found`);
    }
    return operation(service, request);
  };
}

/** 004: x-as-user-email or x-as-user-id names the actor; needed with a token of the Client Credentials grant. */
function checkActor(headers: IncomingHttpHeaders, { store, options }: Service): void {
  const { actor, unknownActor } = options.ironclad;
  const [email, id] = [headers["x-as-user-email"], headers["x-as-user-id"]];
  if (email === undefined && id === undefined) {
    if (actor === "optional") return;
    throw new ScimError(403, "x-as-user-email or x-as-user-id is needed.");
  }
  if (unknownActor === "ignore") return;
  const byEmail = email === undefined || store.equal("Users", "userName", String(email))?.[0] !== undefined;
  const byId = id === undefined || store.get("Users", String(id)) !== undefined;
  if (!byEmail || !byId) throw new ScimError(403, "The actor is nobody here.");
}
