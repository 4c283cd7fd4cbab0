import { idIn, type TeamsOf } from "./person.js";

/** One group as a source has it: ids of the people in it and of the groups inside of it. */
export interface SourceGroup {
  readonly service: string;
  readonly id: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly groups: readonly string[];
}

/**
 * The teams of everybody: the groups that name them, and all groups around those, since who is in an inner group has what the
 * outer one gives (RFC 7643 section 4.2). So nested groups and the same groups flattened make one picture. Groups may form rings.
 */
export function teamsOfPeople(groups: readonly SourceGroup[]): TeamsOf {
  const around = new Map<string, SourceGroup[]>();
  for (const group of groups) {
    for (const inner of group.groups) {
      const key = idIn(group.service, inner);
      around.set(key, [...(around.get(key) ?? []), group]);
    }
  }
  const teams = new Map<string, Set<string>>();
  for (const group of groups) {
    const names = [...withOuter(group, around)].map(({ name }) => name);
    for (const person of group.people) {
      const key = idIn(group.service, person);
      const own = teams.get(key) ?? new Set();
      for (const name of names) own.add(name);
      teams.set(key, own);
    }
  }
  return new Map([...teams].map(([key, names]) => [key, [...names]]));
}

/** The group and every one that it is inside of. */
function withOuter(group: SourceGroup, around: ReadonlyMap<string, readonly SourceGroup[]>): Set<SourceGroup> {
  const found = new Set([group]);
  for (const one of found) for (const outer of around.get(idIn(one.service, one.id)) ?? []) found.add(outer);
  return found;
}
