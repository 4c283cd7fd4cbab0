import { type Company, type Member } from "../facts/company.js";
import { isActiveIn, isEndGuessed, isGroupEndGuessed, policyOf, willBeActive } from "../facts/ends.js";
import { isPowerfulGroup } from "../facts/privilege.js";
import { counted } from "../../words.js";
import { ledgerOf } from "../../../provider/resources/state.js";
import {
  type AttributeChange,
  type GroupChange,
  type Joiner,
  type Leaver,
  type MembershipChange,
  type Changed,
  type Warning,
} from "./model.js";
import { type StackFacts } from "./transfers.js";

/** What warnings are made from. */
export interface Warned {
  readonly stacks: readonly StackFacts[];
  readonly joiners: readonly Joiner[];
  readonly leavers: readonly Leaver[];
  readonly changed: readonly Changed[];
  readonly groups: readonly GroupChange[];
  readonly memberships: readonly MembershipChange[];
  readonly replaced: readonly string[];
  /** Why some were not looked up. */
  readonly unseen: readonly string[];
}

/** Everything that a reader must not miss, the gravest first. */
export function warningsOf(facts: Warned): Warning[] {
  const companies = facts.stacks.map(({ company }) => company);
  return [
    ...failures(companies),
    ...conflicts(facts),
    ...ends(facts.leavers),
    ...replacements(facts.replaced),
    ...withReports(facts.leavers),
    ...privileges(facts),
    ...notKept(companies),
    ...unclear(companies),
    ...notLookedUp(facts.unseen),
    ...guessed(companies),
  ];
}

function failures(companies: readonly Company[]): Warning[] {
  return companies.flatMap(({ run }): Warning[] => {
    const failed = [...run.courses.values()].filter(({ hasFailed }) => hasFailed === true);
    if (!run.hasFailed) return [];
    const says = `The run of the stack ${run.stack || run.source} ended with an error: this is not all that would happen. See the messages below.`;
    return [{ code: "failed", says, people: failed.map(({ urn }) => urn.split("::").slice(3).join("::")) }];
  });
}

function conflicts({ joiners, groups }: Warned): Warning[] {
  const isConflict = ({ live }: Joiner | GroupChange) => live?.answer === "conflict";
  const [who, which] = [joiners.filter(isConflict), groups.filter(isConflict)];
  const all = [...who, ...which];
  if (all.length === 0) return [];
  const counts = [
    ...(who.length > 0 ? [people(who.length)] : []),
    ...(which.length > 0 ? [counted(which.length, "group", "groups")] : []),
  ];
  const says = `${counts.join(" and ")} cannot be created, and \`up\` would fail: ${all.map(({ live }) => live?.says).join(" ")}`;
  const names = [...who.map(({ person }) => person.name), ...which.map(({ group }) => group)];
  return [{ code: "conflict", says, people: names }];
}

function ends(leavers: readonly Leaver[]): Warning[] {
  const all = leavers.filter(({ isIrreversible }) => isIrreversible);
  if (all.length === 0) return [];
  const says = `${people(all.length)} ${all.length === 1 ? "loses the" : "lose their"} account for good: it cannot be brought back.`;
  return [{ code: "irreversible", says, people: all.map(({ person }) => person.name) }];
}

function replacements(names: readonly string[]): Warning[] {
  if (names.length === 0) return [];
  const says = `${people(names.length)} ${names.length === 1 ? "is" : "are"} ended and made anew (replaceOnChanges, or pulumi up --replace): a new account each.`;
  return [{ code: "replaced", says, people: names }];
}

function withReports(leavers: readonly Leaver[]): Warning[] {
  return leavers
    .filter(({ reports }) => reports.length > 0)
    .map(({ person, reports }) => ({
      code: "reports",
      says: `${person.name} leaves, and ${people(reports.length)} would still report to them: ${listed(reports)}.`,
      people: [person.name],
    }));
}

function privileges({ joiners, changed, memberships }: Warned): Warning[] {
  const says = (name: string, change: AttributeChange) => {
    if (change.effect === "cleared")
      return `${name}: ${change.attribute} ${change.before || "(what is there)"} is taken away`;
    return `${name}: ${change.attribute} ${change.before || "nothing"} → ${change.after || "nothing"}`;
  };
  const lines = [
    ...joiners.flatMap(({ person, privileges: given }) =>
      given.map((one) => [person.name, says(person.name, one)] as const),
    ),
    ...changed.flatMap(({ person, attributes }) =>
      attributes.filter(({ isPrivilege }) => isPrivilege).map((one) => [person.name, says(person.name, one)] as const),
    ),
    ...joiners.flatMap(({ person, teams }) => groupLines(person.name, teams, [])),
    ...memberships.flatMap(({ person, gained, lost }) => groupLines(person, gained, lost)),
  ];
  return lines.map(([name, text]) => ({ code: "privilege", says: `Rights: ${text}`, people: [name] }));
}

function groupLines(name: string, gained: readonly string[], lost: readonly string[]): (readonly [string, string])[] {
  return [
    ...gained.filter(isPowerfulGroup).map((group) => [name, `${name} comes into the group ${group}`] as const),
    ...lost.filter(isPowerfulGroup).map((group) => [name, `${name} goes out of the group ${group}`] as const),
  ];
}

/** Attributes that the service took and did not keep, as the state remembers them. */
function notKept(companies: readonly Company[]): Warning[] {
  const lost = new Map<string, string[]>();
  for (const { people: all } of companies) {
    for (const { course, name } of all) {
      if (!course.planned) continue;
      for (const key of Object.keys(ledgerOf((course.found ?? course.planned).outputs).notStored)) {
        lost.set(key, [...(lost.get(key) ?? []), name]);
      }
    }
  }
  return [...lost].map(([key, names]) => ({
    code: "notKept",
    says: `The service does not keep ${key} as the program gives it (${people(names.length)}).`,
    people: names,
  }));
}

function unclear(companies: readonly Company[]): Warning[] {
  return companies.flatMap(({ run, strangers }): Warning[] => {
    const hasNameless = [...strangers.values()].some(({ name }) => name === undefined);
    const warnings: Warning[] = [];
    if (run.unnamedGone > 0) {
      const what = counted(run.unnamedGone, "resource was", "resources were");
      const says = `${what} found gone from the service, and the program has dropped them too. Give --event-log of the same run to see which (PULUMI_DEBUG_COMMANDS=true pulumi preview --event-log FILE).`;
      warnings.push({ code: "gone", says, people: [] });
    }
    if (hasNameless && !run.isWhole) {
      const says = `The preview of ${run.stack} names only what changes, so that some ids have no name here. Give --state (pulumi stack export), or preview with --refresh.`;
      warnings.push({ code: "unnamed", says, people: [] });
    }
    return warnings;
  });
}

function notLookedUp(unseen: readonly string[]): Warning[] {
  const way = "What a program gives as a secret stands in no preview: set it in the environment of this command.";
  return unseen.map((why) => ({
    code: "notLookedUp",
    says: `Not everything was looked up. ${why} ${way}`,
    people: [],
  }));
}

/** Where the dialect would tell what an end, or making somebody inactive, does. */
function guessed(companies: readonly Company[]): Warning[] {
  const of = (isGuessed: (member: Member) => boolean) =>
    companies.some(({ people: all, groups }) => [...all, ...groups].some(isGuessed));
  const ends = of(({ course: { kind, found, planned }, service }) => {
    if (!found || planned || found.isExternal) return false;
    return kind === "User" ? isEndGuessed(found, service) : isGroupEndGuessed(found, service);
  });
  const sleepers = of(({ course, service }) => {
    const { kind, found, planned, operation } = course;
    if (kind !== "User" || service.dialect !== undefined || !found || found.isExternal || !isActiveIn(found))
      return false;
    if (planned) return operation !== "same" && !willBeActive(course);
    return !found.isRetained && policyOf(found) === "deactivate";
  });
  if (!ends && !sleepers) return [];
  const told = [
    ...(ends ? ["ends are shown as deletions, the worst that they can be"] : []),
    ...(sleepers ? ["where inactive people are gone for good, they are not shown so"] : []),
  ];
  const says = `What ${ends ? "an end" : "making somebody inactive"} does there depends on the service's dialect, which nothing here names: ${told.join(", and ")}. Give --dialect, or set SCIM_DIALECT.`;
  return [{ code: "guessed", says, people: [] }];
}

/** "1 person", "12 people". */
export function people(count: number): string {
  return counted(count, "person", "people");
}

/** Up to ten of them, and how many more. */
export function listed(names: readonly string[], most = 10): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
