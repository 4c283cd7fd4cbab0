import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { dialectNamed, dialectNames, rfc7644, type Dialect } from "../dialects/index.js";
import { parseDialect } from "../dialects/custom.js";
import { isObject, type Json } from "../scim/json.js";
import { codeOf } from "../scim/redact.js";

function parsedJson(text: string): Json | undefined {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A number of the given kind, `what` in words. */
const number = (schema: z.ZodNumber, what: string) =>
  z.string().transform((text, context) => {
    const parsed = schema.safeParse(Number(text));
    if (parsed.success) return parsed.data;
    context.addIssue(`must be ${what}`);
    return z.NEVER;
  });

const boolean = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"], "must be true or false"))
  .transform((text) => text === "true");

const texts = z.string().transform((text, context): Record<string, string> => {
  const read = z.record(z.string(), z.string()).safeParse(parsedJson(text));
  if (read.success) return read.data;
  context.addIssue("must be a JSON object of texts");
  return z.NEVER;
});

/** A JSON list of texts, or texts with commas between them. */
const list = z.string().transform((text, context): string[] => {
  const given = text.trimStart().startsWith("[") ? parsedJson(text) : text.split(",").map((item) => item.trim());
  const read = z.array(z.string().min(1)).min(1).safeParse(given);
  if (read.success) return read.data;
  context.addIssue("must be a JSON list of texts, or texts with commas between them");
  return z.NEVER;
});

/** A JSON list of texts, or texts with spaces between them, as scopes are written (RFC 6749 section 3.3). */
const words = z.string().transform((text, context): string[] => {
  const given = text.trimStart().startsWith("[") ? parsedJson(text) : text.trim().split(/\s+/);
  const read = z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).safeParse(given);
  if (read.success) return read.data;
  context.addIssue("must be a JSON list of scopes, or scopes with spaces between them");
  return z.NEVER;
});

/** Which parameters of a request for a token have options of their own. */
const OWN_OPTIONS: Readonly<Record<string, string>> = {
  client_id: "clientId",
  client_secret: "clientSecret",
  scope: "scopes",
};

const tokenParameters = texts.superRefine((given, context) => {
  for (const [parameter, option] of Object.entries(OWN_OPTIONS)) {
    if (parameter in given) context.addIssue(`must not hold ${parameter}, which is the option ${option}`);
  }
});

/** A name, the text of a JSON object, or the path of a file that holds one, from the folder where Pulumi runs the program. */
function readDialect(text: string, context: z.core.$RefinementCtx<string>): Dialect {
  const name = text.trim();
  const known = dialectNamed(name);
  if (known) return known;
  const isFile = !name.startsWith("{") && /[/\\]|\.json$/i.test(name);
  if (!name.startsWith("{") && !isFile) {
    const ways = "or give an object, or the path of a file that holds one (./dialect.json)";
    context.addIssue(`names no known dialect; known are ${dialectNames.join(", ")}, ${ways}`);
    return z.NEVER;
  }
  const which = isFile ? `names the file ${resolve(name)}, which ` : "";
  try {
    const given = parsedJson(isFile ? readFileSync(name, "utf8").replace(/^\uFEFF/, "") : text);
    if (isObject(given)) return parseDialect(given);
    context.addIssue(`${which}is not JSON${isFile ? ", or no object" : ""}`);
  } catch (error) {
    const code = codeOf(error);
    const why = error instanceof Error ? error.message : "";
    context.addIssue(`${which}${code === undefined ? `is not usable. ${why}` : `cannot be read (${code})`}`);
  }
  return z.NEVER;
}

/**
 * Every option of a connection but its token, each read from text as configuration and environment carry it
 * (objects as JSON). Units are in the names; the defaults are those of design section 2.
 */
export const connectionOptions = z
  .object({
    endpoint: z.string().trim(),
    dialect: z.string().transform(readDialect),
    headers: texts,
    username: z.string(),
    password: z.string(),
    tokenUrl: z.string().trim(),
    clientId: z.string().trim(),
    clientSecret: z.string(),
    scopes: words,
    tokenParameters,
    clientAuthentication: z.enum(["basic", "body"], "must be basic or body"),
    caFile: z.string().trim(),
    maxRequestsPerSecond: number(z.number().positive(), "a number above 0"),
    maxConcurrency: number(z.int().positive(), "a whole number above 0"),
    timeoutSeconds: number(z.number().positive(), "a number above 0"),
    deadlineSeconds: number(z.number().positive(), "a number above 0"),
    maxLeavers: number(z.int().nonnegative(), "a whole number, 0 or more"),
    unsupported: z.enum(["error", "ignore"], "must be error or ignore"),
    movedFrom: z.string().trim(),
    allowHttp: boolean,
    allowedDomains: list,
  })
  .partial();

/** What lifts a guard for one run; read from the environment alone. */
export const liftedGuards = {
  leavers: number(z.int().nonnegative(), "the number of people who may be ended"),
  gone: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["1", "true", "0", "false"], "must be 1 or 0"))
    .transform((text) => text === "1" || text === "true"),
};

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
