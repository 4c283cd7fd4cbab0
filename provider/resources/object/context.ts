import { type Directory } from "../../directory/directory.js";
import { GuardError } from "../../directory/guardError.js";
import { type Person } from "../../directory/leavers.js";
import { foldCase } from "../../scim/compare.js";
import { textOf, type JsonObject } from "../../scim/json.js";
import { type Kind } from "../kinds.js";
import { StepError } from "../failure.js";
import { isHidden } from "../hidden.js";
import { ledgerOf } from "../state.js";
import { type Surroundings } from "../values.js";
import { isNamed } from "./people.js";

/** A kind of resource at one service. */
export interface Context {
  kind: Kind;
  directory: Directory;
}

export function surroundings({ kind, directory }: Context, inputs: JsonObject): Surroundings {
  const name = inputs["userName"];
  return {
    userName: typeof name === "string" ? name : undefined,
    defaults: kind.noun === "user" ? directory.connection.dialect.user.defaults : {},
    isNamed: (id, person, reference) => isNamed(directory, id, person, reference),
  };
}

/** Whether the attribute may stand in the POST. */
export function isPosted({ kind, directory }: Context, key: string): boolean {
  const { createFields } = directory.connection.dialect.user;
  return kind.noun === "group" || createFields === undefined || createFields.includes(key);
}

/** How messages name a person or a group: `user ada@acme.io`. */
export function label({ kind }: Context, properties: JsonObject, id?: string): string {
  const name = isHidden(properties, [kind.nameAttribute]) ? undefined : properties[kind.nameAttribute];
  return typeof name === "string" ? `${kind.noun} ${name}` : `${kind.noun} ${id ?? "without a name"}`;
}

/** How the guard of leavers names a person: by userName, or by id where that is secret. */
export function personOf(id: string, properties: JsonObject): Person {
  const userName = isHidden(properties, ["userName"]) ? undefined : textOf(properties["userName"]);
  return { id, userName: userName ?? id };
}

/** Refuses to touch an object with an id of another service than the connection's (design section 4). */
export function guardService({ connection }: Directory, what: string, outputs: JsonObject): void {
  const { endpoint, movedFrom } = connection;
  const { service } = ledgerOf(outputs);
  if (service === undefined || service === endpoint || service === movedFrom) return;
  throw new GuardError(
    "service",
    `Could not use ${what}: its id was given by ${service}, and the connection now points to ${endpoint}. ` +
      `If the service has moved and kept its ids, set movedFrom: "${service}"; ` +
      "else correct the endpoint, or give the resource the connection that it was made with.",
  );
}

/**
 * Refuses to end or rename the person in whose name the connection makes its requests (a header of it says who): the
 * service would refuse all that follows.
 */
export function guardActor({ kind, directory }: Context, id: string, before: JsonObject, act: string): void {
  const { headers, dialect } = directory.connection;
  const { actor } = dialect.connection;
  if (!actor || kind.noun === "group") return;
  const sent = (name: string) => Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1];
  const userName = textOf(before["userName"]);
  const isActor = sent(actor.id) === id || (userName !== undefined && isSame(sent(actor.userName), userName));
  if (!isActor) return;
  throw new StepError(
    `Could not ${act}: requests are made in this person's name (header ${sent(actor.id) === id ? actor.id : actor.userName}). ` +
      `Give the connection another person's, or keep this one with onDelete: "retain".`,
  );
}

function isSame(a: string | undefined, b: string): boolean {
  return a !== undefined && foldCase(a) === foldCase(b);
}
