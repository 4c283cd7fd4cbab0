import { type Service } from "../../service.js";
import { type Store } from "../../store.js";
import { teamsOf } from "./teams.js";

/** Ids of members by the id of their team, as it was when last asked for; undefined since something changed. */
const rosters = new WeakMap<Store, { members: ReadonlyMap<string, readonly string[]> | undefined }>();

/** Who is in a team, by whatever way; worked out once for all teams, and anew only after a change. */
export function membersIn(service: Service, teamId: string): string[] {
  const { store } = service;
  let roster = rosters.get(store);
  if (roster === undefined) {
    const made = { members: undefined };
    store.listen(() => {
      made.members = undefined;
    });
    rosters.set(store, made);
    roster = made;
  }
  roster.members ??= allMembers(service);
  return [...(roster.members.get(teamId) ?? [])];
}

function allMembers(service: Service): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const person of service.store.all("Users")) {
    for (const team of teamsOf(service, person)) {
      const ids = members.get(team);
      if (ids === undefined) members.set(team, [person.id]);
      else ids.push(person.id);
    }
  }
  return members;
}
