import { isUnknown } from "../../../provider/resources/check/unknown.js";
import { groupKind, type Kind, userKindOf } from "../../../provider/resources/kinds.js";
import { adoptable, type Adoptable, type Reason } from "../../../provider/resources/object/adopt.js";
import { TakenError } from "../../../provider/resources/object/names.js";
import { isInactive } from "../../../provider/resources/values.js";
import { textOf, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { counted } from "../../words.js";
import { nameOf } from "../facts/nameOf.js";
import { type Member } from "../facts/company.js";
import { HIDDEN } from "../facts/values.js";
import { startingGroups } from "../report/groups.js";
import { type LiveAnswer } from "../report/model.js";
import { type ClosedPlace, type OpenPlace, type Place } from "./places.js";

/** How many are looked up at a time; the connection's own limits count besides. */
const AT_ONCE = 8;
/** From so many on, reading everybody once takes fewer requests than asking for each. */
const MANY = 50;

/** What the services say of people and groups to be created. */
export interface LiveFacts {
  /** By key. */
  readonly answers: ReadonlyMap<string, LiveAnswer>;
  /** Why some were not looked up, one sentence for each connection. */
  readonly unseen: readonly string[];
}

/**
 * Looks everybody who joins, and every new group, up in the service of its own connection, by the very rules by which `up` adopts,
 * so that the answer is what `up` would do. Nothing is written. Whom the stack manages already is nobody's to adopt.
 */
export async function lookUpNewcomers(open: readonly OpenPlace[], closed: readonly ClosedPlace[]): Promise<LiveFacts> {
  const answers = new Map<string, LiveAnswer>();
  const managed = managedBy(open);
  for (const place of open) {
    const { directory, stack } = place;
    for (const { course } of membersAt(place)) {
      const id = course.found?.id ?? "";
      if (course.planned !== undefined && id !== "") directory.ownership.claim(id);
    }
    const newcomers = newcomersAt(place);
    const next = newcomers.values();
    const reason = newcomers.length < MANY ? "lost" : "unasked";
    const elsewhere = (id: string) => {
      const name = managed.get(`${directory.connection.endpoint} ${id}`);
      return name === undefined || name === stack.company.run.stack ? "" : `; the stack ${name} manages that one, too`;
    };
    const worker = async (): Promise<void> => {
      for (const one of next) answers.set(one.key, await lookUp(place, one, reason, elsewhere));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
  const unseen: string[] = [];
  for (const place of closed) {
    const left = newcomersAt(place);
    for (const { key } of left) answers.set(key, { answer: "unknown", says: "not looked up" });
    if (left.length > 0) unseen.push(place.error.message);
  }
  return { answers, unseen: [...new Set(unseen)] };
}

/** Everybody and every group of a place. */
function membersAt({ stack, instance }: Place): Member[] {
  const { people, groups } = stack.company;
  return [...people, ...groups].filter(({ service }) => service.instance === instance);
}

function newcomersAt({ stack: { company, fates }, instance }: Place): Member[] {
  const joining = company.people.filter(({ key }) => {
    const fate = fates.get(key);
    return fate?.fate === "joins" && fate.how === "creates";
  });
  return [...joining, ...startingGroups(company)].filter(({ service }) => service.instance === instance);
}

/** Which stack has whom already, by endpoint and id. */
function managedBy(places: readonly OpenPlace[]): Map<string, string> {
  const managed = new Map<string, string>();
  for (const place of places) {
    for (const { course, stack } of membersAt(place)) {
      if (course.found && course.planned && !course.planned.isExternal)
        managed.set(`${place.directory.connection.endpoint} ${course.found.id}`, stack);
    }
  }
  return managed;
}

async function lookUp(
  { directory }: OpenPlace,
  { course }: Member,
  reason: Reason,
  elsewhere: (id: string) => string,
): Promise<LiveAnswer> {
  const isPerson = course.kind === "User";
  const { dialect } = directory.connection;
  const kind: Kind = isPerson ? userKindOf(dialect) : groupKind;
  try {
    const found = await adoptable({ kind, directory }, known(course.planned?.inputs ?? {}), reason);
    const says = isPerson ? "a new account, which the service may tell them of by mail" : "a new group";
    if (!found) return { answer: "new", says };
    return isPerson ? person(found, elsewhere(found.id)) : group(found, elsewhere(found.id));
  } catch (error) {
    if (error instanceof TakenError) return { answer: "conflict", says: error.message };
    throw error;
  }
}

function person({ resource, id }: Adoptable, besides: string): LiveAnswer {
  const who = `${nameOf(resource)} (${textOf(resource["userName"]) ?? id})`;
  if (isInactive(resource)) return { answer: "reactivates", says: `${who}, who is inactive there${besides}` };
  return { answer: "adopts", says: `${who}, who is there already${besides}` };
}

function group({ resource, id }: Adoptable, besides: string): LiveAnswer {
  const members = Array.isArray(resource["members"]) ? resource["members"].length : undefined;
  const size = members === undefined ? "" : `, with ${counted(members, "member", "members")}`;
  return {
    answer: "adopts",
    says: `${textOf(resource["displayName"]) ?? id}, which is there already${size}${besides}`,
  };
}

/** What the preview hides or does not know yet is compared with nobody's. */
function known(inputs: JsonObject): JsonObject {
  const isPlain = (value: Json) =>
    value !== HIDDEN && !isUnknown(value) && !JSON.stringify(value).includes(`"${HIDDEN}"`);
  return Object.fromEntries(Object.entries(inputs).filter(([key, value]) => !key.startsWith("__") && isPlain(value)));
}
