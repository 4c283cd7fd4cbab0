import { type Member } from "../../directory/members.js";
import { textsOf, type JsonObject } from "../../scim/json.js";

/** What one ScimMembership says, in both its forms. */
export interface Wanted {
  group: string;
  /** One person, whose presence is the resource; else a set. */
  single: boolean;
  members: Member[];
  /** Whether everybody else is drift. */
  exclusive: boolean;
  /** Whether nested groups are managed too. */
  nests: boolean;
}

/** Reads inputs or outputs of a membership. */
export function wantedFrom(properties: JsonObject): Wanted {
  const { group, user, users, groups, exclusive } = properties;
  const people = typeof user === "string" ? [user] : textsOf(users);
  return {
    group: typeof group === "string" ? group : "",
    single: user !== undefined,
    members: [...people.map((id) => ({ id })), ...textsOf(groups).map((id) => ({ id, group: true }))],
    exclusive: exclusive === true,
    nests: groups !== undefined,
  };
}

/** `<groupId>/<userId>` for one person, `<groupId>` for a set; `/` and `%` inside an id are percent-encoded. */
export function membershipId({ group, single, members }: Wanted): string {
  const [first] = members;
  return single && first ? `${encoded(group)}/${encoded(first.id)}` : encoded(group);
}

/** The arguments that an id alone stands for, as `get` needs them. */
export function fromMembershipId(id: string): JsonObject {
  const [group = "", user] = id.split("/").map(decodeURIComponent);
  return user === undefined ? { group } : { group, user };
}

function encoded(id: string): string {
  return id.replace(/[%/]/g, encodeURIComponent);
}
