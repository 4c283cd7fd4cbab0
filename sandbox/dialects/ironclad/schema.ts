import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { attribute, complex, type Attribute, type Schema } from "../../schema/attribute.js";
import { type ResourceType } from "../../schema/resourceType.js";
import { IRONCLAD_USER } from "./urns.js";

const texts = (...names: readonly string[]): Attribute[] => names.map((name) => attribute(name, `The ${name}.`));

// 004, CoreUserSchema and EnterpriseUserSchema: in the output of /Schemas and in no body.
const ADVERTISED_OF_USER = texts("displayName", "nickName");
const ADVERTISED_OF_ENTERPRISE = [
  ...texts("employeeNumber", "costCenter", "organization"),
  complex("manager", "The person's manager.", [attribute("value", "The manager's id.", { caseExact: true })]),
];

const IRONCLAD_SCHEMA: Schema = {
  id: IRONCLAD_USER,
  name: "IroncladUser",
  description: "Ironclad User",
  attributes: [
    attribute("departmentHead", "The userName of the head of the person's department."),
    // 004: in the response, in no request.
    attribute("provider", "How the person signs in.", {
      mutability: "readOnly",
      canonicalValues: ["local", "magicLink", "saml", "google"],
    }),
    attribute("allowProviderConversion", "Whether local may become google.", { type: "boolean" }),
  ],
};

/** A user with the attributes of Ironclad's bodies, with those that only `/Schemas` advertises where the switch says so. */
export function ironcladUser(base: ResourceType, advertised: boolean): ResourceType {
  const schema: Schema = {
    id: USER,
    name: "User",
    description: "User Account",
    attributes: [
      attribute("userName", "The email address.", { required: true, uniqueness: "server" }),
      complex("name", "The first and the last name.", texts("givenName", "familyName")),
      attribute("title", "The legal title."),
      attribute("active", "Whether the person is of the company.", { type: "boolean" }),
      attribute("password", "The password in clear; never shown.", {
        mutability: "writeOnly",
        returned: "never",
        caseExact: true,
      }),
      complex(
        "emails",
        "Email addresses.",
        [
          ...texts("value", "type"),
          attribute("primary", "Whether this is the preferred address.", { type: "boolean" }),
        ],
        { multiValued: true },
      ),
      ...(advertised ? ADVERTISED_OF_USER : []),
    ],
  };
  const enterprise: Schema = {
    id: ENTERPRISE_USER,
    name: "EnterpriseUser",
    description: "Enterprise User",
    attributes: [...texts("department"), ...(advertised ? ADVERTISED_OF_ENTERPRISE : [])],
  };
  return { ...base, schema, extensions: [enterprise, IRONCLAD_SCHEMA] };
}
