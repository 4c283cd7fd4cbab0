import { isObject, without, type JsonObject } from "../../json.js";
import { addResource } from "../../operations/create.js";
import { listResources } from "../../operations/list.js";
import { objectBody, resourceAnswer, snapshot, target } from "../../operations/one.js";
import { putResource } from "../../operations/replace.js";
import { badRequest } from "../../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { type Given, type Stored } from "../../store.js";
import { readUser } from "./request.js";
import { checkLength } from "./settle.js";
import { type AbsorbSwitches } from "./switches.js";

/** POST (003): 200, not 201. */
export function createUser(service: Service, request: ScimRequest): ScimResponse {
  const switches = service.options.absorb;
  const { id, ...body } = readUser(switches, objectBody(request));
  // 003: 0 to 255 characters, on POST only.
  checkLength("password", body["password"], 255);
  body["active"] ??= switches.activeOnCreate;
  return whole(service, request, addResource(service, "Users", body, givenId(switches, id)));
}

/** PUT (003): "null" or [] clears; a password of null stays as it is; `active` null is inactive. */
export function replaceUser(service: Service, request: ScimRequest): ScimResponse {
  const { putAbsent, absentActiveOnPut } = service.options.absorb;
  const stored = target(service, request);
  const body = readUser(service.options.absorb, objectBody(request));
  if (body["active"] === undefined && absentActiveOnPut === "keep") {
    body["active"] = stored.attributes["active"] ?? false;
  }
  body["active"] ??= false;
  const full = putAbsent === "keep" ? merged(snapshot(service, stored), body) : body;
  return whole(service, request, putResource(service, stored, full));
}

/** GET of the list (003): sortOrder is `Ascending` or `Descending`, not the RFC's lower case. */
export function listUsers(service: Service, request: ScimRequest): ScimResponse {
  const order = request.query.get("sortOrder");
  if (order !== null && order !== "Ascending" && order !== "Descending") {
    throw badRequest("invalidValue", `sortOrder must be Ascending or Descending, not ${order}.`);
  }
  return listResources(service, request);
}

/** 003: attributes and excludedAttributes are offered on PATCH, GET and list, not on POST and PUT. */
function whole(service: Service, request: ScimRequest, stored: Stored): ScimResponse {
  return resourceAnswer(service, { ...request, query: new URLSearchParams() }, stored, 200);
}

/** 003 lists `id` in the body of a POST and does not say what it does there. */
function givenId({ idOnCreate }: AbsorbSwitches, id: unknown): Given {
  if (id === undefined || idOnCreate === "ignore") return {};
  if (idOnCreate === "refuse") throw badRequest("mutability", "id is given by the service.");
  return typeof id === "string" ? { id } : {};
}

/** What was there with what a body says put over it, one level deep in the extensions. */
function merged(before: JsonObject, body: JsonObject): JsonObject {
  const result = { ...without(before, "meta"), ...body };
  for (const [key, value] of Object.entries(body)) {
    const old = before[key];
    if (key.includes(":") && isObject(value) && isObject(old)) result[key] = { ...old, ...value };
  }
  return result;
}
