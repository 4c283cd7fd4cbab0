import { USER } from "../../provider/scim/urns.js";
import { attribute, complex, valueList, type Schema } from "./attribute.js";

const NAME = complex("name", "The parts of the person's name.", [
  attribute("formatted", "The full name, ready to show."),
  attribute("familyName", "The family name."),
  attribute("givenName", "The given name."),
  attribute("middleName", "The middle names."),
  attribute("honorificPrefix", "What stands before the name, as Dr."),
  attribute("honorificSuffix", "What stands after the name, as III."),
]);

const ADDRESSES = complex(
  "addresses",
  "Postal addresses.",
  [
    attribute("formatted", "The whole address, ready to print; lines are parted by newlines."),
    attribute("streetAddress", "Street, house number, box; may have several lines."),
    attribute("locality", "The city."),
    attribute("region", "The state or region."),
    attribute("postalCode", "The postal code."),
    attribute("country", "The country by ISO 3166-1 alpha-2."),
    attribute("type", "A label for what the address is used for.", { canonicalValues: ["work", "home", "other"] }),
    attribute("primary", "Whether this is the preferred address; true for one at most.", { type: "boolean" }),
  ],
  { multiValued: true },
);

const GROUPS = complex(
  "groups",
  "The groups that the person is in, directly or through a nested group. Changed only through the group.",
  [
    attribute("value", "The group's id.", { mutability: "readOnly", caseExact: true }),
    attribute("$ref", "The group's address.", { type: "reference", mutability: "readOnly", referenceTypes: ["Group"] }),
    attribute("display", "The group's displayName.", { mutability: "readOnly" }),
    attribute("type", "Whether the membership is direct or through a nested group.", {
      mutability: "readOnly",
      canonicalValues: ["direct", "indirect"],
    }),
  ],
  { multiValued: true, mutability: "readOnly" },
);

/** The core User schema with every attribute of RFC 7643 section 4.1. */
export const USER_SCHEMA: Schema = {
  id: USER,
  name: "User",
  description: "A person's account",
  attributes: [
    attribute("userName", "The name that the person signs in with; unique without regard to letter case.", {
      required: true,
      uniqueness: "server",
    }),
    NAME,
    attribute("displayName", "The name to show."),
    attribute("nickName", "What the person is called."),
    attribute("profileUrl", "The address of the person's profile.", {
      type: "reference",
      referenceTypes: ["external"],
    }),
    attribute("title", "The job title."),
    attribute("userType", "How the person belongs to the organisation, as Employee or Contractor."),
    attribute("preferredLanguage", "The preferred languages, as in an Accept-Language header."),
    attribute("locale", "How dates, numbers and money are shown, as en-US."),
    attribute("timezone", "The time zone, as Europe/Berlin."),
    attribute("active", "Whether the account can be used.", { type: "boolean" }),
    attribute("password", "The password in clear; taken, never shown.", {
      mutability: "writeOnly",
      returned: "never",
      caseExact: true,
    }),
    valueList("emails", "Email addresses.", {
      description: "The email address.",
      canonicalTypes: ["work", "home", "other"],
    }),
    valueList("phoneNumbers", "Telephone numbers.", {
      description: "The number, best by RFC 3966.",
      canonicalTypes: ["work", "home", "mobile", "fax", "pager", "other"],
    }),
    valueList("ims", "Instant messaging addresses.", {
      description: "The address.",
      canonicalTypes: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
    }),
    valueList("photos", "Addresses of pictures.", {
      description: "The picture's address.",
      type: "reference",
      referenceTypes: ["external"],
      canonicalTypes: ["photo", "thumbnail"],
    }),
    ADDRESSES,
    GROUPS,
    valueList("entitlements", "What the person may use.", { description: "The entitlement." }),
    valueList("roles", "What the person is here.", { description: "The role." }),
    valueList("x509Certificates", "Certificates of the person.", {
      description: "The certificate in DER, in base64.",
      type: "binary",
    }),
  ],
};
