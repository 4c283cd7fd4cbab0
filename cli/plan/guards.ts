import { CommandError } from "../commandError.js";
import { EXIT } from "../exit.js";
import { counted } from "../words.js";
import { type Guard, type PlanReport } from "./report/model.js";

/** A limit as a number, or as a share of the people that the stacks had before. */
export interface Limit {
  readonly count: number;
  readonly isPercent: boolean;
}

/** The guards that a command line sets. */
export interface GuardOptions {
  readonly maxLeavers?: Limit | undefined;
  readonly maxMembershipLosses?: Limit | undefined;
  readonly maxChanges?: Limit | undefined;
  /** userNames of people who may not end, change or move. */
  readonly protect?: readonly string[] | undefined;
  /** userNames of everybody whom the runs name, in lower case. */
  readonly known?: ReadonlySet<string> | undefined;
  readonly noDrift?: boolean | undefined;
  /** Whether a group may not end while a new one has over half of its members. */
  readonly noRebuiltTeams?: boolean | undefined;
}

/** The part of a report that guards judge. */
export type Guarded = Omit<PlanReport, "guards">;

/** `5` or `5%`; undefined for anything else. */
export function limitOf(text: string): Limit | undefined {
  const [, digits, percent] = /^(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text.trim()) ?? [];
  const count = Number(digits);
  const isPercent = percent === "%";
  if (digits === undefined || (!isPercent && !Number.isInteger(count)) || (isPercent && count > 100)) return undefined;
  return { count, isPercent };
}

/** What each guard says of a report; those that the command line does not set are left out. Throws for a share of an unknown number. */
export function guardsOf(report: Guarded, options: GuardOptions): Guard[] {
  const { maxLeavers, maxMembershipLosses, maxChanges, protect = [], noDrift, noRebuiltTeams } = options;
  const { leavers, transfers, memberships } = report;
  const ended = [...leavers, ...transfers].map(({ person }) => person.name);
  const losing = memberships.filter(({ lost }) => lost.length > 0);
  const guards = [
    maxLeavers &&
      limited(report, "--max-leavers", maxLeavers, ended.length, ended, ["would end", "account", "accounts"]),
    maxMembershipLosses &&
      limited(
        report,
        "--max-membership-losses",
        maxMembershipLosses,
        report.counts.membershipsLost,
        losing.map(({ person }) => person),
        ["would take away", "membership of people who stay", "memberships of people who stay"],
      ),
    maxChanges && limited(report, "--max-changes", maxChanges, changesIn(report), [], ["makes", "change", "changes"]),
    protect.length > 0 ? protectedPeople(report, protect, options.known) : undefined,
    noDrift === true ? drift(report) : undefined,
    noRebuiltTeams === true ? rebuiltTeams(report) : undefined,
    refusedTransfers(report),
  ];
  return guards.filter((guard) => guard !== undefined);
}

/** Everything that happens to people, groups and memberships; drift that `up` puts right is no change. */
function changesIn({ counts }: Guarded): number {
  const { joiners, leavers, transfers, moves, changed, groups, membershipsGained, membershipsLost } = counts;
  return joiners + leavers + transfers + moves + changed + groups + membershipsGained + membershipsLost;
}

function limited(
  report: Guarded,
  guard: string,
  { count, isPercent }: Limit,
  actual: number,
  who: readonly string[],
  [does, one, several]: readonly [does: string, one: string, several: string],
): Guard {
  const limit = isPercent ? `${count}%` : String(count);
  const most = isPercent ? Math.floor((peopleBefore(report, guard) * count) / 100) : count;
  const isTripped = actual > most;
  const shown = isPercent ? `${limit} of ${peopleBefore(report, guard)}, which is ${most}` : limit;
  const says = `This plan ${does} ${counted(actual, one, several)}; ${guard} allows ${shown}.`;
  return { guard, limit, actual, isTripped, says, who: isTripped ? who : [] };
}

/** A share of whom nobody knows the number is not guessed. */
function peopleBefore({ stacks }: Guarded, guard: string): number {
  if (stacks.every(({ isWhole }) => isWhole)) return stacks.reduce((total, { people }) => total + people, 0);
  const way = "Give --state (pulumi stack export) or --event-log, preview with --refresh, or give a number.";
  throw new CommandError(
    `Could not apply ${guard}: the preview names only what changes, so that nobody knows how many people there are. ${way}`,
    EXIT.wrongUse,
  );
}

function protectedPeople(report: Guarded, names: readonly string[], known: ReadonlySet<string> = new Set()): Guard {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const is = (userName: string | undefined) => userName !== undefined && wanted.has(userName.toLowerCase());
  const { leavers, transfers, released, moves, changed, memberships } = report;
  const touched = [
    ...[...leavers, ...transfers, ...released, ...moves, ...changed].flatMap(({ person }) =>
      is(person.userName) ? [person.userName] : [],
    ),
    ...memberships.flatMap(({ userName, lost }) => (is(userName) && lost.length > 0 ? [userName] : [])),
  ];
  const who = [...new Set(touched)].filter((name) => name !== undefined);
  const strangers = report.stacks.every(({ isWhole }) => isWhole) ? [...wanted].filter((name) => !known.has(name)) : [];
  // A name that is not there protects nobody: most likely it is misspelt.
  const missing =
    strangers.length === 0 ? "" : ` --protect names ${strangers.join(", ")}, whom no stack of this plan has.`;
  const touches =
    who.length === 0
      ? "Nobody who is protected is touched."
      : `This plan touches ${who.length} of those whom --protect names.`;
  const isTripped = who.length > 0 || strangers.length > 0;
  return {
    guard: "--protect",
    limit: names.join(", "),
    actual: who.length,
    isTripped,
    says: `${touches}${missing}`,
    who,
  };
}

function drift({ drift: found, stacks }: Guarded): Guard {
  if (!stacks.every(({ isRefreshed }) => isRefreshed)) {
    const way = "Preview with --refresh, or set options: { refresh: always } in Pulumi.yaml.";
    throw new CommandError(`Could not apply --no-drift: the service was not looked at. ${way}`, EXIT.wrongUse);
  }
  const says =
    found.length === 0
      ? "No drift."
      : `The service differs from the last up in ${counted(found.length, "place", "places")}; --no-drift allows none.`;
  const who = [...new Set(found.map(({ who: name }) => name))];
  return { guard: "--no-drift", limit: "0", actual: found.length, isTripped: found.length > 0, says, who };
}

function rebuiltTeams({ warnings }: Guarded): Guard {
  const who = warnings.flatMap(({ code, people }) => (code === "rebuiltTeam" ? people : []));
  const says =
    who.length === 0
      ? "No group is made anew."
      : `This plan deletes ${counted(who.length, "group", "groups")} and makes ${who.length === 1 ? "it" : "them"} anew with over half of the same members; --no-rebuilt-teams allows none.`;
  return { guard: "--no-rebuilt-teams", limit: "0", actual: who.length, isTripped: who.length > 0, says, who };
}

/** Never a matter of options: one stack would end whom another one has just taken over. */
function refusedTransfers({ transfers }: Guarded): Guard | undefined {
  const refused = transfers.filter(({ isRefused }) => isRefused);
  if (refused.length === 0) return undefined;
  const says = refused.map((one) => one.says).join(" ");
  return {
    guard: "transfer",
    limit: "0",
    actual: refused.length,
    isTripped: true,
    says,
    who: refused.map(({ person }) => person.name),
  };
}
