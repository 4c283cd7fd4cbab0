import { isEmpty } from "../../scim/compare.js";
import { type Json, type JsonObject } from "../../scim/json.js";
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
