import { type Json, type JsonObject, isObject, textOf } from "../../../provider/scim/json.js";
import { type Chart, type ChartPerson } from "../chart.js";

/** A person as a source has them, their manager and teams by the names that the source uses. */
export interface SourcePerson {
  /** Tells services apart where one source holds several; ids count within one. */
  readonly service: string;
  readonly id: string;
  readonly externalId?: string | undefined;
  readonly userName?: string | undefined;
  /** What the person can be called, the name to show first; nobody has none. */
  readonly names: readonly string[];
  readonly title?: string | undefined;
  readonly department?: string | undefined;
  /** Id of the manager, or what the service takes instead: a userName or an externalId. */
  readonly manager?: string | undefined;
  readonly isManagerSecret?: boolean | undefined;
  readonly was?: readonly string[] | undefined;
  readonly isReference?: boolean | undefined;
  readonly isActive: boolean;
}

/** Who is in which team: names of teams by service and id of the person (`idIn`). */
export type TeamsOf = ReadonlyMap<string, readonly string[]>;

/** Tells the same id in two services apart. */
export function idIn(service: string, id: string): string {
  return `${service} ${id}`;
}

/**
 * The people of a source as a chart. Somebody's key is their externalId, or the userName where there is none or several have it,
 * or the id. One externalId in two services is one person, who is in the teams of both.
 */
export function chartOf(title: string, people: readonly SourcePerson[], teams: TeamsOf): Chart {
  const keys = keysOf(people);
  const places = new Map<string, string>();
  const place = ({ service }: SourcePerson, name: string | undefined, key: string): void => {
    if (name !== undefined && !places.has(idIn(service, name))) places.set(idIn(service, name), key);
  };
  people.forEach((person, index) => {
    place(person, person.id, keys[index] ?? "");
  });
  people.forEach((person, index) => {
    place(person, person.externalId, keys[index] ?? "");
    place(person, person.userName?.toLowerCase(), keys[index] ?? "");
  });
  const charted = new Map<string, ChartPerson>();
  people.forEach((person, index) => {
    const key = keys[index] ?? "";
    const { service, id, manager, names } = person;
    const found = manager === undefined ? undefined : placeOf(places, service, manager);
    const known = charted.get(key);
    charted.set(key, {
      key,
      was: known?.was ?? person.was,
      userName: known?.userName ?? person.userName,
      name: known?.name ?? names[0] ?? "",
      names: [...new Set([...(known?.names ?? []), ...names])],
      title: known?.title ?? person.title,
      detail: known?.detail ?? person.department,
      manager: known?.manager ?? found ?? manager,
      isManagerSecret: known?.isManagerSecret ?? person.isManagerSecret,
      teams: [...new Set([...(known?.teams ?? []), ...(teams.get(idIn(service, id)) ?? [])])].sort(),
      isActive: person.isActive || known?.isActive === true,
      isReference: person.isReference === true && known?.isReference !== false,
    });
  });
  return { title, people: [...charted.values()] };
}

function placeOf(places: ReadonlyMap<string, string>, service: string, name: string): string | undefined {
  return places.get(idIn(service, name)) ?? places.get(idIn(service, name.toLowerCase()));
}

function keysOf(people: readonly SourcePerson[]): string[] {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { service, externalId, userName } of people) {
    if (externalId !== undefined) count(`externalId ${idIn(service, externalId)}`);
    if (userName !== undefined) count(`userName ${idIn(service, userName.toLowerCase())}`);
  }
  const isOne = (name: string) => counts.get(name) === 1;
  return people.map(({ service, id, externalId, userName }) => {
    if (externalId !== undefined && isOne(`externalId ${idIn(service, externalId)}`)) return externalId;
    const folded = userName?.toLowerCase();
    if (folded !== undefined && isOne(`userName ${idIn(service, folded)}`)) return folded;
    return idIn(service, id);
  });
}

/** The text of a value; empty where it is said to be empty (null), undefined where nothing is said. */
export function saidText(value: Json | undefined): string | undefined {
  return value === null ? "" : textOf(value);
}

/** A name of nothing but spaces and characters without width would be a blank place. */
const SEEN = /[^\p{C}\p{Z}]/u;

/**
 * The names that a person has: displayName, `name` (RFC 7643 section 4.1.1), else the userName alone; the first is the one to
 * show. `shown` gives the text of a value.
 */
export function namesOf(user: JsonObject, shown: (value: Json | undefined) => string | undefined = textOf): string[] {
  const { displayName, name, userName } = user;
  const parts = isObject(name) ? name : {};
  const whole = [shown(parts["givenName"]), shown(parts["familyName"])].filter((part) => part !== undefined).join(" ");
  const names = [shown(displayName), shown(parts["formatted"]), textOf(whole)].flatMap((one) =>
    one !== undefined && SEEN.test(one) ? [one] : [],
  );
  return names.length > 0 ? [...new Set(names)] : [shown(name) ?? shown(userName) ?? ""];
}
