import { readFilter, resourcePredicate } from "../../sandbox/filter/evaluate.js";
import { ScimError } from "../../sandbox/scimError.js";
import { resourceTypes } from "../../sandbox/schema/resourceType.js";
import { foldCase } from "../../provider/scim/compare.js";
import { idOf, type JsonObject, textOf } from "../../provider/scim/json.js";
import { isInactive } from "../../provider/resources/values.js";
import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { type Live } from "./live.js";

/** Whom to import. */
export interface ChoiceFlags {
  /** RFC 7644 section 3.4.2.2; decided here, since services' own filters are optional and may lie. */
  readonly filter?: string | undefined;
  /** Names or ids of groups: only their members, people in nested groups too. */
  readonly group?: readonly string[] | undefined;
  /** Patterns on userName with * and ?, letter case aside. */
  readonly exclude?: readonly string[] | undefined;
  readonly inactive?: boolean | undefined;
}

/** Who of a service is imported, and why the others are not. */
export interface Choice {
  readonly people: readonly JsonObject[];
  /** Ids of the groups that `--group` names, with those inside of them; undefined: all. */
  readonly groups: ReadonlySet<string> | undefined;
  readonly inactive: number;
  readonly excluded: number;
  readonly others: number;
}

/** Chooses people. Throws CommandError for a filter that cannot be read and for a group that does not exist. */
export function choose(live: Live, flags: ChoiceFlags, isThere: (id: string) => boolean): Choice {
  const matches = predicateOf(flags.filter);
  const excludes = (flags.exclude ?? []).map(pattern);
  const groups = flags.group === undefined || flags.group.length === 0 ? undefined : groupsNamed(live, flags.group);
  const inside = groups === undefined ? undefined : peopleIn(live, groups);
  const counts = { inactive: 0, excluded: 0, others: 0 };
  const people = live.users.filter((user) => {
    const id = idOf(user) ?? "";
    const userName = textOf(user["userName"]) ?? "";
    if (isThere(id)) return false;
    const isOther = !matches(user) || inside?.has(id) === false;
    if (isOther) counts.others += 1;
    else if (excludes.some((one) => one.test(userName))) counts.excluded += 1;
    else if (isInactive(user) && flags.inactive !== true) counts.inactive += 1;
    else return true;
    return false;
  });
  return { people, groups, ...counts };
}

function predicateOf(filter: string | undefined): (user: JsonObject) => boolean {
  if (filter === undefined) return () => true;
  try {
    const { Users } = resourceTypes({ uniqueGroupNames: false });
    return resourcePredicate(Users, readFilter(filter), "refuse");
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const example = `userName ew "@acme.io" and title co "Engineer"`;
    throw new CommandError(
      `Could not use --filter: ${error.message} Write it as in RFC 7644, such as '${example}'.`,
      EXIT.wrongUse,
    );
  }
}

function pattern(text: string): RegExp {
  const parts = text.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : part.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "isu");
}

function groupsNamed(live: Live, wanted: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const name of wanted) {
    const hits = live.groups.filter(
      (group) => idOf(group) === name || foldCase(textOf(group["displayName"]) ?? "") === foldCase(name),
    );
    if (hits.length === 0) {
      const names = live.groups.map((group) => textOf(group["displayName"]) ?? "").sort();
      const shown = names.length === 0 ? "The service has none." : `There are ${names.slice(0, 20).join(", ")}`;
      const more = names.length > 20 ? ` and ${names.length - 20} more.` : names.length === 0 ? "" : ".";
      throw new CommandError(`Could not find the group ${name}. ${shown}${more}`, EXIT.wrongUse);
    }
    for (const group of hits) add(live, idOf(group) ?? "", found);
  }
  return found;
}

/** A group and all that are nested in it. */
function add(live: Live, id: string, found: Set<string>): void {
  const left = [id];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    for (const member of live.members.get(at) ?? []) if (member.group === true) left.push(member.id);
  }
}

function peopleIn(live: Live, groups: ReadonlySet<string>): Set<string> {
  const people = [...groups].flatMap((id) => live.members.get(id) ?? []);
  return new Set(people.filter(({ group }) => group !== true).map(({ id }) => id));
}
