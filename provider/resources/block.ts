import { type VendorBlock } from "../dialects/index.js";
import { isObject, type Json, type JsonObject } from "../scim/json.js";
import { type Attribute, subAttribute } from "../scim/schemas.js";
import { ENTERPRISE_USER } from "../scim/urns.js";
import { type Field, type FieldTable } from "./fields.js";
import { valueAt } from "./places.js";

/** The field of a key such as `absorb.userManagementSettings.isAdmin` or `leapsome.customAttributes.<id>`. */
export function blockField(block: VendorBlock, key: string): Field {
  const names = key.slice(block.name.length + 1).split(".");
  const [first = "", ...below] = names;
  const at = (path: readonly string[]) => ({ place: [block.urn, ...path], path: `${block.urn}:${path.join(".")}` });
  if (first === block.rest && below.length > 0) {
    const id = below.join(".");
    return { key, input: [block.name, first, id], ...at([id]) };
  }
  const top = block.attributes.find(({ name }) => name === first);
  const attribute = below.reduce<Attribute | undefined>(subAttribute, top);
  const name = names.join(".");
  const misspelt = block.misspelt[name];
  const itemsBy = block.itemsBy[name];
  return {
    key,
    input: [block.name, ...names],
    ...at(names),
    attribute,
    list: attribute?.multiValued ? (itemsBy ? "items" : "whole") : undefined,
    itemsBy,
    reference: block.references[name],
    alsoAt: misspelt === undefined ? undefined : [block.urn, ...misspelt.split(".")],
  };
}

/** Keys of what a program gives in its block; what is not given is not managed. */
export function givenKeys(block: VendorBlock, given: Json | undefined): string[] {
  if (!isObject(given)) return [];
  const keys = block.attributes.filter(isWritable).flatMap((attribute) => {
    const value = given[attribute.name];
    if (value === undefined) return [];
    const parts = isByParts(attribute) && isObject(value) ? Object.keys(value) : undefined;
    return parts?.map((part) => `${attribute.name}.${part}`) ?? [attribute.name];
  });
  const rest = block.rest === undefined ? undefined : given[block.rest];
  if (isObject(rest)) keys.push(...Object.keys(rest).map((id) => `${block.rest ?? ""}.${id}`));
  return keys.map((key) => `${block.name}.${key}`);
}

/** Keys of all that the block has a name for; `isShown`: those that are read only, too. */
export function namedKeys(block: VendorBlock, isShown: boolean): string[] {
  return block.attributes
    .filter((attribute) => isShown || isWritable(attribute))
    .flatMap((attribute) =>
      isByParts(attribute) && attribute.subAttributes
        ? attribute.subAttributes.map((part) => `${attribute.name}.${part.name}`)
        : [attribute.name],
    )
    .map((key) => `${block.name}.${key}`);
}

/** Keys of what a resource has in the block's extension without a name in any schema. */
export function restKeys({ block, enterprise }: FieldTable, resource: JsonObject): string[] {
  const { rest, urn, name, attributes } = block ?? {};
  const extension = rest === undefined || urn === undefined ? undefined : valueAt(resource, [urn]);
  if (!isObject(extension)) return [];
  const known = [
    ...(attributes ?? []).map((attribute) => attribute.name),
    ...(urn === ENTERPRISE_USER ? enterprise : []),
  ];
  const isKnown = (key: string) => known.some((one) => one.toLowerCase() === key.toLowerCase());
  return Object.keys(extension)
    .filter((key) => !isKnown(key))
    .map((key) => `${name ?? ""}.${rest ?? ""}.${key}`);
}

export function isWritable({ mutability }: Attribute): boolean {
  return mutability !== "readOnly";
}

/** Whether an attribute's sub-attributes are managed one by one. */
export function isByParts({ type, multiValued }: Attribute): boolean {
  return type === "complex" && !multiValued;
}
