import { isHolder, SecretAttributes } from "../../provider/dialects/secretAttributes.js";
import { type Directory } from "../../provider/directory/directory.js";
import { type Failure } from "../../provider/resources/check/issues.js";
import { type Field, fieldOf, knownFields, putAt, valueAt } from "../../provider/resources/fields.js";
import { groupKind, type Kind } from "../../provider/resources/kinds.js";
import { fromScim } from "../../provider/resources/values.js";
import { foldCase, isEmpty, sameValue } from "../../provider/scim/compare.js";
import { isObject, type Json, type JsonObject, textOf } from "../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../provider/scim/urns.js";

/** Which attributes are written, beyond the usual ones. */
export interface AttributeFlags {
  readonly with?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
}

/**
 * Not written unless asked for: what services make themselves (pictures, certificates), what changes without anybody's doing
 * (active, ims), and what no schema names, which may be anything.
 */
const UNASKED: readonly string[] = ["active", "photos", "ims", "x509Certificates", "extensions", "customAttributes"];

/** Names of people, or of an attribute → how many people have one that was left out. */
export type LeftOut = Map<string, number>;

/** Reads what a program says of an object from what the service has of it. */
export class Attributes {
  /** Attributes that the service has and that are not written, each with a count. */
  readonly leftOut: LeftOut = new Map();
  readonly #secrets = new SecretAttributes(undefined);
  readonly #with: readonly string[];
  readonly #without: readonly string[];

  /** `named` gives the name by which a program may refer to somebody, where the dialect takes another one than the id. */
  constructor(
    private readonly directory: Directory,
    { with: added = [], without = [] }: AttributeFlags,
    private readonly named: (id: string) => string | undefined,
  ) {
    this.#with = added;
    this.#without = without;
  }

  /** The arguments but for the manager: those that are managed from now on. */
  of(kind: Kind, resource: JsonObject): JsonObject {
    const args: JsonObject = {};
    for (const field of this.#fields(kind, resource)) {
      const value = this.#value(kind, field, resource);
      if (value === undefined) continue;
      if (this.#isWanted(kind, field, value)) putAt(args, field.input, value);
      else if (field.key !== "active") this.#count(field.key.startsWith("extensions#") ? "extensions" : field.key);
    }
    tidy(kind, args);
    return ordered(args);
  }

  /** Takes out what the provider would refuse, until it refuses nothing; undefined when it cannot do without. */
  accepted(
    args: JsonObject,
    check: (inputs: JsonObject) => { failures: Failure[] },
  ): { args: JsonObject; refused: string[] } | { refusal: string } {
    const kept = structuredClone(args);
    const refused: string[] = [];
    for (;;) {
      const [failure] = check(kept).failures;
      if (failure === undefined) return { args: kept, refused };
      const name = /^[\w-]+/.exec(failure.property)?.[0] ?? "";
      if (kept[name] === undefined || ["userName", "displayName"].includes(failure.property))
        return { refusal: failure.reason };
      Reflect.deleteProperty(kept, name);
      refused.push(failure.reason);
    }
  }

  #fields(kind: Kind, resource: JsonObject): Field[] {
    const own = [ENTERPRISE_USER, kind.fields.block?.urn ?? ENTERPRISE_USER].map((urn) => urn.toLowerCase());
    const extensions = Object.entries(resource).flatMap(([urn, value]) => {
      if (!urn.toLowerCase().startsWith("urn:") || own.includes(urn.toLowerCase()) || !isObject(value)) return [];
      return Object.keys(value).map((name) => fieldOf(kind.fields, `extensions#${urn}#${name}`));
    });
    return [...knownFields(kind.fields, resource), ...extensions].filter(({ key }) => key !== "manager");
  }

  #value(kind: Kind, field: Field, resource: JsonObject): Json | undefined {
    const { dialect } = this.directory.connection;
    const { unsupported } = kind.noun === "user" ? dialect.user : dialect.group;
    if ((unsupported[field.key] ?? unsupported[field.input[0] ?? ""]) !== undefined || field.writeOnly === true)
      return undefined;
    const value = fromScim(field, resource);
    if (value === undefined) return undefined;
    const standard = kind.noun === "user" ? dialect.user.defaults[field.key] : undefined;
    if (standard !== undefined && sameValue(field.attribute, standard, value)) return undefined;
    if (field.reference) return this.#references(field, value);
    if (field.list !== undefined) return itemsOf(field, value, unsupported);
    return scalar(field, value);
  }

  /** People by the name that the dialect takes beside the id, which says nothing to a reader. */
  #references({ reference }: Field, value: Json): Json {
    const byName = reference?.alsoAccepts.includes("userName") === true;
    const name = (id: Json) => (byName && typeof id === "string" ? (this.named(id) ?? id) : id);
    return Array.isArray(value) ? value.map(name) : name(value);
  }

  #isWanted(kind: Kind, { key, input }: Field, value: Json): boolean {
    if (key === kind.nameAttribute) return true;
    const names = [key, ...input, input.join(".")];
    const isIn = (list: readonly string[]) =>
      list.some((one) => names.some((name) => name.toLowerCase() === one.toLowerCase()));
    if (isIn(this.#without)) return false;
    // Whoever is inactive shall be seen to be so.
    if (isIn(this.#with) || (key === "active" && value === false)) return true;
    const isSecret = this.#secrets.hides(input[0] ?? "") || input.some((name) => this.#secrets.has(name));
    return !isSecret && !isIn(UNASKED);
  }

  #count(key: string): void {
    this.leftOut.set(key, (this.leftOut.get(key) ?? 0) + 1);
  }
}

/** Properties whose values the program's side makes secret, marked as in a state file, so that the import encrypts them. */
export function withSecrets(properties: JsonObject, mark: (value: Json) => Json): JsonObject {
  const secrets = new SecretAttributes(properties["secretAttributes"]);
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, below]) => [key, secrets.has(key) ? mark(below) : within(below)]),
    );
  };
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      if (secrets.hides(key)) return [key, mark(value)];
      return [key, isHolder(key) ? within(value) : value];
    }),
  );
}

/** What only repeats is left out: a formatted name beside its parts, and an address that is the userName. */
function tidy(kind: Kind, args: JsonObject): void {
  if (kind.type === groupKind.type) return;
  if (valueAt(args, ["name", "givenName"]) !== undefined && valueAt(args, ["name", "familyName"]) !== undefined)
    putAt(args, ["name", "formatted"], undefined);
  const { emails, userName } = args;
  const [only, ...others] = Array.isArray(emails) ? emails : [];
  const address = isObject(only) ? textOf(only["value"]) : undefined;
  const isUserName = typeof userName === "string" && address !== undefined && foldCase(address) === foldCase(userName);
  if (isUserName && others.length === 0) Reflect.deleteProperty(args, "emails");
}

/** First who it is, then what they do. */
const FIRST = ["userName", "displayName", "externalId", "name"];

function ordered(args: JsonObject): JsonObject {
  const { name } = args;
  const { givenName, ...names } = isObject(name) ? name : {};
  const whole = givenName === undefined ? name : { givenName, ...names };
  const all: JsonObject = { ...args, ...(whole === undefined ? {} : { name: whole }) };
  const first = FIRST.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]] as const]));
  return { ...Object.fromEntries(first), ...all };
}

function scalar({ attribute, key }: Field, value: Json): Json | undefined {
  const isText = attribute === undefined ? false : ["string", "reference", "dateTime"].includes(attribute.type);
  if (isText && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (key === "active") return typeof value === "boolean" ? value : undefined;
  return isText && typeof value !== "string" ? undefined : structuredClone(value);
}

/** A list's items with the sub-attributes that a program may give, those without a meaning left out. */
function itemsOf({ attribute, key }: Field, value: Json, unsupported: Readonly<Record<string, string>>): Json {
  const parts = attribute?.subAttributes?.map(({ name }) => name);
  const items = Array.isArray(value) ? value : [value];
  return items
    .filter((item) => !isEmpty(item))
    .map((item): Json => {
      if (parts === undefined) return structuredClone(item);
      const object: JsonObject = isObject(item) ? item : { value: item };
      const given = parts.flatMap((part): [string, Json][] => {
        const found = valueAt(object, [part]);
        const says =
          found !== undefined && !isEmpty(found) && part !== "$ref" && !(part === "primary" && found !== true);
        const repeats = part === "display" && found === valueAt(object, ["value"]);
        return says && !repeats && unsupported[`${key}.${part}`] === undefined ? [[part, found]] : [];
      });
      return Object.fromEntries(given);
    });
}
