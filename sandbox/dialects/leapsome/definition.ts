import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { isObject, show, type Json, type JsonObject } from "../../json.js";
import { ScimError } from "../../scimError.js";
import { type Service } from "../../service.js";
import { checkFact, readNull, readPhoto, readText, readUserName, refused, type Change } from "./fields.js";
import { FACTS, findPerson, TEAM_ATTRIBUTES, type TeamAttribute } from "./person.js";
import { type LeapsomeSwitches } from "./switches.js";

/** What a body changes about a person, checked, with managers as ids. */
export interface Definition {
  readonly userName: string;
  readonly core: Readonly<Record<"externalId" | "title" | "displayName" | "photo", Change<string>>>;
  readonly name: Change<JsonObject>;
  readonly active: boolean | undefined;
  readonly manager: Change<string>;
  readonly additionalManagers: Change<string[]>;
  readonly teams: Readonly<Record<TeamAttribute, Change<string>>>;
  /** The extension's other texts and its custom attributes. */
  readonly facts: Readonly<Record<string, Change<string>>>;
}

// 000: the six properties of the POST body; LO: those of UserDefinition, for PATCH and PUT.
const ON_CREATE = ["userName", "name", "displayName", "title", "photos", "externalId"];
const ON_CHANGE = [...ON_CREATE, "location", "manager", "active", ENTERPRISE_USER];
const IN_EXTENSION = ["manager", "additionalManagers", ...TEAM_ATTRIBUTES, ...FACTS];

/** Reads the body of a POST (`isNew`: the six fields) or of a PATCH or PUT (LO, UserDefinition). */
export function readDefinition(service: Service, body: JsonObject, isNew: boolean): Definition {
  const switches = service.options.leapsome;
  const known = pick(switches, body, (key) => (isNew ? ON_CREATE : ON_CHANGE).includes(key), "");
  const extension = readExtension(switches, known[ENTERPRISE_USER]);
  const text = (name: string): Change<string> => readText(switches, name, known[name]);
  const inExtension = (name: string): Change<string> => {
    const value = readText(switches, `${ENTERPRISE_USER}.${name}`, extension[name]);
    checkFact(switches, name, value);
    return value;
  };
  const custom = Object.keys(extension).filter((key) => !IN_EXTENSION.includes(key));
  const facts = Object.fromEntries([...FACTS, ...custom].map((name) => [name, inExtension(name)]));
  return {
    userName: readUserName(switches, known["userName"], isNew),
    core: {
      externalId: text("externalId"),
      title: text("title"),
      displayName: text("displayName"),
      photo: readPhoto(switches, known["photos"], isNew),
    },
    name: readName(switches, known["name"], isNew),
    active: readActive(switches, known["active"]),
    manager: readManager(service, twin(switches, "manager", known["manager"], extension["manager"])),
    additionalManagers: readManagers(service, extension["additionalManagers"]),
    teams: {
      department: inExtension("department"),
      division: inExtension("division"),
      costCenter: inExtension("costCenter"),
    },
    facts: { ...facts, location: twin(switches, "location", text("location"), facts["location"]) },
  };
}

function pick(
  switches: LeapsomeSwitches,
  object: JsonObject,
  isKnown: (key: string) => boolean,
  prefix: string,
): JsonObject {
  const unknown = Object.keys(object).find((key) => !isKnown(key));
  if (unknown !== undefined && switches.unknownFields === "refuse") {
    throw refused(`There is no field ${prefix}${unknown} here.`);
  }
  return Object.fromEntries(Object.entries(object).filter(([key]) => isKnown(key)));
}

function readExtension(switches: LeapsomeSwitches, value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  if (value === null) {
    readNull(switches, ENTERPRISE_USER);
    return {};
  }
  if (!isObject(value)) throw refused(`${ENTERPRISE_USER} must be an object, not ${show(value)}.`);
  return pick(switches, value, (key) => IN_EXTENSION.includes(key) || isCustom(switches, key), `${ENTERPRISE_USER}.`);
}

/** LO: a custom attribute's key is its id from the Users & Teams tab, 24 hex digits in the examples. */
function isCustom({ customAttributes }: LeapsomeSwitches, key: string): boolean {
  return customAttributes === undefined ? /^[0-9a-f]{24}$/.test(key) : customAttributes.includes(key);
}

/** LO, UserFullName: with familyName and givenName both; POST marks neither (000). */
function readName(switches: LeapsomeSwitches, value: Json | undefined, isNew: boolean): Change<JsonObject> {
  if (value === undefined) return undefined;
  if (value === null) return readNull(switches, "name");
  if (!isObject(value)) throw refused(`name must be an object, not ${show(value)}.`);
  const result: JsonObject = {};
  for (const part of isNew ? ["givenName", "familyName"] : ["givenName", "familyName", "formatted"]) {
    const given = value[part];
    if (given === undefined && (isNew || part === "formatted")) continue;
    if (typeof given !== "string") throw refused(`name.${part} must be a string, not ${show(given)}.`);
    result[part] = given;
  }
  return Object.keys(result).length === 0 ? null : result;
}

function readActive(switches: LeapsomeSwitches, value: Json | undefined): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  if (value !== null) throw refused(`active must be true or false, not ${show(value)}.`);
  readNull(switches, "active");
  return undefined;
}

/** One fact in two places; which counts when they differ is not documented. */
function twin<T extends Json | undefined>(switches: LeapsomeSwitches, name: string, top: T, inner: T): T {
  if (top === undefined || inner === undefined || top === inner) return inner === undefined ? top : inner;
  if (switches.conflictingTwins === "refuse") throw refused(`${name} is given twice, and not the same.`);
  return switches.conflictingTwins === "enterprise" ? inner : top;
}

/** How to take a manager away is not documented; nor what becomes of a string that names nobody. */
function readManager(service: Service, value: Json | undefined): Change<string> {
  const { clearsManager, otherManagerClears } = service.options.leapsome;
  if (value === undefined) return undefined;
  if (value === null || value === "") {
    if (clearsManager.includes(value === null ? "null" : "empty")) return null;
    if (otherManagerClears === "refuse") throw refused(`manager must be an id, an email or an externalId.`);
    return undefined;
  }
  return managerId(service, value, "manager");
}

function readManagers(service: Service, value: Json | undefined): Change<string[]> {
  if (value === undefined) return undefined;
  if (value === null) return readNull(service.options.leapsome, "additionalManagers");
  if (!Array.isArray(value)) throw refused(`additionalManagers must be a list, not ${show(value)}.`);
  const ids = value.flatMap((item, index) => managerId(service, item, `additionalManagers[${index}]`) ?? []);
  return ids.length === 0 ? null : [...new Set(ids)];
}

function managerId(service: Service, value: Json, where: string): string | undefined {
  if (typeof value !== "string") throw refused(`${where} must be a string, not ${show(value)}.`);
  const found = findPerson(service, value);
  if (found === undefined && service.options.leapsome.unknownManager === "refuse") {
    throw new ScimError(400, `${where}: nobody has the id, email or externalId ${value}.`);
  }
  return found?.id;
}
