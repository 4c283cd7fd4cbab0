import { type Attribute, complex } from "./schemas/attribute.js";
import { COMMON } from "./schemas/common.js";
import { GROUP_ATTRIBUTES } from "./schemas/group.js";
import { ENTERPRISE_USER_ATTRIBUTES, USER_ATTRIBUTES } from "./schemas/user.js";
import { ENTERPRISE_USER, GROUP, USER } from "./urns.js";

export { type Attribute, type AttributeType } from "./schemas/attribute.js";
export { COMMON } from "./schemas/common.js";
export { GROUP_ATTRIBUTES } from "./schemas/group.js";
export { ENTERPRISE_USER_ATTRIBUTES, USER_ATTRIBUTES } from "./schemas/user.js";

/** The resource types that this package manages. */
export type ResourceKind = "User" | "Group";

interface Kind {
  urn: string;
  attributes: readonly Attribute[];
  extensions: readonly Attribute[];
}

const KINDS: Record<ResourceKind, Kind> = {
  User: {
    urn: USER,
    attributes: [...COMMON, ...USER_ATTRIBUTES],
    extensions: [complex(ENTERPRISE_USER, ENTERPRISE_USER_ATTRIBUTES)],
  },
  Group: { urn: GROUP, attributes: [...COMMON, ...GROUP_ATTRIBUTES], extensions: [] },
};

/**
 * The definition of an attribute by its path, names in any letter case (RFC 7643 section 2.1): "userName", "name.givenName",
 * "emails[type eq \"work\"].value", with or without the core URN; an extension's attribute by URN and colon, a whole extension by
 * its URN alone. Undefined for anything that the RFC's schemas do not define, an unknown extension for instance.
 */
export function findAttribute(kind: ResourceKind, path: string): Attribute | undefined {
  const { urn, attributes, extensions } = KINDS[kind];
  for (const extension of extensions) {
    if (sameName(extension.name, path)) return extension;
    const rest = afterUrn(extension.name, path);
    if (rest !== undefined) return descend(extension.subAttributes, rest);
  }
  return descend(attributes, afterUrn(urn, path) ?? path);
}

/** The sub-attribute of that name in any letter case; undefined where the attribute is unknown or has none such. */
export function subAttribute(attribute: Attribute | undefined, name: string): Attribute | undefined {
  return attribute?.subAttributes?.find((sub) => sameName(sub.name, name));
}

function descend(attributes: readonly Attribute[] | undefined, path: string): Attribute | undefined {
  const [name = "", ...rest] = path.replace(/\[.*\]/, "").split(".");
  const found = attributes?.find((candidate) => sameName(candidate.name, name));
  return found === undefined || rest.length === 0 ? found : descend(found.subAttributes, rest.join("."));
}

function afterUrn(urn: string, path: string): string | undefined {
  return sameName(path.slice(0, urn.length + 1), `${urn}:`) ? path.slice(urn.length + 1) : undefined;
}

function sameName(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}
