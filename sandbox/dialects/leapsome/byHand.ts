import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { copy, isObject, without, type Json, type JsonObject } from "../../json.js";
import { badRequest } from "../../scimError.js";
import { type Kind } from "../../schema/resourceType.js";
import { type Service } from "../../service.js";
import { type Keeper } from "../dialect.js";
import { groupView, idsIn } from "./groups.js";
import { findPerson, objectOf, TEAM_ATTRIBUTES, textOf, type Person, type TeamAttribute } from "./person.js";
import { membersIn } from "./roster.js";
import { checkFreeName, teamNamed, teamText } from "./teams.js";
import { DEFAULT_TITLE } from "./users.js";
import { userView } from "./userView.js";

/**
 * Seeds and changes by hand, in the form in which the API shows resources. A person has `accepted` besides (an invitation, once; true
 * when not given), a group its real `members` without those whom attributes put there; a manager may be any of the three strings too.
 */
export const leapsomeKeeper: Keeper = {
  show: (service, stored) => copy(stored.kind === "Users" ? userView(service, stored) : groupView(service, stored)),
  open: (service, stored) => {
    if (stored.kind === "Users") {
      const { displayName, name, active, accepted } = stored.attributes;
      // Names that the service made up are not the person's own.
      const shown = without(without(userView(service, stored), "displayName"), "name");
      const own = { ...(displayName === undefined ? {} : { displayName }), ...(name === undefined ? {} : { name }) };
      return copy({ ...shown, ...own, active: active === true, accepted: accepted === true });
    }
    return copy({ ...groupView(service, stored), members: idsIn(stored).map((value) => ({ value })) });
  },
  membersOf: (service, group) => membersIn(service, group.id),
  add: (service, kind, resource, given) => {
    const name = kind === "Groups" ? textOf(resource, "displayName") : undefined;
    if (name !== undefined) checkFreeName(service, name);
    return service.store.create(kind, fromHand(service, kind, resource, {}), given);
  },
  save: (service, stored, resource) => {
    const name = stored.kind === "Groups" ? textOf(resource, "displayName") : undefined;
    if (name !== undefined) checkFreeName(service, name, stored.id);
    const kept: JsonObject =
      stored.attributes["attribute"] === undefined ? {} : { attribute: stored.attributes["attribute"] };
    return service.store.update(stored, { ...kept, ...fromHand(service, stored.kind, resource, stored.attributes) });
  },
};

function fromHand(service: Service, kind: Kind, resource: JsonObject, before: Person): JsonObject {
  return kind === "Users" ? person(service, resource, before) : group(resource);
}

function group(resource: JsonObject): JsonObject {
  const members = Array.isArray(resource["members"]) ? resource["members"].filter(isObject) : [];
  return {
    displayName: required(resource, "displayName"),
    ...texts(resource, ["externalId"]),
    ...(members.length === 0 ? {} : { members: members.map(({ value }) => ({ value: value ?? "" })) }),
  };
}

function person(service: Service, resource: JsonObject, before: Person): JsonObject {
  const { manager, additionalManagers, ...extension } = objectOf(resource, ENTERPRISE_USER);
  const managerId = reference(service, manager) ?? reference(service, resource["manager"]);
  const additional = Array.isArray(additionalManagers)
    ? additionalManagers.flatMap((each) => reference(service, each) ?? [])
    : [];
  const [photo] = Array.isArray(resource["photos"]) ? resource["photos"].filter(isObject) : [];
  const url = photo === undefined ? undefined : textOf(photo, "value");
  return {
    userName: required(resource, "userName"),
    ...texts(resource, ["externalId", "displayName"]),
    title: textOf(resource, "title") ?? DEFAULT_TITLE,
    ...(isObject(resource["name"]) ? { name: texts(resource["name"], ["givenName", "familyName", "formatted"]) } : {}),
    ...(url === undefined ? {} : { photo: url }),
    active: resource["active"] !== false,
    accepted: resource["accepted"] !== false,
    ...(managerId === undefined ? {} : { manager: managerId }),
    ...(additional.length === 0 ? {} : { additionalManagers: additional }),
    teams: teams(service, extension, before),
    facts: Object.fromEntries(Object.entries(extension).filter(([key]) => !isTeamAttribute(key))),
  };
}

function teams(service: Service, extension: JsonObject, before: Person): JsonObject {
  return Object.fromEntries(
    TEAM_ATTRIBUTES.flatMap((attribute) => {
      const name = textOf(extension, attribute);
      if (name === undefined) return [];
      const kept = name === teamText(service, before, attribute) ? objectOf(before, "teams")[attribute] : undefined;
      return [[attribute, kept ?? { id: teamNamed(service, attribute, name).id, name }]];
    }),
  );
}

function isTeamAttribute(key: string): key is TeamAttribute {
  return TEAM_ATTRIBUTES.some((attribute) => attribute === key);
}

/** The id of a manager, who may come later in a seed, so an unknown one is kept. */
function reference(service: Service, value: Json | undefined): string | undefined {
  const text = isObject(value) ? (textOf(value, "managerId") ?? textOf(value, "value")) : value;
  if (typeof text !== "string" || text === "") return undefined;
  return findPerson(service, text)?.id ?? text;
}

function texts(holder: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (typeof holder[name] === "string" ? [[name, holder[name]]] : [])));
}

function required(resource: JsonObject, name: string): string {
  const value = textOf(resource, name);
  if (value === undefined || value === "") throw badRequest("invalidValue", `${name} is required.`);
  return value;
}
