import { type Course, type State } from "../input/run.js";
import { type Company, type Moment, type Named } from "./company.js";

/** Somebody, or a nested group, in a group. */
export interface Pair {
  readonly key: string;
  readonly group: Named;
  readonly member: Named;
  readonly isNested: boolean;
}

/** Who is in which group at each moment, as far as memberships of the stack say. */
export interface Pairs {
  readonly stated: ReadonlyMap<string, Pair>;
  readonly found: ReadonlyMap<string, Pair>;
  readonly planned: ReadonlyMap<string, Pair>;
}

/** The pairs of all memberships; several memberships of one pair count once. */
export function pairsOf(company: Company): Pairs {
  const at = (moment: Moment) => {
    const pairs = new Map<string, Pair>();
    for (const course of company.memberships) {
      for (const pair of pairsIn(company, stateAt(course, moment))) pairs.set(pair.key, pair);
    }
    return new Map([...pairs].sort(([, a], [, b]) => byNames(a, b)));
  };
  return { stated: at("stated"), found: at("found"), planned: at("planned") };
}

const { compare } = new Intl.Collator("en");

/** By the member's name, then the group's. */
export function byNames(a: Pair, b: Pair): number {
  return compare(a.member.name, b.member.name) || compare(a.group.name, b.group.name) || compare(a.key, b.key);
}

/** What Pulumi only forgets stays in the service. */
function stateAt(course: Course, moment: Moment): State | undefined {
  const state = course[moment];
  if (moment === "planned" && state === undefined && course.found?.isRetained === true) return course.found;
  return state?.isExternal === true ? undefined : state;
}

function pairsIn(company: Company, state: State | undefined): Pair[] {
  if (!state) return [];
  const { inputs } = state;
  const group = company.named("Group", inputs["group"], state, "group");
  if (!group) return [];
  const single = company.named("User", inputs["user"], state, "user");
  const people = single ? [single] : company.namedIn("User", inputs["users"], state, "users");
  const nested = company.namedIn("Group", inputs["groups"], state, "groups");
  const pair = (isNested: boolean) => (member: Named) => ({
    key: `${group.key} ${member.key}`,
    group,
    member,
    isNested,
  });
  return [...people.map(pair(false)), ...nested.map(pair(true))];
}

/** The members of each group, by the group's key. */
export function byGroup(pairs: ReadonlyMap<string, Pair>): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { group, member } of pairs.values()) {
    const members = groups.get(group.key) ?? new Set();
    groups.set(group.key, members.add(member.key));
  }
  return groups;
}

/** Names of the groups that each person is in, by the person's key. */
export function byMember(pairs: ReadonlyMap<string, Pair>): Map<string, string[]> {
  const teams = new Map<string, string[]>();
  for (const { group, member, isNested } of pairs.values()) {
    if (!isNested) teams.set(member.key, [...(teams.get(member.key) ?? []), group.name]);
  }
  return teams;
}
