import { type Limit, type WriteCapabilities } from "../../dialects/index.js";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { managedFields, valueAt } from "../fields.js";
import { type Kind } from "../kinds.js";
import { failure, written, type Failure } from "./issues.js";
import { UNKNOWN } from "./unknown.js";

/** What the service would refuse for its form. No message shows the value, which may be a password. */
export function limitFailures(kind: Kind, title: string, { limits }: WriteCapabilities, inputs: JsonObject): Failure[] {
  if (Object.keys(limits).length === 0) return [];
  return managedFields(kind.fields, inputs).flatMap(({ key, input }) => {
    const value = valueAt(inputs, input) ?? null;
    const own = problemsOf(limits[key], value);
    return [
      ...(own.length === 0 ? [] : [failure(written(input), `${title} ${own.join(", ")}`)]),
      ...(Array.isArray(value) ? partFailures(key, input, value, title, limits) : []),
    ];
  });
}

function partFailures(
  key: string,
  input: readonly string[],
  items: Json[],
  title: string,
  limits: Readonly<Record<string, Limit>>,
): Failure[] {
  return items.flatMap((item, at) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([name, value]) => {
      const problems = problemsOf(limits[`${key}.${name}`], value);
      return problems.length === 0 ? [] : [failure(written([...input, at, name]), `${title} ${problems.join(", ")}`)];
    }),
  );
}

function problemsOf(limit: Limit | undefined, value: Json): string[] {
  if (limit === undefined || value === UNKNOWN) return [];
  const { min, max, items, patterns = [] } = limit;
  const problems: string[] = [];
  if (Array.isArray(value) && items !== undefined && value.length > items)
    problems.push(`keeps ${items === 1 ? "one item" : `${items} items`} only`);
  if (typeof value !== "string") return problems;
  const length = Array.from(value).length;
  if (min !== undefined && length < min) problems.push(`needs at least ${min} characters`);
  if (max !== undefined && length > max) problems.push(`takes at most ${max} characters`);
  problems.push(...patterns.filter(({ pattern }) => !new RegExp(pattern, "u").test(value)).map(({ says }) => says));
  return problems;
}
