import { type ReferenceForm, type VendorBlock } from "../dialects/index.js";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { type Attribute, findAttribute, type ResourceKind } from "../scim/schemas.js";
import { ENTERPRISE_USER } from "../scim/urns.js";
import { blockField, givenKeys, namedKeys, restKeys } from "./block.js";

export { putAt, valueAt } from "./places.js";

/** How a list is managed: whole, or only the items that the program gives (design section 2). */
export type ListRule = "whole" | "items";

/**
 * One thing that a program can manage: an attribute or a sub-attribute, with its place in the inputs and in the SCIM
 * resource. `key` stands in `__managed`, so its form is fixed for ever: `title`, `name.givenName`, `department`,
 * `extensions#<urn>`, `extensions#<urn>#<attribute>`, `absorb.location`, `leapsome.customAttributes.<id>`.
 */
export interface Field {
  key: string;
  input: readonly string[];
  place: readonly string[];
  /** PATCH path (RFC 7644 section 3.5.2). */
  path: string;
  /** The attribute's definition; undefined where no schema has one. */
  attribute?: Attribute | undefined;
  list?: ListRule | undefined;
  /** Sub-attributes that tell the items of a list apart, where `value` does not. */
  itemsBy?: readonly string[] | undefined;
  /** A person, or several: an id in the program. */
  reference?: ReferenceForm | undefined;
  writeOnly?: boolean | undefined;
  /** Where answers may have the value instead, misspelt. */
  alsoAt?: readonly string[] | undefined;
}

/** What the program may say of one kind of resource, and where it stands in SCIM. */
export interface FieldTable {
  /** Whose schema defines the attributes. */
  type: ResourceKind;
  /** Top-level attributes with a single value, by name. */
  simple: readonly string[];
  /** Complex attributes whose sub-attributes are managed one by one. */
  complex: readonly string[];
  /** Multi-valued attributes. */
  lists: Readonly<Record<string, ListRule>>;
  /** Flat inputs that live in the enterprise extension. */
  enterprise: readonly string[];
  writeOnly: readonly string[];
  /** Inputs that name people. */
  references: Readonly<Record<string, ReferenceForm>>;
  /** The arguments that the connection's service alone has. */
  block?: VendorBlock | undefined;
}

/** The field of a `__managed` key; the inverse of `Field.key`. */
export function fieldOf(table: FieldTable, key: string): Field {
  const [head = key, urn, attribute] = key.split("#");
  if (head === "extensions" && urn !== undefined) {
    const tail = attribute === undefined ? [] : [attribute];
    return { key, input: ["extensions", urn, ...tail], place: [urn, ...tail], path: [urn, ...tail].join(":") };
  }
  const { block } = table;
  if (block && key.startsWith(`${block.name}.`)) return blockField(block, key);
  const reference = table.references[key];
  if (table.enterprise.includes(key)) {
    const path = `${ENTERPRISE_USER}:${key}`;
    const place = [ENTERPRISE_USER, key];
    return { key, input: [key], place, path, attribute: findAttribute(table.type, path), reference };
  }
  const parts = key.split(".");
  return {
    key,
    input: parts,
    place: parts,
    path: key,
    attribute: findAttribute(table.type, key),
    list: table.lists[key],
    reference,
    writeOnly: table.writeOnly.includes(key),
  };
}

/** The fields that these inputs manage: whatever is given, `null` included. */
export function managedFields(table: FieldTable, inputs: JsonObject): Field[] {
  const keys: string[] = [];
  const given = (name: string) => inputs[name] !== undefined;
  keys.push(...[...table.simple, ...Object.keys(table.lists), ...table.enterprise, ...table.writeOnly].filter(given));
  for (const name of table.complex) keys.push(...partsOrWhole(name, inputs[name]));
  const extensions = inputs["extensions"];
  for (const [urn, attributes] of isObject(extensions) ? Object.entries(extensions) : []) {
    if (isObject(attributes)) keys.push(...Object.keys(attributes).map((part) => `extensions#${urn}#${part}`));
    else keys.push(`extensions#${urn}`);
  }
  if (table.block) keys.push(...givenKeys(table.block, inputs[table.block.name]));
  return keys.map((key) => fieldOf(table, key));
}

/** A complex value is managed by its parts; null is the whole of it. */
function partsOrWhole(key: string, value: Json | undefined): string[] {
  if (value === undefined) return [];
  return isObject(value) ? Object.keys(value).map((part) => `${key}.${part}`) : [key];
}

/** Every field that a program could give and that a resource could show; of extensions only what the block has. */
export function knownFields(table: FieldTable, resource: JsonObject = {}): Field[] {
  const parts = (name: string) => (findAttribute(table.type, name)?.subAttributes ?? []).map((part) => part.name);
  const keys = [
    ...table.simple,
    ...table.complex.flatMap((name) => parts(name).map((part) => `${name}.${part}`)),
    ...Object.keys(table.lists),
    ...table.enterprise,
    ...(table.block ? [...namedKeys(table.block, false), ...restKeys(table, resource)] : []),
  ];
  return keys.map((key) => fieldOf(table, key));
}
