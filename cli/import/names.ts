import { foldCase } from "../../provider/scim/compare.js";

/** What a name is made of. */
export interface Named {
  readonly id: string;
  /** Unique in the service: a userName, or a group's displayName. */
  readonly name: string;
  /** What people read, where the unique name is but a number. */
  readonly display?: string | undefined;
}

/** Letters that do not come apart into a plain one and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** Numbers and identifiers that say nothing to a reader. */
const OPAQUE = /^(?:[\d._-]+|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{16,})$/i;

/**
 * Keys by id: of an e-mail address what stands before the @, in lower case without accents (letters of other scripts stay); the
 * whole of it for all who would have the same key; the readable name where it is a number only. Two lists of the same people
 * give the same keys in whatever order. No two keys differ by letter case alone, and none is among `taken`.
 */
export function keysOf(all: readonly Named[], taken: ReadonlySet<string> = new Set()): Map<string, string> {
  const bases = all.map((one) => ({ one, base: baseOf(one) }));
  const counts = new Map<string, number>();
  for (const { base } of bases) counts.set(base, (counts.get(base) ?? 0) + 1);
  const isFree = (base: string) => counts.get(base) === 1 && !taken.has(base);
  const keys = new Map<string, string>();
  const used = new Set(taken);
  for (const { one, base } of bases.filter((each) => isFree(each.base))) {
    keys.set(one.id, base);
    used.add(base);
  }
  const rest = bases.filter((each) => !isFree(each.base)).sort((a, b) => inOrder(a.one, b.one));
  for (const { one, base } of rest) {
    const whole = slug(one.name.replace("@", "-at-")) || base;
    let key = whole;
    for (let number = 2; used.has(key); number += 1) key = `${whole}-${number}`;
    keys.set(one.id, key);
    used.add(key);
  }
  return keys;
}

function baseOf({ id, name, display }: Named): string {
  const [local = ""] = name.split("@");
  const candidates = [local, display ?? ""].filter((text) => text !== "" && !OPAQUE.test(text)).map(slug);
  return candidates.find((text) => text !== "") ?? (slug(name) || slug(id) || "unnamed");
}

/** Lower case without accents; letters and digits of any script, with dots, dashes and underscores between. */
function slug(text: string): string {
  return foldCase(text.normalize("NFKD").replace(/(\p{Script=Latin})\p{M}+/gu, "$1"))
    .normalize("NFC")
    .replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/^[._-]+|[._-]+$/g, "");
}

function inOrder(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Words that TypeScript gives another meaning, or that the program uses itself. */
const RESERVED = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else " +
    "enum eval export exports extends false finally for from function get global if implements import in instanceof interface is " +
    "keyof let module namespace never new null number object of package private process protected public readonly require return " +
    "service set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with " +
    "yield ScimGroup ScimMembership ScimService ScimUser"
  ).split(" "),
);

/** Makes TypeScript identifiers of keys: `ada.lovelace` → `adaLovelace`. Each is given once. */
export class Identifiers {
  readonly #used = new Set<string>(RESERVED);

  for(key: string, kind: string): string {
    const words = key.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== "");
    const joined = words.map((word, at) => (at === 0 ? word : capital(word))).join("");
    const plain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(joined) ? joined : `${kind}${capital(joined)}`;
    let name = plain;
    if (this.#used.has(name)) name = `${plain}${capital(kind)}`;
    for (let number = 2; this.#used.has(name); number += 1) name = `${plain}${capital(kind)}${number}`;
    this.#used.add(name);
    return name;
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
