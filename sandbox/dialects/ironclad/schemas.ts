import { ENTERPRISE_USER, GROUP, LIST_RESPONSE, USER } from "../../../provider/scim/urns.js";
import { type JsonObject } from "../../json.js";
import { ScimError } from "../../scimError.js";
import { attribute, complex, describeAttribute, type Attribute } from "../../schema/attribute.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { IRONCLAD_USER } from "./urns.js";

const text = (name: string): Attribute => attribute(name, `The ${name}.`);
const link = (...referenceTypes: string[]): Attribute =>
  attribute("$ref", "The address.", { type: "reference", referenceTypes, caseExact: false });

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

// 004: the examples of GroupSchema, CoreUserSchema, EnterpriseUserSchema and IroncladUserSchema, in the order of the document.
const SCHEMAS: readonly Shown[] = [
  {
    id: GROUP,
    name: "Group",
    description: "Group",
    attributes: [
      attribute("displayName", "The group's name.", { required: true }),
      complex("members", "The members.", [text("value"), link("User", "Group"), text("type")], { multiValued: true }),
    ],
  },
  {
    id: USER,
    name: "User",
    description: "User Account",
    attributes: [
      attribute("userName", "The user's name.", { required: true, uniqueness: "server" }),
      complex("name", "The parts of the name.", [text("formatted"), text("familyName"), text("givenName")]),
      ...["displayName", "nickName", "title"].map(text),
      attribute("active", "Whether the user is active.", { type: "boolean" }),
      complex("emails", "Email addresses.", [text("value"), text("name"), text("type")], { multiValued: true }),
    ],
  },
  {
    id: ENTERPRISE_USER,
    name: "EnterpriseUser",
    description: "Enterprise User",
    attributes: [
      ...["employeeNumber", "costCenter", "organization", "department"].map(text),
      complex("manager", "The manager.", [
        attribute("value", "The manager's id.", { required: true }),
        { ...link("User"), required: true },
        attribute("displayName", "The manager's name.", { mutability: "readOnly" }),
      ]),
    ],
  },
  { id: IRONCLAD_USER, name: "IroncladUser", description: "Ironclad User", attributes: [text("departmentHead")] },
];

/** GET `/Schemas` (004). */
export function listSchemas(service: Service): ScimResponse {
  const resources = SCHEMAS.map((schema) => shown(service, schema));
  return { status: 200, body: { schemas: [LIST_RESPONSE], totalResults: resources.length, Resources: resources } };
}

/** GET `/Schemas/{schemaId}` (004). */
export function readSchema(service: Service, { id }: ScimRequest): ScimResponse {
  const schema = SCHEMAS.find((each) => each.id === id);
  if (schema === undefined) throw new ScimError(404, `Resource ${id} not found`);
  return { status: 200, body: shown(service, schema) };
}

function shown(service: Service, { attributes, ...schema }: Shown): JsonObject {
  const meta = { resourceType: "Schema", location: `${service.url}/Schemas/${schema.id}` };
  const described = attributes.map((each) => spelt(describeAttribute(each)));
  return { ...schema, attributes: schema.id === ENTERPRISE_USER ? described.map(mapped) : described, meta };
}

/** 004, EnterpriseUserSchema: a non-standard `mapping` at each plain attribute. */
function mapped(described: JsonObject): JsonObject {
  if (described["subattributes"] !== undefined) return described;
  return { ...described, mapping: { type: "direct", key: described["name"] ?? "" } };
}

/** 004: the parts of a complex attribute stand under `subattributes`, and it has no caseExact. */
function spelt({ subAttributes, caseExact, ...rest }: JsonObject): JsonObject {
  if (subAttributes === undefined) return { ...rest, caseExact: caseExact ?? false };
  return { ...rest, subattributes: subAttributes };
}
