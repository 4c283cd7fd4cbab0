import { SYMBOLS } from "../../chart/boxes.js";
import {
  type AttributeChange,
  type Drift,
  type GroupChange,
  type Joiner,
  type Person,
  type PlanReport,
  type Unmanaged,
} from "../report/model.js";
import { listed } from "../report/warnings.js";

/** A piece of text. What `text` holds is untrusted, whatever the style. */
export interface Span {
  readonly text: string;
  readonly style?: "strong" | "faint" | "before" | "after";
}

export type Cell = readonly Span[];

/** One table of a report. */
export interface Section {
  /** Fixed words. */
  readonly title: string;
  /** One sentence under the title, fixed words. */
  readonly says?: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sections that a reader must see are never folded. */
  readonly isGrave: boolean;
}

/** The tables of a report in the order in which they are read; empty ones are left out. */
export function sectionsOf(report: PlanReport): Section[] {
  const several = new Set([...report.joiners, ...report.leavers].map(({ person }) => person.service)).size > 1;
  const isMany = report.stacks.length > 1 || several;
  const who = (person: Person): Cell => named(person, isMany);
  const sections: Section[] = [
    {
      title: `${SYMBOLS.leaver} Leavers`,
      columns: ["Who", "What happens to the account", "Who still reports to them", "Teams"],
      rows: report.leavers.map(({ person, says, isIrreversible, reports, teams, wasInactive }) => [
        who(person),
        [isIrreversible ? strong(says) : span(says), ...(wasInactive ? [span(" (was inactive already)")] : [])],
        [span(listed(reports))],
        [span(listed(teams))],
      ]),
      isGrave: true,
    },
    {
      title: "Between stacks",
      columns: ["Who", "To", "What happens"],
      rows: report.transfers.map(({ person, to, says }) => [
        who(person),
        [span(`${to.stack}, ${to.service}`)],
        [span(says)],
      ]),
      isGrave: true,
    },
    {
      title: `${SYMBOLS.joiner} Joiners`,
      columns: ["Who", "Title", "Manager", "Teams", ...(hasLive(report.joiners) ? ["In the service"] : [])],
      rows: report.joiners.map((one) => [
        [...who(one.person), ...(one.how === "reactivates" ? [faint(" reactivated")] : [])],
        [span(one.title ?? "")],
        [span(one.manager ?? "")],
        [span(listed(one.teams))],
        ...(hasLive(report.joiners)
          ? [[strong(one.live?.answer ?? ""), span(one.live ? `: ${one.live.says}` : "")]]
          : []),
      ]),
      isGrave: false,
    },
    {
      title: `${SYMBOLS.move} Moves`,
      says: report.followUps.length === 0 ? undefined : "What follows for several people from one cause is told below.",
      columns: ["Who", "Manager", "Team"],
      rows: report.moves.map(({ person, manager, teams }) => [
        who(person),
        manager ? fromTo(manager.from, manager.to) : [],
        teams ? fromTo(listed(teams.from), listed(teams.to)) : [],
      ]),
      isGrave: false,
    },
    {
      title: "Follow-ups of one cause",
      columns: ["Cause", "What follows", "Who"],
      rows: report.followUps.map(({ cause, says, people }) => [[span(cause)], [span(says)], [span(listed(people))]]),
      isGrave: false,
    },
    {
      title: `${SYMBOLS.changed} Changed attributes`,
      columns: ["Who", "Attribute", "Old → new"],
      rows: report.changed.flatMap(({ person, attributes }) =>
        attributes.map((change) => [who(person), [span(change.attribute)], changed(change)]),
      ),
      isGrave: false,
    },
    {
      title: "Groups",
      columns: ["Group", "What happens", "Members"],
      rows: report.groups.map((one) => [[strong(one.group)], groupCell(one), [span(String(one.members))]]),
      isGrave: false,
    },
    {
      title: "Memberships",
      says: "Of people who stay and do not move between teams.",
      columns: ["Who", "Gained", "Lost"],
      rows: report.memberships
        .filter(({ gained, lost }) => gained.length === 0 || lost.length === 0)
        .map(({ person, userName, gained, lost }) => [
          [strong(person), faint(userName ?? "")],
          [after(listed(gained))],
          [before(listed(lost))],
        ]),
      isGrave: false,
    },
    {
      title: "No longer managed, and left in the service",
      columns: ["Who", "What happens"],
      rows: report.released.map(({ person, says }) => [who(person), [span(says)]]),
      isGrave: false,
    },
    {
      title: "Drift: changed by hand in the service",
      columns: [
        "Who",
        "What",
        "As it was → as it is",
        report.stacks.every(({ kind }) => kind === "refresh") ? "What the next up does" : "What up does",
      ],
      rows: report.drift.map((one) => [
        [strong(one.who), faint(one.userName ?? "")],
        [span(driftWords(one))],
        fromTo(one.stated, one.found),
        [span(one.says)],
      ]),
      isGrave: false,
    },
    ...(report.unmanaged ?? []).flatMap(unmanagedSections),
  ];
  return sections.filter(({ rows }) => rows.length > 0).map(withoutEmptyColumns);
}

function withoutEmptyColumns(section: Section): Section {
  const { columns, rows } = section;
  const isUsed = columns.map((_, column) => rows.some((row) => row[column]?.some(({ text }) => text !== "")));
  const used = (_: unknown, column: number) => isUsed[column] === true;
  return { ...section, columns: columns.filter(used), rows: rows.map((row) => row.filter(used)) };
}

function named({ name, userName, stack, service }: Person, isMany: boolean): Cell {
  const address = userName !== undefined && userName !== name ? [faint(userName)] : [];
  return [strong(name), ...address, ...(isMany ? [faint(`(${stack}, ${service})`)] : [])];
}

function hasLive(joiners: readonly Joiner[]): boolean {
  return joiners.some(({ live }) => live !== undefined);
}

function changed({ before: old, after: now, effect, isPrivilege, isAlsoDrift }: AttributeChange): Cell {
  const marks = [
    ...(isPrivilege ? [strong(" (rights)")] : []),
    ...(isAlsoDrift ? [faint(" (the old value was put there by hand)")] : []),
  ];
  if (effect === "letGo") return [span("not managed from now on; stays as it is"), ...marks];
  if (effect === "unfinished") return [span("a step that failed before is made up for"), ...marks];
  const policy = effect === "policy" ? [faint(" (nothing is sent)")] : [];
  if (old === now && old !== "") return [span("changes; hidden"), ...marks];
  return [...fromTo(old, now), ...policy, ...marks];
}

function groupCell({ change, from, group, says, attributes, live }: GroupChange): Cell {
  if (live !== undefined && live.answer !== "new") return [strong(live.answer), span(`: ${live.says}`)];
  const details = attributes.flatMap((one) => [span(`; ${one.attribute}: `), ...changed(one)]);
  const words = { starts: "new", ends: "ends", renamed: "renamed", changed: "changes", released: "no longer managed" }[
    change
  ];
  const renamed = change === "renamed" ? [span(": "), ...fromTo(from ?? "", group)] : [];
  return [strong(words), ...renamed, span(says === "" ? "" : `: ${says}`), ...details];
}

function driftWords({ what, about }: Drift): string {
  const words: Record<Drift["what"], string> = {
    changed: about,
    gone: "ended by hand",
    inactive: "made inactive by hand",
    manager: "manager",
    "member added": `added to ${about}`,
    "member removed": `removed from ${about}`,
    "group gone": "group deleted by hand",
  };
  return words[what];
}

function unmanagedSections({ service, accounts, unchecked, inactive }: Unmanaged): Section[] {
  return [
    {
      title: "Active accounts that nobody manages",
      says: `Beside ${inactive} inactive ones.`,
      columns: ["Who", "Id", "Service"],
      rows: accounts.map(({ name, userName, id }) => [
        [strong(name), faint(userName ?? "")],
        [span(id)],
        [span(service)],
      ]),
      isGrave: false,
    },
    {
      title: "What cannot be checked",
      columns: ["Service", "What"],
      rows: unchecked.map((what) => [[span(service)], [span(what)]]),
      isGrave: false,
    },
  ];
}

function fromTo(old: string, now: string): Cell {
  return [before(old === "" ? "nothing" : old), span(" → "), after(now === "" ? "nothing" : now)];
}

function span(text: string): Span {
  return { text };
}

function strong(text: string): Span {
  return { text, style: "strong" };
}

function faint(text: string): Span {
  return { text, style: "faint" };
}

function before(text: string): Span {
  return { text, style: "before" };
}

function after(text: string): Span {
  return { text, style: "after" };
}
