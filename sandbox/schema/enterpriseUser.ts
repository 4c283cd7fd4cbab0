import { ENTERPRISE_USER } from "../../provider/scim/urns.js";
import { attribute, complex, type Schema } from "./attribute.js";

/** The enterprise extension of User (RFC 7643 section 4.3). */
export const ENTERPRISE_USER_SCHEMA: Schema = {
  id: ENTERPRISE_USER,
  name: "EnterpriseUser",
  description: "What an organisation says of its people",
  attributes: [
    attribute("employeeNumber", "The organisation's number of the person."),
    attribute("costCenter", "The cost centre."),
    attribute("organization", "The organisation."),
    attribute("division", "The division."),
    attribute("department", "The department."),
    complex("manager", "The person's manager.", [
      attribute("value", "The id of the manager.", { caseExact: true }),
      attribute("$ref", "The manager's address; it and value are one fact.", {
        type: "reference",
        referenceTypes: ["User"],
      }),
      attribute("displayName", "The manager's displayName, found by the service.", { mutability: "readOnly" }),
    ]),
  ],
};
