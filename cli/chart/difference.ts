import { type Chart, type ChartPerson } from "./chart.js";

/** What becomes of a person. Somebody who moves may change besides. */
export type ChangeKind = "joiner" | "leaver" | "move" | "changed";

/** An attribute that another value takes the place of; an empty text where there is none. */
export interface AttributeChange {
  readonly attribute: "name" | "title" | "detail" | "teams";
  readonly before: string;
  readonly after: string;
}

/** Everything that happens to one person. */
export interface Change {
  /** The one that counts where only one can be shown: a move stands over a change. */
  readonly kind: ChangeKind;
  readonly person: ChartPerson;
  /** Name of the manager before; undefined at the top. Of a move only. */
  readonly from?: string | undefined;
  /** Name of the manager from now on; undefined at the top. Of a move only. */
  readonly to?: string | undefined;
  readonly attributes: readonly AttributeChange[];
}

/** What happens between two charts. */
export interface Difference {
  /** Everybody of the later chart where they stand, and leavers where they stood. */
  readonly chart: Chart;
  /** By the key of the person in `chart`, in its order. */
  readonly changes: ReadonlyMap<string, Change>;
}

/**
 * What leads from one chart to a later one. People are the same by key, else by a key of old, else by userName. Who is inactive
 * is as good as not there: deactivation is leaving, and who is inactive on both sides does not change. Of a live service counts
 * only what the other chart speaks of: it also holds what nobody here manages.
 */
export function differenceOf(before: Chart, after: Chart): Difference {
  const pairs = matched(before, after);
  const laterKeyOf = new Map([...pairs].map(([later, earlier]) => [earlier.key, later.key]));
  const earlierByKey = byKey(before);
  const laterByKey = byKey(after);
  const changed = comparison(before, after);
  const people: ChartPerson[] = [];
  const changes = new Map<string, Change>();
  const add = (person: ChartPerson, change: Omit<Change, "person"> | undefined): void => {
    people.push(person);
    if (change) changes.set(person.key, { person, ...change });
  };
  for (const person of after.people) {
    const earlier = pairs.get(person);
    const wasActive = earlier?.isActive === true;
    if (person.isReference === true || earlier?.isReference === true) add(person, undefined);
    else if (!person.isActive) add(person, wasActive ? { kind: "leaver", attributes: [] } : undefined);
    else if (!wasActive) add(person, { kind: "joiner", attributes: [] });
    else add(person, stayed(earlier, person));
  }
  for (const person of before.people) {
    if (laterKeyOf.has(person.key)) continue;
    const manager = person.manager === undefined ? undefined : (laterKeyOf.get(person.manager) ?? person.manager);
    const isLeaver = person.isActive && person.isReference !== true;
    add({ ...person, manager }, isLeaver ? { kind: "leaver", attributes: [] } : undefined);
  }
  return { chart: { title: after.title, people }, changes };

  function stayed(earlier: ChartPerson, later: ChartPerson): Omit<Change, "person"> | undefined {
    const attributes = changed(earlier, later);
    const was = earlier.manager === undefined ? undefined : (laterKeyOf.get(earlier.manager) ?? earlier.manager);
    const isUnknown = earlier.isManagerSecret === true || later.isManagerSecret === true;
    if (was === later.manager || isUnknown)
      return attributes.length === 0 ? undefined : { kind: "changed", attributes };
    const from =
      earlier.manager === undefined ? undefined : (earlierByKey.get(earlier.manager)?.name ?? earlier.manager);
    const to = later.manager === undefined ? undefined : (laterByKey.get(later.manager)?.name ?? later.manager);
    return { kind: "move", from, to, attributes };
  }
}

/** How many of each kind there are. */
export function countsOf({ changes }: Difference): Record<ChangeKind, number> {
  const counts = { joiner: 0, leaver: 0, move: 0, changed: 0 };
  for (const { kind } of changes.values()) counts[kind] += 1;
  return counts;
}

/** The person of the earlier chart by the person of the later one. */
function matched(before: Chart, after: Chart): Map<ChartPerson, ChartPerson> {
  const earlier = byKey(before);
  const pairs = new Map<ChartPerson, ChartPerson>();
  const taken = new Set<ChartPerson>();
  const pair = (later: ChartPerson, other: ChartPerson | undefined): void => {
    if (!other || taken.has(other) || pairs.has(later)) return;
    taken.add(other);
    pairs.set(later, other);
  };
  for (const person of after.people) pair(person, earlier.get(person.key));
  for (const person of after.people) for (const key of person.was ?? []) pair(person, earlier.get(key));
  const byUserName = new Map(
    before.people.flatMap((one) => (one.userName ? [[fold(one.userName), one] as const] : [])),
  );
  for (const person of after.people) if (person.userName) pair(person, byUserName.get(fold(person.userName)));
  return pairs;
}

type Attribute = AttributeChange["attribute"];

/** Finds what changed about a person who is in both charts. */
function comparison(before: Chart, after: Chart): (earlier: ChartPerson, later: ChartPerson) => AttributeChange[] {
  const isLive = before.isLive === true || after.isLive === true;
  const teamsBefore = new Set(before.people.flatMap(({ teams }) => teams));
  const teamsAfter = new Set(after.people.flatMap(({ teams }) => teams));
  const spokenOf = (team: string) => !isLive || (teamsBefore.has(team) && teamsAfter.has(team));
  const values = ({ name, title, detail, teams }: ChartPerson): Record<Attribute, string | undefined> => {
    return { name, title, detail, teams: [...new Set(teams)].filter(spokenOf).sort().join(", ") };
  };
  const isSame = (earlier: ChartPerson, later: ChartPerson, attribute: Attribute): boolean => {
    const [was, is] = [values(earlier)[attribute], values(later)[attribute]];
    if ((was ?? "") === (is ?? "")) return true;
    if (!isLive) return false;
    if (attribute === "name") return namesOf(earlier).some((name) => namesOf(later).includes(name));
    return (was === undefined && before.isLive !== true) || (is === undefined && after.isLive !== true);
  };
  return (earlier, later) =>
    (["name", "title", "detail", "teams"] as const)
      .filter((attribute) => !isSame(earlier, later, attribute))
      .map((attribute) => {
        return { attribute, before: values(earlier)[attribute] ?? "", after: values(later)[attribute] ?? "" };
      });
}

function namesOf({ name, names = [] }: ChartPerson): readonly string[] {
  return [name, ...names];
}

function byKey(chart: Chart): Map<string, ChartPerson> {
  return new Map(chart.people.map((person) => [person.key, person]));
}

function fold(userName: string): string {
  return userName.toLowerCase();
}
