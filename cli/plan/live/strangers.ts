import { type Directory } from "../../../provider/directory/directory.js";
import { textOf } from "../../../provider/scim/json.js";
import { nameOf } from "../facts/nameOf.js";
import { type StackFacts } from "../report/transfers.js";

/** More ids than this are left without a name, since each costs a request. */
const MOST = 100;

/** Asks the service for the names of people and groups whom the runs name by id alone. They are noted in the companies. */
export async function nameStrangers(directory: Directory, stacks: readonly StackFacts[]): Promise<void> {
  const { reads } = directory;
  let left = MOST;
  for (const { strangers } of stacks.map(({ company }) => company)) {
    for (const kind of ["User", "Group"] as const) {
      for (const id of [...strangers[kind].keys()].slice(0, left)) {
        left -= 1;
        const resource = await reads.byId(kind === "User" ? "/Users" : "/Groups", id);
        const name = resource && (kind === "User" ? nameOf(resource) : textOf(resource["displayName"]));
        if (name) strangers[kind].set(id, name);
      }
    }
  }
}
