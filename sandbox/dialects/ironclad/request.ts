import { ENTERPRISE_USER, PATCH_OP } from "../../../provider/scim/urns.js";
import { isObject, show, type Json, type JsonObject } from "../../json.js";
import { badRequest } from "../../scimError.js";
import { invalidValue } from "./settle.js";
import { type IroncladSwitches } from "./switches.js";
import { IRONCLAD_USER } from "./urns.js";

const ADVERTISED_OF_USER = ["displayName", "nickName"];
const ADVERTISED_OF_ENTERPRISE = ["employeeNumber", "costCenter", "organization", "manager"];

/** The body of a user's POST or PUT (004, UserCreateRequestBody, one schema for both). */
export function readUser(switches: IroncladSwitches, body: JsonObject, isNew: boolean): JsonObject {
  const advertised = switches.advertised === "take";
  const core = ["schemas", "userName", "name", "title", "password", "active", ENTERPRISE_USER, IRONCLAD_USER];
  const known = pick(switches, body, [...core, ...(advertised ? ADVERTISED_OF_USER : [])], "");
  checkSchemas(known);
  if (typeof known["userName"] !== "string" || known["userName"] === "") {
    throw invalidValue("userName", known["userName"]);
  }
  // 004: required, its parts are not.
  if (!isObject(known["name"])) throw invalidValue("name", known["name"]);
  const { password } = known;
  const needed = !switches.saml && (isNew || switches.passwordOnPut);
  // 004: "Required if there are no SAML configurations set up for the company."
  if (password !== undefined || needed) checkPassword(password);
  const members: Record<string, readonly string[]> = {
    name: ["givenName", "familyName"],
    [ENTERPRISE_USER]: ["department", ...(advertised ? ADVERTISED_OF_ENTERPRISE : [])],
    [IRONCLAD_USER]: ["departmentHead", "allowProviderConversion"],
  };
  for (const [key, names] of Object.entries(members)) {
    const value = known[key];
    if (isObject(value)) known[key] = pick(switches, value, names, `${key}.`);
  }
  checkText("title", known["title"]);
  for (const [part, value] of Object.entries(known["name"])) checkText(`name.${part}`, value);
  return known;
}

/** The body of a group's POST or PUT (004, GroupCreateRequestBody): no externalId. */
export function readGroup(switches: IroncladSwitches, body: JsonObject): JsonObject {
  const known = pick(switches, body, ["schemas", "displayName", "members"], "");
  checkSchemas(known);
  const { displayName, members } = known;
  if (typeof displayName !== "string" || displayName.trim() === "") throw invalidValue("displayName", displayName);
  if (members !== undefined) known["members"] = readMembers(members, "members");
  return known;
}

/** 004, the example of UserResponse400. */
function checkText(where: string, value: Json | undefined): void {
  if (value !== undefined && typeof value !== "string") throw invalidValue(where, value);
}

/** A list of `{ value }`, the value required (004). */
export function readMembers(value: Json | undefined, where: string): JsonObject[] {
  if (!Array.isArray(value)) throw invalidValue(where, value);
  return value.map((item) => {
    const id = isObject(item) ? item["value"] : undefined;
    if (typeof id !== "string") throw invalidValue(`${where}.value`, id);
    return { value: id };
  });
}

/** 004: `schemas` of a PATCH is required; so are `op` and `path` of each operation. */
export function checkPatchSchemas({ schemas }: JsonObject): void {
  if (Array.isArray(schemas) && schemas.includes(PATCH_OP)) return;
  throw badRequest("invalidValue", `Invalid value at schemas: ${show(schemas)}`);
}

/** 004: 16 characters or more, of them a lower-case and an upper-case letter, a digit and one of these special ones. */
export function checkPassword(password: Json | undefined): void {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/];
  if (typeof password === "string" && password.length >= 16 && kinds.every((kind) => kind.test(password))) return;
  throw invalidValue("password", password);
}

/** 004: required, a list of strings; that the kind's own URN must be in it is checked with the rest of the body. */
function checkSchemas({ schemas }: JsonObject): void {
  if (Array.isArray(schemas) && schemas.every((urn) => typeof urn === "string")) return;
  throw invalidValue("schemas", schemas);
}

/** The named members; another one is left out or refused, and null is no value of any type here. */
function pick(switches: IroncladSwitches, object: JsonObject, names: readonly string[], prefix: string): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (!names.includes(key)) {
      if (switches.unknownFields === "refuse") throw invalidValue(prefix + key, value);
    } else if (value === null) {
      throw invalidValue(prefix + key, value);
    } else {
      result[key] = value;
    }
  }
  return result;
}
