import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { copy, type JsonObject } from "../../json.js";
import { type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { locationOf, versionOf } from "../../view.js";
import { additionalManagersOf, fullNameOf, objectOf, TEAM_ATTRIBUTES, textOf, type Person } from "./person.js";
import { teamsOf, teamText } from "./teams.js";

/** A person as GET, lists, PATCH and PUT answer (000 and 001, User). */
export function userView(service: Service, stored: Stored): JsonObject {
  const { attributes, id } = stored;
  const manager = textOf(attributes, "manager");
  const displayName = displayNameOf(service, attributes);
  return {
    schemas: [USER, ENTERPRISE_USER],
    id,
    // 000: nullable.
    externalId: textOf(attributes, "externalId") ?? null,
    userName: attributes["userName"] ?? "",
    ...nameView(service, attributes),
    ...(displayName === undefined ? {} : { displayName }),
    title: attributes["title"] ?? "",
    // 000: `type` is always set to "photo".
    photos: photosOf(attributes).map((value) => ({ value, type: "photo" })),
    active: isActive(service, attributes),
    // 000: `primary` is always true and `type` always "work"; that the value is userName is inferred.
    emails: [{ primary: true, type: "work", value: attributes["userName"] ?? "" }],
    groups: teamsOf(service, stored).map((value) => ({ value })),
    ...(manager === undefined ? {} : { manager: { value: manager } }),
    [ENTERPRISE_USER]: extensionView(service, attributes),
    meta: {
      created: stored.created,
      lastModified: stored.lastModified,
      location: locationOf(service, stored),
      version: versionOf(stored),
    },
  };
}

/** The short answer to a POST (000): no active, emails, extension or schemas; `meta.created` is a number. */
export function createdView(service: Service, stored: Stored): JsonObject {
  const { attributes } = stored;
  const given = Object.fromEntries(
    ["name", "displayName", "externalId"].flatMap((key) => {
      const value = attributes[key];
      return value === undefined ? [] : [[key, copy(value)]];
    }),
  );
  return {
    id: stored.id,
    userName: attributes["userName"] ?? "",
    ...given,
    title: attributes["title"] ?? "",
    photos: photosOf(attributes).map((value) => ({ value })),
    groups: [],
    meta: { created: Date.parse(stored.created), location: locationOf(service, stored) },
  };
}

function photosOf(person: Person): string[] {
  const photo = textOf(person, "photo");
  return photo === undefined ? [] : [photo];
}

/** LO, UserFullName: both parts are required. */
function nameView(service: Service, person: Person): JsonObject {
  if (person["name"] === undefined) return {};
  const name = objectOf(person, "name");
  const [givenName, familyName] = [textOf(name, "givenName") ?? "", textOf(name, "familyName") ?? ""];
  const derived = service.options.leapsome.derivesNames ? `${givenName} ${familyName}`.trim() : undefined;
  const formatted = textOf(name, "formatted") ?? derived;
  return { name: { givenName, familyName, ...(formatted === undefined ? {} : { formatted }) } };
}

function displayNameOf(service: Service, person: Person): string | undefined {
  const given = textOf(person, "displayName");
  if (given !== undefined || !service.options.leapsome.derivesNames || person["name"] === undefined) return given;
  return fullNameOf(person);
}

/** LO: somebody activated may be "invited" or "created" when he never accepted an invitation. */
function isActive(service: Service, person: Person): boolean {
  return person["active"] === true && (person["accepted"] === true || service.options.leapsome.unacceptedReads);
}

function extensionView(service: Service, person: Person): JsonObject {
  const manager = textOf(person, "manager");
  const additional = additionalManagersOf(person);
  if (service.options.leapsome.additionalManagersOrder === "sorted") additional.sort();
  const teams: JsonObject = {};
  for (const attribute of TEAM_ATTRIBUTES) {
    const name = teamText(service, person, attribute);
    if (name !== undefined) teams[attribute] = name;
  }
  return {
    ...(manager === undefined ? {} : { manager: managerView(service, manager) }),
    ...(additional.length === 0 ? {} : { additionalManagers: additional.map((id) => managerView(service, id)) }),
    ...teams,
    ...copy(objectOf(person, "facts")),
  };
}

/** 000, UserManager: written as a string, read as an object. */
function managerView(service: Service, id: string): JsonObject {
  const found = service.store.get("Users", id);
  const displayName = found === undefined ? undefined : fullNameOf(found.attributes);
  return { managerId: id, ...(displayName === undefined ? {} : { displayName }) };
}
