import { isInactive } from "../../../provider/resources/values.js";
import { idOf, textOf } from "../../../provider/scim/json.js";
import { nameOf } from "../facts/nameOf.js";
import { type Unmanaged } from "../report/model.js";
import { type StackFacts } from "../report/transfers.js";
import { type OpenPlace } from "./places.js";

/** Reads all accounts of each service, and tells which active ones none of the stacks manages or looks up. */
export async function findUnmanaged(
  places: readonly OpenPlace[],
  stacks: readonly StackFacts[],
): Promise<readonly Unmanaged[]> {
  const services = new Map(places.map((place) => [place.directory.connection.endpoint, place]));
  return Promise.all([...services.values()].map((place) => unmanagedAt(place, stacks)));
}

async function unmanagedAt({ directory }: OpenPlace, stacks: readonly StackFacts[]): Promise<Unmanaged> {
  const { dialect, endpoint } = directory.connection;
  const managed = new Set<string>();
  for (const { company } of stacks) {
    for (const { course, service } of company.people) {
      if (service.endpoint !== undefined && service.endpoint !== endpoint) continue;
      for (const state of [course.stated, course.found, course.planned]) {
        const id = textOf(state?.outputs["scimId"]) ?? state?.id;
        if (id !== undefined && id !== "") managed.add(id);
      }
    }
  }
  const accounts: { name: string; userName?: string | undefined; id: string }[] = [];
  let inactive = 0;
  for await (const user of directory.reads.list("/Users")) {
    const id = idOf(user);
    if (id === undefined || managed.has(id)) continue;
    if (isInactive(user)) inactive += 1;
    else accounts.push({ name: nameOf(user), userName: textOf(user["userName"]), id });
  }
  const unsure = dialect.user.mayReadOtherwise;
  const unchecked = [
    "Passwords: no service tells them.",
    ...(dialect.group.supported && dialect.members.list !== "none"
      ? []
      : ["Memberships: the service shows no members."]),
    ...(unsure.length === 0 ? [] : [`${unsure.join(", ")}: the service may show them otherwise than it keeps them.`]),
    "Whatever the program does not manage.",
  ];
  return { service: new URL(endpoint).host, accounts, inactive, unchecked };
}
