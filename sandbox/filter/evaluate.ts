import { field, isObject, type Json, type JsonObject } from "../json.js";
import { badRequest } from "../scimError.js";
import { type Attribute } from "../schema/attribute.js";
import { resolve, subAttribute, type Resolved } from "../schema/resolve.js";
import { type ResourceType } from "../schema/resourceType.js";
import { comparison, isPresent, type ValuesTest } from "./compare.js";
import { FilterSyntaxError, parseFilter, type Filter } from "./syntax.js";

/** Whether a resource, or one value of a multi-valued attribute, matches. */
export type Predicate = (candidate: JsonObject) => boolean;

/** Parses a filter; a syntax error becomes the invalidFilter answer of RFC 7644 section 3.12. */
export function readFilter(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError) {
      throw badRequest("invalidFilter", `The filter cannot be read: ${error.message}.`);
    }
    throw error;
  }
}

/**
 * Makes the predicate of a filter for one resource type. Attributes are checked here, so that a bad filter is refused even when there
 * is nothing to filter. `unknown` says what an attribute that the type does not have means: an error, or (a search across types, RFC
 * 7644 section 3.4.2.1) no value.
 */
export function resourcePredicate(type: ResourceType, filter: Filter, unknown: "refuse" | "unassigned"): Predicate {
  const values = (path: string): Values => {
    const found = resolve(type, path);
    if (found?.attribute !== undefined) {
      // Where an unregistered URN ends is known only from the resource that has it.
      const perResource = found.attribute.type === "any";
      return {
        attribute: found.sub ?? found.attribute,
        of: (one) => (perResource ? valuesAt(one, path, type) : resolvedValues(one, found)),
      };
    }
    if (unknown === "unassigned") return { attribute: undefined, of: () => [] };
    throw badRequest("invalidFilter", `The filter names ${path}, which is no attribute of ${type.name}.`);
  };
  return compile(filter, values);
}

/** Makes the predicate of a value filter: names are those of the attribute's sub-attributes; a plain value is its own `value`. */
export function valuePredicate(attribute: Attribute, filter: Filter): Predicate {
  return compile(filter, (path) => {
    const sub = subAttribute(attribute, path);
    if (sub === undefined) {
      throw badRequest("invalidFilter", `The filter names ${path}, which is no sub-attribute of ${attribute.name}.`);
    }
    return { attribute: sub, of: (one) => listOf(field(one, sub.name)) };
  });
}

/** One value of a multi-valued attribute as a value filter sees it. */
export function asFilterable(value: Json): JsonObject {
  return isObject(value) ? value : { value };
}

interface Values {
  readonly attribute: Attribute | undefined;
  readonly of: (candidate: JsonObject) => readonly Json[];
}

function compile(filter: Filter, values: (path: string) => Values): Predicate {
  switch (filter.kind) {
    case "and": {
      const parts = filter.parts.map((part) => compile(part, values));
      return (candidate) => parts.every((part) => part(candidate));
    }
    case "or": {
      const parts = filter.parts.map((part) => compile(part, values));
      return (candidate) => parts.some((part) => part(candidate));
    }
    case "not": {
      const part = compile(filter.part, values);
      return (candidate) => !part(candidate);
    }
    case "present": {
      const { attribute, of } = values(filter.path);
      if (attribute !== undefined) refuseSecret(attribute);
      return (candidate) => of(candidate).some(isPresent);
    }
    case "compare": {
      const { attribute, of } = values(filter.path);
      if (attribute === undefined) return () => filter.operator === "ne" || filter.value === null;
      const test = attributeTest(attribute, (target) => comparison(target, filter.operator, filter.value));
      return (candidate) => test(of(candidate));
    }
    case "valuePath": {
      const { attribute, of } = values(filter.path);
      if (attribute === undefined) return () => false;
      const part = valuePredicate(attribute, filter.part);
      return (candidate) => of(candidate).some((value) => part(asFilterable(value)));
    }
  }
}

/** A complex attribute is compared by its `value` sub-attribute (RFC 7643 section 2.4). */
function attributeTest(attribute: Attribute, make: (attribute: Attribute) => ValuesTest): ValuesTest {
  refuseSecret(attribute);
  const value = attribute.type === "complex" ? subAttribute(attribute, "value") : undefined;
  if (value === undefined) return make(attribute);
  const test = make(value);
  return (values) => test(values.flatMap((item) => (isObject(item) ? listOf(field(item, value.name)) : [])));
}

function refuseSecret(attribute: Attribute): void {
  if (attribute.returned === "never") {
    throw badRequest("invalidFilter", `The attribute ${attribute.name} is never shown and cannot be filtered by.`);
  }
}

/** The values that a path has in a resource, lists taken apart. */
function valuesAt(resource: JsonObject, path: string, type: ResourceType): readonly Json[] {
  const found = resolve(type, path, resource);
  return found === undefined ? [] : resolvedValues(resource, found);
}

/** The values that a resolved path has in a resource, lists taken apart; nothing where it is unassigned. */
export function resolvedValues(resource: JsonObject, { urn, attribute, sub }: Resolved): readonly Json[] {
  const holder = urn === undefined ? resource : field(resource, urn);
  if (attribute === undefined || !isObject(holder)) return [];
  const values = listOf(field(holder, attribute.name));
  if (sub === undefined) return values;
  return values.flatMap((item) => (isObject(item) ? listOf(field(item, sub.name)) : []));
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
