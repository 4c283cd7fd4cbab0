import { Company } from "../facts/company.js";
import { type Connections } from "../facts/connections.js";
import { fatesOf } from "../facts/fates.js";
import { pairsOf } from "../facts/pairs.js";
import { type Diagnostic, type Run } from "../input/run.js";
import { fold } from "./followUps.js";
import { groupFacts } from "./groups.js";
import { type MembershipFacts, membershipFacts } from "./memberships.js";
import {
  type Counts,
  type Joiner,
  type LiveAnswer,
  type MembershipChange,
  type Move,
  type PlanReport,
  type StackInfo,
  type Unmanaged,
} from "./model.js";
import { peopleFacts } from "./people.js";
import { type StackFacts, transfersOf } from "./transfers.js";
import { warningsOf } from "./warnings.js";

/** What a report is made from, beside the runs. */
export interface ReportOptions {
  readonly commit?: string | undefined;
  /** What the services say of joiners and new groups, by key. */
  readonly live?: ReadonlyMap<string, LiveAnswer> | undefined;
  /** Why some of them were not looked up. */
  readonly unseen?: readonly string[] | undefined;
  readonly unmanaged?: readonly Unmanaged[] | undefined;
}

/** Works out who and what a run names, and what becomes of everybody. */
export function stackFacts(run: Run, connections: Connections): StackFacts {
  const company = new Company(run, connections);
  return { company, fates: fatesOf(company) };
}

/** The report on one or several runs, one for each stack; without guards, which need a report. */
export function reportOf(stacks: readonly StackFacts[], options: ReportOptions = {}): Omit<PlanReport, "guards"> {
  const transfers = transfersOf(stacks);
  const parts = stacks.map((stack) => {
    const transferred = transfers.flatMap(({ key, stack: of }) => (of === stack ? [key] : []));
    return partOf(stack, new Set(transferred), options);
  });
  const all = <K extends keyof (typeof parts)[number]>(key: K) => parts.map((part) => part[key]);
  const [joiners, leavers] = [all("joiners").flat(), all("leavers").flat()];
  const [moves, changed] = [all("moves").flat(), all("changed").flat()];
  const [groups, memberships, drift] = [all("groups").flat(), all("memberships").flat(), all("drift").flat()];
  const folded = fold(moves, changed);
  const replaced = all("replaced").flat();
  const warnings = [
    ...transfers
      .filter(({ transfer }) => transfer.isRefused)
      .map(({ transfer }) => ({ code: "transfer" as const, says: transfer.says, people: [transfer.person.name] })),
    ...warningsOf({ stacks, joiners, leavers, changed, groups, memberships, replaced, unseen: options.unseen ?? [] }),
    ...all("warnings").flat(),
  ];
  const counts: Counts = {
    joiners: joiners.length,
    leavers: leavers.length,
    moves: moves.length,
    changed: changed.length,
    groups: groups.length,
    membershipsGained: sum(memberships.map(({ gained }) => gained.length)),
    membershipsLost: sum(memberships.map(({ lost }) => lost.length)),
    drift: drift.length,
    transfers: transfers.length,
  };
  const released = all("released").flat();
  return {
    version: 1,
    stacks: stacks.map(infoOf),
    commit: options.commit,
    counts,
    isEmpty: Object.values(counts).every((count) => count === 0) && released.length === 0 && replaced.length === 0,
    warnings,
    joiners,
    leavers,
    transfers: transfers.map(({ transfer }) => transfer),
    released,
    ...folded,
    groups,
    memberships,
    drift,
    unmanaged: options.unmanaged,
    notices: noticesOf(stacks),
  };
}

function partOf(stack: StackFacts, transferred: ReadonlySet<string>, { live }: ReportOptions) {
  const { company, fates } = stack;
  const pairs = pairsOf(company);
  const leaving = new Set([...fates].flatMap(([key, { fate }]) => (fate === "leaves" ? [key] : [])));
  const people = peopleFacts(company, fates);
  const groups = groupFacts(company, pairs, leaving, live);
  const members = membershipFacts(company, pairs, fates);
  const teams = (key: string) => members.teamsOf.get(key) ?? [];
  return {
    joiners: people.joiners.map(({ key, ...one }): Joiner => ({ ...one, teams: teams(key), live: live?.get(key) })),
    leavers: people.leavers
      .filter(({ key }) => !transferred.has(key))
      .map(({ key, ...one }) => ({ ...one, teams: teams(key) })),
    released: people.released,
    moves: movesOf(people.moves, members, stack),
    changed: people.changed,
    replaced: people.replaced,
    groups: groups.groups,
    memberships: [...members.changes.values()].map(({ person, userName, gained, lost }): MembershipChange => ({
      person,
      userName,
      gained,
      lost,
    })),
    drift: [...people.drift, ...groups.drift, ...members.drift],
    warnings: groups.warnings,
  };
}

/** Whoever goes out of one group and comes into another moves, too. */
function movesOf(
  byManager: readonly (Move & { readonly key: string })[],
  members: MembershipFacts,
  { company }: StackFacts,
): Move[] {
  const moves = new Map(byManager.map(({ key, ...move }): [string, Move] => [key, move]));
  for (const [key, { gained, lost }] of members.changes) {
    const member = company.member(key);
    if (gained.length === 0 || lost.length === 0 || member?.course.kind !== "User") continue;
    const { name, userName, resource, stack, service } = member;
    const person = { name, userName, resource, stack, service: service.title };
    moves.set(key, { person, isFollowUp: false, ...moves.get(key), teams: { from: lost, to: gained } });
  }
  return [...moves.values()];
}

function infoOf({ company }: StackFacts): StackInfo {
  const { run, people, groups } = company;
  const services = new Set([...people, ...groups].map(({ service }) => service.title));
  const before = people.filter(({ course }) => course.stated !== undefined && !course.stated.isExternal);
  return {
    stack: run.stack,
    project: run.project,
    services: [...services],
    kind: run.kind,
    isRefreshed: run.isRefreshed,
    isWhole: run.isWhole,
    people: before.length,
    others: run.others,
  };
}

function noticesOf(stacks: readonly StackFacts[]): string[] {
  const lines = stacks.flatMap(({ company }) =>
    [...company.run.diagnostics]
      .sort(bySeverity)
      .map(({ severity, message }) => (severity === "info" ? message : `${severity}: ${message}`)),
  );
  return [...new Set(lines)];
}

const SEVERITIES = ["error", "warning", "info"] as const;

function bySeverity(a: Diagnostic, b: Diagnostic): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.message < b.message ? -1 : 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
