import { ServiceError } from "../scim/errors.js";
import { idOf, isObject, type Json, type JsonObject } from "../scim/json.js";
import { ids, mayBeCut, type Member } from "./members.js";
import { type Reads, refusals } from "./reads.js";

/**
 * The list that a group shows, and who of `asked` is in it by their own `groups` (RFC 7643 section 4.1.2) though it does not show
 * them: asked where the list may be cut, and only of those whom it lacks. Nobody of whom the service does not tell. `fresh`: as of now.
 */
export async function withUnseen(
  reads: Reads,
  group: string,
  list: Member[],
  asked: readonly Member[],
  options: { fresh?: boolean } = {},
): Promise<Member[]> {
  const shown = new Set(ids(list));
  if (!mayBeCut(shown.size)) return list;
  const people = asked.filter((member) => member.group !== true && !shown.has(member.id));
  const look = (id: string) =>
    reads.byId("/Users", id, options).catch((error: unknown) => {
      if (error instanceof ServiceError && refusals.includes(error.status)) return undefined;
      throw error;
    });
  const words = await Promise.all(people.map(({ id }) => look(id)));
  return [...list, ...people.filter((_, at) => isDirectlyIn(words[at], group))];
}

/** Being in a nested group is "indirect"; a service that does not say which it is means the group itself. */
function isDirectlyIn(person: JsonObject | undefined, group: string): boolean {
  const groups: Json = person?.["groups"] ?? [];
  if (!Array.isArray(groups)) return false;
  return groups.some(
    (one) => isObject(one) && idOf({ id: one["value"] ?? "" }) === group && one["type"] !== "indirect",
  );
}
