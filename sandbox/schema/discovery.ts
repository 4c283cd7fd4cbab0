import { RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG } from "../../provider/scim/urns.js";
import { attribute, complex, type Attribute, type Schema, type Traits } from "./attribute.js";

const FIXED: Traits = { mutability: "readOnly" };
const NEEDED: Traits = { mutability: "readOnly", required: true };

function supported(name: string, description: string, more: readonly Attribute[] = []): Attribute {
  const flag = attribute("supported", "Whether the service has it.", { ...NEEDED, type: "boolean" });
  return complex(name, description, [flag, ...more], NEEDED);
}

function wholeNumber(name: string, description: string): Attribute {
  return attribute(name, description, { ...NEEDED, type: "integer" });
}

function uri(name: string, description: string, traits: Traits, kind = "external"): Attribute {
  return attribute(name, description, { ...traits, type: "reference", referenceTypes: [kind] });
}

const SERVICE_PROVIDER_CONFIG_SCHEMA: Schema = {
  id: SERVICE_PROVIDER_CONFIG,
  name: "ServiceProviderConfig",
  description: "What the service can do (RFC 7643 section 5)",
  attributes: [
    uri("documentationUri", "Where people can read about the service.", FIXED),
    supported("patch", "PATCH."),
    supported("bulk", "Bulk requests.", [
      wholeNumber("maxOperations", "The most operations in one request."),
      wholeNumber("maxPayloadSize", "The most bytes in one request."),
    ]),
    supported("filter", "Filters.", [wholeNumber("maxResults", "The most resources in one answer.")]),
    supported("changePassword", "Changing a password."),
    supported("sort", "Sorting."),
    supported("etag", "Entity tags."),
    complex(
      "authenticationSchemes",
      "The ways to authenticate.",
      [
        attribute("type", "The kind of authentication.", {
          ...NEEDED,
          canonicalValues: ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
        }),
        attribute("name", "Its name.", NEEDED),
        attribute("description", "What it is.", NEEDED),
        uri("specUri", "Its specification.", FIXED),
        uri("documentationUri", "How it is used here.", FIXED),
        attribute("primary", "Whether it is the preferred one.", { ...FIXED, type: "boolean" }),
      ],
      { ...NEEDED, multiValued: true },
    ),
  ],
};

const RESOURCE_TYPE_SCHEMA: Schema = {
  id: RESOURCE_TYPE,
  name: "ResourceType",
  description: "A kind of resource (RFC 7643 section 6)",
  attributes: [
    attribute("id", "The same as name.", FIXED),
    attribute("name", "The name of the resource type.", NEEDED),
    attribute("description", "What it is.", FIXED),
    uri("endpoint", "Its address below the base URL.", NEEDED, "uri"),
    uri("schema", "The URN of its schema.", NEEDED, "uri"),
    complex(
      "schemaExtensions",
      "The schemas that extend it.",
      [
        uri("schema", "The URN of the extension.", NEEDED, "uri"),
        attribute("required", "Whether every resource must have it.", { ...NEEDED, type: "boolean" }),
      ],
      { ...FIXED, multiValued: true },
    ),
  ],
};

/** The characteristics of an attribute; `subAttributes` repeats them once, since SCIM nests no deeper. */
function characteristics(nested: boolean): Attribute[] {
  const oneOf = (name: string, description: string, canonicalValues: readonly string[]): Attribute =>
    attribute(name, description, { ...FIXED, caseExact: true, canonicalValues });
  const flag = (name: string, description: string): Attribute =>
    attribute(name, description, { ...FIXED, type: "boolean" });
  const own = [
    attribute("name", "The attribute's name.", { ...NEEDED, caseExact: true }),
    { ...oneOf("type", "Its data type.", TYPES), required: true },
    { ...flag("multiValued", "Whether it has several values."), required: true },
    attribute("description", "What it is.", { ...FIXED, caseExact: true }),
    flag("required", "Whether a resource must have it."),
    attribute("canonicalValues", "Suggested values.", { ...FIXED, caseExact: true, multiValued: true }),
    flag("caseExact", "Whether letter case matters."),
    oneOf("mutability", "Who may write it.", ["readOnly", "readWrite", "immutable", "writeOnly"]),
    oneOf("returned", "When it is returned.", ["always", "never", "default", "request"]),
    oneOf("uniqueness", "Where a value may be once only.", ["none", "server", "global"]),
    attribute("referenceTypes", "What it may refer to.", { ...FIXED, caseExact: true, multiValued: true }),
  ];
  const more = { ...FIXED, multiValued: true };
  return nested ? own : [...own, complex("subAttributes", "The parts of a complex one.", characteristics(true), more)];
}

const TYPES = ["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"];

const SCHEMA_SCHEMA: Schema = {
  id: SCHEMA,
  name: "Schema",
  description: "The description of a schema (RFC 7643 section 7)",
  attributes: [
    attribute("id", "The URN of the schema.", NEEDED),
    attribute("name", "Its name for people.", FIXED),
    attribute("description", "What it is.", FIXED),
    complex("attributes", "Its attributes.", characteristics(false), { ...NEEDED, multiValued: true }),
  ],
};

/** The schemas of what the discovery endpoints themselves return. */
export const DISCOVERY_SCHEMAS: readonly Schema[] = [
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
];
