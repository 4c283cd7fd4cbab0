import { textOf } from "../../../provider/scim/json.js";
import { nameOf } from "../facts/nameOf.js";
import { type OpenPlace } from "./places.js";

/** More ids than this are left without a name, since each costs a request. */
const MOST = 100;

/** Asks the services for the names of people and groups whom the runs name by id alone. They are noted in the companies. */
export async function nameStrangers(places: readonly OpenPlace[]): Promise<void> {
  let left = MOST;
  for (const { stack, instance, directory } of places) {
    for (const stranger of stack.company.strangers.values()) {
      if (stranger.instance !== instance || stranger.name !== undefined || left === 0) continue;
      left -= 1;
      const isPerson = stranger.kind === "User";
      const resource = await directory.reads.byId(isPerson ? "/Users" : "/Groups", stranger.id);
      const name = resource && (isPerson ? nameOf(resource) : textOf(resource["displayName"]));
      if (name) stranger.name = name;
    }
  }
}
