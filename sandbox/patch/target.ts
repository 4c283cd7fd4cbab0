import { valuePredicate } from "../filter/evaluate.js";
import { FilterSyntaxError, parsePatchPath, type PatchPath } from "../filter/syntax.js";
import { type JsonObject } from "../json.js";
import { badRequest } from "../scimError.js";
import { type Attribute } from "../schema/attribute.js";
import { resolve, subAttribute } from "../schema/resolve.js";
import { type ResourceType } from "../schema/resourceType.js";
import { asFilterable, type Predicate } from "../filter/evaluate.js";
import { type Json } from "../json.js";

/** What a PATCH path points at: the resource or an extension (`urn`) as a whole, an attribute, some of its values, a sub-attribute. */
export interface Target {
  readonly path: string;
  readonly urn: string | undefined;
  readonly attribute: Attribute | undefined;
  /** Chooses among the values of a multi-valued attribute. */
  readonly chosen: ((value: Json) => boolean) | undefined;
  readonly sub: Attribute | undefined;
}

/** Finds what a PATCH path points at in this resource; invalidPath or invalidFilter when it can point at nothing. */
export function locate(type: ResourceType, resource: JsonObject, text: string): Target {
  const parsed = parse(text);
  const found = resolve(type, parsed.path, resource);
  if (found === undefined) throw badRequest("invalidPath", `${parsed.path} is no attribute of ${type.name}.`);
  const target = { path: text, urn: found.urn, attribute: found.attribute, chosen: undefined, sub: found.sub };
  if (parsed.filter === undefined) return target;
  const { attribute } = found;
  if (attribute === undefined || found.sub !== undefined || !(attribute.multiValued || attribute.type === "any")) {
    throw badRequest("invalidPath", `${parsed.path} has no list of values, so ${text} can choose none.`);
  }
  const predicate: Predicate = valuePredicate(attribute, parsed.filter);
  const sub = parsed.sub === undefined ? undefined : subAttribute(attribute, parsed.sub);
  if (parsed.sub !== undefined && sub === undefined) {
    throw badRequest("invalidPath", `${parsed.sub} is no sub-attribute of ${attribute.name}.`);
  }
  return { ...target, chosen: (value) => predicate(asFilterable(value)), sub };
}

function parse(text: string): PatchPath {
  try {
    return parsePatchPath(text);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw badRequest(text.includes("[") ? "invalidFilter" : "invalidPath", `The path ${text}: ${error.message}.`);
  }
}
