import { dialectNamed } from "../../../provider/dialects/index.js";
import { type Connection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { connectionTo, type JsonObject } from "../support/service.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ada = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };

function check(handlers: Handlers, service: string, inputs: JsonObject, over: Partial<Connection> = {}) {
  const dialect = dialectNamed(service);
  if (dialect === undefined) throw new Error(`there is no dialect ${service}`);
  const directory = new Directory(connectionTo("https://acme.example/scim/v2", "tok", { dialect, ...over }));
  return handlers.check(directory, inputs);
}

describe("a person is refused in preview", () => {
  test.each<[string, JsonObject, string, RegExp]>([
    [
      "leapsome",
      { emails: [{ value: "a@b.io" }] },
      "emails",
      /^emails: Leapsome takes no emails .*; leave it out, or set unsupported: "ignore"\.$/,
    ],
    ["leapsome", { password: "secret" }, "password", /Leapsome keeps no password/],
    [
      "leapsome",
      { name: { givenName: "Ada" } },
      "name.familyName",
      /Leapsome takes name.givenName and name.familyName only together/,
    ],
    ["leapsome", { userName: "ada" }, "userName", /Leapsome needs an e-mail address/],
    [
      "leapsome",
      { photos: [{ value: "https://a.io/1" }, { value: "https://a.io/2" }] },
      "photos",
      /keeps one item only/,
    ],
    [
      "leapsome",
      { photos: [{ value: "https://a.io/1", type: "photo" }] },
      "photos[0].type",
      /takes a picture's URL only/,
    ],
    ["leapsome", { manager: "ada@acme.io" }, "manager", /cannot be their own manager/],
    ["leapsome", { manager: "Ada@ACME.io" }, "manager", /cannot be their own manager/],
    ["leapsome", { leapsome: { birthday: "1.5.1990" } }, "leapsome.birthday", /takes dates of the form YYYY-MM-DD/],
    ["leapsome", { leapsome: { gender: "x" } }, "leapsome.gender", /takes male, female or diverse/],
    ["leapsome", { leapsome: { levl: "3" } }, "leapsome.levl", /did you mean level\?/],
    ["leapsome", { leapsome: { employmentType: "internal" } }, "leapsome.employmentType", /is no attribute here/],
    [
      "leapsome",
      { leapsome: { customAttributes: { level: "3" } } },
      "leapsome.customAttributes.level",
      /give leapsome.level/,
    ],
    [
      "leapsome",
      { leapsome: { customAttributes: { department: "x" } } },
      "leapsome.customAttributes.department",
      /give department directly/,
    ],
    ["leapsome", { extensions: { "urn:acme:x": { a: 1 } } }, 'extensions["urn:acme:x"].a', /keeps no other extension/],
    ["leapsome", { onDelete: "delete" }, "onDelete", /Leapsome cannot delete people; use "deactivate" or "retain"/],
    ["absorb", { name: null }, "name", /Absorb needs it for everybody/],
    ["absorb", { title: "x".repeat(256) }, "title", /Absorb takes at most 255 characters/],
    ["absorb", { password: "x".repeat(256) }, "password", /^password: Absorb takes at most 255 characters\.$/],
    ["absorb", { preferredLanguage: "de-DE-1996" }, "preferredLanguage", /at most 7 characters/],
    ["absorb", { addresses: [{ region: "Berlin", country: "DE" }] }, "addresses[0].region", /at most 3 characters/],
    ["absorb", { emails: [{ value: "ada" }] }, "emails[0].value", /is no e-mail address/],
    ["absorb", { phoneNumbers: [{ value: "1" }, { value: "2" }] }, "phoneNumbers", /keeps one item only/],
    ["absorb", { department: "Research" }, "department", /Absorb keeps no department/],
    ["absorb", { addresses: [{ formatted: "x" }] }, "addresses[0].formatted", /keeps the parts of an address only/],
    ["absorb", { absorb: { gender: "f" } }, "absorb.gender", /must be a whole number/],
    ["absorb", { absorb: { dateHired: "yesterday" } }, "absorb.dateHired", /must be a date and time such as/],
    [
      "absorb",
      { absorb: { userManagementSettings: { isadmin: true } } },
      "absorb.userManagementSettings.isadmin",
      /did you mean isAdmin\?/,
    ],
    ["absorb", { onDelete: "delete" }, "onDelete", /Absorb cannot delete people/],
    ["ironclad", { name: undefined as never }, "name", /Ironclad needs it for everybody/],
    ["ironclad", { active: false }, "active", /Ironclad removes people who are not active.*remove the resource/],
    ["ironclad", { onDelete: "deactivate" }, "onDelete", /who is deactivated is removed/],
    ["ironclad", { emails: [{ value: "a@b.io" }] }, "emails", /Ironclad takes no emails/],
    ["ironclad", { externalId: "E-1" }, "externalId", /Ironclad takes no externalId/],
    ["ironclad", { manager: "x" }, "manager", /ironclad\.departmentHead; ironclad: \{ sendManager: true \}/],
    ["ironclad", { ironclad: { departmentHead: "grace" } }, "ironclad.departmentHead", /needs an e-mail address/],
    ["ironclad", { ironclad: { provider: "saml" } }, "ironclad.provider", /is no attribute here/],
    [
      "ironclad",
      { password: "Sh0rt-of-sixteen".slice(0, 15) },
      "password",
      /^password: Ironclad needs at least 16 characters\.$/,
    ],
    ["ironclad", { password: "no-capital-letter-9" }, "password", /needs an upper-case letter/],
    ["ironclad", { password: "NO-SMALL-LETTER-9" }, "password", /needs a lower-case letter/],
    ["ironclad", { password: "No-Digit-At-All-Here" }, "password", /needs a digit/],
    ["ironclad", { password: "NoSpecialCharacter99" }, "password", /needs a special character/],
  ])("at %s for %j", (service, more, property, reason) => {
    const { failures } = check(user, service, { ...ada, ...more });
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(failures[0]?.reason).toMatch(reason);
    if (property === "password") expect(JSON.stringify(failures)).not.toContain(JSON.stringify(more["password"]));
  });

  test("outside of the organisation's domains", () => {
    const over = { allowedDomains: ["acme.io", "Acme.example"] };
    expect(check(user, "leapsome", ada, over).failures).toEqual([]);
    expect(check(user, "leapsome", { ...ada, userName: "a@ACME.EXAMPLE" }, over).failures).toEqual([]);
    const { failures } = check(user, "leapsome", { ...ada, userName: "ada@acme.io.evil" }, over);
    expect(failures).toEqual([
      {
        property: "userName",
        reason: expect.stringMatching(/takes addresses of acme.io, Acme.example only/) as string,
      },
    ]);
  });
});

describe("a person passes", () => {
  test.each<[string, JsonObject]>([
    ["ironclad", { manager: "x", ironclad: { sendManager: true } }],
    [
      "ironclad",
      { password: "Correct-Horse-Battery-9", ironclad: { departmentHead: null, allowProviderConversion: true } },
    ],
    ["ironclad", { leapsome: { anything: [1] }, absorb: { gender: "x" } }],
    ["ironclad", { userName: UNKNOWN, password: UNKNOWN, name: UNKNOWN, ironclad: { departmentHead: UNKNOWN } }],
    ["ironclad", { ironclad: UNKNOWN }],
    ["absorb", { title: "x".repeat(255), phoneNumbers: [{ value: "1" }], department: null, absorb: null }],
    ["absorb", { title: "🙂".repeat(255) }],
    ["leapsome", { name: { givenName: "Ada", familyName: UNKNOWN } }],
    [
      "leapsome",
      { leapsome: { additionalManagers: [UNKNOWN, "x"], customAttributes: { "5f1e0c7a9b3d4e2f8a6c1b0d": null } } },
    ],
  ])("at %s with %j", (service, more) => {
    expect(check(user, service, { ...ada, ...more }).failures).toEqual([]);
  });
});

test("any of Ironclad's special characters makes a password, and no other one does", () => {
  const refused = (special: string) =>
    check(user, "ironclad", { ...ada, password: `Password12345678${special}` }).failures.length > 0;
  for (const special of "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    expect([special, refused(special)]).toEqual([special, false]);
  for (const other of [" ", "ä", "§", "€", "x"]) expect([other, refused(other)]).toEqual([other, true]);
});

describe("what a service cannot hold is left out with one notice", () => {
  const full: JsonObject = {
    ...ada,
    externalId: "E-1",
    emails: [{ value: "a@b.io" }],
    department: "Research",
    addresses: [{ formatted: "x", locality: "Berlin" }],
    unsupported: "ignore",
  };

  test.each<[string, JsonObject, string]>([
    ["ironclad", { ...ada, department: "Research", unsupported: "ignore" }, "externalId, emails, addresses"],
    [
      "absorb",
      {
        ...ada,
        externalId: "E-1",
        emails: [{ value: "a@b.io" }],
        addresses: [{ locality: "Berlin" }],
        unsupported: "ignore",
      },
      "addresses.formatted, department",
    ],
  ])("at %s", (service, kept, names) => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    try {
      const { inputs, failures } = check(user, service, full);
      expect(failures).toEqual([]);
      expect(inputs).toEqual(kept);
      expect(log.mock.calls).toHaveLength(1);
      for (const name of names.split(", ")) expect(String(log.mock.calls[0])).toContain(name);
    } finally {
      log.mockRestore();
    }
  });
});

describe("a group", () => {
  test.each<[string, JsonObject, RegExp]>([
    ["absorb", { displayName: "Legal" }, /^Absorb has no groups; remove the ScimGroup, or give it another service\.$/],
    ["leapsome", { displayName: "x".repeat(129) }, /^displayName: Leapsome takes at most 128 characters\.$/],
    ["leapsome", { displayName: "Legal", onDelete: "delete" }, /Leapsome cannot delete groups/],
    ["ironclad", { displayName: "Legal", externalId: "G-1" }, /Ironclad takes no externalId of groups/],
  ])("is refused at %s: %j", (service, inputs, reason) => {
    const { failures } = check(group, service, inputs);
    expect(failures.map((failure) => failure.reason)).toEqual([expect.stringMatching(reason)]);
  });

  test("keeps what the service can hold when the rest is ignored", () => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const { inputs, failures } = check(
      group,
      "ironclad",
      { displayName: "Legal", externalId: "G-1" },
      { unsupported: "ignore" },
    );
    log.mockRestore();
    expect([inputs, failures]).toEqual([{ displayName: "Legal" }, []]);
  });

  test("has no memberships at Absorb", () => {
    const { failures } = check(membership, "absorb", { group: "1", user: "2" });
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining("Absorb has no groups") as string }]);
  });
});
