import { isNativeError } from "node:util/types";
import { isObject, type Json, type JsonObject } from "./json.js";

const HIDDEN = "[hidden]";
/** A scheme's name and what looks like its credentials; "Bearer authentication" alone is left as it is. */
const CREDENTIALS = /\b(Bearer|Basic|Token|SSWS)(\s+|=)(?=[^\s"',;]*[0-9._~+/=-])[^\s"',;]{8,}/gi;
/** Shorter texts would hide half of every message and cannot be real secrets. */
const SHORTEST_SECRET = 3;
/** A shorter beginning of a secret tells nothing, and other words begin so too. */
const SHORTEST_CUT = 6;
/** Letters that other words may hold. */
const SHORT_WORD = /^\p{L}{1,5}$/u;

/**
 * Hides each secret in a text, however encoders spell it (in URLs, JSON, HTML, base64), the beginning of one with which the text breaks
 * off, and anything that looks like an Authorization header.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of real(secrets)) {
    result = result.replace(spellings(secret), HIDDEN);
    for (const form of formsOf(secret)) result = withoutCutEnd(result, form);
  }
  return result.replace(CREDENTIALS, `$1$2${HIDDEN}`);
}

/** A credential of this length occurs nowhere by chance; a shorter one may be a word that people's attributes hold too. */
const SURE_CREDENTIAL = 16;

/**
 * Takes the credentials that a service repeats out of properties. Ids stay as they are, since they address what they name. Made once for
 * many, since tokens are long.
 */
export function hidingCredentials(credentials: readonly string[]): (properties: JsonObject) => JsonObject {
  const sure = real(credentials).filter(({ length }) => length >= SURE_CREDENTIAL);
  const patterns = sure.map((credential) => spellings(credential));
  const shown = (value: Json): Json => {
    if (typeof value === "string") return patterns.reduce((left, pattern) => left.replace(pattern, HIDDEN), value);
    if (Array.isArray(value)) return value.map(shown);
    return isObject(value) ? hidden(value) : value;
  };
  const hidden = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, /^(id|scimId)$/.test(key) ? value : shown(value)]),
    );
  return (properties) => {
    const text = JSON.stringify(properties);
    return patterns.some((pattern) => text.search(pattern) >= 0) ? hidden(properties) : properties;
  };
}

/**
 * Hides values that are secret by what they say, not by their form, in any letter case, since services fold it: a short word
 * only where it stands alone, and where an excerpt was cut within a value, its beginning.
 */
export function redactWords(text: string, values: readonly string[]): string {
  let result = text;
  for (const value of real(values)) {
    const [, ...encoded] = formsOf(value);
    if (SHORT_WORD.test(value)) {
      result = result.replace(new RegExp(`(?<![\\p{L}\\p{N}])${value}(?![\\p{L}\\p{N}])`, "giu"), HIDDEN);
      for (const form of encoded) result = result.replaceAll(form.replace(/=+$/, ""), HIDDEN);
    } else result = result.replace(spellings(value, "gi"), HIDDEN);
    for (const form of [value, ...encoded]) result = withoutBeginning(result, form);
  }
  return result;
}

/** Without what stands before "…" and is the beginning of the secret. */
function withoutBeginning(text: string, secret: string): string {
  const [first = "", ...rest] = text.split("…");
  const folded = secret.toLowerCase();
  return rest.reduce((before, after) => {
    let length = secret.length - 1;
    while (length >= SHORTEST_SECRET && before.slice(-length).toLowerCase() !== folded.slice(0, length)) length--;
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

/** Those that are long enough, the longest first; without the blanks around them too, since no header carries these. */
function real(secrets: readonly string[]): string[] {
  return [...new Set(secrets.flatMap((secret) => [secret, secret.trim()]))]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
}

/** All spellings of a secret. Encoders differ in which characters they escape, so each one may stand there in any way. */
function spellings(secret: string, flags = "g"): RegExp {
  const bytes = Buffer.from(secret, "utf8");
  const encoded = [bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
  return new RegExp([secret, ...encoded].map(spelt).join("|"), flags);
}

function spelt(text: string): string {
  return Array.from(text, (character) => (PLAIN.test(character) ? character : escaped(character))).join("");
}

/** A character as it is, as URLs write it, as JSON and PHP escape it, and as HTML does. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = character.split("").map((unit) => anyCase(unit.charCodeAt(0).toString(16).padStart(4, "0")));
  const percent = Array.from(
    Buffer.from(character, "utf8"),
    (byte) => `%${anyCase(byte.toString(16).padStart(2, "0"))}`,
  );
  const ways = [
    literal(JSON.stringify(character).slice(1, -1)),
    literal(character),
    percent.join(""),
    units.map((unit) => `\\\\u${unit}`).join(""),
    `&#0*${code};`,
    `&#[xX]0*${anyCase(code.toString(16))};`,
    ...(HTML_NAMES[character] ?? []).map((name) => `&${name};`),
    ...(character === "/" ? ["\\\\/"] : []),
    ...(character === " " ? ["\\+"] : []),
  ];
  return `(?:${ways.join("|")})`;
}

const PLAIN = /^[A-Za-z0-9]$/;
const HTML_NAMES: Readonly<Record<string, readonly string[]>> = {
  "&": ["amp"],
  "<": ["lt"],
  ">": ["gt"],
  '"': ["quot"],
  "'": ["apos"],
  "/": ["sol"],
  "+": ["plus"],
  "=": ["equals"],
};

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** The forms that most texts have a secret in. */
function formsOf(secret: string): string[] {
  const { length } = secret;
  return [secret, encodeURIComponent(wellFormed(secret)), Buffer.from(secret, "utf8").toString("base64")].filter(
    (form, at) => at === 0 || form.length > length,
  );
}

/** The text without the beginning of a secret at its end. */
function withoutCutEnd(text: string, form: string): string {
  for (let length = Math.min(form.length - 1, text.length); length >= SHORTEST_CUT; length--)
    if (text.endsWith(form.slice(0, length))) return text.slice(0, -length) + HIDDEN;
  return text;
}

/** The text with each lone surrogate, which no URL can carry, made U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\u{FFFD}");
}
