import { isNativeError } from "node:util/types";
import { isObject, type Json } from "./json.js";

const HIDDEN = "[hidden]";
/** A scheme's name and what looks like its credentials; "Bearer authentication" alone is left as it is. */
const CREDENTIALS = /\b(Bearer|Basic|Token|SSWS)(\s+|=)(?=[^\s"',;]*[0-9._~+/=-])[^\s"',;]{8,}/gi;
/** Shorter texts would hide half of every message and cannot be real secrets. */
const SHORTEST_SECRET = 3;
/** Letters that other words may hold. */
const SHORT_WORD = /^\p{L}{1,5}$/u;

/**
 * Hides each secret in a text, also as it looks in a URL, in JSON, in HTML and in base64, and anything that looks like an Authorization
 * header.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const form of formsOf(secrets)) result = result.replaceAll(form, HIDDEN);
  return result.replace(CREDENTIALS, `$1$2${HIDDEN}`);
}

/**
 * Hides values that are secret by what they say, not by their form: a short word only where it stands alone, and where an excerpt was
 * cut within a value, its beginning.
 */
export function redactWords(text: string, values: readonly string[]): string {
  let result = text;
  for (const form of formsOf(values)) {
    result = SHORT_WORD.test(form)
      ? result.replace(new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, "gu"), HIDDEN)
      : result.replaceAll(form, HIDDEN);
    result = withoutBeginning(result, form);
  }
  return result;
}

/** Without what stands before "…" and is the beginning of the secret. */
function withoutBeginning(text: string, secret: string): string {
  const [first = "", ...rest] = text.split("…");
  return rest.reduce((before, after) => {
    let length = secret.length - 1;
    while (length >= SHORTEST_SECRET && !before.endsWith(secret.slice(0, length))) length--;
    const kept = length < SHORTEST_SECRET ? before : before.slice(0, -length) + HIDDEN;
    return `${kept}…${after}`;
  }, first);
}

/** An error that is safe to keep as a cause: name, code, message and stack of the original without the secrets, none of its other members. */
export function redactedCause(error: unknown, secrets: readonly string[]): Error | undefined {
  if (!isNativeError(error)) return undefined;
  const safe = new Error(redact(messageOf(error), secrets));
  safe.name = error.name;
  safe.stack = redact(error.stack ?? "", secrets);
  const code = codeOf(error);
  return code === undefined ? safe : Object.assign(safe, { code });
}

/** The code that Node, OpenSSL or undici put on an error, looked for in its causes and parts too. */
export function codeOf(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return codeOf(partsOf(error)[0] ?? error.cause);
}

/** Every password that a request body carries: under the attribute's name, or as the value of a PATCH operation on it. */
export function passwordsIn(body: Json): string[] {
  if (Array.isArray(body)) return body.flatMap(passwordsIn);
  if (!isObject(body)) return [];
  const { path, value } = body;
  const patched = typeof path === "string" && isPassword(path) && typeof value === "string" ? [value] : [];
  const named = Object.entries(body).flatMap(([name, below]) =>
    isPassword(name) && typeof below === "string" ? [below] : passwordsIn(below),
  );
  return [...patched, ...named];
}

/** The attribute's name, alone or behind the core schema's URN (RFC 7643 section 4.1.1). */
function isPassword(name: string): boolean {
  return /(^|:)password$/i.test(name);
}

function messageOf(error: Error): string {
  return error.message !== "" ? error.message : partsOf(error).map(messageOf).join("; ");
}

/** The errors that an AggregateError is made of: one for each address that a host name stands for. */
function partsOf(error: Error): Error[] {
  return "errors" in error && Array.isArray(error.errors) ? error.errors.filter((part) => isNativeError(part)) : [];
}

function formsOf(secrets: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    const encoded = encodeURIComponent(wellFormed(secret));
    forms.add(secret);
    for (const form of [encoded, encoded.replace(/%../g, (escape) => escape.toLowerCase())]) {
      forms.add(form);
      forms.add(form.replaceAll("%20", "+"));
    }
    forms.add(JSON.stringify(secret).slice(1, -1));
    for (const quote of ["&quot;", "&#34;"]) {
      for (const apostrophe of ["'", "&#39;", "&#x27;", "&apos;"]) forms.add(htmlForm(secret, quote, apostrophe));
    }
    const bytes = Buffer.from(secret, "utf8");
    forms.add(bytes.toString("base64").replace(/=+$/, ""));
    forms.add(bytes.toString("base64url"));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function htmlForm(text: string, quote: string, apostrophe: string): string {
  const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': quote, "'": apostrophe };
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** The text with each lone surrogate, which no URL can carry, made U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\u{FFFD}");
}
