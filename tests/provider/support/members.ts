import { type Sandbox } from "../../../sandbox/index.js";
import { type JsonObject } from "./service.js";

/** Makes so many people, with the ids u0, u1 and so on. */
export function people(sandbox: Sandbox, count: number): string[] {
  const ids = Array.from({ length: count }, (_, at) => `u${at}`);
  for (const id of ids) sandbox.create("Users", { id, userName: `${id}@acme.io` });
  return ids;
}

/** Makes a group; its id. */
export function team(sandbox: Sandbox, members: string[] = [], id = "team"): string {
  sandbox.create("Groups", { id, displayName: id, members: members.map((value) => ({ value })) });
  return id;
}

/** The arguments of a set. */
export const set = (group: string, users: string[], more: JsonObject = {}): JsonObject => ({ group, users, ...more });
