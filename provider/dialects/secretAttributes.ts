import { type Attribute, ENTERPRISE_USER_ATTRIBUTES, USER_ATTRIBUTES } from "../scim/schemas.js";
import { type VendorBlock } from "./block.js";
import { dialectNamed, dialectNames } from "./index.js";

/** Attributes whose values are secret when the program does not give `secretAttributes`. */
export const defaultSecretAttributes: readonly string[] = [
  "password",
  "birthday",
  "gender",
  "addresses",
  "phoneNumbers",
];

/**
 * Output with the fingerprints of secret attributes that the service did not keep, which Pulumi encrypts: whoever knows the
 * form of a birthday could try them all. Their keys stand in `__notStored`, in clear, for whoever reads a plan.
 */
export const SECRET_FINGERPRINTS = "__notStoredSecret";

const blocks = dialectNames.map((name) => dialectNamed(name)?.block).filter((block) => block !== undefined);

/** Arguments that hold further attributes, with all names that can be in them; those of extensions nobody knows. */
const holders: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...USER_ATTRIBUTES.flatMap(({ name, subAttributes }): [string, Set<string>][] =>
    subAttributes === undefined ? [] : [[name, namesIn(subAttributes)]],
  ),
  ...blocks.map((block): [string, Set<string>] => [block.name, namesOfBlock(block)]),
  ["extensions", new Set()],
]);

/** Multi-valued arguments: Pulumi knows no single one of their items again, so they are hidden whole or not at all. */
const lists = new Set(USER_ATTRIBUTES.filter(({ multiValued }) => multiValued).map(({ name }) => name));

/** Arguments in which an attribute of any name can stand. */
const open = new Set(["extensions", ...blocks.flatMap(({ name, rest }) => (rest === undefined ? [] : [name]))]);

const flat = new Set([...USER_ATTRIBUTES, ...ENTERPRISE_USER_ATTRIBUTES].map(({ name }) => name.toLowerCase()));

/** Every name that a schema has, wherever it stands. */
const known = new Set([...flat, ...holders.keys(), ...[...holders.values()].flatMap((names) => [...names])]);

/** Names that only ever stand at the top, so that they give no reason to hide all extensions. */
const topOnly = new Set(["password", "addresses", "phonenumbers"]);

/** Which attributes of one person are secret: what the argument `secretAttributes` says, whose names go by any letter case. */
export class SecretAttributes {
  readonly #names = new Set<string>();
  /** Arguments that a path says to hold a secret. */
  readonly #holders = new Set<string>();

  /** `names` other than a list is refused by check; the defaults count then. `password` is always one of them. */
  constructor(names: unknown) {
    const given: unknown[] = Array.isArray(names) ? names : [...defaultSecretAttributes];
    for (const name of ["password", ...given]) if (typeof name === "string") this.#add(name.toLowerCase());
  }

  /** Whether all values under that name are secret: of an attribute, or of an extension by its URN. */
  has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  /** Whether an argument may hold a secret attribute; the service can answer with one that the program never gave. */
  mayHold(argument: string): boolean {
    if (this.#holders.has(argument.toLowerCase())) return true;
    const names = [...this.#names];
    if (argument === "extensions") return names.some((name) => !topOnly.has(name));
    const inside = holders.get(argument);
    if (inside === undefined) return false;
    const isUnknown = (name: string) => open.has(argument) && !known.has(name) && !name.includes(":");
    return names.some((name) => inside.has(name) || isUnknown(name));
  }

  /** Whether an argument is hidden whole, as input and as output. */
  hides(argument: string): boolean {
    return this.has(argument) || (lists.has(argument) && this.mayHold(argument));
  }

  /**
   * `birthday` counts wherever it stands. Of a path, `emails.value` or `emails[type eq "work"].value`, the top-level
   * attribute is hidden, and in what a holder has (`leapsome.birthday`, an extension's URN and name) the last part.
   */
  #add(given: string): void {
    const name = given.replace(/\[.*?\]/g, "");
    if (name.includes("urn:")) this.#names.add(name.slice(name.indexOf("urn:")));
    const [head = "", ...rest] = name.slice(name.lastIndexOf(":") + 1).split(".");
    const last = rest.at(-1);
    if (last === undefined || (flat.has(head) && head !== "name")) this.#names.add(head);
    else {
      this.#names.add(last);
      this.#holders.add(head);
    }
  }
}

/** Whether an argument holds attributes that are secret or not one by one. */
export function isHolder(argument: string): boolean {
  return holders.has(argument) && !lists.has(argument);
}

function namesOfBlock({ attributes, rest, optIns }: VendorBlock): Set<string> {
  const own = [...Object.keys(optIns), ...(rest === undefined ? [] : [rest])];
  return new Set([...namesIn(attributes), ...own.map((name) => name.toLowerCase())]);
}

function namesIn(attributes: readonly Attribute[]): Set<string> {
  return new Set(attributes.flatMap(({ name, subAttributes = [] }) => [name.toLowerCase(), ...namesIn(subAttributes)]));
}
