import { UNKNOWN } from "../../../provider/resources/check/unknown.js";
import { type Json } from "../../../provider/scim/json.js";
import { nameOf } from "../../chart/sources/person.js";
import { kindOfUrn, nameOfUrn } from "../input/record.js";
import { type Course, type Run, type State } from "../input/run.js";
import { type Connections, type Service } from "./connections.js";
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

/** Who and what a run knows, and how ids become names. */
export class Company {
  readonly people: readonly Member[];
  readonly groups: readonly Member[];
  readonly memberships: readonly Course[];
  /** Whether some id could not be given a name. */
  hasNameless = false;
  readonly #byUrn = new Map<string, Member>();
  readonly #byId = new Map<string, Member[]>();
  readonly #byName = new Map<string, Member[]>();

  constructor(
    readonly run: Run,
    connections: Connections,
  ) {
    const courses = [...run.courses.values()];
    const members = (kind: "User" | "Group") =>
      courses.filter((course) => course.kind === kind).map((course) => memberOf(course, run, connections));
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
    if (value !== UNKNOWN) return this.byId(kind, textOfValue(value), state);
    const [first] = this.#unknownOnes(kind, state, input);
    return (
      first ?? { key: `later ${kind}`, name: kind === "User" ? "somebody who joins" : "a new group", isKnown: false }
    );
  }

  /** The same for a list; the order says nothing. */
  namedIn(kind: "User" | "Group", value: Json | undefined, state: State, input: string): Named[] {
    if (value === UNKNOWN) return this.#dependenciesOf(kind, state, input);
    const items = Array.isArray(value) ? value : [];
    const known = items
      .filter((item) => item !== UNKNOWN && item !== null)
      .map((item) => this.byId(kind, textOfValue(item), state));
    const later = items.length - known.length;
    if (later === 0) return known;
    const joining = this.#unknownOnes(kind, state, input);
    if (joining.length > 0) return [...known, ...joining];
    const nameless = Array.from({ length: later }, (_, index) => ({
      key: `later ${kind} ${state.urn} ${index}`,
      name: kind === "User" ? "somebody who joins" : "a new group",
      isKnown: false,
    }));
    return [...known, ...nameless];
  }

  /** Ids count within one service; `state` is that of the resource which names it. */
  byId(kind: "User" | "Group", id: string, { provider }: State): Named {
    const all = this.#byId.get(idKey(kind, id)) ?? this.#byName.get(idKey(kind, id.toLowerCase())) ?? [];
    const same = all.filter(({ course }) => providersOf(course).has(provider));
    const found = same[0] ?? (all.length === 1 ? all[0] : undefined);
    if (found) return found;
    this.hasNameless = true;
    const what = kind === "User" ? "somebody" : "a group";
    return { key: idKey(kind, id), name: `${what} outside this stack (id ${id})`, isKnown: false };
  }

  #unknownOnes(kind: "User" | "Group", state: State, input: string): Named[] {
    return this.#dependenciesOf(kind, state, input).filter(({ key }) => {
      const member = this.#byUrn.get(key);
      return member === undefined || idsOf(member.course).length === 0 || member.course.operation === "create";
    });
  }

  #dependenciesOf(kind: "User" | "Group", state: State, input: string): Named[] {
    const urns = (state.dependencies[input] ?? []).filter((urn) => kindOfUrn(urn) === kind);
    return [...new Set(urns)].map((urn) => this.#byUrn.get(urn) ?? { key: urn, name: nameOfUrn(urn), isKnown: false });
  }
}

function memberOf(course: Course, run: Run, connections: Connections): Member {
  const states = [course.planned, course.found, course.stated];
  const properties = states.map(propertiesOf);
  const first = (key: string) => properties.map((one) => plainText(one[key])).find((text) => text !== undefined);
  const names = properties.map((one) => nameOf(one, plainText)).filter((name) => name !== "");
  const resource = nameOfUrn(course.urn);
  return {
    key: course.urn,
    name: names[0] ?? resource,
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

function providersOf({ stated, found, planned }: Course): Set<string | undefined> {
  return new Set([stated, found, planned].map((state) => state?.provider));
}

function put(map: Map<string, Member[]>, key: string, member: Member): void {
  map.set(key, [...(map.get(key) ?? []), member]);
}

function idKey(kind: string, id: string): string {
  return `${kind} id ${id}`;
}
