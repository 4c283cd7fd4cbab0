import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { isObject, show, type JsonObject } from "../../json.js";
import { badRequest } from "../../scimError.js";
import { type AbsorbSwitches } from "./switches.js";
import { ABSORB_USER } from "./urns.js";

// 003: the members of the request samples.
const FIELDS: ReadonlySet<string> = new Set([
  "schemas",
  "id",
  "externalId",
  "name",
  "userName",
  "displayName",
  "title",
  "active",
  "preferredLanguage",
  "password",
  "emails",
  "phoneNumbers",
  "addresses",
  ABSORB_USER,
  ENTERPRISE_USER,
]);

/**
 * A POST or PUT body as the shared operations take it: unknown fields refused or left out, `schemas` checked and completed (003: not
 * required), `name` and `userName` there (003: required; the parts of the name are not).
 */
export function readUser({ unknownFields }: AbsorbSwitches, body: JsonObject): JsonObject {
  const unknown = Object.keys(body).find((key) => !FIELDS.has(key));
  if (unknown !== undefined && unknownFields === "refuse") {
    throw badRequest("invalidValue", `There is no field ${unknown}.`);
  }
  const { schemas } = body;
  if (schemas !== undefined && !(Array.isArray(schemas) && schemas.every((urn) => typeof urn === "string"))) {
    throw badRequest("invalidValue", `schemas must be a list of strings, not ${show(schemas)}.`);
  }
  if (!isObject(body["name"])) {
    throw badRequest("invalidValue", `name is required, an object, and not ${show(body["name"])}.`);
  }
  const known = Object.fromEntries(Object.entries(body).filter(([key]) => FIELDS.has(key)));
  return { ...known, schemas: [USER] };
}
