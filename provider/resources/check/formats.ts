import { z } from "zod";
import { isObject } from "../../scim/json.js";
import { ENTERPRISE_USER, GROUP, USER } from "../../scim/urns.js";

/** A text, or `null`: managed and empty. */
export const text = z.string().nullable().optional();

/** A local part and a domain of non-empty labels; letters of any script are valid (RFC 6531). */
const ADDRESS =
  /^(?:"[^"\r\n]+"|[^\s"@<>()[\],;:\\]+)@(?:\[[^\s\]]+\]|[^\s"@<>()[\],;:\\.]+(?:\.[^\s"@<>()[\],;:\\.]+)*)$/u;

/** An e-mail address, as the program gave it. */
export const email = z.string().regex(ADDRESS, {
  error: (issue) => `${JSON.stringify(issue.input)} is no e-mail address; it needs the form name@domain`,
});

/** A name that somebody or something is known by. */
export function required(what: string): z.ZodString {
  return z
    .string({ error: (issue) => (issue.input === undefined ? `is required: give ${what}` : "must be a text") })
    .min(1, `must not be empty: give ${what}`);
}

/** Id of another resource. */
export const id = z
  .string({ error: "must be a resource or its id" })
  .min(1, "must not be an empty text; give an id, or null for nobody");

/** `null` or a list; at most one item may be primary (RFC 7643 section 2.4). */
export function listOf(item: z.ZodType) {
  return z
    .array(item)
    .superRefine((items, context) => {
      const primaries = items.flatMap((entry, at) => (isObject(entry) && entry["primary"] === true ? [at] : []));
      if (primaries.length < 2) return;
      context.addIssue(`items ${primaries.join(" and ")} are both primary; only one may be`);
    })
    .nullable()
    .optional();
}

const URN = /^urn:[a-z0-9][a-z0-9-]{0,31}:\S+$/i;
const ATTRIBUTE = /^[A-Za-z0-9$][\w$-]*$/;

/** Extensions by schema URN (RFC 7643 section 3.3); attributes with a place of their own are not repeated here. */
export function extensionsBeside(flat: readonly string[]) {
  return z
    .record(z.string(), z.record(z.string(), z.json()).nullable(), {
      error: ({ input }) =>
        input === null ? "must be an object; to empty one extension give null for its URN" : undefined,
    })
    .superRefine((extensions, context) => {
      for (const [urn, attributes] of Object.entries(extensions)) {
        const problem = problemOf(urn);
        if (problem !== undefined) context.addIssue({ code: "custom", path: [urn], message: problem });
        for (const name of Object.keys(attributes ?? {})) {
          const wrong = wrongName(urn, name, flat);
          if (wrong !== undefined) context.addIssue({ code: "custom", path: [urn, name], message: wrong });
        }
      }
    })
    .optional();
}

function problemOf(urn: string): string | undefined {
  if (!URN.test(urn) || urn.includes("#"))
    return "is no URN; an extension's name has the form urn:namespace:name (RFC 8141)";
  const core = [USER, GROUP].find((known) => known.toLowerCase() === urn.toLowerCase());
  return core === undefined ? undefined : "is the core schema, no extension; give its attributes directly";
}

function wrongName(urn: string, name: string, flat: readonly string[]): string | undefined {
  if (!ATTRIBUTE.test(name)) return "is no attribute name (RFC 7643 section 2.1: letters, digits, - and _)";
  if (urn.toLowerCase() !== ENTERPRISE_USER.toLowerCase()) return undefined;
  const own = flat.find((known) => known.toLowerCase() === name.toLowerCase());
  return own === undefined ? undefined : `is an argument of its own; give ${own} directly`;
}
