import { show, type Json } from "../../json.js";
import { ScimError } from "../../scimError.js";
import { type LeapsomeSwitches } from "./switches.js";

/** What a body says of one attribute: a new value, null = no value any more, undefined = nothing. */
export type Change<T extends Json = Json> = T | null | undefined;

/** A 400; Leapsome has no scimType. */
export function refused(detail: string): ScimError {
  return new ScimError(400, detail);
}

/** An optional string of a body. */
export function readText(switches: LeapsomeSwitches, where: string, value: Json | undefined): Change<string> {
  if (value === undefined) return undefined;
  if (value === null) return readNull(switches, where);
  if (typeof value !== "string") throw refused(`${where} must be a string, not ${show(value)}.`);
  if (value !== "") return value;
  if (switches.emptyStrings === "refuse") throw refused(`${where} must not be empty.`);
  return null;
}

/** null for an attribute whose type has none. */
export function readNull({ nulls }: LeapsomeSwitches, where: string): null | undefined {
  if (nulls === "refuse") throw refused(`${where} must not be null.`);
  return nulls === "clear" ? null : undefined;
}

const DATES = new Set(["startDate", "endDate", "birthday"]);
const GENDERS = ["male", "female", "diverse"];

/** 000: dates are YYYY-MM-DD, gender is male, female or diverse. */
export function checkFact({ checkValues }: LeapsomeSwitches, name: string, value: Change<string>): void {
  if (!checkValues || typeof value !== "string") return;
  if (DATES.has(name) && !isDate(value)) throw refused(`${name} must be a date as 2011-03-25, not ${value}.`);
  if (name === "gender" && !GENDERS.includes(value)) {
    throw refused(`gender must be ${GENDERS.join(", ")}, not ${value}.`);
  }
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** 000, POST: "The userName field is required" and "must be non-empty"; the same for PATCH and PUT (LO). */
export function readUserName(switches: LeapsomeSwitches, value: Json | undefined, isNew: boolean): string {
  if (typeof value !== "string") throw refused("The userName field is required.");
  if (value.trim() === "") throw refused("The userName field must be non-empty.");
  const domain = /^[^@\s]+@([^@\s]+)$/.exec(value)?.[1];
  // 000: `format: email` on POST; PATCH and PUT call it usually an email address.
  if (isNew && domain === undefined) throw refused(`The userName must be an email address, not ${value}.`);
  const { allowedDomains, wrongDomainStatus } = switches;
  const allowed = allowedDomains?.map((each) => each.toLowerCase());
  // 000: "The user email domain must match an existing organization email domain."
  if (allowed !== undefined && !allowed.includes((domain ?? "").toLowerCase())) {
    throw new ScimError(wrongDomainStatus, `The email domain of ${value} is none of the organization.`);
  }
  return switches.userNameCase === "lowered" ? value.toLowerCase() : value;
}

/** 000: "We take the first one as user avatar"; in a POST, an item has one property at most. */
export function readPhoto(switches: LeapsomeSwitches, value: Json | undefined, isNew: boolean): Change<string> {
  if (value === undefined) return undefined;
  if (value === null) return readNull(switches, "photos");
  if (!Array.isArray(value)) throw refused(`photos must be a list, not ${show(value)}.`);
  const urls = value.map((item, index) => readUrl(switches, item, `photos[${index}]`, isNew));
  return urls[0] ?? null;
}

function readUrl({ checkValues }: LeapsomeSwitches, item: Json, where: string, isNew: boolean): string {
  const isItem = typeof item === "object" && item !== null && !Array.isArray(item);
  if (!isItem) throw refused(`${where} must be an object with a value, not ${show(item)}.`);
  if (isNew && Object.keys(item).length > 1) throw refused(`${where} must have one property, value.`);
  const { value } = item;
  if (typeof value !== "string") throw refused(`${where}.value must be a string, not ${show(value)}.`);
  // LO: "Needs to be a complete and valid url."
  if (checkValues && !URL.canParse(value))
    throw refused(`${where}.value must be a complete and valid URL, not ${value}.`);
  return value;
}
