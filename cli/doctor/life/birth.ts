import { type Json, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { idOf, isObject } from "../../../provider/scim/json.js";
import { eq } from "../../../provider/scim/filter.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { isDone, type Reply } from "../probe.js";
import { pageOf } from "../checks/reach.js";
import { type Subject, type Surrounding } from "./subject.js";

/** Attributes of the enterprise extension that are texts. */
export const ENTERPRISE = ["employeeNumber", "costCenter", "organization", "division", "department"] as const;

/** What the throw-away person is given: every attribute that does no harm, as far as the dialect takes it. */
export function valuesFor({ visit, tag, belief }: Surrounding, userName: string): Map<string, Json> {
  const { user, members } = belief;
  const all: [string, Json][] = [
    ["userName", userName],
    ["externalId", `pulumi-scim-doctor-${tag}`],
    ["name.givenName", "Pulumi"],
    ["name.familyName", "Doctor"],
    ["displayName", "Pulumi Doctor"],
    ["nickName", "Doc"],
    ["title", "Throw-away"],
    ["userType", "Employee"],
    ["preferredLanguage", "en"],
    ["locale", "en-US"],
    ["timezone", "Europe/Berlin"],
    ["profileUrl", "https://example.com/doctor"],
    ["active", true],
    ["emails", [{ value: userName, type: "work", primary: true }]],
    ["phoneNumbers", [{ value: "+1-202-555-0123", type: "work" }]],
    ["addresses", [{ type: "work", locality: "Berlin", country: "DE" }]],
    ["employeeNumber", `D-${tag}`],
    // A new department may become a group that nobody can remove, so one that is there is taken.
    ...ENTERPRISE.slice(1).map((name): [string, Json] => [
      name,
      existing(visit.people, name) ?? `Doctor ${tag} ${name}`,
    ]),
  ];
  const isTaken = ([key]: [string, Json]): boolean => {
    const [head = ""] = key.split(".");
    const isGroup = members.fromAttributes.includes(key) && existing(visit.people, key) === undefined;
    return user.unsupported[key] === undefined && user.unsupported[head] === undefined && !isGroup;
  };
  return new Map(all.filter(isTaken));
}

function existing(people: readonly JsonObject[], name: string): string | undefined {
  for (const person of people) {
    const extension = person[ENTERPRISE_USER];
    const value = isObject(extension) ? textOf(extension[name]) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a POST has left to be said. */
export interface Born {
  /** What the POST carried, by key. */
  readonly sent: ReadonlyMap<string, Json>;
  /** What it did not, though it was to be given. */
  readonly unsent: ReadonlyMap<string, Json>;
}

/** Whether that may be refused for something in the body, so that a smaller body is worth trying. */
const isOfBody = ({ status }: Reply): boolean => [400, 404, 415, 422, 500, 501].includes(status);

/** Makes the person: with all that is to be given, else with less and less, until the service takes it. */
export async function birth(
  surrounding: Surrounding,
  person: Subject,
  values: Map<string, Json>,
  manager: string | undefined,
): Promise<Born | undefined> {
  const { visit, belief } = surrounding;
  const { findings, probe } = visit;
  const { createFields, createManager } = belief.user;
  const posted = new Map([...values].filter(([key]) => createFields?.includes(key) ?? true));
  const withManager = manager !== undefined && createManager && belief.user.unsupported["manager"] === undefined;
  const least = new Map([...posted].filter(([key]) => /^(userName|name\.|displayName$|active$)/.test(key)));
  const tries: [what: string, values: Map<string, Json>, schemas?: boolean][] = [
    ...(withManager
      ? [["all attributes", new Map([...posted, ["manager", manager]])] as [string, Map<string, Json>]]
      : []),
    [withManager ? "all but the manager" : "all attributes", posted],
    ["name and userName only", least],
    ["name and userName only, without schemas", least, false],
  ];
  const userName = textOf(values.get("userName")) ?? "";
  const refusals: string[] = [];
  for (const [what, sent, schemas = belief.user.schemas] of tries) {
    const body = person.postBody(sent, { schemas });
    let { reply, id: shown } = await person.post(userName, body);
    if (reply.status === 415) {
      refusals.push(`${belief.mediaType}: ${probe.words(reply)}`);
      belief.mediaType = belief.mediaType === "application/json" ? "application/scim+json" : "application/json";
      ({ reply, id: shown } = await person.post(userName, body));
    }
    const id = shown ?? (isDone(reply) ? await look(surrounding, userName) : undefined);
    if (id !== undefined && surrounding.leftovers.isForeign(id)) {
      const seen = `POST of ${userName}: ${probe.words(reply)}, with somebody who was there before (id ${id})`;
      findings.wrong("create", seen, "nothing more was written; look at that person in the service");
      return undefined;
    }
    if (id !== undefined) {
      person.id = id;
      surrounding.leftovers.settle("/Users", userName, id);
      for (const [key, value] of sent) person.inputs[key] = value;
      const seen = `POST with ${what}: ${probe.words(reply)}`;
      const before = refusals.length === 0 ? "" : `; refused before: ${refusals.join("; ")}`;
      findings.add(refusals.length === 0 ? "ok" : "note", "create", seen + before, "");
      findings.learn("mediaType", belief.mediaType);
      if (!schemas) learnBoth("schemas", false);
      if (withManager && !sent.has("manager")) surrounding.belief.user.createManager = false;
      return { sent, unsent: new Map([...values].filter(([key]) => !sent.has(key))) };
    }
    refusals.push(`${what}: ${probe.words(reply)}`);
    if (!isOfBody(reply) && !isDone(reply)) break;
  }
  findings.wrong("create", refusals.join("; "), "no person can be made, so nothing else was tried");
  return undefined;

  function learnBoth(name: "schemas", value: boolean): void {
    belief.user[name] = value;
    belief.group[name] = value;
    findings.learn(`user.${name}`, value);
    findings.learn(`group.${name}`, value);
  }
}

/** The id of whoever has that userName, where an answer did not say it. */
async function look({ ask, belief }: Surrounding, userName: string): Promise<string | undefined> {
  const filter = eq("userName", userName, { quote: belief.filter.quote });
  const reply = await ask("GET", "/Users", { query: { filter } });
  const page = isDone(reply) ? pageOf(reply) : undefined;
  const own = page?.resources.find((each) => textOf(each["userName"])?.toLowerCase() === userName.toLowerCase());
  return own === undefined ? undefined : idOf(own);
}

/** What the service does not hold of what was sent: keys that it does not show, and keys that it shows otherwise. */
export interface Stored {
  readonly missing: readonly string[];
  readonly otherwise: readonly string[];
}

/** What became of what was sent, as the last GET shows it. */
export function stored(person: Subject, sent: ReadonlyMap<string, Json>): Stored {
  const open = [...sent].filter(([key, value]) => !person.shows(key, value)).map(([key]) => key);
  return { missing: open.filter((key) => !person.hasAny(key)), otherwise: open.filter((key) => person.hasAny(key)) };
}
