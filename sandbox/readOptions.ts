import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { absorbSwitches } from "./dialects/absorb/switchesSchema.js";
import { DIALECTS } from "./dialects/index.js";
import { ironcladSwitches } from "./dialects/ironclad/switchesSchema.js";
import { leapsomeSwitches } from "./dialects/leapsome/switchesSchema.js";
import { faultFileSchema, faultRuleSchema } from "./faultRules.js";
import { type FaultRule } from "./faults.js";
import { type JsonObject } from "./json.js";
import { InvalidOptionsError, type FullOptions, type SandboxOptions, type Seed } from "./options.js";

const resource = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected a resource (an object)",
);

/** A seed file: `{ "Users": […], "Groups": […] }`. */
export const seedSchema = z.strictObject({
  Users: z.array(resource).default([]),
  Groups: z.array(resource).default([]),
});

const aFunction = <T>(): z.ZodType<T> => z.custom<T>((value) => typeof value === "function", "expected a function");
const whole = z.int().nonnegative();

/** What a file can say: all but functions. */
const fileSchema = z.strictObject({
  dialect: z.string().default("rfc7644"),
  leapsome: leapsomeSwitches.prefault({}),
  absorb: absorbSwitches.prefault({}),
  ironclad: ironcladSwitches.prefault({}),
  port: z.int().min(0).max(65_535).default(8080),
  host: z.string().min(1).default("127.0.0.1"),
  token: z
    .string()
    .min(1)
    .default(() => randomBytes(24).toString("base64url")),
  basePath: z
    .string()
    .regex(/^(\/[^/?#\s]+)*\/?$/, "expected a path that begins with a slash, as /scim/v2")
    .transform((path) => path.replace(/\/$/, ""))
    .optional(),
  latencyMs: z.number().nonnegative().default(0),
  requestsPerSecond: z.number().positive().optional(),
  burst: z.number().min(1).optional(),
  faults: z.array(faultRuleSchema).default([]),
  seed: seedSchema.default({ Users: [], Groups: [] }),
  maxPageSize: z.int().positive().default(1000),
  defaultPageSize: z.int().positive().default(100),
  maxBodyBytes: z
    .int()
    .positive()
    .default(8 * 1024 * 1024),
  maxMembersPerRequest: whole.default(Number.MAX_SAFE_INTEGER),
  etag: z.boolean().default(true),
  filter: z.boolean().default(true),
  sort: z.boolean().default(true),
  patch: z.boolean().default(true),
  patchStatus: z.union([z.literal(200), z.literal(204)]).default(200),
  removeWithoutMatch: z.enum(["noTarget", "ignore"]).default("noTarget"),
  uniqueGroupNames: z.boolean().default(true),
  strictReferences: z
    .strictObject({ members: z.boolean().default(true), manager: z.boolean().default(false) })
    .default({ members: true, manager: false }),
  memberOrder: z.enum(["insertion", "reversed", "sorted"]).default("insertion"),
  hideMembers: z.enum(["never", "lists", "always"]).default("never"),
  discovery: z.enum(["protected", "public", "absent"]).default("protected"),
  page: z.boolean().default(true),
});

const optionsSchema = fileSchema.extend({
  now: aFunction<() => Date>().default(() => () => new Date()),
  newId: aFunction<() => string>().default(() => randomUUID),
});

const VENDORS = ["leapsome", "absorb", "ironclad"] as const;

/** Checks the options and fills in the defaults; throws an InvalidOptionsError that lists every fault. */
export function fullOptions(options: SandboxOptions): FullOptions {
  const { dialect: name } = parseOptions("option", optionsSchema, options);
  const dialect = DIALECTS.get(name);
  if (dialect === undefined) {
    const known = [...DIALECTS.keys()].join(", ");
    throw new InvalidOptionsError(`The sandbox speaks no dialect ${name}. It speaks: ${known}.`);
  }
  refuseForeign("option", options, name);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const full = parseOptions("option", optionsSchema, { ...dialect.defaults, ...given });
  const { basePath, requestsPerSecond, burst, leapsome, ...rest } = full;
  return {
    ...rest,
    dialect,
    leapsome: {
      ...leapsome,
      customAttributes: leapsome.customAttributes,
      allowedDomains: leapsome.allowedDomains,
    },
    basePath: basePath ?? dialect.basePath,
    requestsPerSecond,
    burst,
  };
}

/** A seed as a file holds it, checked; `file` names it in the InvalidOptionsError. */
export function parseSeed(value: unknown, file: string): Required<Seed> {
  return parseOptions(file, seedSchema, value);
}

/** Fault rules as a file holds them, checked; `file` names it in the InvalidOptionsError. */
export function parseFaults(value: unknown, file: string): readonly FaultRule[] {
  return parseOptions(file, faultFileSchema, value);
}

/**
 * Options as a file holds them, checked: any of `SandboxOptions` but `now` and `newId`. `file` names it in the
 * InvalidOptionsError; `dialect` is the one that was asked for elsewhere and stands over the file's.
 */
export function parseOptionsFile(value: unknown, file: string, dialect?: string): SandboxOptions {
  const { dialect: own } = parseOptions(file, fileSchema, value);
  if (!isSandboxOptions(value)) throw new InvalidOptionsError(`${file}: expected options of the sandbox`);
  refuseForeign(file, value, dialect ?? own);
  return value;
}

function isSandboxOptions(value: unknown): value is SandboxOptions {
  return fileSchema.safeParse(value).success;
}

/** Switches of another vendor than the one that is spoken. */
function refuseForeign(what: string, options: SandboxOptions, dialect: string): void {
  const foreign = VENDORS.find((vendor) => vendor !== dialect && options[vendor] !== undefined);
  if (foreign === undefined) return;
  throw new InvalidOptionsError(`${what} ${foreign}: only with dialect ${foreign}, and the dialect is ${dialect}`);
}

/** Parses by a zod schema; throws an InvalidOptionsError with one line a fault, each with its path after `what`. */
export function parseOptions<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { error: namingKnownKeys });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${[what, path.join(".")].join(" ").trim()}: ${message}`,
  );
  throw new InvalidOptionsError(faults.join("\n"));
}

/** The message for a key that is not known says which are; others stay as they are. */
const namingKnownKeys: z.core.$ZodErrorMap = ({ code, keys, inst }) => {
  if (code !== "unrecognized_keys" || !Array.isArray(keys) || !(inst instanceof z.ZodObject)) return undefined;
  const known = Object.keys(inst.shape).join(", ");
  return `there is no ${keys.join(", ")}; known are ${known}`;
};
