import { counted } from "../../words.js";
import { attributeFacts } from "../facts/attributes.js";
import { type Company, type Member } from "../facts/company.js";
import { endOfGroup } from "../facts/ends.js";
import { isSamePerson } from "../facts/fates.js";
import { byGroup, type Pairs } from "../facts/pairs.js";
import { nameOf } from "../facts/nameOf.js";
import { plainText, propertiesOf } from "../facts/values.js";
import { type Drift, type GroupChange, type LiveAnswer, type Warning } from "./model.js";

/** What a run does with groups. */
export interface GroupFacts {
  readonly groups: GroupChange[];
  readonly drift: Drift[];
  readonly warnings: Warning[];
  /** Keys of groups that end in the service. */
  readonly ended: ReadonlySet<string>;
}

/** What becomes of each group; `leaving` are the keys of people who leave. */
export function groupFacts(
  company: Company,
  pairs: Pairs,
  leaving: ReadonlySet<string>,
  live?: ReadonlyMap<string, LiveAnswer>,
): GroupFacts {
  const members = { found: byGroup(pairs.found), planned: byGroup(pairs.planned) };
  const groups: GroupChange[] = [];
  const drift: Drift[] = [];
  const starting = startingGroups(company);
  const ending: Member[] = [];
  for (const group of company.groups) {
    const { stated, found, planned } = group.course;
    const base = { group: group.name, stack: group.stack, attributes: [] };
    const count = (which: "found" | "planned") => members[which].get(group.key)?.size ?? 0;
    if ((planned ?? found ?? stated)?.isExternal === true) continue;
    if (!found && stated) {
      const comesBack = planned !== undefined || company.run.kind === "refresh";
      const says = comesBack
        ? "creates it again, and fills it"
        : "nothing: the program does not have it any more either";
      drift.push({
        what: "group gone",
        who: group.name,
        about: "",
        stated: "there",
        found: "not there",
        up: comesBack ? "reverts" : "nothing",
        says,
      });
    } else if (!found && planned) {
      if (!starting.includes(group)) continue;
      groups.push({
        ...base,
        change: "starts",
        members: count("planned"),
        says: `created in ${group.service.title}`,
        live: live?.get(group.key),
      });
    } else if (found && !planned) {
      if (company.groups.some((one) => one !== group && !one.course.found && isSamePerson(one, group))) continue;
      const { how, says } = endOfGroup(found, group.service);
      if (how === "delete") ending.push(group);
      groups.push({ ...base, change: how === "delete" ? "ends" : "released", members: count("found"), says });
    } else if (found && planned) {
      const { changes, drift: drifted } = attributeFacts(group.course, company.run.isRefreshed);
      for (const one of drifted) drift.push({ what: "changed", who: group.name, ...one });
      if (changes.length === 0) continue;
      const renamed = changes.find(({ attribute }) => attribute === "displayName");
      const from = renamed && nameOf(propertiesOf(found), plainText);
      const attributes = changes.filter((one) => one !== renamed);
      const says = renamed ? "its members stay" : "";
      groups.push({
        ...base,
        change: renamed ? "renamed" : "changed",
        from,
        members: count("planned"),
        says,
        attributes,
      });
    }
  }
  return {
    groups,
    drift,
    warnings: rebuilt(starting, ending, members, leaving),
    ended: new Set(ending.map(({ key }) => key)),
  };
}

/** Groups that the run creates, and that are not others under a new logical name. */
export function startingGroups(company: Company): Member[] {
  return company.groups.filter((group) => {
    const { stated, found, planned } = group.course;
    return !stated && !found && planned?.isExternal === false && !isRenamedResource(group, company);
  });
}

/** Created under another logical name while the old one is dropped: the same group of the service. */
function isRenamedResource(group: Member, company: Company): boolean {
  return company.groups.some(
    (one) =>
      one !== group &&
      one.course.found !== undefined &&
      one.course.planned === undefined &&
      isSamePerson(one, group) &&
      one.name === group.name,
  );
}

/** A group that ends while another one starts with over half of its members is most likely one that was meant to be renamed. */
function rebuilt(
  starting: readonly Member[],
  ending: readonly Member[],
  members: { found: Map<string, Set<string>>; planned: Map<string, Set<string>> },
  leaving: ReadonlySet<string>,
): Warning[] {
  return ending.flatMap((end): Warning[] => {
    const staying = [...(members.found.get(end.key) ?? [])].filter((key) => !leaving.has(key));
    const heirs = starting.map((start) => ({
      start,
      shared: staying.filter((key) => members.planned.get(start.key)?.has(key)).length,
    }));
    const [heir] = heirs.filter(({ shared }) => shared > staying.length / 2).sort((a, b) => b.shared - a.shared);
    if (!heir) return [];
    const who = `${heir.shared} of its ${counted(staying.length, "member", "members")} who stay`;
    const way =
      "If it only has a new name, keep its key (in an org file: names: { key: { was: … } }; in a program: aliases), so that the group is renamed and what hangs on it stays.";
    const says = `The group ${end.name} is deleted, and ${heir.start.name} is created with ${who}. ${way}`;
    return [{ code: "rebuiltTeam", says, people: [end.name] }];
  });
}
