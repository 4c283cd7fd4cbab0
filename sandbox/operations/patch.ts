import { copy, field, type Json, type JsonObject } from "../json.js";
import { locate } from "../patch/target.js";
import { remove } from "../patch/remove.js";
import { readPatch, type PatchOperation } from "../patch/request.js";
import { noTarget } from "../patch/values.js";
import { write } from "../patch/write.js";
import { checkPreconditions } from "../preconditions.js";
import { wantedOf } from "../projection.js";
import { ScimError } from "../scimError.js";
import { type ResourceType } from "../schema/resourceType.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { view } from "../view.js";
import { checkMemberCount, headersOf, objectBody, resourceAnswer, target } from "./one.js";
import { putResource } from "./replace.js";

/** PATCH (RFC 7644 section 3.5.2): all operations in order, or none when one fails. */
export function patchResource(service: Service, request: ScimRequest): ScimResponse {
  if (!service.options.patch) throw new ScimError(501, "PATCH is not supported; see ServiceProviderConfig.");
  const stored = target(service, request);
  checkPreconditions(service, request, stored);
  const operations = readPatch(objectBody(request));
  const { attributes } = wantedOf(request.query);
  for (const { value } of operations) checkMemberCount(service, membersIn(value));
  const changed = copy(view(service, stored));
  for (const operation of operations) apply(service, request.type, changed, operation);
  const updated = putResource(service, stored, changed);
  if (service.options.patchStatus === 204 && attributes.length === 0) {
    return { status: 204, headers: headersOf(service, updated) };
  }
  return resourceAnswer(service, request, updated, 200);
}

function apply(service: Service, type: ResourceType, resource: JsonObject, operation: PatchOperation): void {
  const { op, path, value } = operation;
  const at = path === undefined ? undefined : locate(type, resource, path);
  if (op !== "remove") {
    write(type, resource, op, at, value ?? null);
  } else if (at !== undefined) {
    const found = remove(resource, at, value);
    const choosing = at.chosen !== undefined || (value !== undefined && value !== null);
    if (!found && choosing && service.options.removeWithoutMatch === "noTarget") throw noTarget(at.path);
  }
}

function membersIn(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? field(value, "members") : undefined;
}
