import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { attribute, complex, untyped, valueList, type Attribute, type Schema } from "../../schema/attribute.js";
import { type ResourceType } from "../../schema/resourceType.js";
import { ABSORB_USER } from "./urns.js";

const flag = (name: string, description: string): Attribute => attribute(name, description, { type: "boolean" });
const words = (name: string, description: string): Attribute => attribute(name, description, { multiValued: true });

// 003, request and response samples: the members of `userManagementSettings`, as requests spell them.
const USER_MANAGEMENT_SETTINGS = complex("userManagementSettings", "What the person may do in Absorb.", [
  flag("isLearner", "Whether the person learns."),
  flag("isAdmin", "Whether the person administers."),
  flag("isReviewer", "Whether the person reviews."),
  flag("isManager", "Whether the person manages."),
  flag("isInstructor", "Whether the person instructs."),
  words("adminRoles", "The roles of the administrator."),
  // 003: the sample is 0; that it is an integer, and what it means, is not stated.
  attribute("userManagementType", "The kind of user management.", { type: "integer" }),
  attribute("managedGroupId", "The group that the person manages; answers spell it mangedGroupId.", {
    caseExact: true,
  }),
  complex(
    "managedDepartments",
    "The departments that the person manages.",
    [
      attribute("departmentId", "The id of the department.", { caseExact: true }),
      flag("includeSubDepartments", "Whether those below it are meant too."),
    ],
    { multiValued: true },
  ),
  words("managerRoles", "The roles of the manager."),
]);

// 003: the extended attributes of the samples.
const ABSORB_SCHEMA: Schema = {
  id: ABSORB_USER,
  name: "AbsorbUser",
  description: "What Absorb says of its people",
  attributes: [
    attribute("location", "The location."),
    attribute("dateHired", "When the person was hired.", { type: "dateTime" }),
    attribute("gender", "The gender as a number.", { type: "integer" }),
    complex(
      "customFields",
      "The custom fields.",
      [attribute("type", "The kind of field."), attribute("display", "The field's name."), untyped("value")],
      { multiValued: true },
    ),
    USER_MANAGEMENT_SETTINGS,
  ],
};

// 003: the enterprise details of the samples; there is no department.
const ENTERPRISE_SCHEMA: Schema = {
  id: ENTERPRISE_USER,
  name: "EnterpriseUser",
  description: "What an organisation says of its people",
  attributes: [
    attribute("employeeNumber", "The organisation's number of the person."),
    complex("manager", "The person's manager.", [attribute("value", "The id of the manager.", { caseExact: true })]),
  ],
};

const ADDRESSES = complex(
  "addresses",
  "Postal addresses.",
  [
    ...["streetAddress", "locality", "region", "postalCode", "country", "type"].map((name) =>
      attribute(name, "A part of the address."),
    ),
    flag("primary", "Whether this is the preferred address."),
  ],
  { multiValued: true },
);

/** A user with the attributes that Absorb's page lists; the password is shown only where the switch says so. */
export function absorbUser(base: ResourceType, echoPassword: boolean): ResourceType {
  const attributes: Attribute[] = [
    attribute("userName", "The name that the person signs in with.", { required: true, uniqueness: "server" }),
    complex("name", "The parts of the name.", [
      attribute("givenName", "The given name."),
      attribute("middleName", "The middle name."),
      attribute("familyName", "The family name."),
    ]),
    attribute("displayName", "The name to show."),
    attribute("title", "The job title."),
    flag("active", "Whether the person is active."),
    attribute("preferredLanguage", "The preferred language."),
    attribute("password", "The password in clear.", { returned: echoPassword ? "default" : "never", caseExact: true }),
    valueList("emails", "Email addresses.", { description: "The email address." }),
    valueList("phoneNumbers", "Telephone numbers, of which one is kept.", { description: "The number." }),
    ADDRESSES,
    // 003: in every response, in no request.
    {
      ...valueList("groups", "The groups that the person is in.", { description: "The group's id." }),
      mutability: "readOnly",
    },
  ];
  const schema: Schema = { id: USER, name: "User", description: "A person's account", attributes };
  return { ...base, schema, extensions: [ENTERPRISE_SCHEMA, ABSORB_SCHEMA] };
}
