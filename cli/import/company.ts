import { type Member } from "../../provider/directory/members.js";
import { group as groupHandlers } from "../../provider/resources/group.js";
import { groupKind, userKindOf } from "../../provider/resources/kinds.js";
import { user as userHandlers } from "../../provider/resources/user.js";
import { foldCase } from "../../provider/scim/compare.js";
import { idOf, isObject, type JsonObject, textOf } from "../../provider/scim/json.js";
import { type AttributeFlags, Attributes, type LeftOut } from "./attributes.js";
import { type Choice } from "./choice.js";
import { type Live } from "./live.js";
import { Finder, type Manager, managersOf } from "./managers.js";
import { keysOf } from "./names.js";

/** One person to import. */
export interface Person {
  readonly key: string;
  readonly id: string;
  /** Arguments but for the manager. */
  readonly args: JsonObject;
  readonly manager: Manager;
  readonly resource: JsonObject;
}

/** One group to import, its members as ids of people and groups that are imported too. */
export interface Team {
  readonly key: string;
  readonly id: string;
  readonly args: JsonObject;
  readonly people: readonly string[];
  readonly teams: readonly string[];
  readonly resource: JsonObject;
}

/** What is imported, in the order of keys. */
export interface Company {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  /** Managers who are looked up: by id, the key and the userName. */
  readonly lookups: ReadonlyMap<string, { readonly key: string; readonly userName: string }>;
  /** The key of anybody in the service, imported or not. */
  readonly keyOf: (id: string) => string;
  readonly everybody: Finder;
  readonly leftOut: LeftOut;
  readonly notes: readonly string[];
}

/** Names that the stack has already, by kind of resource. */
export interface Taken {
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Works out what the program says of the chosen people and their groups. */
export function companyOf(
  live: Live,
  choice: Choice,
  flags: AttributeFlags,
  isThere: (id: string) => boolean,
  taken: Taken,
): Company {
  const { directory } = live;
  const kind = userKindOf(directory.connection.dialect);
  const notes: string[] = [];
  const everybody = new Finder(live.users, directory.connection.dialect.user.manager);
  const keys = keysOf(live.users.map(namedPerson), taken.users);
  const keyOf = (id: string) => keys.get(id) ?? id;
  const userNameOf = (id: string) => textOf(everybody.find(id)?.["userName"]);
  const attributes = new Attributes(directory, flags, userNameOf);

  const userNames = new Map<string, string>();
  const accepted = choice.people.flatMap((resource) => {
    const name = textOf(resource["userName"]) ?? "";
    const first = userNames.get(foldCase(name));
    if (first !== undefined) {
      notes.push(`${name} (${idOf(resource) ?? ""}) is left out: another person (${first}) has the same userName.`);
      return [];
    }
    userNames.set(foldCase(name), idOf(resource) ?? "");
    const result = attributes.accepted(attributes.of(kind, resource), (inputs) =>
      userHandlers.check(directory, inputs),
    );
    if ("refusal" in result) {
      notes.push(`${name} is left out: ${result.refusal}`);
      return [];
    }
    for (const reason of result.refused) notes.push(`${name}: not written, ${reason}`);
    return [{ resource, id: idOf(resource) ?? "", args: result.args }];
  });
  const managers = managersOf(
    kind,
    accepted.map(({ resource }) => resource),
    everybody,
    keyOf,
  );
  const people = accepted
    .map(({ id, args, resource }): Person => {
      const manager = managers.of.get(id) ?? { kind: "nobody" };
      return { key: keyOf(id), id, args, manager, resource };
    })
    .sort(byKey);
  for (const { key, manager } of people)
    if (manager.kind === "left") notes.push(`${key}: the manager is not managed, ${manager.reason}.`);
  const lookups = new Map<string, { key: string; userName: string }>();
  for (const { manager } of people)
    if (manager.kind === "lookup")
      lookups.set(manager.id, { key: keyOf(manager.id), userName: userNameOf(manager.id) ?? "" });
  const ordered = new Map([...lookups].sort(([, a], [, b]) => byKey(a, b)));
  const teams = teamsOf(live, choice, attributes, people, isThere, taken, notes);
  return { people, teams, lookups: ordered, keyOf, everybody, leftOut: attributes.leftOut, notes };
}

function namedPerson(user: JsonObject) {
  const { name } = user;
  const parts = isObject(name) ? [textOf(name["givenName"]), textOf(name["familyName"])] : [];
  const whole = parts.filter((part) => part !== undefined).join(".");
  return {
    id: idOf(user) ?? "",
    name: textOf(user["userName"]) ?? "",
    display: whole === "" ? textOf(user["displayName"]) : whole,
  };
}

function teamsOf(
  live: Live,
  choice: Choice,
  attributes: Attributes,
  people: readonly Person[],
  isThere: (id: string) => boolean,
  taken: Taken,
  notes: string[],
): Team[] {
  const { directory } = live;
  const known = new Set(people.map(({ id }) => id));
  const isNarrowed = choice.others > 0;
  const nameOf = (group: JsonObject) => textOf(group["displayName"]) ?? "";
  const keys = keysOf(
    live.groups.map((group) => ({ id: idOf(group) ?? "", name: nameOf(group).replaceAll("@", " at ") })),
    taken.groups,
  );
  const named = new Map<string, string>();
  const candidates = [...live.groups]
    .filter((group) => choice.groups?.has(idOf(group) ?? "") !== false)
    .sort((a, b) => ((idOf(a) ?? "") < (idOf(b) ?? "") ? -1 : 1))
    .flatMap((resource) => {
      const id = idOf(resource) ?? "";
      if (isThere(id)) {
        notes.push(
          `The group ${nameOf(resource)} is in the stack already; it and its members are left as they are there.`,
        );
        return [];
      }
      const members = live.members.get(id) ?? [];
      const inside = members.filter((member) => member.group !== true && known.has(member.id));
      // Of a part of the company only the groups that it has a part in.
      if (isNarrowed && choice.groups === undefined && inside.length === 0) return [];
      const result = attributes.accepted(attributes.of(groupKind, resource), (inputs) =>
        groupHandlers.check(directory, inputs),
      );
      const first = named.get(foldCase(nameOf(resource)));
      if ("refusal" in result || first !== undefined) {
        const why = "refusal" in result ? result.refusal : `another group (${String(first)}) has the same name.`;
        notes.push(`The group ${nameOf(resource)} (${id}) is left out: ${why}`);
        return [];
      }
      named.set(foldCase(nameOf(resource)), id);
      return [{ resource, id, args: result.args, members, inside }];
    });
  const groups = new Set(candidates.map(({ id }) => id));
  const teams = candidates.map(({ resource, id, args, members, inside }): Team => {
    const written = inside.filter(({ follows }) => follows !== true);
    if (written.length < inside.length)
      notes.push(
        `The group ${nameOf(resource)}: ${inside.length - written.length} people are in it by their department or the like, and not by a membership.`,
      );
    const isTeam = (member: Member) => member.group === true && groups.has(member.id);
    const sorted = (list: readonly Member[]) => list.map((member) => member.id).sort();
    return {
      key: keys.get(id) ?? id,
      id,
      args,
      people: sorted(written),
      teams: sorted(members.filter(isTeam)),
      resource,
    };
  });
  return teams.sort(byKey);
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}
