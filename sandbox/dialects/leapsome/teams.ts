import { ScimError } from "../../scimError.js";
import { type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { objectOf, TEAM_ATTRIBUTES, textOf, type Person, type TeamAttribute } from "./person.js";

/**
 * The team that a person's department, division or cost centre stands for, matched by name or made (002: each is reflected as a team).
 *
 * Whether one name in two attributes is one team is not documented. With `teamsBy: "name"` it is; whoever has it in any attribute is in
 * that team once, and leaves it when no attribute of his names it any more. With `"nameAndAttribute"` it is two teams of one name, and
 * a team that a client made belongs to the first attribute that names it.
 */
export function teamNamed(service: Service, attribute: TeamAttribute, name: string): Stored {
  const { store, options } = service;
  const found = store.equal("Groups", "displayName", name) ?? [];
  if (options.leapsome.teamsBy === "name") return found[0] ?? store.create("Groups", { displayName: name });
  const own = found.find((team) => team.attributes["attribute"] === attribute);
  if (own !== undefined) return own;
  const free = found.find((team) => team.attributes["attribute"] === undefined);
  if (free !== undefined) return store.update(free, { ...free.attributes, attribute });
  return store.create("Groups", { displayName: name, attribute });
}

/** What an attribute reads: the name of its team (000), or what was written, as the switch has it. */
export function teamText(service: Service, person: Person, attribute: TeamAttribute): string | undefined {
  const entry = objectOf(objectOf(person, "teams"), attribute);
  const team = service.store.get("Groups", textOf(entry, "id") ?? "");
  if (team === undefined) return undefined;
  const { renamedTeamReads } = service.options.leapsome;
  return renamedTeamReads === "newName" ? textOf(team.attributes, "displayName") : textOf(entry, "name");
}

/** The ids of a person's teams: those he was put into, then those that follow from his attributes, each once. */
export function teamsOf(service: Service, { id, attributes }: Stored): string[] {
  const teams = objectOf(attributes, "teams");
  const following = TEAM_ATTRIBUTES.flatMap((attribute) => textOf(objectOf(teams, attribute), "id") ?? []);
  const all = new Set([...service.store.groupsNaming(id), ...following]);
  return [...all].filter((team) => service.store.get("Groups", team) !== undefined);
}

/** 000: "The displayName is already in use within the organization", by a team that follows from attributes too. */
export function checkFreeName(service: Service, name: string, own?: string): void {
  const taken = service.store.equal("Groups", "displayName", name) ?? [];
  if (taken.some(({ id }) => id !== own)) {
    throw new ScimError(409, `The displayName ${name} is already in use within the organization.`);
  }
}
