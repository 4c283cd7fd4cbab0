import { nearest } from "../../nearest.js";
import { checkShape } from "./checkShape.js";
import { type Draft, type Drafts } from "./draft.js";
import { type Proposals } from "./hierarchy.js";
import { lineOf, type Located, type Origin, type Problems } from "./problems.js";
import { isKnown } from "./selection.js";
import { teamsByShape, teamShape } from "./shape.js";
import { nameOf } from "./texts.js";
import { child, fieldsOf, plain, textOf, textsOf, type Value } from "./values.js";

/** One team: a group, and who is in it. */
export interface OrgTeam {
  readonly key: string;
  readonly displayName: string;
  /** As the file gives it; undefined: the key is meant, null: none. */
  readonly externalId: string | null | undefined;
  /** Attributes of further schemas, by URN. */
  readonly extensions: Readonly<Record<string, Record<string, unknown>>> | undefined;
  /** Keys of the people in it, without those who are in a group inside of it. */
  readonly members: readonly string[];
  /** Keys of the teams whose groups are inside of this one's; none unless `nestedTeams`. */
  readonly teams: readonly string[];
  /** Keys that the team had before. */
  readonly was: readonly string[];
  /** Where the team is declared, or the first person of it stands. */
  readonly origin: Origin;
}

interface Building extends OrgTeam {
  readonly members: string[];
  readonly teams: string[];
  parent: string | undefined;
}

/** Whether `teams` is one team per value. */
export function isBy(teams: Value | undefined): boolean {
  const by = child(teams, "by");
  return by !== undefined && by.kind !== "fields";
}

/** Works out the teams of the people who are `here`. */
export function teamsOf(
  teams: Value | undefined,
  drafts: Drafts,
  here: readonly Draft[],
  options: { readonly nested: boolean; readonly checked: boolean },
  proposals: Proposals,
  problems: Problems,
): Map<string, OrgTeam> {
  const built = isBy(teams)
    ? teamsByValue(teams, drafts, here, options, problems)
    : teamsByKey(teams, drafts, here, options, proposals, problems);
  checkNames(built, problems);
  if (options.nested) nest(built);
  return built;
}

function teamsByKey(
  teams: Value | undefined,
  drafts: Drafts,
  here: readonly Draft[],
  { nested, checked }: { readonly nested: boolean; readonly checked: boolean },
  proposals: Proposals,
  problems: Problems,
): Map<string, Building> {
  const built = new Map<string, Building>();
  for (const { key: written, value, origin } of fieldsOf(teams)) {
    const key = nameOf(written);
    const isNothing = value.kind === "scalar" && value.data === null;
    const first = built.get(key);
    if (first !== undefined) {
      problems.add(origin, `the team "${key}" stands here twice: first ${lineOf(first.origin)}. Remove one.`, key);
      continue;
    }
    if (checked && !isNothing) checkShape(value, teamShape, `the team ${key}`, problems);
    const externalId = child(value, "externalId");
    const parent = textOf(child(value, "parent"));
    built.set(key, {
      key,
      displayName: textOf(child(value, "displayName")) ?? key,
      externalId: externalId === undefined ? undefined : (textOf(externalId) ?? null),
      extensions: extensionsOf(child(value, "extensions")),
      members: [],
      teams: [],
      was: formerKeys(value).map(({ text }) => text),
      origin,
      parent: parent === undefined ? undefined : nameOf(parent),
    });
  }
  checkFormer(teams, built, problems);
  for (const team of built.values()) {
    if (team.parent === undefined || built.has(team.parent)) continue;
    const value = child(child(teams, team.key), "parent");
    const message = `the parent "${team.parent}" of the team "${team.key}" is no team.${proposals.for(team.parent, built.keys())}`;
    problems.add(value?.origin ?? team.origin, message, team.parent);
    team.parent = undefined;
  }
  checkParents(built, problems);
  const present = new Set(here);
  for (const draft of drafts.people) {
    for (const { text, origin } of draft.teams) {
      const team = built.get(text);
      if (team === undefined) {
        const message = `the team "${text}" of "${draft.key}" is not among the teams.${proposals.for(text, built.keys())}`;
        problems.add(origin, message, text);
      } else if (present.has(draft)) {
        join(built, team, draft.key, nested);
      }
    }
  }
  return built;
}

function teamsByValue(
  teams: Value | undefined,
  drafts: Drafts,
  here: readonly Draft[],
  { nested }: { readonly nested: boolean },
  problems: Problems,
): Map<string, Building> {
  if (teams !== undefined) checkShape(teams, teamsByShape, "teams", problems);
  const columns = textsOf(child(teams, "by"));
  for (const { text, origin } of columns) isKnown(text, origin, drafts, problems);
  const merge = child(teams, "merge");
  const merges = merge?.kind === "scalar" && merge.data === true;
  const names = child(teams, "names");
  const built = new Map<string, Building>();
  const columnOf = new Map<string, string>();
  const told = new Set<string>();
  const values = new Set<string>();
  for (const draft of here) {
    let outer: Building | undefined;
    const path: Building[] = [];
    for (const { text: column } of columns) {
      const found = draft.value(column);
      if (found === undefined) continue;
      values.add(found.text);
      const { key, displayName } = named(found.text, names);
      let team = built.get(key);
      if (team === undefined) {
        team = { ...bare(key, displayName, found.origin), parent: undefined };
        built.set(key, team);
        columnOf.set(key, column);
      }
      const told1 = `${key}\n${column}`;
      if (team.displayName !== displayName && !told.has(`${key}\n${displayName}`)) {
        told.add(`${key}\n${displayName}`);
        const message = `"${displayName}" and "${team.displayName}" would be the same team "${key}". Write them alike, or give one a key in teams.names.`;
        problems.add(found.origin, message, found.text);
      } else if (columnOf.get(key) !== column && !merges && !told.has(told1)) {
        told.add(told1);
        const message = `"${found.text}" is a team by ${column} and by ${columnOf.get(key) ?? ""}. Set teams.merge to make them one, or give one another name in teams.names.`;
        problems.add(found.origin, message, found.text);
      } else if (nested && outer !== undefined && team !== outer) {
        if (team.parent !== undefined && team.parent !== outer.key && !told.has(told1)) {
          told.add(told1);
          const message = `the team "${displayName}" is inside of "${team.parent}" and of "${outer.key}". Rename one in teams.names, or set nestedTeams to false.`;
          problems.add(found.origin, message, found.text);
        }
        team.parent ??= outer.key;
      }
      outer = team;
      path.push(team);
    }
    const joined = nested ? path.slice(-1) : new Set(path);
    for (const team of joined) team.members.push(draft.key);
  }
  for (const { key, origin } of fieldsOf(names)) {
    if (values.has(key)) continue;
    problems.warn(
      origin,
      `nobody is in a team "${key}", so that its name counts for none.${nearest(key, [...values])}`,
      key,
    );
  }
  return built;
}

/** The key and the name that a value stands for. */
function named(value: string, names: Value | undefined): { key: string; displayName: string } {
  const known = child(names, value);
  const key = textOf(child(known, "key")) ?? teamKey(textOf(child(known, "was")) ?? value);
  return { key, displayName: textOf(child(known, "displayName")) ?? value };
}

/** The key of a team that is named by a value: lower case, letters and digits of any script, dashes between. */
export function teamKey(value: string): string {
  const key = value
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return key === "" ? value : key;
}

/** Puts a person into a team and, unless groups are nested, into all around it. */
function join(teams: ReadonlyMap<string, Building>, team: Building, person: string, nested: boolean): void {
  const seen = new Set<string>();
  for (let at: Building | undefined = team; at !== undefined && !seen.has(at.key);) {
    seen.add(at.key);
    // A person's teams are worked out together, so that a repetition is the last member.
    if (at.members.at(-1) !== person) at.members.push(person);
    at = nested || at.parent === undefined ? undefined : teams.get(at.parent);
  }
}

function nest(teams: ReadonlyMap<string, Building>): void {
  for (const team of teams.values()) {
    if (team.parent !== undefined) teams.get(team.parent)?.teams.push(team.key);
  }
}

function checkParents(teams: ReadonlyMap<string, Building>, problems: Problems): void {
  const done = new Set<string>();
  for (const start of teams.values()) {
    const path: string[] = [];
    for (let at: Building | undefined = start; at !== undefined && !done.has(at.key);) {
      const first = path.indexOf(at.key);
      if (first >= 0) {
        const cycle = [...path.slice(first), at.key].join(" → ");
        problems.add(at.origin, `the teams form a cycle: ${cycle}. Take away one parent.`, at.parent);
        break;
      }
      path.push(at.key);
      at = at.parent === undefined ? undefined : teams.get(at.parent);
    }
    for (const key of path) done.add(key);
  }
}

function formerKeys(team: Value): Located[] {
  return textsOf(child(team, "was")).map(({ text, origin }) => ({ text: nameOf(text), origin }));
}

/** Makes a key that a team had before a problem where another team has it, or had it too. */
function checkFormer(teams: Value | undefined, built: ReadonlyMap<string, OrgTeam>, problems: Problems): void {
  const claimed = new Map<string, string>();
  for (const { key: written, value } of fieldsOf(teams)) {
    const key = nameOf(written);
    for (const { text, origin } of formerKeys(value)) {
      const other = claimed.get(text);
      claimed.set(text, key);
      if (built.has(text)) {
        const message = `the team "${key}" was "${text}", but "${text}" is among the teams too. Remove one of them.`;
        problems.add(origin, message, text);
      } else if (other !== undefined && other !== key) {
        const message = `the teams "${key}" and "${other}" cannot both have been "${text}". Correct one of them.`;
        problems.add(origin, message, text);
      }
    }
  }
}

function checkNames(teams: ReadonlyMap<string, OrgTeam>, problems: Problems): void {
  const byName = new Map<string, OrgTeam>();
  for (const team of teams.values()) {
    const name = team.displayName.toLowerCase();
    const first = byName.get(name);
    if (first === undefined) byName.set(name, team);
    else {
      const message = `the teams "${first.key}" and "${team.key}" are both called "${team.displayName}". Rename one, or make them one team.`;
      problems.add(team.origin, message, team.displayName);
    }
  }
}

function bare(key: string, displayName: string, origin: Origin) {
  return { key, displayName, externalId: undefined, extensions: undefined, members: [], teams: [], was: [], origin };
}

function extensionsOf(value: Value | undefined): Record<string, Record<string, unknown>> | undefined {
  if (value === undefined) return undefined;
  const entries = [...fieldsOf(value)].map(({ key, value: schema }) => {
    const attributes = [...fieldsOf(schema)].map((field) => [field.key, plain(field.value)] as const);
    return [key, Object.fromEntries(attributes)] as const;
  });
  return Object.fromEntries(entries);
}
