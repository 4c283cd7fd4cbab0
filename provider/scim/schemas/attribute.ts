/** The data types of RFC 7643 section 2.3, and `json` for what a vendor leaves open: any JSON value. */
export type AttributeType =
  "string" | "boolean" | "decimal" | "integer" | "dateTime" | "reference" | "binary" | "complex" | "json";

/** One attribute's characteristics (RFC 7643 section 7), as far as a client acts on them. */
export interface Attribute {
  name: string;
  type: AttributeType;
  multiValued: boolean;
  /** False: values that differ by letter case only are the same. */
  caseExact: boolean;
  mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  returned: "always" | "never" | "default" | "request";
  required?: boolean;
  /** Telephone numbers are the same however they are set (RFC 3966 section 4). */
  format?: "telephone";
  subAttributes?: readonly Attribute[];
}

type Rest = Partial<Omit<Attribute, "name" | "type" | "subAttributes">>;

/** An attribute with the defaults of RFC 7643 section 2.2: single-valued, caseExact false, readWrite, returned by default. */
export function attribute(name: string, type: AttributeType = "string", rest: Rest = {}): Attribute {
  return { name, type, multiValued: false, caseExact: false, mutability: "readWrite", returned: "default", ...rest };
}

/** A complex attribute. */
export function complex(name: string, subAttributes: readonly Attribute[], rest: Rest = {}): Attribute {
  return { ...attribute(name, "complex", rest), subAttributes };
}

/** A multi-valued complex attribute with the usual sub-attributes (RFC 7643 section 2.4): value, display, type, primary. */
export function plural(name: string, valueType: AttributeType = "string", value: Rest = {}): Attribute {
  const subAttributes = [
    attribute("value", valueType, value),
    attribute("display"),
    attribute("type"),
    attribute("primary", "boolean"),
  ];
  return complex(name, subAttributes, { multiValued: true });
}
