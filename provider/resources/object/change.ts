import { canonical, isEmpty } from "../../scim/compare.js";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { type Field } from "../fields.js";
import { fromScim, holds, observe, type Surroundings } from "../values.js";

/** One field and what the program wants it to hold; `null` or `[]` clears it. */
export interface Change {
  field: Field;
  value: Json;
  /** Items of a partly managed list (`roles`) that the program gave before and gives no more. */
  dropped?: Json[];
}

/** Whether the service holds what the change wants, and nothing that it drops. */
export function isKept({ field, value, dropped }: Change, resource: JsonObject, around: Surroundings): boolean {
  if (dropped !== undefined && dropped.length > 0) {
    const left = observe(field, dropped, resource, around);
    if (!isEmpty(left ?? null)) return false;
  }
  return (
    holds(field, value, resource, around) ||
    (isEmpty(value) && field.list !== "items" && isEmpty(fromScim(field, resource)))
  );
}

/** Names of the attributes that differ between two sights of one object, but for `beside`; those of an extension after its URN. */
export function changedBetween(before: JsonObject, now: JsonObject, beside: readonly string[]): string[] {
  const unseen = ["meta", "schemas", ...beside];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => {
    const [old, value] = [before[name], now[name]];
    if (/^urn:/i.test(name) && (isObject(old) || isObject(value))) {
      const inside = changedBetween(isObject(old) ? old : {}, isObject(value) ? value : {}, []);
      return inside.map((attribute) => `${name}:${attribute}`);
    }
    return unseen.includes(name) || canonical(undefined, old) === canonical(undefined, value) ? [] : [name];
  });
}
