import { type Json, type JsonObject } from "../../../provider/scim/json.js";
import { namesOf } from "../../chart/sources/person.js";

/** The name to show of a person or a group; empty where there is none. `shown` gives the text of a value. */
export function nameOf(properties: JsonObject, shown?: (value: Json | undefined) => string | undefined): string {
  return namesOf(properties, shown)[0] ?? "";
}
