import { Directory } from "../../../provider/directory/directory.js";
import { memberList } from "../../../provider/directory/members.js";
import { fieldOf } from "../../../provider/resources/fields.js";
import { userKindOf } from "../../../provider/resources/kinds.js";
import { fromScim, isInactive } from "../../../provider/resources/values.js";
import { idOf, isObject, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { connectionOf, type Environment, groupsIn, type ServiceFlags } from "../../service.js";
import { type Chart } from "../chart.js";
import { chartOf, namesOf, type SourcePerson } from "./person.js";
import { type SourceGroup, teamsOfPeople } from "./teams.js";

/**
 * The people, managers and teams that a service holds, from its list pages. The connection is the default one (`SCIM_*`), the
 * options standing over it. Throws ConnectionError for a connection that cannot be worked out, and other ScimErrors for what
 * the service answers.
 */
export async function fromService(flags: ServiceFlags, environment?: Environment): Promise<Chart> {
  const connection = connectionOf(flags, environment);
  const directory = new Directory(connection);
  try {
    const users: JsonObject[] = [];
    for await (const user of directory.reads.list("/Users")) users.push(directory.withoutCredentials(user));
    const groups: JsonObject[] = [];
    for await (const group of groupsIn(directory.reads.list("/Groups")))
      groups.push(directory.withoutCredentials(group));
    const kind = userKindOf(connection.dialect);
    const read = (key: string, user: JsonObject) => textOf(fromScim(fieldOf(kind.fields, key), user));
    const people = users.flatMap((user): SourcePerson[] => {
      const id = idOf(user);
      if (id === undefined) return [];
      const [title, department, manager] = [read("title", user), read("department", user), read("manager", user)];
      const [externalId, userName] = [read("externalId", user), read("userName", user)];
      const isActive = !isInactive(user);
      return [{ service: "", id, externalId, userName, names: namesOf(user), title, department, manager, isActive }];
    });
    const teams = teamsOfPeople(groupsWith(users, groups));
    return { ...chartOf(new URL(connection.endpoint).host, people, teams), isLive: true };
  } finally {
    await directory.close();
  }
}

/** Groups with the members that they name, and with those who name them where the service shows only that. */
function groupsWith(users: readonly JsonObject[], groups: readonly JsonObject[]): SourceGroup[] {
  const found = new Map<string, SourceGroup & { readonly people: string[]; readonly groups: string[] }>();
  const known = new Set(groups.flatMap((group) => idOf(group) ?? []));
  const put = (id: string, name: string) => {
    const group = found.get(id) ?? { service: "", id, name, people: [], groups: [] };
    found.set(id, group);
    return group;
  };
  for (const group of groups) {
    const id = idOf(group) ?? "";
    const own = put(id, textOf(group["displayName"]) ?? id);
    for (const member of memberList(group) ?? []) {
      // Not every service says of a member that it is a group.
      if (member.group === true || known.has(member.id)) own.groups.push(member.id);
      else own.people.push(member.id);
    }
  }
  for (const user of users) {
    const { groups: own } = user;
    for (const group of Array.isArray(own) ? own : []) {
      if (!isObject(group)) continue;
      const name = textOf(group["display"]);
      const id = textOf(group["value"]) ?? name;
      if (id !== undefined && (found.has(id) || name !== undefined)) put(id, name ?? id).people.push(idOf(user) ?? "");
    }
  }
  return [...found.values()];
}
