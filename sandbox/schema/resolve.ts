import { type JsonObject } from "../json.js";
import { findAttribute, untyped, type Attribute } from "./attribute.js";
import { coreAttribute, findExtension, type ResourceType } from "./resourceType.js";

/** What an attribute path names: `urn` is the extension's key (none = core), no `attribute` = the whole extension or resource. */
export interface Resolved {
  readonly urn?: string;
  readonly attribute?: Attribute;
  readonly sub?: Attribute;
}

/**
 * Finds what a path of RFC 7644 section 3.10 names (`name.givenName`, `URN:manager.value`, a URN alone); undefined when the type has
 * no such attribute. An unregistered URN is taken from `present` (a resource that may hold it); failing that it is the path up to the
 * last colon, or all of the path when that ends in the resource type's name, as extension URNs do.
 */
export function resolve(type: ResourceType, path: string, present?: JsonObject): Resolved | undefined {
  if (!path.includes(":")) return inAttributes((name) => coreAttribute(type, name), path);
  const known = knownUrn(type, path, present);
  if (known !== undefined) return inSchema(type, known, path.slice(known.length + 1));
  if (!/^urn:[^:]+:./i.test(path)) return undefined;
  const colon = path.lastIndexOf(":");
  if (path.slice(colon + 1).toLowerCase() === type.name.toLowerCase()) return { urn: path };
  return inSchema(type, path.slice(0, colon), path.slice(colon + 1));
}

/** The longest schema URN that the path begins with, spelled as the schema or the resource has it. */
function knownUrn(type: ResourceType, path: string, present: JsonObject | undefined): string | undefined {
  const lower = path.toLowerCase();
  const own = Object.keys(present ?? {}).filter((key) => key.includes(":"));
  return [type.schema.id, ...type.extensions.map((each) => each.id), ...own]
    .filter((urn) => lower === urn.toLowerCase() || lower.startsWith(`${urn.toLowerCase()}:`))
    .sort((a, b) => b.length - a.length)[0];
}

function inSchema(type: ResourceType, urn: string, rest: string): Resolved | undefined {
  if (urn === type.schema.id) return rest === "" ? {} : inAttributes((name) => coreAttribute(type, name), rest);
  if (rest === "") return { urn };
  const extension = findExtension(type, urn);
  const found = inAttributes(
    (name) => (extension === undefined ? untyped(name) : findAttribute(extension.attributes, name)),
    rest,
  );
  return found === undefined ? undefined : { urn, ...found };
}

function inAttributes(find: (name: string) => Attribute | undefined, path: string): Resolved | undefined {
  const [name = "", sub, ...more] = path.split(".");
  if (more.length > 0 || !isName(name) || (sub !== undefined && !isName(sub))) return undefined;
  const attribute = find(name);
  if (attribute === undefined || sub === undefined) return attribute === undefined ? undefined : { attribute };
  const found = subAttribute(attribute, sub);
  return found === undefined ? undefined : { attribute, sub: found };
}

/** The sub-attribute of that name; any name is one in an extension without a schema. */
export function subAttribute(attribute: Attribute, name: string): Attribute | undefined {
  return attribute.type === "any" ? untyped(name) : findAttribute(attribute.subAttributes, name);
}

function isName(text: string): boolean {
  return /^[A-Za-z$][\w$-]*$/.test(text);
}
