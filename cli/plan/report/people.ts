import { attributeFacts } from "../facts/attributes.js";
import { type Company, type Member } from "../facts/company.js";
import { isActiveIn } from "../facts/ends.js";
import { type Fate, managerOf, managesManager } from "../facts/fates.js";
import { isPrivilege } from "../facts/privilege.js";
import { propertiesOf, plainText, valuesOf } from "../facts/values.js";
import { type Course } from "../input/run.js";
import {
  type AttributeChange,
  type Changed,
  type Drift,
  type Joiner,
  type Leaver,
  type Move,
  type Person,
  type Released,
} from "./model.js";

/** What a run does with people, before memberships are told. */
export interface PeopleFacts {
  readonly joiners: (Omit<Joiner, "teams"> & { readonly key: string })[];
  readonly leavers: (Omit<Leaver, "teams"> & { readonly key: string })[];
  readonly released: Released[];
  readonly moves: (Omit<Move, "teams"> & { readonly key: string })[];
  readonly changed: Changed[];
  readonly drift: Drift[];
  /** Names of people whose step replaces their account. */
  readonly replaced: string[];
}

const THE_TOP = "nobody";

/** Sorts everybody of a company by what becomes of them. */
export function peopleFacts(company: Company, fates: ReadonlyMap<string, Fate>): PeopleFacts {
  const facts: PeopleFacts = {
    joiners: [],
    leavers: [],
    released: [],
    moves: [],
    changed: [],
    drift: [],
    replaced: [],
  };
  const predecessors = new Map(
    company.people.flatMap((person) => {
      const fate = fates.get(person.key);
      return fate?.fate === "renamed" ? [[fate.successor.key, person] as const] : [];
    }),
  );
  const reports = reportsOf(company, fates);
  for (const person of company.people) {
    const fate = fates.get(person.key);
    if (!fate) continue;
    if (company.run.isRefreshed) facts.drift.push(...asleep(person, fate));
    if (fate.fate === "joins") facts.joiners.push(joiner(company, person, fate.how));
    if (fate.fate === "leaves") facts.leavers.push(leaver(person, fate, reports.get(person.key) ?? []));
    if (fate.fate === "released") facts.released.push({ person: personOf(person), says: fate.says });
    if (fate.fate === "gone") facts.drift.push(gone(person, fate.comesBack));
    // Whoever is made active or inactive may change besides.
    if ((fate.fate === "leaves" || fate.fate === "joins") && person.course.found && person.course.planned) {
      stays(company, person, undefined, fates, facts, ["active"]);
    }
    if (fate.fate === "stays") {
      if (fate.isReplaced) facts.replaced.push(person.name);
      stays(company, person, predecessors.get(person.key), fates, facts);
    }
  }
  return facts;
}

/** How a report names somebody. */
export function personOf({ name, userName, resource, stack, service }: Member): Person {
  return { name, userName, resource, stack, service: service.title };
}

function joiner(company: Company, person: Member, how: Joiner["how"]): PeopleFacts["joiners"][number] {
  const { planned } = person.course;
  const privileges = [...valuesOf(planned)].flatMap(([attribute, value]): AttributeChange[] =>
    isPrivilege(attribute) && value.text !== "" && value.text !== "false"
      ? [{ attribute, before: "", after: value.text, effect: "set", isPrivilege: true, isAlsoDrift: false }]
      : [],
  );
  const title = plainText(propertiesOf(planned)["title"]);
  return {
    key: person.key,
    person: personOf(person),
    how,
    manager: managerOf(company, person, "planned")?.name,
    title,
    privileges,
  };
}

function leaver(
  person: Member,
  { end, wasInactive }: Fate & { fate: "leaves" },
  reports: readonly string[],
): PeopleFacts["leavers"][number] {
  const { how, isIrreversible, says } = end;
  return { key: person.key, person: personOf(person), end: how, isIrreversible, says, wasInactive, reports };
}

function gone({ name, userName }: Member, comesBack: boolean): Drift {
  const says = comesBack
    ? "creates them again, as a new account"
    : "nothing: the program does not have them any more either";
  const up = comesBack ? "reverts" : "nothing";
  return { what: "gone", who: name, userName, about: "", stated: "there", found: "not there", up, says };
}

/** Somebody whose account was made inactive by hand, where no managed `active` tells it. */
function asleep({ course, name, userName }: Member, fate: Fate): Drift[] {
  const { stated, found, planned } = course;
  if (!stated || !found || stated.isExternal || !isActiveIn(stated) || isActiveIn(found)) return [];
  if (fate.fate === "stays" && found.inputs["active"] !== undefined) return [];
  const says = planned
    ? "nothing: the program does not manage active"
    : "nothing more: they are dropped by the program, too";
  const [is, was] = ["inactive", "active"];
  return [{ what: "inactive", who: name, userName, about: "active", stated: was, found: is, up: "nothing", says }];
}

function stays(
  company: Company,
  person: Member,
  predecessor: Member | undefined,
  fates: ReadonlyMap<string, Fate>,
  facts: PeopleFacts,
  skipped: readonly string[] = [],
): void {
  const course: Course = predecessor
    ? { ...person.course, stated: predecessor.course.stated, found: predecessor.course.found, operation: "update" }
    : person.course;
  const { isRefreshed } = company.run;
  const whole = { ...person, course };
  const { changes, drift } = attributeFacts(course, isRefreshed, skipped);
  if (changes.length > 0) facts.changed.push({ person: personOf(person), attributes: changes });
  for (const one of drift) {
    const isEnd = one.about === "active" && one.found === "false";
    facts.drift.push({ what: isEnd ? "inactive" : "changed", who: person.name, userName: person.userName, ...one });
  }
  moveOf(company, whole, fates, facts);
}

function moveOf(company: Company, person: Member, fates: ReadonlyMap<string, Fate>, facts: PeopleFacts): void {
  if (!managesManager(person, "planned") && !managesManager(person, "found")) return;
  const [was, is, willBe] = (["stated", "found", "planned"] as const).map((moment) =>
    managerOf(company, person, moment),
  );
  const { isRefreshed } = company.run;
  const who = { who: person.name, userName: person.userName, about: "manager" };
  const named = { stated: was?.name ?? THE_TOP, found: is?.name ?? THE_TOP };
  if (isRefreshed && managesManager(person, "stated") && was?.key !== is?.key) {
    const isBack = was?.key === willBe?.key;
    const isKept = is?.key === willBe?.key;
    const says = isBack
      ? "sets it back"
      : isKept
        ? "leaves it: the program says the same"
        : `moves them to ${willBe?.name ?? THE_TOP}`;
    facts.drift.push({
      what: "manager",
      ...who,
      ...named,
      up: isBack ? "reverts" : isKept ? "keeps" : "overwrites",
      says,
    });
    if (isBack) return;
  }
  if (is?.key === willBe?.key || (is && successorKey(is.key, fates) === willBe?.key)) return;
  const isFollowUp = is !== undefined && fates.get(is.key)?.fate === "leaves";
  const manager = { from: is?.name ?? THE_TOP, to: willBe?.name ?? THE_TOP };
  facts.moves.push({ key: person.key, person: personOf(person), manager, isFollowUp });
}

function successorKey(key: string, fates: ReadonlyMap<string, Fate>): string | undefined {
  const fate = fates.get(key);
  return fate?.fate === "renamed" ? fate.successor.key : undefined;
}

/** Names of those who report to somebody after the run, by the manager's key. */
function reportsOf(company: Company, fates: ReadonlyMap<string, Fate>): Map<string, string[]> {
  const reports = new Map<string, string[]>();
  for (const person of company.people) {
    const fate = fates.get(person.key)?.fate;
    if (fate !== "stays" && fate !== "joins") continue;
    const manager = managerOf(company, person, "planned");
    if (!manager) continue;
    const names = reports.get(manager.key) ?? [];
    names.push(person.name);
    reports.set(manager.key, names);
  }
  return reports;
}
