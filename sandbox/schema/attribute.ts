import { type JsonObject } from "../json.js";

/** The data types of RFC 7643 section 2.3; `any` is ours, for the attributes of extensions that no schema describes. */
export type AttributeType =
  "string" | "boolean" | "decimal" | "integer" | "dateTime" | "binary" | "reference" | "complex" | "any";

/** The characteristics of an attribute (RFC 7643 section 2.2); everything that the sandbox does to an attribute follows from them. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly description: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned: "always" | "never" | "default" | "request";
  readonly uniqueness: "none" | "server" | "global";
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes: readonly Attribute[];
}

/** A schema as `/Schemas` shows it (RFC 7643 section 7). */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** What an attribute may say about itself beyond its name. */
export type Traits = Partial<Omit<Attribute, "name" | "description">>;

/** An attribute with the defaults of RFC 7643 section 2.2; references and binaries are case exact by section 2.3. */
export function attribute(name: string, description: string, traits: Traits = {}): Attribute {
  return {
    name,
    description,
    type: "string",
    multiValued: false,
    required: false,
    caseExact: traits.type === "reference" || traits.type === "binary",
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    subAttributes: [],
    ...traits,
  };
}

/** A complex attribute. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  traits: Traits = {},
): Attribute {
  return attribute(name, description, { type: "complex", subAttributes, ...traits });
}

/** A multi-valued complex attribute with the usual value, display, type and primary (RFC 7643 section 2.4). */
export function valueList(
  name: string,
  description: string,
  value: { description: string; type?: AttributeType; canonicalTypes?: readonly string[] } & Traits,
): Attribute {
  const { description: valueDescription, canonicalTypes, ...traits } = value;
  const types = canonicalTypes === undefined ? {} : { canonicalValues: canonicalTypes };
  return complex(
    name,
    description,
    [
      attribute("value", valueDescription, traits),
      attribute("display", "A name of the value for people to read."),
      attribute("type", "A label for what the value is used for.", types),
      attribute("primary", "Whether this is the preferred value; true for one value at most.", { type: "boolean" }),
    ],
    { multiValued: true },
  );
}

/** An attribute of an extension that no schema describes: any JSON value, compared without regard to letter case. */
export function untyped(name: string): Attribute {
  return attribute(name, "An attribute of an extension without a schema.", { type: "any" });
}

const indexes = new WeakMap<readonly Attribute[], ReadonlyMap<string, Attribute>>();

/** The attribute of that name, without regard to letter case (RFC 7643 section 2.1). */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  let index = indexes.get(attributes);
  if (index === undefined) {
    index = new Map(attributes.map((each) => [each.name.toLowerCase(), each]));
    indexes.set(attributes, index);
  }
  return index.get(name.toLowerCase());
}

/** An attribute as `/Schemas` shows it (RFC 7643 section 7). */
export function describeAttribute(each: Attribute): JsonObject {
  const shown: JsonObject = {
    name: each.name,
    type: each.type,
    multiValued: each.multiValued,
    description: each.description,
    required: each.required,
    caseExact: each.caseExact,
    mutability: each.mutability,
    returned: each.returned,
    uniqueness: each.uniqueness,
  };
  if (each.canonicalValues !== undefined) shown["canonicalValues"] = [...each.canonicalValues];
  if (each.referenceTypes !== undefined) shown["referenceTypes"] = [...each.referenceTypes];
  if (each.subAttributes.length > 0) shown["subAttributes"] = each.subAttributes.map(describeAttribute);
  return shown;
}
