import { isObject, type JsonObject } from "../../json.js";
import { createResource } from "../../operations/create.js";
import { objectBody, resourceAnswer } from "../../operations/one.js";
import { patchResource } from "../../operations/patch.js";
import { replaceResource } from "../../operations/replace.js";
import { badRequest, ScimError } from "../../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { readUserPatch } from "./patch.js";
import { readUser } from "./request.js";
import { IRONCLAD_USER } from "./urns.js";

/** POST (004): 201; with `active: false` the person is gone again at once. */
export function createUser(service: Service, request: ScimRequest): ScimResponse {
  const body = readUser(service.options.ironclad, objectBody(request), true);
  return ended(service, createResource(service, { ...request, body }));
}

/** PUT (004): the same body as POST; what it leaves out is gone, the password excepted. */
export function replaceUser(service: Service, request: ScimRequest): ScimResponse {
  const stored = service.store.get("Users", request.id);
  const body = readUser(service.options.ironclad, objectBody(request), false);
  const answer = replaceResource(service, { ...request, body });
  follow(service, stored);
  return ended(service, answer);
}

/** PATCH (004): a PatchOp with string values. */
export function patchUser(service: Service, request: ScimRequest): ScimResponse {
  const stored = service.store.get("Users", request.id);
  const body = readUserPatch(service.options.ironclad, objectBody(request));
  if (body === undefined && stored !== undefined) return resourceAnswer(service, request, stored, 200);
  const answer = withoutFilterError(() => patchResource(service, { ...request, body }));
  follow(service, stored);
  return ended(service, answer);
}

/** A path's filter is no list's filter: its 400 has `schemas`, as all of PATCH (004, UserResponse400). */
function withoutFilterError<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ScimError && error.scimType === "invalidFilter") throw badRequest("invalidPath", error.detail);
    throw error;
  }
}

/** 004: "a SCIM User with active set to `false` will be removed from the company. On subsequent reads … not found." */
function ended(service: Service, answer: ScimResponse): ScimResponse {
  const id = isObject(answer.body) ? answer.body["id"] : undefined;
  const stored = typeof id === "string" ? service.store.get("Users", id) : undefined;
  if (stored?.attributes["active"] === false) service.store.delete(stored);
  return answer;
}

/** Whether a head's reports see his new userName is not documented. */
function follow(service: Service, before: Stored | undefined): void {
  const after = before === undefined ? undefined : service.store.get("Users", before.id);
  const [from, to] = [before?.attributes["userName"], after?.attributes["userName"]];
  if (!service.options.ironclad.departmentHeadFollows || from === to || to === undefined) return;
  for (const report of service.store.all("Users")) {
    const own = report.attributes[IRONCLAD_USER];
    if (!isObject(own) || own["departmentHead"] !== from) continue;
    const changed: JsonObject = { ...report.attributes, [IRONCLAD_USER]: { ...own, departmentHead: to } };
    service.store.update(report, changed);
  }
}
