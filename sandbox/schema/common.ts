import { attribute, complex, type Attribute } from "./attribute.js";

/** The attributes that every resource has (RFC 7643 section 3.1); `/Schemas` does not list them. */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  attribute("schemas", "The URNs of the schemas that the resource uses.", {
    type: "reference",
    multiValued: true,
    required: true,
    returned: "always",
    caseExact: false,
  }),
  attribute("id", "The service's identifier of the resource.", {
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  attribute("externalId", "The client's identifier of the resource.", { caseExact: true }),
  complex(
    "meta",
    "Facts about the resource that the service keeps.",
    [
      attribute("resourceType", "The name of the resource type.", { caseExact: true, mutability: "readOnly" }),
      attribute("created", "When the resource was made.", { type: "dateTime", mutability: "readOnly" }),
      attribute("lastModified", "When the resource was last changed.", { type: "dateTime", mutability: "readOnly" }),
      attribute("location", "The address of the resource.", { type: "reference", mutability: "readOnly" }),
      attribute("version", "The entity tag of the resource.", { caseExact: true, mutability: "readOnly" }),
    ],
    { mutability: "readOnly" },
  ),
];
