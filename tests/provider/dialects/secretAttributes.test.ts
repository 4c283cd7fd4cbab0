import { defaultSecretAttributes, SecretAttributes } from "../../../provider/dialects/secretAttributes.js";

const args = ["title", "name", "emails", "phoneNumbers", "addresses", "manager", "costCenter"];
const holders = ["extensions", "leapsome", "absorb", "ironclad"];

/** The arguments that are hidden whole, and those that may hold a secret. */
function hiddenBy(names: unknown): { whole: string[]; mayHold: string[] } {
  const secrets = new SecretAttributes(names);
  const all = [...args, ...holders];
  return { whole: all.filter((name) => secrets.hides(name)), mayHold: holders.filter((name) => secrets.mayHold(name)) };
}

describe("secretAttributes", () => {
  it.each<[string, string[], string[]]>([
    ["title", ["title"], ["extensions"]],
    ["TITLE", ["title"], ["extensions"]],
    ["emails", ["emails"], ["extensions"]],
    ["emails.value", ["emails"], ["extensions"]],
    ['emails[type eq "work"].value', ["emails"], ["extensions"]],
    ["addresses.streetAddress", ["addresses"], []],
    ["streetAddress", ["addresses"], ["extensions"]],
    ["value", ["emails", "phoneNumbers"], ["extensions", "absorb"]],
    ["manager.displayName", ["manager"], ["extensions"]],
    ["urn:ietf:params:scim:schemas:core:2.0:User:title", ["title"], ["extensions"]],
    ["urn:ietf:params:scim:schemas:core:2.0:User:emails.value", ["emails"], ["extensions"]],
    ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", ["costCenter"], ["extensions"]],
    ["leapsome.birthday", [], ["extensions", "leapsome"]],
    ["leapsome.customAttributes.5f9b2c", [], ["extensions", "leapsome"]],
    ["adminRoles", [], ["extensions", "absorb"]],
    ["absorb.userManagementSettings.adminRoles", [], ["extensions", "absorb"]],
    ["absorb", ["absorb"], ["extensions"]],
    ["name.familyName", [], ["extensions"]],
  ])("%s hides %j, and perhaps in %j", (name, whole, mayHold) => {
    expect(hiddenBy([name])).toEqual({ whole, mayHold });
  });

  it("of one name counts wherever it stands, in any letter case, and of a path its last part", () => {
    const secrets = new SecretAttributes([
      "Birthday",
      "name.familyName",
      "urn:example:hr:2.0:User:salary",
      "urn:example:badge:2.0:User",
    ]);
    for (const name of ["birthday", "familyName", "salary", "urn:example:badge:2.0:User", "URN:example:badge:2.0:user"])
      expect([name, secrets.has(name)]).toEqual([name, true]);
    for (const name of ["name", "hr", "urn:example:hr:2.0:User", "badge", "givenName"])
      expect([name, secrets.has(name)]).toEqual([name, false]);
    expect(secrets.mayHold("name")).toBe(true);
  });

  it("without a list are the default ones; the password is always one", () => {
    for (const given of [undefined, "title", {}]) expect(hiddenBy(given)).toEqual(hiddenBy(defaultSecretAttributes));
    expect(new SecretAttributes([]).has("password")).toBe(true);
    expect(hiddenBy([])).toEqual({ whole: [], mayHold: [] });
  });
});
