import { SEARCH_REQUEST } from "../../provider/scim/urns.js";
import { field, show, type Json, type JsonObject } from "../json.js";
import { wanted } from "../projection.js";
import { badRequest } from "../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { answerQuery, type Query } from "./list.js";
import { objectBody } from "./one.js";

/** POST to one kind's `/.search` (RFC 7644 section 3.4.3). */
export function searchResources(service: Service, request: ScimRequest): ScimResponse {
  return answerQuery(service, [request.type], readSearch(objectBody(request)));
}

/** POST to `/.search` of the base URL: users and groups together. */
export function searchAll(service: Service, request: ScimRequest): ScimResponse {
  return answerQuery(service, Object.values(service.store.types), readSearch(objectBody(request)));
}

function readSearch(body: JsonObject): Query {
  const schemas = field(body, "schemas");
  if (!Array.isArray(schemas) || !schemas.includes(SEARCH_REQUEST)) {
    throw badRequest("invalidSyntax", `The schemas of a search must have ${SEARCH_REQUEST}.`);
  }
  return {
    filter: text(body, "filter"),
    sortBy: text(body, "sortBy"),
    sortOrder: text(body, "sortOrder"),
    startIndex: number(body, "startIndex"),
    count: number(body, "count"),
    wanted: wanted(names(body, "attributes"), names(body, "excludedAttributes")),
  };
}

function text(body: JsonObject, name: string): string | undefined {
  const value = field(body, name) ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(name, "a string", value);
}

function number(body: JsonObject, name: string): string | undefined {
  const value = field(body, name) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number") throw wrongType(name, "a whole number", value);
  return String(value);
}

function names(body: JsonObject, name: string): string[] {
  const value = field(body, name) ?? [];
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (typeof item !== "string") throw wrongType(name, "a list of attribute names", value);
    return item;
  });
}

function wrongType(name: string, expected: string, value: Json): Error {
  return badRequest("invalidValue", `${name} must be ${expected}, not ${show(value)}.`);
}
