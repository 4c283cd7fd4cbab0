import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { type Dialect } from "./dialect.js";
import { rfc7644 } from "./rfc7644.js";

const names = z.array(z.string());
const pageSize = z.int().positive().optional();

/** The shape of a user's own dialect; kept beside `Dialect`, which it must cover. */
const shape = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  mediaType: z.enum(["application/scim+json", "application/json"]),
  discovery: z.boolean(),
  user: z.strictObject({
    unsupported: z.record(z.string(), z.string()),
    patch: z.enum(["patchOp", "none"]),
    put: z.boolean(),
    delete: z.boolean(),
    defaultEnd: z.enum(["delete", "deactivate", "retain"]),
    inactiveIsGone: z.boolean(),
    createManager: z.boolean(),
    externalId: z.boolean(),
    conflict: z.array(z.int()),
    lookBeforeCreate: z.boolean(),
    defaults: z.record(z.string(), z.json()),
  }),
  group: z.strictObject({
    supported: z.boolean(),
    patch: z.enum(["patchOp", "none"]),
    put: z.boolean(),
    delete: z.boolean(),
    externalId: z.boolean(),
    conflict: z.array(z.int()),
  }),
  members: z.strictObject({
    readable: z.boolean(),
    perRequest: z.int().positive(),
    remove: z.enum(["filter", "values"]),
  }),
  filter: z.strictObject({ users: names, groups: names }),
  page: z.strictObject({ users: pageSize, groups: pageSize }),
  requestsPerSecond: z.number().positive().optional(),
}) satisfies z.ZodType<Dialect>;

/**
 * Reads a user's own dialect: an object of the shape of `Dialect`, of which any part may be left out (it is then as in
 * `rfc7644`). Throws an Error that names each field that does not fit.
 */
export function parseDialect(given: JsonObject): Dialect {
  const base = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(rfc7644)));
  const parsed = shape.safeParse(merge({ ...base, name: "custom" }, given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "dialect"}: ${issue.message}`);
  throw new Error(`Could not read the dialect object: ${problems.join("; ")}.`);
}

/** Lays `over` on `base`, objects member by member, all else whole. */
function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below: Json | undefined = merged[key];
    merged[key] = isObject(value) && isObject(below) ? merge(below, value) : value;
  }
  return merged;
}
