import { isObject, type Json, type JsonObject } from "./json.js";
import { badRequest } from "./scimError.js";
import { type Attribute } from "./schema/attribute.js";
import { coreAttribute, findExtension, type ResourceType } from "./schema/resourceType.js";
import { resolve, type Resolved } from "./schema/resolve.js";

/** Which attributes a client wants to see (RFC 7644 section 3.9); both lists empty = the default set. */
export interface Wanted {
  readonly attributes: readonly string[];
  readonly excluded: readonly string[];
}

/** The default set. */
export const EVERYTHING: Wanted = { attributes: [], excluded: [] };

/** Reads `attributes` and `excludedAttributes` from a query; giving both is refused, as the RFC lets a client use one of them. */
export function wantedOf(query: URLSearchParams): Wanted {
  return wanted(query.getAll("attributes"), query.getAll("excludedAttributes"));
}

/** The same from lists, whose items may hold several names with commas between. */
export function wanted(attributes: readonly string[], excludedAttributes: readonly string[]): Wanted {
  const names = (items: readonly string[]): string[] =>
    items.flatMap((item) => item.split(",")).flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const result = { attributes: names(attributes), excluded: names(excludedAttributes) };
  if (result.attributes.length > 0 && result.excluded.length > 0) {
    throw badRequest("invalidValue", "attributes and excludedAttributes cannot be given together.");
  }
  return result;
}

/**
 * The part of a view that is returned: never what is `returned: never`, always what is `always`, of the rest what is wanted. Names that
 * the type does not know are ignored.
 */
export function project(type: ResourceType, full: JsonObject, { attributes, excluded }: Wanted): JsonObject {
  const include = attributes.flatMap((path) => resolve(type, path, full) ?? []);
  const exclude = excluded.flatMap((path) => resolve(type, path, full) ?? []);
  const chosen = attributes.length > 0;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(full)) {
    const attribute = coreAttribute(type, key);
    const kept =
      attribute === undefined
        ? projectExtension(type, key, value, { chosen, include, exclude })
        : projectAttribute(attribute, value, choose(attribute, undefined, { chosen, include, exclude }));
    if (kept !== undefined) result[key] = kept;
  }
  return result;
}

interface Choice {
  readonly chosen: boolean;
  readonly include: readonly Resolved[];
  readonly exclude: readonly Resolved[];
}

/** What of one attribute is returned: all of it, nothing, or some sub-attributes. */
type Share = { readonly only: ReadonlySet<string> } | { readonly without: ReadonlySet<string> } | "none";

function choose(attribute: Attribute, urn: string | undefined, { chosen, include, exclude }: Choice): Share {
  const own = (each: Resolved): boolean => each.urn === urn && sameName(each.attribute, attribute);
  if (attribute.returned === "never") return "none";
  if (attribute.returned === "always") return { without: new Set() };
  if (chosen) {
    const mine = include.filter(own);
    if (mine.some(({ sub }) => sub === undefined)) return { without: new Set() };
    return mine.length === 0 ? "none" : { only: new Set(mine.flatMap(({ sub }) => sub?.name ?? [])) };
  }
  if (attribute.returned === "request") return "none";
  const mine = exclude.filter(own);
  if (mine.some(({ sub }) => sub === undefined)) return "none";
  return { without: new Set(mine.flatMap(({ sub }) => sub?.name ?? [])) };
}

function sameName(a: Attribute | undefined, b: Attribute): boolean {
  return a?.name.toLowerCase() === b.name.toLowerCase();
}

function projectAttribute(attribute: Attribute, value: Json, share: Share): Json | undefined {
  if (share === "none") return undefined;
  if (!Array.isArray(value)) return isObject(value) ? projectObject(value, share) : value;
  const items = value.flatMap((item) => (isObject(item) ? (projectObject(item, share) ?? []) : [item]));
  return items.length === 0 && attribute.returned !== "always" ? undefined : items;
}

function projectObject(value: JsonObject, share: Exclude<Share, "none">): JsonObject | undefined {
  const kept = Object.entries(value).filter(([key]) =>
    "only" in share ? share.only.has(key) : !share.without.has(key),
  );
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function projectExtension(type: ResourceType, urn: string, value: Json, choice: Choice): Json | undefined {
  if (!isObject(value)) return undefined;
  const whole = (each: Resolved): boolean => each.urn === urn && each.attribute === undefined;
  if (choice.exclude.some(whole)) return undefined;
  const all = choice.include.some(whole);
  const extension = findExtension(type, urn);
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const resolved = resolve(type, `${urn}:${key}`, { [urn]: {} });
    const attribute = resolved?.attribute ?? extension?.attributes.find(({ name }) => name === key);
    if (attribute === undefined) {
      if (all || !choice.chosen) result[key] = item;
      continue;
    }
    const kept = projectAttribute(attribute, item, choose(attribute, urn, all ? { ...choice, chosen: false } : choice));
    if (kept !== undefined) result[key] = kept;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}
