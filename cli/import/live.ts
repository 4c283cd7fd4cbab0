import { resolveConnection } from "../../provider/directory/connection.js";
import { Directory } from "../../provider/directory/directory.js";
import { mayBeCut, type Member, memberList } from "../../provider/directory/members.js";
import { idOf, type JsonObject, textOf } from "../../provider/scim/json.js";
import { tokenVariable } from "../../sdk/options.js";
import { connectionOf as defaultConnection, type Environment, groupsIn, type ServiceFlags } from "../service.js";
import { type Progress } from "./progress.js";

/** What a service holds, and the connection that it was read by. */
export interface Live {
  readonly directory: Directory;
  /** Everybody with an id and a userName, each once. */
  readonly users: readonly JsonObject[];
  readonly groups: readonly JsonObject[];
  /** Who is in each group, by its id; nobody is known at a service that does not tell. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** What the service showed that cannot be used. */
  readonly notes: readonly string[];
}

/** What the command line says of the connection. */
export interface ConnectionFlags extends ServiceFlags {
  /** Logical name of a ScimService; undefined for the default connection. */
  readonly service?: string | undefined;
}

/**
 * Reads everybody and every group by list pages, and a group alone only where its members may be missing from the list. Sends
 * nothing but reads. Throws ConnectionError for a connection that cannot be worked out, and other ScimErrors for what the
 * service answers.
 */
export async function readLive(
  flags: ConnectionFlags,
  withGroups: boolean,
  progress: Progress,
  environment?: Environment,
): Promise<Live> {
  const directory = new Directory(connectionOf(flags, environment));
  try {
    const notes: string[] = [];
    const users = await everybody(directory, progress, notes);
    const hasGroups = withGroups && directory.connection.dialect.group.supported;
    const groups = hasGroups ? await allGroups(directory, progress) : [];
    const members = await allMembers(directory, groups, progress, notes);
    progress.end();
    return { directory, users, groups, members, notes };
  } finally {
    await directory.close();
  }
}

/** The provider configuration of a ScimService: what the program's side registers, which is what stands in the state. */
export function serviceInputs({ service = "", endpoint, dialect }: ConnectionFlags): Record<string, string> {
  return {
    "scim:service": service,
    "scim:tokenVariable": tokenVariable(service),
    ...(endpoint === undefined ? {} : { "scim:endpoint": endpoint }),
    ...(dialect === undefined ? {} : { "scim:dialect": dialect }),
  };
}

function connectionOf(flags: ConnectionFlags, environment: Environment = process.env) {
  if (flags.service !== undefined) {
    const config = serviceInputs(flags);
    return resolveConnection(
      (key) => config[key],
      (name) => environment[name],
    );
  }
  return defaultConnection(flags, environment);
}

async function everybody(directory: Directory, progress: Progress, notes: string[]): Promise<JsonObject[]> {
  const users = new Map<string, JsonObject>();
  let nameless = 0;
  for await (const user of directory.reads.listShared("/Users")) {
    const id = idOf(user);
    if (id === undefined || textOf(user["userName"]) === undefined) nameless += 1;
    else users.set(id, directory.withoutCredentials(user));
    progress.at("people", users.size);
  }
  if (nameless > 0) notes.push(`${nameless} people have no id or no userName in the service, and are left out.`);
  return [...users.values()];
}

async function allGroups(directory: Directory, progress: Progress): Promise<JsonObject[]> {
  const groups = new Map<string, JsonObject>();
  for await (const group of groupsIn(directory.reads.listShared("/Groups"))) {
    const id = idOf(group);
    if (id !== undefined && textOf(group["displayName"]) !== undefined)
      groups.set(id, directory.withoutCredentials(group));
    progress.at("groups", groups.size);
  }
  return [...groups.values()];
}

async function allMembers(
  directory: Directory,
  groups: readonly JsonObject[],
  progress: Progress,
  notes: string[],
): Promise<Map<string, readonly Member[]>> {
  const { list } = directory.connection.dialect.members;
  const members = new Map<string, readonly Member[]>();
  if (list === "none") {
    if (groups.length > 0) notes.push("The service does not show who is in a group: no memberships are written.");
    return members;
  }
  await Promise.all(
    groups.map(async (group) => {
      const id = idOf(group) ?? "";
      const shown = list === "group" ? memberList(group) : undefined;
      const isWhole = shown !== undefined && !mayBeCut(shown.length);
      members.set(id, isWhole ? shown : [...(await directory.members.current(id)).values()]);
      progress.at("members of groups", members.size, groups.length);
    }),
  );
  return members;
}
