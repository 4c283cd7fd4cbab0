import { createResource } from "../../operations/create.js";
import { objectBody } from "../../operations/one.js";
import { patchResource } from "../../operations/patch.js";
import { replaceResource } from "../../operations/replace.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { membersOf } from "../../store.js";
import { readGroupPatch } from "./patch.js";
import { readGroup } from "./request.js";

/** POST (004): 201, with members. */
export function createGroup(service: Service, request: ScimRequest): ScimResponse {
  const body = readGroup(service.options.ironclad, objectBody(request));
  return createResource(service, { ...request, body });
}

/** PUT (004): the same body as POST, and the one way to another name; the identity provider's externalId stays. */
export function replaceGroup(service: Service, request: ScimRequest): ScimResponse {
  const body = readGroup(service.options.ironclad, objectBody(request));
  const stored = service.store.get("Groups", request.id);
  const { externalId } = stored?.attributes ?? {};
  if (externalId !== undefined) body["externalId"] = externalId;
  if (stored !== undefined && service.options.ironclad.putWithoutMembers === "keep") {
    body["members"] ??= membersOf(stored.attributes);
  }
  return replaceResource(service, { ...request, body });
}

/** PATCH (004): 200 with the group, or 204. */
export function patchGroup(service: Service, request: ScimRequest): ScimResponse {
  const answer = patchResource(service, { ...request, body: readGroupPatch(objectBody(request)) });
  return service.options.ironclad.groupPatchStatus === 204 ? { status: 204 } : answer;
}
