import { Directory } from "../../../provider/directory/directory.js";
import { resolveConnection } from "../../../provider/directory/connection.js";
import { memberList } from "../../../provider/directory/members.js";
import { fieldOf } from "../../../provider/resources/fields.js";
import { userKindOf } from "../../../provider/resources/kinds.js";
import { fromScim, isInactive } from "../../../provider/resources/values.js";
import { ServiceError } from "../../../provider/scim/errors.js";
import { idOf, isObject, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { type Chart } from "../chart.js";
import { chartOf, idIn, nameOf, type SourcePerson } from "./person.js";

/** What the command line says of the service; everything else, the token above all, comes from the environment. */
export interface ServiceOptions {
  readonly endpoint?: string | undefined;
  readonly dialect?: string | undefined;
}

/**
 * The people, managers and teams that a service holds, from its list pages. The connection is the default one (`SCIM_*`), the
 * options standing over it. Throws ConnectionError for a connection that cannot be worked out, and other ScimErrors for what
 * the service answers.
 */
export async function fromService(
  { endpoint, dialect }: ServiceOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Chart> {
  const given: Record<string, string | undefined> = { SCIM_ENDPOINT: endpoint, SCIM_DIALECT: dialect };
  const connection = resolveConnection(
    () => undefined,
    (name) => given[name] ?? environment[name],
  );
  const directory = new Directory(connection);
  try {
    const users: JsonObject[] = [];
    for await (const user of directory.reads.list("/Users")) users.push(user);
    const groups = await groupsOf(directory);
    const kind = userKindOf(connection.dialect);
    const read = (key: string, user: JsonObject) => textOf(fromScim(fieldOf(kind.fields, key), user));
    const people = users.flatMap((user): SourcePerson[] => {
      const id = idOf(user);
      if (id === undefined) return [];
      const [title, department, manager] = [read("title", user), read("department", user), read("manager", user)];
      const [externalId, userName] = [read("externalId", user), read("userName", user)];
      const isActive = !isInactive(user);
      return [{ service: "", id, externalId, userName, name: nameOf(user), title, department, manager, isActive }];
    });
    return chartOf(new URL(connection.endpoint).host, people, teamsOf(users, groups));
  } finally {
    await directory.close();
  }
}

/** Statuses of a service that has no groups. */
const WITHOUT_GROUPS: readonly number[] = [404, 405, 501];

async function groupsOf(directory: Directory): Promise<JsonObject[]> {
  const groups: JsonObject[] = [];
  try {
    for await (const group of directory.reads.list("/Groups")) groups.push(group);
    return groups;
  } catch (error) {
    if (error instanceof ServiceError && WITHOUT_GROUPS.includes(error.status)) return [];
    throw error;
  }
}

/** Teams as groups name their members, and as people name their groups where the service shows only that. */
function teamsOf(users: readonly JsonObject[], groups: readonly JsonObject[]): Map<string, string[]> {
  const teams = new Map<string, string[]>();
  const put = (id: string, team: string): void => {
    const key = idIn("", id);
    teams.set(key, [...(teams.get(key) ?? []), team]);
  };
  const names = new Map<string, string>();
  for (const group of groups) {
    const id = idOf(group) ?? "";
    const name = textOf(group["displayName"]) ?? id;
    names.set(id, name);
    for (const member of memberList(group) ?? []) if (member.group !== true) put(member.id, name);
  }
  for (const user of users) {
    const { groups: own } = user;
    for (const group of Array.isArray(own) ? own : []) {
      if (!isObject(group)) continue;
      const value = textOf(group["value"]) ?? "";
      const name = names.get(value) ?? textOf(group["display"]);
      if (name !== undefined) put(idOf(user) ?? "", name);
    }
  }
  return teams;
}
