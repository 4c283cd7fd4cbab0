import { type Attribute, attribute, complex } from "./attribute.js";

const readOnly = { mutability: "readOnly" } as const;

/** What every resource has (RFC 7643 section 3.1), beside its schema's own attributes. */
export const COMMON: readonly Attribute[] = [
  attribute("schemas", "reference", { multiValued: true, caseExact: true, returned: "always" }),
  attribute("id", "string", { caseExact: true, mutability: "readOnly", returned: "always" }),
  attribute("externalId", "string", { caseExact: true }),
  complex(
    "meta",
    [
      attribute("resourceType", "string", { caseExact: true, ...readOnly }),
      attribute("created", "dateTime", readOnly),
      attribute("lastModified", "dateTime", readOnly),
      attribute("location", "reference", { caseExact: true, ...readOnly }),
      attribute("version", "string", { caseExact: true, ...readOnly }),
    ],
    readOnly,
  ),
];
