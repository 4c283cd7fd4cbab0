import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { isObject, type Json, type JsonObject } from "../../json.js";
import { badRequest } from "../../scimError.js";
import { type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { type AbsorbSwitches } from "./switches.js";

/** Checks and completes a user about to be stored, by whichever operation it came. */
export function settleUser(service: Service, attributes: JsonObject, before: Stored | undefined): JsonObject {
  const switches = service.options.absorb;
  checkLength("title", attributes["title"], 255);
  checkLength("preferredLanguage", attributes["preferredLanguage"], 7);
  if (switches.shortAddressCodes) {
    for (const address of items(attributes["addresses"])) {
      for (const code of ["region", "country"]) checkLength(`addresses.${code}`, address[code], 3);
    }
  }
  if (switches.checkEmails) items(attributes["emails"]).forEach(checkEmail);
  if (switches.managerMustExist) checkManager(service, attributes[ENTERPRISE_USER]);
  const phones = items(attributes["phoneNumbers"]);
  const password = attributes["password"] ?? before?.attributes["password"];
  return {
    ...attributes,
    // 003: "If null, defaults to Inactive."
    active: attributes["active"] === true,
    ...(password === undefined ? {} : { password }),
    ...(phones.length === 0 ? {} : { phoneNumbers: [kept(switches, phones)] }),
  };
}

function items(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Refuses a text that is longer than the page allows. */
export function checkLength(where: string, value: Json | undefined, most: number): void {
  if (typeof value !== "string" || value.length <= most) return;
  throw badRequest("invalidValue", `${where} has ${value.length} characters; ${most} are allowed.`);
}

function checkEmail({ value }: JsonObject): void {
  if (typeof value !== "string" || /^[^@\s]+@[^@\s]+$/.test(value)) return;
  throw badRequest("invalidValue", `emails.value must be an email address, not ${value}.`);
}

function checkManager(service: Service, extension: Json | undefined): void {
  const manager = isObject(extension) ? extension["manager"] : undefined;
  const id = isObject(manager) ? manager["value"] : undefined;
  if (typeof id !== "string" || service.store.get("Users", id) !== undefined) return;
  throw badRequest("invalidValue", `The manager ${id} is nobody here.`);
}

/** 003: "The SCIM User/Phones is a List", whereas the Absorb user's phone is a single value. */
function kept({ phoneKept }: AbsorbSwitches, phones: readonly JsonObject[]): JsonObject {
  const primary = phoneKept === "primary" ? phones.find((phone) => phone["primary"] === true) : undefined;
  return primary ?? phones.at(phoneKept === "last" ? -1 : 0) ?? {};
}
