import { z } from "zod";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { type Attribute } from "../scim/schemas/attribute.js";
import { type Dialect } from "./dialect.js";
import { dialectNamed, dialectNames } from "./index.js";

const names = z.array(z.string());
const byName = <T extends z.ZodType>(value: T) => z.record(z.string(), value);
const size = z.int().positive().optional();
const clears = z.array(z.enum(["patchRemove", "patchNull", "patchEmpty", "putOmit", "putNull", "putEmpty"]));
const reference = z.strictObject({
  write: z.enum(["object", "string"]),
  readKeys: names,
  alsoAccepts: z.array(z.enum(["userName", "externalId"])),
});
const pattern = z.string().superRefine((text, context) => {
  try {
    new RegExp(text, "u");
  } catch {
    context.addIssue("is no regular expression");
  }
});
const limit = z.strictObject({
  min: size,
  max: size,
  items: size,
  patterns: z.array(z.strictObject({ pattern, says: z.string() })).optional(),
});
const attribute: z.ZodType<Attribute> = z.lazy(() =>
  z.strictObject({
    name: z.string().min(1),
    type: z.enum(["string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex", "json"]),
    multiValued: z.boolean(),
    caseExact: z.boolean(),
    mutability: z.enum(["readOnly", "readWrite", "immutable", "writeOnly"]),
    returned: z.enum(["always", "never", "default", "request"]),
    required: z.boolean().exactOptional(),
    subAttributes: z.array(attribute).exactOptional(),
  }),
);
const writing = {
  unsupported: byName(z.string()),
  readOnly: names,
  limits: byName(limit),
  patch: z.enum(["patchOp", "partialResource", "none"]),
  patchValues: z.enum(["any", "string"]),
  put: z.boolean(),
  schemas: z.boolean(),
  putBody: z.enum(["whole", "attributes"]),
  always: z.strictObject({ put: names, patch: names }),
  clear: clears,
  clearBy: byName(clears),
  conflict: z.array(z.int()),
  externalId: z.boolean(),
  delete: z.boolean(),
  idFallsBack: z.boolean(),
};

/** The shape of a user's own dialect; kept beside `Dialect`, which it must cover. */
const shape = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  mediaType: z.enum(["application/scim+json", "application/json"]),
  discovery: z.boolean(),
  user: z.strictObject({
    ...writing,
    required: names,
    together: z.array(names),
    createFields: names.optional(),
    createManager: z.boolean(),
    manager: reference,
    defaultEnd: z.enum(["delete", "deactivate", "retain"]),
    inactiveIsGone: z.boolean(),
    endNotice: z.string().optional(),
    emptyCreateMeansExists: z.boolean(),
    lookBeforeCreate: z.boolean(),
    mayReadOtherwise: names,
    defaults: byName(z.json()),
  }),
  group: z.strictObject({
    ...writing,
    supported: z.boolean(),
    lookBeforeCreate: z.boolean(),
    excludesMembers: z.boolean(),
    missingStatus: z.array(z.int()),
  }),
  members: z.strictObject({
    list: z.enum(["group", "scanUsers", "none"]),
    perRequest: z.int().positive(),
    remove: z.enum(["filter", "values", "replaceAll"]),
    fromAttributes: names,
  }),
  filter: z.strictObject({ users: names, groups: names, quote: z.boolean(), emptyIsProof: z.boolean() }),
  page: z.strictObject({ users: size, groups: size }),
  rates: z.array(
    z.strictObject({
      requests: z.number().positive(),
      seconds: z.number().positive(),
      methods: z.array(z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"])).optional(),
      endpoint: z.enum(["/Users", "/Groups"]).optional(),
    }),
  ),
  connection: z.strictObject({
    endpoints: z.array(z.strictObject({ url: z.string(), what: z.string() })),
    tokenHeader: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, "is no name of a header")
      .optional(),
    actor: z.strictObject({ userName: z.string(), id: z.string(), required: z.boolean() }).optional(),
  }),
  block: z
    .strictObject({
      name: z.enum(["leapsome", "absorb", "ironclad"]),
      urn: z.string().min(1),
      attributes: z.array(attribute),
      itemsBy: byName(names),
      references: byName(reference),
      misspelt: byName(z.string()),
      rest: z.string().optional(),
      optIns: byName(names),
    })
    .optional(),
}) satisfies z.ZodType<Dialect>;

/**
 * Reads a user's own dialect: an object of the shape of `Dialect`, of which any part may be left out. It is then as in
 * the dialect that `extends` names (`rfc7644` if none is named); a part that is null is taken away. Throws an Error that
 * names each field that does not fit.
 */
export function parseDialect(given: JsonObject): Dialect {
  const { extends: base = "rfc7644", ...own } = given;
  const known = typeof base === "string" ? dialectNamed(base) : undefined;
  if (!known)
    throw new Error(
      `Could not read the dialect object: extends names no known dialect; known are ${dialectNames.join(", ")}.`,
    );
  const whole = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(known)));
  const parsed = shape.safeParse(merge({ ...whole, name: "custom" }, own));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "dialect"}: ${issue.message}`);
  throw new Error(`Could not read the dialect object: ${problems.join("; ")}.`);
}

/** Lays `over` on `base`, objects member by member, all else whole; null takes a member away. */
function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below: Json | undefined = merged[key];
    if (value === null) Reflect.deleteProperty(merged, key);
    else merged[key] = isObject(value) && isObject(below) ? merge(below, value) : value;
  }
  return merged;
}
