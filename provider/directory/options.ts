import { z } from "zod";
import { dialectNamed, dialectNames, rfc7644, type Dialect } from "../dialects/index.js";
import { parseDialect } from "../dialects/custom.js";
import { isObject, type Json } from "../scim/json.js";

const fromJson = (text: string, context: z.core.$RefinementCtx<string>): Json => {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    context.addIssue("is not JSON");
    return z.NEVER;
  }
};
const number = (schema: z.ZodNumber) =>
  z.string().transform((text, context) => {
    const parsed = schema.safeParse(text.trim() === "" ? Number.NaN : Number(text));
    if (parsed.success) return parsed.data;
    context.addIssue(parsed.error.issues[0]?.message ?? "is not a number");
    return z.NEVER;
  });
const boolean = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"], { error: "must be true or false" }))
  .transform((text) => text === "true");

/** A name, or the text of a JSON object. */
function readDialect(text: string, context: z.core.$RefinementCtx<string>): Dialect {
  if (!text.trimStart().startsWith("{")) {
    const known = dialectNamed(text);
    if (known) return known;
    context.addIssue(`names no known dialect; known are ${dialectNames.join(", ")}, or give an object`);
    return z.NEVER;
  }
  const given = fromJson(text, context);
  if (!isObject(given)) return z.NEVER;
  try {
    return parseDialect(given);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : "is not a dialect");
    return z.NEVER;
  }
}

/**
 * Every option of a connection but its token, each read from text as configuration and environment carry it
 * (objects as JSON). Units are in the names; the defaults are those of design section 2.
 */
export const connectionOptions = z
  .object({
    endpoint: z.string().trim().min(1),
    dialect: z.string().transform(readDialect),
    headers: z
      .string()
      .transform(fromJson)
      .pipe(z.record(z.string(), z.string(), { error: "must be a JSON object of texts" })),
    maxRequestsPerSecond: number(z.number().positive()),
    maxConcurrency: number(z.int().positive()),
    timeoutSeconds: number(z.number().positive()),
    deadlineSeconds: number(z.number().positive()),
    maxLeavers: number(z.int().nonnegative()),
    unsupported: z.enum(["error", "ignore"]),
    movedFrom: z.string().trim().min(1),
    allowHttp: boolean,
  })
  .partial();

export type OptionValues = z.output<typeof connectionOptions>;

export const optionNames = Object.keys(connectionOptions.shape);

/** Values of the options that have one when nobody gives it; `maxRequestsPerSecond` is the dialect's. */
export const optionDefaults = {
  dialect: rfc7644,
  headers: {},
  maxConcurrency: 16,
  timeoutSeconds: 30,
  deadlineSeconds: 900,
  unsupported: "error",
  allowHttp: false,
} as const;

/** `maxConcurrency` → `SCIM_MAX_CONCURRENCY`. */
export function environmentName(option: string): string {
  return `SCIM_${option.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
