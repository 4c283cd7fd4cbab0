import {
  type Attribute,
  COMMON,
  findAttribute,
  GROUP_ATTRIBUTES,
  USER_ATTRIBUTES,
} from "../../../provider/scim/schemas.js";
import { ENTERPRISE_USER, GROUP, USER } from "../../../provider/scim/urns.js";

describe("findAttribute", () => {
  it.each<["User" | "Group", string, Partial<Attribute>]>([
    ["User", "USERNAME", { name: "userName", caseExact: false, required: true }],
    ["User", "name.GivenName", { name: "givenName" }],
    ["User", "emails.value", { name: "value", type: "string", caseExact: false }],
    ["User", 'emails[type eq "work" and value eq "a.b]c"].primary', { name: "primary", type: "boolean" }],
    ["User", 'emails[type eq "work"]', { name: "emails", multiValued: true }],
    ["User", `${USER}:title`, { name: "title" }],
    ["User", ENTERPRISE_USER.toUpperCase(), { type: "complex" }],
    ["User", `${ENTERPRISE_USER}:manager.value`, { name: "value" }],
    ["User", `${ENTERPRISE_USER.toLowerCase()}:Department`, { name: "department" }],
    ["User", `${ENTERPRISE_USER}:manager.displayName`, { mutability: "readOnly" }],
    ["User", "password", { mutability: "writeOnly", returned: "never" }],
    ["User", "groups.value", { mutability: "readOnly" }],
    ["User", "x509Certificates.value", { type: "binary" }],
    ["User", "externalId", { caseExact: true }],
    ["User", "meta.lastModified", { type: "dateTime", mutability: "readOnly" }],
    ["Group", "id", { caseExact: true, returned: "always", mutability: "readOnly" }],
    ["Group", "members.$ref", { type: "reference", mutability: "immutable" }],
    ["Group", `${GROUP}:displayName`, { name: "displayName" }],
  ])("of %s finds %s", (kind, path, expected) => {
    expect(findAttribute(kind, path)).toMatchObject(expected);
  });

  it.each<["User" | "Group", string]>([
    ["User", "unknown"],
    ["User", "name.unknown"],
    ["User", "userName.value"],
    ["User", "urn:example:2.0:User:title"],
    ["User", `${ENTERPRISE_USER}:title`],
    ["User", `${GROUP}:displayName`],
    ["Group", "userName"],
    ["Group", `${ENTERPRISE_USER}:manager`],
    ["User", ""],
    ["User", "constructor"],
  ])("of %s finds no %j", (kind, path) => {
    expect(findAttribute(kind, path)).toBeUndefined();
  });
});

it("names each attribute of RFC 7643 sections 3.1 and 8.7.1", () => {
  const names = (attributes: readonly Attribute[]) => attributes.map((attribute) => attribute.name).join(" ");
  expect(names(COMMON)).toBe("schemas id externalId meta");
  expect(names(USER_ATTRIBUTES)).toBe(
    "userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password emails " +
      "phoneNumbers ims photos addresses groups entitlements roles x509Certificates",
  );
  expect(names(GROUP_ATTRIBUTES)).toBe("displayName members");
});
