import { isObject, type JsonObject } from "../../json.js";
import { type Service } from "../../service.js";
import { type Stored } from "../../store.js";

/** The attributes of the extension that Leapsome reflects as teams (002). */
export const TEAM_ATTRIBUTES = ["department", "division", "costCenter"] as const;

/** One of them. */
export type TeamAttribute = (typeof TEAM_ATTRIBUTES)[number];

/** The extension's plain texts besides its custom attributes (LO, UserDefinition). */
export const FACTS = ["level", "location", "startDate", "endDate", "birthday", "gender"] as const;

/** What people have that the API only shows (000, User). */
export const READ_ONLY_FACTS: readonly string[] = ["employmentType", "attachments"];

/**
 * A person at rest: `userName`, `externalId`, `title`, `displayName`, `name`, `photo`, `active`, `accepted` (an invitation, once),
 * `manager` (an id), `additionalManagers` (ids), `teams` (attribute → `{ id, name }`), `facts` (the rest of the extension).
 */
export type Person = Readonly<JsonObject>;

/** A text attribute; undefined when there is none. */
export function textOf(holder: Readonly<JsonObject>, name: string): string | undefined {
  const value = holder[name];
  return typeof value === "string" ? value : undefined;
}

/** An object attribute; empty when there is none. */
export function objectOf(holder: Readonly<JsonObject>, name: string): JsonObject {
  const value = holder[name];
  return isObject(value) ? value : {};
}

/** The ids of somebody's additional managers. */
export function additionalManagersOf(person: Person): string[] {
  const value = person["additionalManagers"];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/**
 * The person whom a manager's string names (LO: a Leapsome id, an email or an externalId), tried in that order; an email in any letter
 * case.
 */
export function findPerson(service: Service, reference: string): Stored | undefined {
  const { store } = service;
  return (
    store.get("Users", reference) ??
    store.equal("Users", "userName", reference)?.[0] ??
    store.equal("Users", "externalId", reference)?.[0]
  );
}

/** How a person is shown as somebody's manager: the full name (000, UserManager), else userName. */
export function fullNameOf(person: Person): string | undefined {
  const name = objectOf(person, "name");
  const parts = [textOf(name, "givenName") ?? "", textOf(name, "familyName") ?? ""].filter((part) => part !== "");
  const joined = parts.length === 0 ? undefined : parts.join(" ");
  return textOf(person, "displayName") ?? textOf(name, "formatted") ?? joined ?? textOf(person, "userName");
}
