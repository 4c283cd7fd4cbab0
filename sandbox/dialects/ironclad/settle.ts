import { isDeepStrictEqual } from "node:util";
import { isObject, type Json, type JsonObject } from "../../json.js";
import { badRequest, ScimError } from "../../scimError.js";
import { type Kind } from "../../schema/resourceType.js";
import { type Service } from "../../service.js";
import { membersOf, type Stored } from "../../store.js";
import { IRONCLAD_USER } from "./urns.js";

/** 004: `Invalid value at name.givenName: 123`. */
export function invalidValue(where: string, value: Json | undefined): ScimError {
  const shown =
    where === "password" ? "what was sent" : typeof value === "string" ? value : JSON.stringify(value ?? null);
  return badRequest("invalidValue", `Invalid value at ${where}: ${shown}`);
}

/** Checks and completes a user about to be stored, by whichever operation it came. */
export function settleUser(service: Service, attributes: JsonObject, before: Stored | undefined): JsonObject {
  const { checkUserName, saml } = service.options.ironclad;
  const { userName } = attributes;
  // 004: "The email address of the user".
  if (checkUserName && !isEmail(userName)) throw invalidValue("userName", userName);
  checkFree(service, "Users", "userName", attributes, before);
  const own = isObject(attributes[IRONCLAD_USER]) ? attributes[IRONCLAD_USER] : {};
  checkHead(service, own["departmentHead"], attributes, before);
  const provider = ownOf(before)["provider"] ?? (attributes["password"] === undefined ? byInvitation(saml) : "local");
  return {
    ...attributes,
    // 004: the default is true.
    active: attributes["active"] ?? true,
    emails: emailsOf(attributes, before),
    [IRONCLAD_USER]: { ...own, provider },
  };
}

/** Checks a group about to be stored. */
export function settleGroup(service: Service, attributes: JsonObject, before: Stored | undefined): JsonObject {
  if (service.options.uniqueGroupNames) checkFree(service, "Groups", "displayName", attributes, before);
  // 004: "An array of User Ids"; a member's type is User and nothing else.
  for (const { value } of membersOf(attributes)) {
    if (typeof value === "string" && service.store.get("Users", value) !== undefined) continue;
    throw invalidValue("members.value", value);
  }
  return attributes;
}

function byInvitation(saml: boolean): string {
  return saml ? "saml" : "magicLink";
}

function ownOf(stored: Stored | undefined): JsonObject {
  const own = stored?.attributes[IRONCLAD_USER];
  return isObject(own) ? own : {};
}

function isEmail(value: Json | undefined): value is string {
  return typeof value === "string" && /^[^@\s]+@[^@\s]+$/.test(value);
}

/** 004 lists 409 on POST only; what a PUT or PATCH answers is a switch. */
function checkFree(
  service: Service,
  kind: Kind,
  name: string,
  attributes: JsonObject,
  before: Stored | undefined,
): void {
  const value = attributes[name];
  if (before === undefined || typeof value !== "string") return;
  const others = (service.store.equal(kind, name, value) ?? []).filter(({ id }) => id !== before.id);
  if (others.length === 0) return;
  const { takenNameStatus } = service.options.ironclad;
  throw takenNameStatus === 400 ? invalidValue(name, value) : new ScimError(409, `${name} ${value} is taken.`);
}

/** 004: an email address, the userName of the department's head. A head that stays the same is not looked up again. */
function checkHead(service: Service, head: Json | undefined, attributes: JsonObject, before: Stored | undefined): void {
  if (head === undefined || head === ownOf(before)["departmentHead"]) return;
  const where = `${IRONCLAD_USER}:departmentHead`;
  if (!isEmail(head)) throw invalidValue(where, head);
  const { userName } = attributes;
  const isSelf = typeof userName === "string" && userName.toLowerCase() === head.toLowerCase();
  if (isSelf || !service.options.ironclad.departmentHeadMustExist) return;
  if (service.store.equal("Users", "userName", head)?.[0] === undefined) throw invalidValue(where, head);
}

/** 004: the work and primary address "is typically copied from the main email stored in the userName property". */
function emailsOf({ userName, emails }: JsonObject, before: Stored | undefined): Json {
  const copied = (value: Json | undefined): Json => [{ value: value ?? "", type: "work", primary: true }];
  const old = before?.attributes;
  const followed = old !== undefined && isDeepStrictEqual(old["emails"], copied(old["userName"]));
  const changed = emails !== undefined && !isDeepStrictEqual(emails, old?.["emails"]);
  if (changed || (emails !== undefined && !followed)) return emails;
  return copied(userName);
}
