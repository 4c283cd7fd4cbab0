import { attributeColumn } from "./columns.js";
import { attributeAt, isRecord } from "./draft.js";
import { type Located, type Origin, type Problems } from "./problems.js";

/** Letters that do not come apart into a plain one and an accent. */
const LETTERS: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/**
 * Makes a userName of a pattern: `{key}`, `{title}`, `{name.givenName}` and so on stand for attributes, in lower case
 * without accents, spaces and apostrophes. Undefined where one of them is missing or has nothing to write in ASCII.
 */
export function userNameOf(pattern: string, key: string, attributes: Record<string, unknown>): string | undefined {
  const full = pattern.includes("{") ? pattern : `{name.givenName}.{name.familyName}@${pattern}`;
  const parts = [...full.matchAll(/\{([^{}]*)\}/g)].map(([, path = ""]) => {
    const value: unknown = path === "key" ? key : attributeAt(attributes, path);
    return typeof value === "string" ? simple(value) : "";
  });
  if (parts.includes("")) return undefined;
  return full.replace(/\{[^{}]*\}/g, () => parts.shift() ?? "");
}

/** Makes what a pattern names and no person has, and brackets that stand alone, problems; false where there is one. */
export function checkPattern({ text, origin }: Located, problems: Problems): boolean {
  const parts = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, path = ""]) => path);
  const isKnown = parts.map((path) => path === "key" || attributeColumn(path, origin, problems) !== undefined);
  const isWhole = !/[{}]/.test(text.replace(/\{[^{}]*\}/g, ""));
  if (!isWhole) {
    const message = `the domain "${text}" has a bracket that stands alone. Write it as {name.givenName}@acme.io.`;
    problems.add(origin, message, text);
  }
  return isWhole && !isKnown.includes(false);
}

/** Whether a text can be an e-mail address (RFC 5321, RFC 6531): one @ with a local part and a domain of labels around it. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64 || text.length > 254) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (/[\s,;<>()[\]\\"@:]/.test(local) || local.startsWith(".") || local.endsWith(".") || local.includes(".."))
    return false;
  return /^(?!-)[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*(?<!-)$/u.test(domain);
}

/** Checks the addresses of a person: the userName where it looks like one, and the values of `emails`. */
export function checkAddresses(
  key: string,
  attributes: Record<string, unknown>,
  at: (path: string) => Origin,
  problems: Problems,
): void {
  const { userName, emails } = attributes;
  if (typeof userName === "string" && userName.includes("@") && !isEmail(userName)) {
    problems.add(
      at("userName"),
      `the userName "${userName}" of "${key}" is not an e-mail address. Correct it.`,
      userName,
    );
  }
  if (!Array.isArray(emails)) return;
  for (const [index, item] of Array.from<unknown>(emails).entries()) {
    const value = isRecord(item) ? item["value"] : undefined;
    if (typeof value !== "string" || isEmail(value)) continue;
    const shown = value === "" ? "is empty" : `"${value}" is not an e-mail address`;
    problems.add(at(`emails.${index}.value`), `the e-mail of "${key}" ${shown}. Correct it.`, value);
  }
}

function simple(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/[^a-z0-9._-]+/g, "")
    .replace(/^\.+|\.+$/g, "");
}
