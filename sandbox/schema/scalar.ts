import { show, type Json } from "../json.js";
import { badRequest } from "../scimError.js";
import { type Attribute, type AttributeType } from "./attribute.js";

const DATE_TIME =
  /^-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-4]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const BASE64 = /^[A-Za-z0-9+/\s_-]*={0,2}\s*$/;

type ScalarType = Exclude<AttributeType, "complex" | "any">;

const CHECKS: Readonly<Record<ScalarType, { expected: string; fits: (value: Json) => boolean }>> = {
  string: { expected: "a string", fits: (value) => typeof value === "string" },
  boolean: { expected: "true or false", fits: (value) => typeof value === "boolean" },
  decimal: { expected: "a number", fits: (value) => typeof value === "number" },
  integer: { expected: "a whole number", fits: (value) => Number.isInteger(value) },
  dateTime: { expected: "a date and time as 2008-01-23T04:56:22Z", fits: (value) => fits(value, DATE_TIME) },
  binary: { expected: "base64", fits: (value) => fits(value, BASE64) },
  reference: { expected: "a URI", fits: (value) => fits(value, /^\S+$/) },
};

function fits(value: Json, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** A value that is neither complex nor untyped, if it has the type of its attribute (RFC 7643 section 2.3); else invalidValue. */
export function checkScalar(attribute: Attribute, value: Json, where: string): Json {
  if (attribute.type === "complex" || attribute.type === "any") return value;
  const { expected, fits } = CHECKS[attribute.type];
  if (fits(value)) return value;
  const shown = attribute.returned === "never" ? "what was sent" : show(value);
  throw badRequest("invalidValue", `${where} must be ${expected}, not ${shown}.`);
}
