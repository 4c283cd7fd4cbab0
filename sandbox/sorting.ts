import { resolvedValues } from "./filter/evaluate.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { badRequest } from "./scimError.js";
import { subAttribute, resolve } from "./schema/resolve.js";
import { type Attribute } from "./schema/attribute.js";
import { type ResourceType } from "./schema/resourceType.js";
import { type Service } from "./service.js";
import { type Stored } from "./store.js";
import { view } from "./view.js";

/** How a query sorts. */
export interface Order {
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
}

/**
 * Sorts by an attribute (RFC 7644 section 3.4.2.3): text by its caseExact, lists by their primary or first value, resources without a
 * value last when ascending and first when descending. Equal ones keep their order. Without sortBy, the order of creation.
 */
export function sorted(service: Service, types: readonly ResourceType[], found: Stored[], order: Order): Stored[] {
  const { sortBy } = order;
  if (sortBy === undefined || sortBy === "" || !service.options.sort) return found;
  const sign = signOf(order.sortOrder);
  if (types.every((type) => resolve(type, sortBy)?.attribute === undefined)) {
    throw badRequest("invalidPath", `Resources cannot be sorted by ${sortBy}, which is no attribute.`);
  }
  const keyed = found.map((stored) => ({
    stored,
    key: keyOf(service.store.types[stored.kind], view(service, stored), sortBy),
  }));
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ stored }) => stored);
}

function signOf(sortOrder: string | undefined): 1 | -1 {
  const order = sortOrder?.toLowerCase() ?? "ascending";
  if (order === "ascending") return 1;
  if (order === "descending") return -1;
  throw badRequest("invalidValue", `sortOrder must be ascending or descending, not ${order}.`);
}

function keyOf(type: ResourceType, resource: JsonObject, sortBy: string): Json | undefined {
  const found = resolve(type, sortBy, resource);
  if (found?.attribute === undefined || found.attribute.returned === "never") return undefined;
  const { sub: asked, ...top } = found;
  const whole = resolvedValues(resource, top);
  const chosen = whole.find((item) => isObject(item) && item["primary"] === true) ?? whole[0];
  const sub = asked ?? subAttribute(found.attribute, "value");
  const value = isObject(chosen) ? (sub === undefined ? undefined : chosen[sub.name]) : chosen;
  return fold(isObject(chosen) && sub !== undefined ? sub : found.attribute, value);
}

function fold(attribute: Attribute, value: Json | undefined): Json | undefined {
  return typeof value === "string" && !attribute.caseExact ? value.toLowerCase() : value;
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [a, b].map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  if (left === undefined || right === undefined) return 0;
  return left === right ? 0 : left < right ? -1 : 1;
}
