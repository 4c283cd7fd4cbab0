import { bearerToken, sameText } from "../http/token.js";
import { type Operation, type Route } from "../http/router.js";
import { createResource } from "../operations/create.js";
import * as discovery from "../operations/discovery.js";
import { listAll, listResources } from "../operations/list.js";
import { patchResource } from "../operations/patch.js";
import { readResource } from "../operations/read.js";
import { deleteResource } from "../operations/remove.js";
import { replaceResource } from "../operations/replace.js";
import { searchAll, searchResources } from "../operations/search.js";
import { ScimError } from "../scimError.js";
import { type Kind } from "../schema/resourceType.js";
import { type Service } from "../service.js";
import { type Dialect } from "./dialect.js";

/** SCIM 2.0 as RFC 7643 and RFC 7644 have it, all but /Bulk and /Me. */
export const rfc7644: Dialect = {
  name: "rfc7644",
  basePath: "/scim/v2",
  contentType: "application/scim+json; charset=utf-8",
  accepts: ["application/scim+json", "application/json"],
  routes,
  authenticate(headers, { options: { token } }) {
    const given = bearerToken(headers);
    if (given !== undefined && sameText(given, token)) return;
    const detail =
      given === undefined ? "An Authorization: Bearer token is needed." : "The token is not the right one.";
    const challenge = given === undefined ? 'Bearer realm="scim"' : 'Bearer realm="scim", error="invalid_token"';
    throw new ScimError(401, detail, undefined, { "WWW-Authenticate": challenge });
  },
  errorBody: (error) => error.body(),
};

function routes(service: Service): readonly Route[] {
  const all = [
    ...ofKind("Users"),
    ...ofKind("Groups"),
    ...discoveryRoutes(service.options.discovery === "public"),
    route("GET", "/", listAll),
    route("POST", "/.search", searchAll),
    ...["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => route(method, "/Me", notImplemented("/Me"))),
    route("POST", "/Bulk", notImplemented("/Bulk")),
  ];
  return service.options.discovery === "absent" ? all.filter(({ about }) => about !== "discovery") : all;
}

function ofKind(kind: Kind): Route[] {
  return [
    route("GET", `/${kind}`, listResources, kind),
    route("POST", `/${kind}`, createResource, kind),
    route("POST", `/${kind}/.search`, searchResources, kind),
    route("GET", `/${kind}/:id`, readResource, kind),
    route("PUT", `/${kind}/:id`, replaceResource, kind),
    route("PATCH", `/${kind}/:id`, patchResource, kind),
    route("DELETE", `/${kind}/:id`, deleteResource, kind),
  ];
}

function discoveryRoutes(isPublic: boolean): Route[] {
  const table: [string, Operation][] = [
    ["/ServiceProviderConfig", discovery.serviceProviderConfig],
    ["/ResourceTypes", discovery.listResourceTypes],
    ["/ResourceTypes/:id", discovery.readResourceType],
    ["/Schemas", discovery.listSchemas],
    ["/Schemas/:id", discovery.readSchema],
  ];
  return table.map(([pattern, operation]) => ({
    ...route("GET", pattern, operation),
    about: "discovery",
    public: isPublic,
  }));
}

function route(method: string, pattern: string, operation: Operation, kind: Kind = "Users"): Route {
  return { method, pattern, operation, kind, about: "resources", public: false };
}

function notImplemented(path: string): Operation {
  return () => {
    throw new ScimError(501, `${path} is not implemented.`);
  };
}
