import { type Company, type Member, type Moment, type Named } from "./company.js";
import { deactivation, type End, endOfPerson, isActiveIn, willBeActive } from "./ends.js";
import { HIDDEN, propertiesOf, textOfValue } from "./values.js";

/** What becomes of a person in a run. */
export type Fate =
  | { readonly fate: "joins"; readonly how: "creates" | "reactivates" }
  | {
      readonly fate: "leaves";
      readonly end: End & { readonly how: "delete" | "deactivate" };
      readonly wasInactive: boolean;
    }
  | { readonly fate: "released"; readonly says: string }
  /** Somebody ended them by hand in the service. */
  | { readonly fate: "gone"; readonly comesBack: boolean }
  /** The resource has another name in the program; the account stays. */
  | { readonly fate: "renamed"; readonly successor: Member }
  | { readonly fate: "stays"; readonly isReplaced: boolean }
  | { readonly fate: "outside" };

/** The fate of everybody whom a run knows, by key. */
export function fatesOf(company: Company): Map<string, Fate> {
  const created = new Map<string, Member[]>();
  for (const person of company.people) {
    if (person.course.operation !== "create" || person.course.found) continue;
    for (const name of namesOf(person)) created.set(name, [...(created.get(name) ?? []), person]);
  }
  const successors = new Map(
    company.people.flatMap((person) => {
      const { found, planned } = person.course;
      const isDropped = found !== undefined && planned === undefined && !found.isExternal;
      const successor = isDropped ? sameAs(person, created) : undefined;
      return successor ? [[person.key, successor] as const] : [];
    }),
  );
  const adopted = new Set([...successors.values()].map(({ key }) => key));
  return new Map(company.people.map((person) => [person.key, fateOf(person, company, successors, adopted)]));
}

function fateOf(
  person: Member,
  { run }: Company,
  successors: ReadonlyMap<string, Member>,
  adopted: ReadonlySet<string>,
): Fate {
  const { stated, found, planned, operation } = person.course;
  if ((planned ?? found ?? stated)?.isExternal === true) return { fate: "outside" };
  if (adopted.has(person.key)) return { fate: "stays", isReplaced: false };
  if (!found) {
    if (stated) return { fate: "gone", comesBack: planned !== undefined || run.kind === "refresh" };
    return planned ? { fate: "joins", how: "creates" } : { fate: "outside" };
  }
  const wasInactive = !isActiveIn(found);
  if (!planned) {
    const successor = successors.get(person.key);
    if (successor) return { fate: "renamed", successor };
    const end = endOfPerson(found, person.service);
    const { how } = end;
    if (how === "retain") return { fate: "released", says: end.says };
    if (how === "deactivate" && wasInactive) return { fate: "released", says: "is inactive already, and stays so" };
    return { fate: "leaves", end: { ...end, how }, wasInactive };
  }
  const isActive = willBeActive(person.course);
  if (!wasInactive && !isActive && operation !== "same")
    return { fate: "leaves", end: { ...deactivation(person.service), how: "deactivate" }, wasInactive: false };
  const wasActiveBefore = stated !== undefined && isActiveIn(stated);
  if (wasInactive && isActive && !wasActiveBefore && operation === "update")
    return { fate: "joins", how: "reactivates" };
  return { fate: "stays", isReplaced: operation === "replace" };
}

function sameAs(person: Member, created: ReadonlyMap<string, readonly Member[]>): Member | undefined {
  return namesOf(person)
    .flatMap((name) => created.get(name) ?? [])
    .find((one) => isSamePerson(person, one));
}

/** What a person is found by in any stack: the externalId, and the userName without regard to case. */
export function namesOf({ userName, externalId }: Member): string[] {
  return [
    ...(externalId === undefined ? [] : [`externalId ${externalId}`]),
    ...(userName === undefined ? [] : [`userName ${userName.toLowerCase()}`]),
  ];
}

/** One account: an equal externalId or userName in one service. */
export function isSamePerson(a: Member, b: Member): boolean {
  if (a.service.endpoint !== b.service.endpoint && a.service.endpoint !== undefined && b.service.endpoint !== undefined)
    return false;
  return isSameHuman(a, b);
}

/** The same somebody, in whatever service. */
export function isSameHuman(a: Member, b: Member): boolean {
  const fold = (text: string | undefined) => text?.toLowerCase();
  const isKeyed = a.externalId !== undefined && a.externalId === b.externalId;
  return isKeyed || (a.userName !== undefined && fold(a.userName) === fold(b.userName));
}

/** The manager of a person at a moment, where the stack manages or shows one. */
export function managerOf(company: Company, { course }: Member, moment: Moment): Named | undefined {
  const state = course[moment];
  if (!state) return undefined;
  const value = propertiesOf(state)["manager"];
  if (textOfValue(value) === HIDDEN) return { key: HIDDEN, name: HIDDEN, isKnown: false };
  return company.named("User", value, state, "manager");
}

/** Whether the stack manages who the person's manager is, at that moment. */
export function managesManager({ course }: Member, moment: Moment): boolean {
  return course[moment]?.inputs["manager"] !== undefined;
}
