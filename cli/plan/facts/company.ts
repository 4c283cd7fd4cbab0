import { UNKNOWN } from "../../../provider/resources/check/unknown.js";
import { type Json } from "../../../provider/scim/json.js";
import { nameOf } from "./nameOf.js";
import { kindOfUrn, nameOfUrn } from "../input/record.js";
import { type Course, type Run, type State } from "../input/run.js";
import { type Connections, instanceOf, type Service } from "./connections.js";
import { plainText, propertiesOf, textOfValue } from "./values.js";

/** Which moment of a run is meant. */
export type Moment = "stated" | "found" | "planned";

/** A person or a group that a run names. `key` tells them apart: the URN where there is one. */
export interface Named {
  readonly key: string;
  readonly name: string;
  /** Whether this stack manages them, or reads them by a look-up. */
  readonly isKnown: boolean;
}

/** Somebody whom a run knows. */
export interface Member extends Named {
  readonly course: Course;
  readonly userName: string | undefined;
  readonly externalId: string | undefined;
  readonly service: Service;
  /** The logical name in the program. */
  readonly resource: string;
  readonly stack: string;
}

/** Somebody, or a group, of whom a run knows the id alone. */
export interface Stranger {
  readonly kind: "User" | "Group";
  readonly id: string;
  /** The connection by which they are named: see `Service.instance`. */
  readonly instance: string;
  /** What a look into the service has given. */
  name: string | undefined;
}

/** Who and what a run knows, and how ids become names. */
export class Company {
  readonly people: readonly Member[];
  readonly groups: readonly Member[];
  readonly memberships: readonly Course[];
  /** Those whom nothing of the run gives a name to, by key. */
  readonly strangers = new Map<string, Stranger>();
  readonly #byUrn = new Map<string, Member>();
  readonly #byId = new Map<string, Member[]>();
  readonly #byName = new Map<string, Member[]>();

  constructor(
    readonly run: Run,
    connections: Connections,
  ) {
    const courses = [...run.courses.values()];
    // The engine's order differs from run to run; a plan of the same is the same.
    const members = (kind: "User" | "Group") =>
      courses
        .filter((course) => course.kind === kind)
        .map((course) => memberOf(course, run, connections))
        .sort((a, b) => order(a.name, b.name) || order(a.key, b.key));
    this.people = members("User");
    this.groups = members("Group");
    this.memberships = courses.filter(({ kind }) => kind === "Membership");
    for (const member of [...this.people, ...this.groups]) {
      this.#byUrn.set(member.key, member);
      for (const id of idsOf(member.course)) put(this.#byId, idKey(member.course.kind, id), member);
    }
    for (const person of this.people) {
      for (const name of [person.userName, person.externalId]) {
        if (name !== undefined) put(this.#byName, idKey("User", name.toLowerCase()), person);
      }
    }
  }

  member(key: string): Member | undefined {
    return this.#byUrn.get(key);
  }

  /** Whom an input of a resource names: by id, by name, or by the resource that it comes from while the id is not known. */
  named(kind: "User" | "Group", value: Json | undefined, state: State, input: string): Named | undefined {
    if (value === null || value === undefined || value === "") return undefined;
    return this.namedIn(kind, [value], state, input)[0];
  }

  /** The same for a list; the order says nothing. */
  namedIn(kind: "User" | "Group", value: Json | undefined, state: State, input: string): Named[] {
    const sources = this.#dependenciesOf(kind, state, input);
    if (value === UNKNOWN) return sources;
    const items = Array.isArray(value) ? value.filter((item) => item !== null) : [];
    const found = items.map((item) => (item === UNKNOWN ? undefined : this.#find(kind, textOfValue(item), state)));
    const known = found.filter((one) => one !== undefined);
    const left = items.filter((_, index) => found[index] === undefined);
    if (left.length === 0) return known;
    const keys = new Set(known.map(({ key }) => key));
    const unused = sources
      .filter(({ key }) => !keys.has(key))
      .map(({ key, ...one }) => ({ key, ...one, course: this.#byUrn.get(key)?.course }));
    // An id is known to be another one's where that one has an id; what the run makes has none yet.
    const made = unused.filter(({ course }) => course?.operation === "create");
    const blank = unused.filter(
      ({ course }) => !course || (course.operation !== "create" && idsOf(course).length === 0),
    );
    const later = left.filter((item) => item === UNKNOWN);
    const others = left.filter((item) => item !== UNKNOWN);
    return [
      ...known,
      ...(made.length === later.length ? made : later.map((_, index) => nameless(kind, state, index))),
      ...(blank.length === others.length
        ? blank
        : others.map((item) => this.#stranger(kind, textOfValue(item), state))),
    ];
  }

  #stranger(kind: "User" | "Group", id: string, { provider }: State): Named {
    const instance = instanceOf(provider);
    const key = `${idKey(kind, id)} ${instance}`;
    const stranger = this.strangers.get(key) ?? { kind, id, instance, name: undefined };
    this.strangers.set(key, stranger);
    const what = kind === "User" ? "somebody" : "a group";
    const words =
      stranger.name === undefined ? `${what} outside this stack (id ${id})` : `${stranger.name} (outside this stack)`;
    return { key: idKey(kind, id), name: words, isKnown: false };
  }

  /** Ids count within one service; `state` is that of the resource which names it. */
  #find(kind: "User" | "Group", id: string, { provider }: State): Member | undefined {
    const all = this.#byId.get(idKey(kind, id)) ?? this.#byName.get(idKey(kind, id.toLowerCase())) ?? [];
    const same = all.filter(({ course }) => providersOf(course).has(provider));
    return same[0] ?? (all.length === 1 ? all[0] : undefined);
  }

  #dependenciesOf(kind: "User" | "Group", state: State, input: string): Named[] {
    const urns = (state.dependencies[input] ?? []).filter((urn) => kindOfUrn(urn) === kind);
    return [...new Set(urns)].map((urn) => this.#byUrn.get(urn) ?? { key: urn, name: nameOfUrn(urn), isKnown: false });
  }
}

const { compare: order } = new Intl.Collator("en");

function memberOf(course: Course, run: Run, connections: Connections): Member {
  const states = [course.planned, course.found, course.stated];
  const properties = states.map(propertiesOf);
  const first = (key: string) => properties.map((one) => plainText(one[key])).find((text) => text !== undefined);
  const names = properties.map((one) => nameOf(one, plainText)).filter((name) => name !== "");
  const asked = /^lookup:\w+=(.*)$/s.exec(states.find((state) => state?.id)?.id ?? "")?.[1];
  const resource = nameOfUrn(course.urn);
  return {
    key: course.urn,
    name: names[0] ?? (asked === undefined ? resource : decoded(asked)),
    isKnown: true,
    course,
    userName: first("userName"),
    externalId: first("externalId"),
    service: connections.serviceOf(course, run),
    resource,
    stack: run.stack,
  };
}

/** The ids that a resource has in the service, of before and of after; a look-up's own id is only the question. */
function idsOf({ stated, found, planned }: Course): string[] {
  const ids = [stated, found, planned].flatMap((state) => {
    if (!state) return [];
    const id = plainText(state.outputs["scimId"]) ?? (state.id.startsWith("lookup:") ? "" : state.id);
    return id === "" ? [] : [id];
  });
  return [...new Set(ids)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Somebody of whom nothing shows more than that the run makes them. */
function nameless(kind: "User" | "Group", { urn }: State, index: number): Named {
  const name = kind === "User" ? "somebody who joins" : "a new group";
  return { key: `${LATER_KEY} ${kind} ${urn} ${index}`, name, isKnown: false };
}

/** How the keys of those begin of whom only the run itself will tell who they are. */
export const LATER_KEY = "later";

function providersOf({ stated, found, planned }: Course): Set<string | undefined> {
  return new Set([stated, found, planned].map((state) => state?.provider));
}

function put(map: Map<string, Member[]>, key: string, member: Member): void {
  map.set(key, [...(map.get(key) ?? []), member]);
}

function idKey(kind: string, id: string): string {
  return `${kind} id ${id}`;
}
