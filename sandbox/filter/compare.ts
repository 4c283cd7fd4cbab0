import { isObject, show, type Json } from "../json.js";
import { badRequest, type ScimError } from "../scimError.js";
import { type Attribute } from "../schema/attribute.js";
import { type CompareOperator } from "./syntax.js";

/** A test of all values that an attribute has in one resource; no values = unassigned. */
export type ValuesTest = (values: readonly Json[]) => boolean;

type Test = (candidate: Json) => boolean;

const TEXT: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  co: (a, b) => a.includes(b),
  sw: (a, b) => a.startsWith(b),
  ew: (a, b) => a.endsWith(b),
};

/**
 * Makes the test of one comparison (RFC 7644 section 3.4.2.2). A multi-valued attribute matches when one of its values does; an
 * unassigned one matches `ne` and `eq null`. Throws invalidFilter where attribute, operator and value do not go together.
 */
export function comparison(attribute: Attribute, operator: CompareOperator, value: Json): ValuesTest {
  if (value === null) return againstNull(attribute, operator);
  const one = testOfOne(attribute, operator, value);
  if (operator === "ne") return (values) => values.length === 0 || values.some(one);
  return (values) => values.some(one);
}

/** Whether a value counts as there for `pr`: neither null, nor empty, nor an object or list of such values. */
export function isPresent(value: Json): boolean {
  if (Array.isArray(value)) return value.some(isPresent);
  if (isObject(value)) return Object.values(value).some(isPresent);
  return value !== null && value !== "";
}

function againstNull(attribute: Attribute, operator: CompareOperator): ValuesTest {
  if (operator === "eq") return (values) => !values.some(isPresent);
  if (operator === "ne") return (values) => values.some(isPresent);
  throw mismatch(attribute, operator, null);
}

function testOfOne(attribute: Attribute, operator: CompareOperator, value: Json): Test {
  switch (attribute.type) {
    case "boolean":
      if (typeof value !== "boolean" || (operator !== "eq" && operator !== "ne")) break;
      return (candidate) => (candidate === value) === (operator === "eq");
    case "integer":
    case "decimal":
      if (typeof value !== "number" || operator in TEXT) break;
      return (candidate) => typeof candidate === "number" && ordered(operator, candidate - value);
    case "dateTime":
      if (typeof value !== "string") break;
      return dateTest(attribute, operator, value);
    case "binary":
      if (typeof value !== "string" || !["eq", "ne", "co", "sw", "ew"].includes(operator)) break;
      return textTest(operator, value, true);
    case "string":
    case "reference":
      if (typeof value !== "string") break;
      return textTest(operator, value, attribute.caseExact);
    case "any":
      return anyTest(attribute, operator, value);
    case "complex":
      break;
  }
  throw mismatch(attribute, operator, value);
}

function dateTest(attribute: Attribute, operator: CompareOperator, value: string): Test {
  if (operator in TEXT) return textTest(operator, value, true);
  const wanted = Date.parse(value);
  if (Number.isNaN(wanted)) throw mismatch(attribute, operator, value);
  return (candidate) => typeof candidate === "string" && ordered(operator, Date.parse(candidate) - wanted);
}

function textTest(operator: CompareOperator, value: string, caseExact: boolean): Test {
  const fold = (text: string): string => (caseExact ? text : text.toLowerCase());
  const wanted = fold(value);
  const inText = TEXT[operator];
  return (candidate) => {
    if (typeof candidate !== "string") return operator === "ne";
    const actual = fold(candidate);
    if (inText !== undefined) return inText(actual, wanted);
    return ordered(operator, actual === wanted ? 0 : actual < wanted ? -1 : 1);
  };
}

/** Without a schema the filter's own value says what kind of comparison is meant. */
function anyTest(attribute: Attribute, operator: CompareOperator, value: Json): Test {
  if (typeof value === "string") return textTest(operator, value, false);
  if (typeof value === "number" && !(operator in TEXT)) {
    return (candidate) => (typeof candidate === "number" ? ordered(operator, candidate - value) : operator === "ne");
  }
  if (operator === "eq" || operator === "ne") return (candidate) => (candidate === value) === (operator === "eq");
  throw mismatch(attribute, operator, value);
}

function ordered(operator: CompareOperator, difference: number): boolean {
  switch (operator) {
    case "eq":
      return difference === 0;
    case "ne":
      return difference !== 0;
    case "gt":
      return difference > 0;
    case "ge":
      return difference >= 0;
    case "lt":
      return difference < 0;
    case "le":
      return difference <= 0;
    default:
      return false;
  }
}

function mismatch(attribute: Attribute, operator: CompareOperator, value: Json): ScimError {
  const type = attribute.type === "complex" ? "complex attribute" : `attribute of type ${attribute.type}`;
  return badRequest("invalidFilter", `The ${type} ${attribute.name} has no comparison ${operator} ${show(value)}.`);
}
