import { type Attribute, attribute, complex, plural } from "./attribute.js";

const readOnly = { mutability: "readOnly" } as const;

/** The core User schema (RFC 7643 sections 4.1 and 8.7.1); `primary` of addresses is from section 2.4. */
export const USER_ATTRIBUTES: readonly Attribute[] = [
  attribute("userName", "string", { required: true }),
  complex("name", [
    attribute("formatted"),
    attribute("familyName"),
    attribute("givenName"),
    attribute("middleName"),
    attribute("honorificPrefix"),
    attribute("honorificSuffix"),
  ]),
  attribute("displayName"),
  attribute("nickName"),
  attribute("profileUrl", "reference"),
  attribute("title"),
  attribute("userType"),
  attribute("preferredLanguage"),
  attribute("locale"),
  attribute("timezone"),
  attribute("active", "boolean"),
  attribute("password", "string", { mutability: "writeOnly", returned: "never" }),
  plural("emails"),
  plural("phoneNumbers", "string", { format: "telephone" }),
  plural("ims"),
  plural("photos", "reference"),
  complex(
    "addresses",
    [
      attribute("formatted"),
      attribute("streetAddress"),
      attribute("locality"),
      attribute("region"),
      attribute("postalCode"),
      attribute("country"),
      attribute("type"),
      attribute("primary", "boolean"),
    ],
    { multiValued: true },
  ),
  complex(
    "groups",
    [
      attribute("value", "string", readOnly),
      attribute("$ref", "reference", readOnly),
      attribute("display", "string", readOnly),
      attribute("type", "string", readOnly),
    ],
    { multiValued: true, mutability: "readOnly" },
  ),
  plural("entitlements"),
  plural("roles"),
  plural("x509Certificates", "binary"),
];

/** The enterprise extension of User (RFC 7643 sections 4.3 and 8.7.1). */
export const ENTERPRISE_USER_ATTRIBUTES: readonly Attribute[] = [
  attribute("employeeNumber"),
  attribute("costCenter"),
  attribute("organization"),
  attribute("division"),
  attribute("department"),
  complex("manager", [
    attribute("value"),
    attribute("$ref", "reference"),
    attribute("displayName", "string", readOnly),
  ]),
];
