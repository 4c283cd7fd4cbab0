import { Directory } from "../../../provider/directory/directory.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { connectionTo, dialectWith, type Json, type JsonObject } from "../support/service.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const BADGE = "urn:acme:params:scim:schemas:badge:1.0:User";
const ada = { userName: "ada@acme.io" };

function directory(over: Parameters<typeof connectionTo>[2] = {}): Directory {
  return new Directory(connectionTo("https://acme.example/scim/v2", "tok", over));
}

function failures(handlers: Handlers, inputs: JsonObject, over: Parameters<typeof connectionTo>[2] = {}) {
  return handlers.check(directory(over), { __provider: "text", ...inputs }).failures;
}

describe("a person", () => {
  test.each<[string, JsonObject]>([
    ["with nothing but a userName", ada],
    [
      "whose address is not ASCII",
      { userName: "jörg@müller.example", emails: [{ value: "josé1@adventure-works.com" }, { value: "rené@école.fr" }] },
    ],
    ["whose userName is no address", { userName: "ACME\\ada" }],
    [
      "with everything empty",
      { ...ada, title: null, name: null, emails: null, roles: [], manager: null, extensions: { [BADGE]: null } },
    ],
    ["with a local domain and quotes", { ...ada, emails: [{ value: '"a b"@localhost' }, { value: "a@[127.0.0.1]" }] }],
    ["with attributes of an unknown extension", { ...ada, extensions: { [BADGE]: { badge: ["a", { b: 1 }] } } }],
    [
      "with an attribute that the enterprise extension does not define",
      { ...ada, extensions: { [ENTERPRISE_USER]: { cost: 1 } } },
    ],
    [
      "with policies",
      { ...ada, adopt: "never", onDelete: "retain", unsupported: "ignore", secretAttributes: ["title"] },
    ],
    ["with blocks of vendors", { ...ada, leapsome: { x: 1 }, absorb: null, ironclad: {} }],
    ["of a get", { ...ada, __get: true }],
  ])("%s passes", (_, inputs) => {
    expect(failures(user, inputs)).toEqual([]);
  });

  test.each<[JsonObject, string, RegExp]>([
    [{}, "userName", /^userName: is required: give the name/],
    [{ userName: "" }, "userName", /^userName: must not be empty/],
    [{ userName: null }, "userName", /^userName: must be a text/],
    [{ ...ada, usrName: "x" }, "usrName", /^usrName is no attribute here; did you mean userName\?$/],
    [{ ...ada, username: "x" }, "username", /did you mean userName\?/],
    [{ ...ada, zzzzzzzz: "x" }, "zzzzzzzz", /zzzzzzzz is no attribute here; known are userName, externalId, name/],
    [{ ...ada, name: { givenname: "x" } }, "name.givenname", /did you mean givenName\?/],
    [{ ...ada, emails: [{ value: "a@b.io", typ: "work" }] }, "emails[0].typ", /did you mean type\?/],
    [
      { ...ada, addresses: [{ street: "x" }] },
      "addresses[0].street",
      /known are formatted, streetAddress|did you mean/,
    ],
    [
      { ...ada, emails: [{ value: "nobody" }] },
      "emails[0].value",
      /"nobody" is no e-mail address; it needs the form name@domain/,
    ],
    [{ ...ada, emails: [{ value: "a@b..io" }] }, "emails[0].value", /no e-mail address/],
    [{ ...ada, emails: [{ value: "a b@c.io" }] }, "emails[0].value", /no e-mail address/],
    [{ ...ada, emails: [{}] }, "emails[0].value", /^emails\[0\]\.value: is required/],
    [{ ...ada, phoneNumbers: [{ type: "x" }] }, "phoneNumbers[0].value", /is required: give the value/],
    [
      { ...ada, emails: [{ value: "a@b.io", primary: true }, { value: "b@b.io" }, { value: "c@b.io", primary: true }] },
      "emails",
      /items 0 and 2 are both primary; only one may be/,
    ],
    [{ ...ada, emails: "a@b.io" }, "emails", /^emails: must be a list\.$/],
    [{ ...ada, emails: ["a@b.io"] }, "emails[0]", /^emails\[0\]: must be an object\.$/],
    [{ ...ada, title: 5 }, "title", /^title: must be a text\.$/],
    [{ ...ada, title: {} }, "title", /^title: must be a text\.$/],
    [{ ...ada, name: "Ada" }, "name", /^name: must be an object\.$/],
    [{ ...ada, active: "true" }, "active", /must be true or false; leave it out to let it alone/],
    [{ ...ada, active: null }, "active", /must be true or false/],
    [{ ...ada, password: null }, "password", /^password: must be a text\.$/],
    [{ ...ada, password: "" }, "password", /^password: must not be empty/],
    [{ ...ada, manager: "" }, "manager", /must not be an empty text; give an id, or null for nobody/],
    [{ ...ada, manager: { id: "x" } }, "manager", /must be a resource or its id/],
    [{ ...ada, adopt: "always" }, "adopt", /^adopt: must be "externalId", "userName" or "never"\.$/],
    [{ ...ada, onDelete: "remove" }, "onDelete", /^onDelete: must be "delete", "deactivate" or "retain"\.$/],
    [{ ...ada, secretAttributes: "title" }, "secretAttributes", /must be a list/],
    [
      { ...ada, extensions: { badge: { a: 1 } } },
      "extensions.badge",
      /is no URN; an extension's name has the form urn:namespace:name/,
    ],
    [{ ...ada, extensions: { "urn:a:b#c": { a: 1 } } }, 'extensions["urn:a:b#c"]', /is no URN/],
    [
      { ...ada, extensions: { [USER]: { title: "x" } } },
      `extensions["${USER}"]`,
      /is the core schema, no extension; give its attributes directly/,
    ],
    [
      { ...ada, extensions: { [ENTERPRISE_USER]: { department: "x" } } },
      `extensions["${ENTERPRISE_USER}"].department`,
      /is an argument of its own; give department directly/,
    ],
    [
      { ...ada, extensions: { [ENTERPRISE_USER.toUpperCase()]: { Department: "x" } } },
      `extensions["${ENTERPRISE_USER.toUpperCase()}"].Department`,
      /give department directly/,
    ],
    [{ ...ada, extensions: { [BADGE]: { "a b": 1 } } }, `extensions["${BADGE}"]["a b"]`, /is no attribute name/],
    [{ ...ada, extensions: { [BADGE]: { "a#b": 1 } } }, `extensions["${BADGE}"]["a#b"]`, /is no attribute name/],
    [{ ...ada, extensions: { [BADGE]: "x" } }, `extensions["${BADGE}"]`, /must be an object/],
    [{ ...ada, extensions: null }, "extensions", /must be an object; to empty one extension give null for its URN/],
    [{ ...ada, leapsome: "x" }, "leapsome", /must be an object/],
  ])("%j is refused at %s", (inputs, property, reason) => {
    const found = failures(user, inputs);
    expect(found.map((failure) => failure.property)).toEqual([property]);
    expect(found[0]?.reason).toMatch(reason);
    expect(found[0]?.reason).not.toMatch(/Invalid|expected|undefined/);
  });

  test("every problem is reported at once", () => {
    const found = failures(user, { usrName: "x", title: 5, emails: [{ value: "x" }, { value: "y", typ: 1 }] });
    expect(found.map(({ property }) => property).sort()).toEqual([
      "emails[0].value",
      "emails[1].typ",
      "emails[1].value",
      "title",
      "userName",
      "usrName",
    ]);
  });

  test("a password stands in no message", () => {
    const found = failures(user, { ...ada, password: ["S3cret-word"], emails: [{ value: 5 }] });
    expect(JSON.stringify(found)).not.toContain("S3cret");
  });

  test.each<[string, Json]>(
    Object.entries({
      userName: UNKNOWN,
      title: UNKNOWN,
      active: UNKNOWN,
      name: UNKNOWN,
      emails: UNKNOWN,
      manager: UNKNOWN,
      extensions: UNKNOWN,
      password: UNKNOWN,
      adopt: UNKNOWN,
      roles: [UNKNOWN],
      phoneNumbers: [{ value: UNKNOWN, primary: UNKNOWN }],
      addresses: [{ country: UNKNOWN }],
      leapsome: UNKNOWN,
    }),
  )("an unknown %s passes", (name, value) => {
    const checked = user.check(directory(), { ...ada, [name]: value });
    expect(checked).toEqual({ inputs: { ...ada, [name]: value }, failures: [] });
  });

  test.each<[JsonObject]>([
    [{ emails: [{ value: UNKNOWN }] }],
    [{ name: { givenName: UNKNOWN } }],
    [{ extensions: { [BADGE]: UNKNOWN } }],
    [{ extensions: { [BADGE]: { badge: UNKNOWN } } }],
    [{ emails: [UNKNOWN, UNKNOWN] }],
  ])("unknown values pass: %j", (more) => {
    expect(failures(user, { ...ada, ...more })).toEqual([]);
  });

  test("what lies beside an unknown value is still checked", () => {
    expect(failures(user, { ...ada, emails: [UNKNOWN, { value: "x" }], title: 5 })).toHaveLength(2);
  });
});

describe("what the service cannot hold", () => {
  const poor = dialectWith({
    user: {
      unsupported: { emails: "keeps no emails", name: "keeps no name" },
      delete: false,
      inactiveIsGone: true,
      defaultEnd: "deactivate",
    },
  });

  test("is refused with the service, the attribute and the ways out", () => {
    const found = failures(
      user,
      { ...ada, emails: [{ value: "a@b.io" }], name: { givenName: "A" }, active: false, onDelete: "delete" },
      { dialect: poor },
    );
    expect(found.map(({ property }) => property).sort()).toEqual(["active", "emails", "name.givenName", "onDelete"]);
    expect(found.map(({ reason }) => reason).join("\n")).toMatch(
      /emails: the SCIM service keeps no emails; leave it out, or set unsupported: "ignore"/,
    );
  });

  test("is left out with one notice where the resource or the connection says ignore", () => {
    const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const inputs = { ...ada, title: "T", emails: [{ value: "a@b.io" }], name: { givenName: "A" } };
    const over = { dialect: poor, unsupported: "ignore" as const };
    const opened = directory(over);
    for (let times = 0; times < 2; times += 1)
      expect(user.check(opened, inputs)).toEqual({ inputs: { ...ada, title: "T", name: {} }, failures: [] });
    expect(log).toHaveBeenCalledTimes(1);
    expect(user.check(directory({ dialect: poor }), { ...inputs, unsupported: "ignore" }).failures).toEqual([]);
    expect(failures(user, { ...inputs, unsupported: "error" }, over)).not.toEqual([]);
    log.mockRestore();
  });

  test("groups, and what cannot be done with them", () => {
    const none = { dialect: dialectWith({ group: { supported: false } }) };
    expect(failures(group, { displayName: "x" }, none)[0]?.reason).toMatch(/has no groups; remove the ScimGroup/);
    expect(failures(membership, { group: "g", user: "u" }, none)[0]?.reason).toMatch(
      /has no groups; remove the ScimMembership/,
    );
    const kept = { dialect: dialectWith({ group: { delete: false }, members: { list: "none" } }) };
    expect(failures(group, { displayName: "x", onDelete: "delete" }, kept)[0]?.reason).toMatch(
      /cannot delete groups; use "retain"/,
    );
    expect(failures(membership, { group: "g", users: ["u"], exclusive: true }, kept)[0]?.reason).toMatch(
      /does not show a group's members/,
    );
  });
});

test.each<[JsonObject, string, RegExp]>([
  [{}, "displayName", /is required: give the group's name/],
  [{ displayName: "x", displyName: "y" }, "displyName", /did you mean displayName\?/],
  [{ displayName: "x", members: ["u"] }, "members", /members of a group are given by ScimMembership/],
  [{ displayName: "x", onDelete: "deactivate" }, "onDelete", /must be "delete" or "retain"/],
])("the group %j is refused at %s", (inputs, property, reason) => {
  const found = failures(group, inputs);
  expect(found.map((failure) => failure.property)).toEqual([property]);
  expect(found[0]?.reason).toMatch(reason);
});

describe("a membership", () => {
  test.each<[JsonObject, string, RegExp]>([
    [{ user: "u" }, "group", /is required: give the group, as a ScimGroup or its id/],
    [{ group: "g" }, "", /names nobody; give user for one person, or users \(a list\) for a set/],
    [{ group: "g", user: "u", users: ["v"] }, "user", /stands beside users or groups/],
    [{ group: "g", user: "u", groups: ["v"] }, "user", /stands beside users or groups/],
    [{ group: "g", user: "u", exclusive: true }, "exclusive", /goes with a set only/],
    [{ group: "g", users: "u" }, "users", /must be a list/],
    [{ group: "g", users: [""] }, "users[0]", /must not be an empty text/],
    [{ group: "g", users: [null] }, "users[0]", /must be a resource or its id/],
    [{ group: "g", user: null }, "user", /must be a resource or its id/],
    [{ group: "g", groups: ["g"] }, "groups[0]", /cannot be a member of itself/],
    [{ group: "g", users: ["u"], exclusiv: true }, "exclusiv", /did you mean exclusive\?/],
  ])("%j is refused at %s", (inputs, property, reason) => {
    const found = failures(membership, inputs);
    expect(found.map((failure) => failure.property)).toEqual([property]);
    expect(found[0]?.reason).toMatch(reason);
    expect(found[0]?.reason).not.toMatch(/Invalid|expected|^: /);
  });

  test.each<[JsonObject]>([
    [{ group: UNKNOWN, user: UNKNOWN }],
    [{ group: "g", users: UNKNOWN }],
    [{ group: UNKNOWN, users: [UNKNOWN, "u"], groups: [UNKNOWN] }],
    [{ group: UNKNOWN, groups: [UNKNOWN] }],
    [{ group: "g", users: [] }],
    [{ group: "g", users: ["u", "u"], exclusive: true }],
  ])("%j passes", (inputs) => {
    expect(failures(membership, inputs)).toEqual([]);
  });
});
