import { copy, isObject, type Json, type JsonObject } from "../json.js";
import { EVERYTHING, project, wantedOf, type Wanted } from "../projection.js";
import { badRequest, ScimError } from "../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { type Stored } from "../store.js";
import { locationOf, versionOf, view } from "../view.js";

/** The resource that the request's path names; 404 when there is none. */
export function target(service: Service, { type, id }: ScimRequest): Stored {
  const stored = service.store.get(type.kind, id);
  if (stored === undefined) throw new ScimError(404, `There is no ${type.name} ${id}.`);
  return stored;
}

/** The answer that holds one resource, as much of it as the request wants. */
export function resourceAnswer(service: Service, request: ScimRequest, stored: Stored, status: number): ScimResponse {
  const body = shown(service, stored, wantedOf(request.query), "one");
  return { status, headers: headersOf(service, stored), body };
}

/** Location, and the entity tag where the service has them. */
export function headersOf(service: Service, stored: Stored): Record<string, string> {
  const etag = service.options.etag ? { ETag: versionOf(stored) } : {};
  return { Location: locationOf(service, stored), ...etag };
}

/** A resource as the API shows it, alone or on a list's page. */
export function shown(service: Service, stored: Stored, wanted: Wanted, place: "one" | "list"): JsonObject {
  const { hideMembers } = service.options;
  const result = project(service.store.types[stored.kind], view(service, stored), wanted);
  if (hideMembers === "always" || (hideMembers === "lists" && place === "list"))
    Reflect.deleteProperty(result, "members");
  return service.options.dialect.present?.(service, stored.kind, result) ?? result;
}

/** A deep copy of what the API shows of a resource. */
export function snapshot(service: Service, stored: Stored): JsonObject {
  return copy(project(service.store.types[stored.kind], view(service, stored), EVERYTHING));
}

/** The body as an object; anything else is 400 invalidSyntax. */
export function objectBody({ body }: ScimRequest): JsonObject {
  if (!isObject(body)) throw badRequest("invalidSyntax", "The body must be a JSON object.");
  return body;
}

/** Refuses more members in one body than the service takes. */
export function checkMemberCount(service: Service, members: Json | undefined): void {
  const count = Array.isArray(members) ? members.length : 0;
  const most = service.options.maxMembersPerRequest;
  if (count > most) throw badRequest("invalidValue", `${count} members in one request; the service takes ${most}.`);
}
