import { z } from "zod";
import { nearest } from "../../nearest.js";
import { type Problems } from "./problems.js";
import { at as valueAt, originAt, plain, type Value } from "./values.js";

/** Collects all ways in which a value differs from a shape; `what` names the value in messages (`the person ada`). */
export function checkShape(value: Value, shape: z.ZodType, what: string, problems: Problems): void {
  const result = shape.safeParse(plain(value), { reportInput: true });
  if (result.success) return;
  for (const issue of flat(result.error.issues)) {
    const path = issue.path.map(String);
    const given = written(value, issue);
    const at = path.length === 0 ? what : `${path.join(".")} of ${what}`;
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(shape, path);
      for (const key of issue.keys) {
        const origin = keyOrigin(value, [...path, key]);
        problems.add(origin, `${at} has no "${key}".${nearest(key, known)}`, key);
      }
    } else {
      problems.add(originAt(value, path), `${at} ${complaint(issue, given)}`, given);
    }
  }
}

/** A union's issues are those of the alternative that came nearest. */
function flat(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union") return [issue];
    const deeper = issue.errors
      .filter((alternative) => alternative.some(({ path }) => path.length > 0))
      .sort((a, b) => a.length - b.length)[0];
    if (deeper === undefined) return [issue];
    return flat(deeper).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

/** The value that an issue is about as its author wrote it: zeros before a number, and digits beyond what a number holds. */
function written(value: Value, { path, input }: z.core.$ZodIssue): string | undefined {
  const found = valueAt(value, path);
  return found?.kind === "scalar" && found.data !== null ? found.text : shown(input);
}

function complaint(issue: z.core.$ZodIssue, given: string | undefined): string {
  const { input } = issue;
  const described = () => description(input, given);
  switch (issue.code) {
    case "invalid_type":
      if (input === undefined) return "is missing.";
      if (issue.expected === "string" && (typeof input === "number" || typeof input === "boolean")) {
        return `is ${given ?? ""}, not a text. Write it in quotes: "${given ?? ""}".`;
      }
      return `is ${described()}; it must be ${NAMES[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      return `is ${described()}; it must be one of ${issue.values.map((one) => `"${String(one)}"`).join(", ")}.`;
    case "invalid_union":
      return `is ${described()}, which has no place here.`;
    case "too_small":
    case "too_big":
      return `is ${described()}, which is ${issue.code === "too_big" ? "too large or too long" : "too small or too short"}.`;
    default:
      return `is ${described()}: ${issue.message}.`;
  }
}

const NAMES: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function description(input: unknown, given: string | undefined): string {
  if (input === null) return "empty";
  if (Array.isArray(input)) return "a list";
  return typeof input === "object" ? "a map" : `"${given ?? ""}"`;
}

function shown(input: unknown): string | undefined {
  return typeof input === "string" || typeof input === "number" || typeof input === "boolean"
    ? String(input)
    : undefined;
}

function keyOrigin(value: Value, path: readonly string[]) {
  const at = valueAt(value, path.slice(0, -1));
  if (at === undefined) return value.origin;
  return (at.kind === "fields" ? at.fields.get(path.at(-1) ?? "")?.origin : undefined) ?? at.origin;
}

/** The keys that a shape knows at a path. */
function knownKeys(shape: unknown, path: readonly string[]): string[] {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNullable) return knownKeys(shape.unwrap(), path);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((option) => knownKeys(option, path));
  const [step, ...rest] = path;
  if (shape instanceof z.ZodObject) {
    const fields: Record<string, unknown> = shape.shape;
    return step === undefined ? Object.keys(fields) : knownKeys(fields[step], rest);
  }
  if (shape instanceof z.ZodArray) return knownKeys(shape.element, rest);
  if (shape instanceof z.ZodRecord) return knownKeys(shape.valueType, rest);
  return [];
}
