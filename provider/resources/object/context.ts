import { type Directory } from "../../directory/directory.js";
import { type Json, type JsonObject } from "../../scim/json.js";
import { type Kind } from "../kinds.js";
import { StepError } from "../failure.js";
import { ledgerOf } from "../state.js";
import { type Surroundings } from "../values.js";

/** A kind of resource at one service. */
export interface Context {
  kind: Kind;
  directory: Directory;
}

export function surroundings({ kind, directory }: Context, inputs: JsonObject): Surroundings {
  const name = inputs["userName"];
  return {
    type: kind.type,
    userName: typeof name === "string" ? name : undefined,
    defaults: kind.noun === "user" ? directory.connection.dialect.user.defaults : {},
  };
}

/** How messages name a person or a group: `user ada@acme.io`. */
export function label({ kind }: Context, properties: JsonObject, id?: string): string {
  const name: Json | undefined = properties[kind.nameAttribute];
  return typeof name === "string" ? `${kind.noun} ${name}` : `${kind.noun} ${id ?? "without a name"}`;
}

/** Refuses to touch an object with an id of another service than the connection's (design section 4). */
export function guardService({ connection }: Directory, what: string, outputs: JsonObject): void {
  const { endpoint, movedFrom } = connection;
  const { service } = ledgerOf(outputs);
  if (service === undefined || service === endpoint || service === movedFrom) return;
  throw new StepError(
    `Could not use ${what}: its id was given by ${service}, and the connection now points to ${endpoint}. ` +
      `If the service has moved and kept its ids, set movedFrom: "${service}"; else give the resource the connection that it was made with.`,
  );
}
