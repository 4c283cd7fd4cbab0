import { type ReferenceForm } from "../dialects/index.js";
import { foldCase, isEmpty, sameValue } from "../scim/compare.js";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { type Attribute, findAttribute, subAttribute } from "../scim/schemas.js";
import { valueAt, type Field } from "./fields.js";

/** What comparison needs to know of the resource that a value stands in. */
export interface Surroundings {
  userName?: string | undefined;
  /** Values that the service puts where nothing was sent, by attribute. */
  defaults: Readonly<Record<string, Json>>;
  /** Whether the person with that id is known to be the one whom the program names in another way. */
  isNamed: (id: string, name: string, reference: ReferenceForm) => boolean;
}

/** A program's value in the form that SCIM bodies carry. */
export function toScim(field: Field, value: Json): Json {
  if (field.reference?.write !== "object") return value;
  const refer = (id: Json): Json => (typeof id === "string" ? { value: id } : id);
  return Array.isArray(value) ? value.map(refer) : refer(value);
}

/** The value of a field in a service's resource, in the form that programs use; undefined when there is none. */
export function fromScim(field: Field, resource: JsonObject): Json | undefined {
  const right = valueAt(resource, field.place);
  const value = isEmpty(right) && field.alsoAt ? valueAt(resource, field.alsoAt) : right;
  if (value === undefined || isEmpty(value)) return undefined;
  const { reference } = field;
  if (reference && field.list !== undefined)
    return (Array.isArray(value) ? value : [value]).flatMap((item) => referred(item, reference) ?? []);
  if (reference) return referred(value, reference);
  // Some services write booleans as texts, "False" among them.
  if (field.key === "active" && typeof value === "string" && /^(true|false)$/i.test(value))
    return value.toLowerCase() === "true";
  return value;
}

/** The id that a reference names: `{value}`, the id alone, or the last part of `{$ref}` (RFC 7643 section 2.4). */
function referred(reference: Json, { readKeys }: ReferenceForm): Json | undefined {
  const ids = isObject(reference) ? readKeys.map((key) => valueAt(reference, [key])) : [reference];
  const id = ids.find((candidate) => candidate !== undefined && !isEmpty(candidate));
  if (typeof id === "number") return String(id);
  if (id !== undefined) return id;
  const link = isObject(reference) ? valueAt(reference, ["$ref"]) : undefined;
  const last = typeof link === "string" ? /\/Users\/([^/?#]+)\/?$/i.exec(link)?.[1] : undefined;
  if (last === undefined) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Whether the service says that the person is inactive; `active` may be missing, which means nothing. */
export function isInactive(user: JsonObject): boolean {
  const active = valueAt(user, ["active"]);
  return active === false || (typeof active === "string" && active.toLowerCase() === "false");
}

/**
 * What the service holds, as this program would have written it: the program's own spelling wherever SCIM's rules call
 * the values equal, else the service's value; undefined when the service holds nothing. Write-only values cannot be
 * seen and count as held.
 */
export function observe(field: Field, wanted: Json, resource: JsonObject, around: Surroundings): Json | undefined {
  if (field.writeOnly === true) return wanted;
  const actual = fromScim(field, resource);
  if (field.list !== undefined && (Array.isArray(wanted) || wanted === null)) {
    const seen = observeList(wanted ?? [], actual, field, around);
    return seen.length === 0 && wanted === null ? null : seen;
  }
  if (sameUnit(field, wanted, actual, around)) return wanted;
  const fallback = around.defaults[field.key];
  if (isEmpty(wanted) && fallback !== undefined && sameValue(field.attribute, fallback, actual ?? null)) return wanted;
  return actual;
}

/** A text of no known attribute may be a date, and dates are instants. */
function sameUnit(field: Field, wanted: Json, actual: Json | undefined, around: Surroundings): boolean {
  if (field.reference) {
    if (actual === undefined) return isEmpty(wanted);
    return samePerson(wanted, actual, field.reference, around);
  }
  const known = field.attribute ?? (typeof wanted === "string" && typeof actual === "string" ? DATE_TIME : undefined);
  return sameValue(known, wanted, actual ?? null);
}

/** Ids are compared to the letter (RFC 7643 section 3.1). */
function samePerson(wanted: Json, actual: Json, reference: ReferenceForm, around: Surroundings): boolean {
  if (wanted === actual) return true;
  return typeof wanted === "string" && typeof actual === "string" && around.isNamed(actual, wanted, reference);
}

const DATE_TIME = findAttribute("User", "meta.created");

/** Whether the service holds what the program wants. */
export function holds(field: Field, wanted: Json, resource: JsonObject, around: Surroundings): boolean {
  return sameExactly(wanted, observe(field, wanted, resource, around));
}

/** What tells one item of a list from another: its `value`, regardless of letter case, unless the field says otherwise. */
export function itemKey(item: Json, { itemsBy }: Field): string {
  if (itemsBy && isObject(item)) return JSON.stringify(itemsBy.map((name) => valueAt(item, [name]) ?? null));
  const value = isObject(item) ? (valueAt(item, ["value"]) ?? null) : item;
  return typeof value === "string" ? foldCase(value) : JSON.stringify(value);
}

/** Equality of two values of a program: to the letter, but lists are sets (RFC 7643 section 2.4). */
export function sameExactly(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || canonical(a) === canonical(b);
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(canonical))].sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${members
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join()}}`;
}

/** A managed list as the service has it, each item in the program's words where the given sub-attributes are equal. */
function observeList(wanted: Json[], actual: Json | undefined, field: Field, around: Surroundings): Json[] {
  const { attribute } = field;
  const left = Array.isArray(actual) ? actual.filter((item) => !isEmpty(item)) : actual === undefined ? [] : [actual];
  const seen: Json[] = [];
  const { reference } = field;
  const isSame = (item: Json, other: Json) =>
    reference ? samePerson(item, other, reference, around) : sameGiven(item, other, attribute);
  const partners = partnersOf(wanted, left, field, isSame);
  wanted.forEach((item, at) => {
    const partner = partners[at];
    if (partner !== undefined) seen.push(isSame(item, partner) ? item : project(partner, item));
  });
  if (field.list === "items") return seen;
  const strangers = left.filter((item) => !partners.includes(item) && !isDerived(item, around.userName));
  return [...seen, ...strangers.map(withoutLinks)];
}

/** For each wanted item the service's item that stands for it: equal, else of its type and value, value, or type. */
function partnersOf(
  wanted: Json[],
  items: Json[],
  field: Field,
  isSame: (item: Json, other: Json) => boolean,
): (Json | undefined)[] {
  const { attribute } = field;
  const free = new Set(items);
  const partners: (Json | undefined)[] = wanted.map(() => undefined);
  const same = (name: string) => (item: Json, other: Json) => samePart(name, item, other, attribute);
  const byValue = [
    (item: Json, other: Json) => same("value")(item, other) && same("type")(item, other),
    same("value"),
    (item: Json, other: Json) => field.list === "whole" && same("type")(item, other),
  ];
  const byKey = [(item: Json, other: Json) => itemKey(item, field) === itemKey(other, field)];
  const tests = [isSame, ...(field.itemsBy ? byKey : field.reference ? [] : byValue)];
  for (const test of tests) {
    wanted.forEach((item, at) => {
      if (partners[at] !== undefined) return;
      const partner = [...free].find((other) => test(item, other));
      if (partner === undefined) return;
      partners[at] = partner;
      free.delete(partner);
    });
  }
  return partners;
}

function samePart(name: string, a: Json, b: Json, attribute: Attribute | undefined): boolean {
  const [mine, theirs] = [part(a, name), part(b, name)];
  return mine !== undefined && theirs !== undefined && sameValue(subAttribute(attribute, name), mine, theirs);
}

/** Whether all sub-attributes that the program gives are so in the service; `primary: false` equals none. */
function sameGiven(wanted: Json, actual: Json, attribute: Attribute | undefined): boolean {
  if (!isObject(wanted))
    return sameValue(attribute && { ...attribute, multiValued: false }, wanted, part(actual, "value") ?? null);
  return Object.entries(wanted).every(([name, value]) => {
    const theirs = part(actual, name) ?? null;
    if (value === false && theirs === null) return true;
    return sameValue(subAttribute(attribute, name), value, theirs);
  });
}

/** The service's item cut to the sub-attributes that the program gives. */
function project(actual: Json, wanted: Json): Json {
  if (!isObject(wanted)) return actual;
  const cut: JsonObject = {};
  for (const name of Object.keys(wanted)) {
    const value = part(actual, name);
    if (value !== undefined) cut[name] = value;
  }
  return cut;
}

/** Services often make an e-mail address out of the userName (RFC 7643 section 4.1.1); that is no drift. */
function isDerived(item: Json, userName: string | undefined): boolean {
  const value = part(item, "value");
  return typeof value === "string" && userName !== undefined && value.toLowerCase() === userName.toLowerCase();
}

function withoutLinks(item: Json): Json {
  if (!isObject(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name, value]) => name !== "$ref" && !isEmpty(value)));
}

/** A sub-attribute of an item; a service may give a bare value where the RFC has an object. */
function part(item: Json, name: string): Json | undefined {
  if (isObject(item)) return valueAt(item, [name]);
  return name === "value" ? item : undefined;
}
