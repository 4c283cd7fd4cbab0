import { isObject, type Json, type JsonObject } from "./json.js";
import { ENTERPRISE_USER } from "./urns.js";

/** What is looked for by name in a message or a resource. Any other attribute is found by a search. */
const OUTER = spellings([
  "schemas",
  "Resources",
  "totalResults",
  "itemsPerPage",
  "startIndex",
  "nextCursor",
  "id",
  "externalId",
  "meta",
  "userName",
  "displayName",
  "members",
  "groups",
  ENTERPRISE_USER,
]);
/** The same in an item of `members` and `groups`. */
const ITEM = spellings(["value", "type", "$ref", "display"]);

/**
 * An answer's body with the names that RFC 7643 and RFC 7644 give, since services may spell attribute names in any letter
 * case (RFC 7643 section 2.1). The very same object where all is spelt so.
 */
export function canonicalNames(body: JsonObject): JsonObject {
  const renamed = rename(body, OUTER);
  const rows = renamed["Resources"];
  if (!Array.isArray(rows)) return resource(renamed);
  return withValue(renamed, "Resources", mapped(rows, resource));
}

function resource(object: JsonObject): JsonObject {
  let named = rename(object, OUTER);
  for (const name of ["members", "groups"]) {
    const items = named[name];
    if (Array.isArray(items))
      named = withValue(
        named,
        name,
        mapped(items, (item) => rename(item, ITEM)),
      );
  }
  return named;
}

/** The list, the same one where no object in it changes. */
function mapped(list: Json[], change: (object: JsonObject) => JsonObject): Json[] {
  const changed = list.map((item) => (isObject(item) ? change(item) : item));
  return changed.every((item, at) => item === list[at]) ? list : changed;
}

function withValue(object: JsonObject, name: string, value: Json): JsonObject {
  return object[name] === value ? object : { ...object, [name]: value };
}

/** A name that stands there in its own spelling too keeps its own. */
function rename(object: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const other = (key: string) => {
    const name = names.get(key.toLowerCase());
    return name !== undefined && name !== key && !Object.hasOwn(object, name) ? name : undefined;
  };
  if (!Object.keys(object).some((key) => other(key) !== undefined)) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [other(key) ?? key, value]));
}

function spellings(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
