import { type Json, type JsonObject } from "./json.js";

/** What may still hold `undefined` where the types of JSON deny it. */
type Sparse = Json | undefined | Sparse[] | { [key: string]: Sparse };

/** The object without `undefined`, however deep: as JSON would have it. */
export function pruned(value: { [key: string]: Sparse }): JsonObject {
  const entries = Object.entries(value).map(([key, item]) => [key, prune(item)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function prune(value: Sparse): Json | undefined {
  if (Array.isArray(value)) return value.map(prune).filter((item) => item !== undefined);
  return typeof value === "object" && value !== null ? pruned(value) : value;
}
