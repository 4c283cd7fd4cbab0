import { type JsonObject } from "../../json.js";
import { objectBody } from "../../operations/one.js";
import { ScimError } from "../../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { readDefinition, type Definition } from "./definition.js";
import { type Change } from "./fields.js";
import { objectOf, READ_ONLY_FACTS, TEAM_ATTRIBUTES, type Person, type TeamAttribute } from "./person.js";
import { teamNamed } from "./teams.js";
import { createdView, userView } from "./userView.js";

/** 000: the schema's default of `title`; that it applies on POST too is inferred. */
export const DEFAULT_TITLE = "Colleague";

/** POST `/Users` (000): 201 with a short body; for somebody who is there, 201 with `{}` or 409, both documented. */
export function createUser(service: Service, request: ScimRequest): ScimResponse {
  const { existingUser, uniqueExternalId } = service.options.leapsome;
  const definition = readDefinition(service, objectBody(request), true);
  const { externalId } = definition.core;
  const sameKey = uniqueExternalId && typeof externalId === "string" ? holders(service, "externalId", externalId) : [];
  if ([...holders(service, "userName", definition.userName), ...sameKey].length > 0) {
    if (existingUser === "empty") return { status: 201, body: {} };
    throw new ScimError(409, "Username is already in use.");
  }
  // LO: without an accepted invitation, an account is "created" or "invited".
  const start = { active: true, accepted: false };
  const stored = service.store.create("Users", applied(service, start, definition, false));
  return { status: 201, body: createdView(service, stored) };
}

/** GET `/Users/{userId}` (000): by id, failing that by externalId. */
export function readUser(service: Service, { id }: ScimRequest): ScimResponse {
  const stored = service.store.get("Users", id) ?? service.store.equal("Users", "externalId", id)?.[0];
  if (stored === undefined) throw notFound();
  return { status: 200, body: userView(service, stored) };
}

/** PATCH `/Users/{userId}` (000): a partial resource, not a PatchOp; only what is sent changes. */
export function patchUser(service: Service, request: ScimRequest): ScimResponse {
  return changeUser(service, request, false);
}

/** PUT `/Users/{userId}` (000): the full definition. */
export function replaceUser(service: Service, request: ScimRequest): ScimResponse {
  return changeUser(service, request, true);
}

/** The fallback to externalId is documented for GET only. */
function changeUser(service: Service, request: ScimRequest, isPut: boolean): ScimResponse {
  const stored = service.store.get("Users", request.id);
  if (stored === undefined) throw notFound();
  const definition = readDefinition(service, objectBody(request), false);
  checkConflicts(service, stored, definition);
  const updated = service.store.update(stored, applied(service, stored.attributes, definition, isPut));
  return { status: 200, body: userView(service, updated) };
}

/** 000: 409 "Email address conflict". */
function checkConflicts(service: Service, { id }: Stored, { userName, core: { externalId } }: Definition): void {
  const others = (attribute: string, value: string): boolean =>
    holders(service, attribute, value).some((each) => each.id !== id);
  if (others("userName", userName)) throw new ScimError(409, `Email address conflict: ${userName}.`);
  if (service.options.leapsome.uniqueExternalId && typeof externalId === "string" && others("externalId", externalId)) {
    throw new ScimError(409, `The externalId ${externalId} is already in use.`);
  }
}

function holders(service: Service, attribute: string, value: string): Stored[] {
  return service.store.equal("Users", attribute, value) ?? [];
}

function notFound(): ScimError {
  return new ScimError(404, "Resource not found");
}

/** The person after a definition; teams that its attributes name are made here, so nothing may be refused after. */
function applied(service: Service, before: Person, definition: Definition, isPut: boolean): JsonObject {
  const { putAbsent, clearsManager } = service.options.leapsome;
  const absent = isPut && putAbsent === "clear" ? null : undefined;
  const next: JsonObject = { ...before, userName: definition.userName };
  for (const [name, change] of Object.entries(definition.core)) put(next, name, presentOr(change, absent));
  put(next, "name", presentOr(definition.name, absent));
  next["title"] ??= DEFAULT_TITLE;
  if (definition.active !== undefined) next["active"] = definition.active;
  put(next, "manager", presentOr(definition.manager, isPut && clearsManager.includes("put") ? null : undefined));
  put(next, "additionalManagers", presentOr(definition.additionalManagers, absent));
  const teams = { ...objectOf(before, "teams") };
  for (const attribute of TEAM_ATTRIBUTES) {
    put(teams, attribute, team(service, attribute, presentOr(definition.teams[attribute], absent)));
  }
  next["teams"] = teams;
  next["facts"] = factsAfter(before, definition, absent);
  return next;
}

function factsAfter(before: Person, { facts }: Definition, absent: null | undefined): JsonObject {
  const next = { ...objectOf(before, "facts") };
  const writable = Object.keys(next).filter((name) => !READ_ONLY_FACTS.includes(name));
  for (const name of new Set([...writable, ...Object.keys(facts)])) put(next, name, presentOr(facts[name], absent));
  return next;
}

function team(service: Service, attribute: TeamAttribute, name: Change<string>): Change<JsonObject> {
  return typeof name === "string" ? { id: teamNamed(service, attribute, name).id, name } : name;
}

function presentOr<T extends Change>(change: T, absent: null | undefined): T | null | undefined {
  return change === undefined ? absent : change;
}

function put(target: JsonObject, name: string, change: Change): void {
  if (change === null) Reflect.deleteProperty(target, name);
  else if (change !== undefined) target[name] = change;
}
