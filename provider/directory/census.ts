import { foldCase } from "../scim/compare.js";
import { idOf, isObject, type Json, type JsonObject } from "../scim/json.js";
import { type PageReader } from "./pageReader.js";

/**
 * Who was in the service before this run made somebody, for look-ups that will find nobody as a rule: answered from the
 * list pages once those that are left are no more than the look-ups so far. Pages and filters together then cost no more
 * than twice the cheaper of the two, plus one.
 */
export class Census {
  readonly #pages: PageReader;
  readonly #byValue = new Map<string, Map<string, JsonObject[]>>();
  #lookUps = 0;

  constructor(pages: PageReader) {
    this.#pages = pages;
  }

  /** Those who have that value there, in any letter case; undefined where a filter is cheaper, or the list fails. */
  async having(attribute: string, value: string): Promise<JsonObject[] | undefined> {
    this.#lookUps += 1;
    const everybody = await this.#pages.everybody(this.#lookUps);
    if (everybody === undefined) return undefined;
    const index = this.#byValue.get(attribute) ?? indexed(everybody, attribute);
    this.#byValue.set(attribute, index);
    // What was written since is not what the page shows.
    return (index.get(foldCase(value)) ?? []).filter((shown) => this.#pages.item(idOf(shown) ?? "") === shown);
  }
}

function indexed(everybody: Iterable<JsonObject>, attribute: string): Map<string, JsonObject[]> {
  const index = new Map<string, JsonObject[]>();
  for (const resource of everybody)
    for (const value of valuesOf(resource, attribute)) {
      if (typeof value !== "string") continue;
      const key = foldCase(value);
      const known = index.get(key);
      if (known) known.push(resource);
      else index.set(key, [resource]);
    }
  return index;
}

/** What a resource has at an attribute, or at a sub-attribute of a multi-valued one ("emails.value"). */
export function valuesOf(resource: JsonObject, attribute: string): Json[] {
  const [head = attribute, sub] = attribute.split(".");
  const found = resource[head];
  if (sub === undefined) return [found ?? null];
  return Array.isArray(found) ? found.map((item) => (isObject(item) ? (item[sub] ?? null) : null)) : [];
}
