import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { MAX_DEPTH } from "../../scim/parseJson.js";
import { RETAINED } from "../state.js";
import { UNKNOWN } from "./unknown.js";

/** One thing that is wrong with an input, as the engine shows it. */
export interface Failure {
  /** Property path, such as `emails[0].value`; empty for the resource as a whole. */
  property: string;
  reason: string;
}

/** A failure whose reason begins with the property, as all do. */
export function failure(property: string, reason: string): Failure {
  return { property, reason: `${property}: ${reason}.` };
}

/** Names of inputs that the engine or the sdk adds; no schema knows them. */
const hidden = ["__provider", "__get", RETAINED];

/** Validates inputs, letting unknown values pass; every problem is reported, with the nearest known name for a wrong one. */
export function failuresOf(schema: z.ZodObject, inputs: JsonObject): Failure[] {
  const visible = Object.fromEntries(Object.entries(inputs).filter(([key]) => !hidden.includes(key)));
  const unfit = unfitIn(visible, []);
  if (unfit) return [unfit];
  const parsed = schema.safeParse(visible, { error: phrase });
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (leadsToUnknown(visible, path)) return [];
    if (issue.code !== "unrecognized_keys") return [{ property: written(path), reason: reasonOf(issue.message, path) }];
    const known = path.length === 0 ? Object.keys(schema.shape) : namesUnder(schema, path);
    return issue.keys.map((key) => ({ property: written([...path, key]), reason: strange(key, known) }));
  });
}

/** How deep inputs may nest: some levels less than answers, in whose bodies the same value stands deeper. */
const DEEPEST = MAX_DEPTH - 4;

/** A key that JavaScript gives another meaning, so that the value would be lost on the way, and nesting without end. */
function unfitIn(value: Json | undefined, path: readonly (string | number)[]): Failure | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (path.length > DEEPEST)
    return failure(written(path.slice(0, 2)), `is nested more than ${DEEPEST} deep, which no service answers with`);
  for (const [name, below] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(name) : name];
    if (name === "__proto__") return failure(written(place), "is a name that cannot be stored; take another one");
    const unfit = unfitIn(below, place);
    if (unfit) return unfit;
  }
  return undefined;
}

/** What a value must be, where the schema itself does not say it. */
function phrase(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "too_small") return "must not be empty";
  if (issue.code === "invalid_value") {
    const values = issue.values.map((value) => JSON.stringify(value));
    return `must be ${values.length < 2 ? values.join("") : `${values.slice(0, -1).join(", ")} or ${values.at(-1) ?? ""}`}`;
  }
  if (issue.code !== "invalid_type") return undefined;
  return issue.input === undefined ? "is required" : `must be ${types[issue.expected] ?? issue.expected}`;
}

const types: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function reasonOf(message: string, path: (string | number)[]): string {
  return `${path.length === 0 ? "" : `${written(path)}: `}${message}.`.replace(/\.\.$/, ".");
}

/** `["emails", 0, "value"]` → `emails[0].value`. */
export function written(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[\w$-]+$/.test(part)) return `${text}["${part}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** The hint behind an unknown name: `did you mean userName?`, or the known ones where none is near. */
export function strange(key: string, known: string[]): string {
  if (known.length === 0) return `${key} is no attribute here.`;
  const lower = key.toLowerCase();
  const near = known.find((name) => name.toLowerCase() === lower) ?? closest(key, known);
  const close = distance(lower, near.toLowerCase()) <= Math.max(2, key.length / 3);
  return `${key} is no attribute here; ${close ? `did you mean ${near}?` : `known are ${known.join(", ")}.`}`;
}

function leadsToUnknown(inputs: JsonObject, path: readonly (string | number)[]): boolean {
  let value: Json | undefined = inputs;
  for (const part of path) {
    if (value === UNKNOWN) return true;
    if (Array.isArray(value)) value = typeof part === "number" ? value[part] : undefined;
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value === UNKNOWN;
}

/** Names that the schema knows at a nested place; empty where it does not say. */
function namesUnder(schema: z.ZodObject, path: readonly (string | number)[]): string[] {
  let at: unknown = schema;
  for (const part of path) at = inner(bare(at), part);
  const place = bare(at);
  return place instanceof z.ZodObject ? Object.keys(place.shape) : [];
}

function inner(schema: unknown, part: string | number): unknown {
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodObject ? schema.shape[part] : undefined;
}

/** Takes `nullable` and `optional` off. */
function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;
}
