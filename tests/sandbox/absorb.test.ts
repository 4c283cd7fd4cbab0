import { randomUUID } from "node:crypto";
import { type AbsorbSwitches, type JsonObject, type Sandbox } from "../../sandbox/index.js";
import { idOf, resourcesOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ABS = "urn:ietf:params:scim:schemas:extension:absorb:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

function absorb(
  switches: Partial<AbsorbSwitches>,
  test: (call: Call, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  return withVendor("absorb", { absorb: switches }, test);
}

function person(userName: string, more: JsonObject = {}): JsonObject {
  return { userName, name: { givenName: "Ada", familyName: "Lovelace" }, active: true, ...more };
}

async function create(call: Call, userName: string, more: JsonObject = {}): Promise<string> {
  const { status, body } = await call("POST", "/Users", person(userName, more));
  expect(status).toBe(200);
  return idOf(body);
}

function patch(...Operations: JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP], Operations };
}

describe("POST /Users", () => {
  it("answers 200 with all that was sent, managedGroupId misspelt and the password left out", () =>
    absorb({}, async (call, sandbox) => {
      const boss = await create(call, "grace");
      const settings = {
        isLearner: true,
        isAdmin: false,
        adminRoles: ["a"],
        managerRoles: ["m"],
        userManagementType: 0,
        managedDepartments: [{ departmentId: "d1", includeSubDepartments: true }],
      };
      const own = {
        location: "London",
        dateHired: "2019-08-24T14:15:22Z",
        gender: 0,
        customFields: [{ type: "text", display: "Shirt", value: "M" }],
      };
      const sent = {
        externalId: "e1",
        userName: "ada",
        name: { givenName: "Ada", middleName: "K", familyName: "Lovelace" },
        displayName: "Ada L.",
        title: "Engineer",
        active: true,
        preferredLanguage: "en-GB",
        emails: [{ type: "work", primary: true, display: "Work", value: "ada@acme.io" }],
        phoneNumbers: [{ type: "work", primary: true, value: "+44 1" }],
        addresses: [{ streetAddress: "1 High St", region: "LDN", country: "GBR", type: "work", primary: true }],
        [ENT]: { employeeNumber: "7", manager: { value: boss } },
      };
      const settingsSent = { ...settings, managedGroupId: "g1" };
      const { status, body } = await call("POST", "/Users", {
        ...sent,
        password: "secret",
        [ABS]: { ...own, userManagementSettings: settingsSent },
      });
      expect(status).toBe(200);
      const id = idOf(body);
      expect(body).toEqual({
        ...sent,
        schemas: expect.any(Array) as string[],
        id,
        [ABS]: { ...own, userManagementSettings: { ...settings, mangedGroupId: "g1" } },
        meta: {
          resourceType: "User",
          created: expect.any(String) as string,
          lastModified: expect.any(String) as string,
          location: `${sandbox.url}/Users/${id}`,
        },
      });
      expect((await call("GET", `/Users/${id}`)).body).toEqual(body);
      expect(sandbox.passwordOf(id)).toBe("secret");
    }));

  it.each<[string, JsonObject]>([
    ["no name", { userName: "ada" }],
    ["an empty userName", person("")],
    ["no userName", { name: {} }],
    ["256 characters of title", person("ada", { title: "x".repeat(256) })],
    ["256 characters of password", person("ada", { password: "x".repeat(256) })],
    ["8 characters of preferredLanguage", person("ada", { preferredLanguage: "x".repeat(8) })],
    ["4 characters of country", person("ada", { addresses: [{ country: "GBRX" }] })],
    ["4 characters of region", person("ada", { addresses: [{ region: "LDNX" }] })],
    ["an email that is none", person("ada", { emails: [{ value: "ada" }] })],
    ["active as a string", person("ada", { active: "true" })],
    ["gender as a word", person("ada", { [ABS]: { gender: "female" } })],
    ["schemas as a string", person("ada", { schemas: "x" })],
  ])("refuses %s", (_, body) =>
    absorb({}, async (call) => {
      expect((await call("POST", "/Users", body)).status).toBe(400);
    }),
  );

  it.each<[string, Partial<AbsorbSwitches>, JsonObject, Record<string, unknown>]>([
    ["unknown fields ignored", {}, { nickName: "A", "urn:x:y": { z: 1 } }, { nickName: undefined }],
    ["an empty name", {}, { name: {} }, { name: undefined }],
    ["no active: inactive", {}, { active: null }, { active: false }],
    ["no active: active", { activeOnCreate: true }, { active: null }, { active: true }],
    ["long address codes", { shortAddressCodes: false }, { addresses: [{ country: "Britain" }] }, {}],
    ["an email unchecked", { checkEmails: false }, { emails: [{ value: "ada" }] }, {}],
    ["the password echoed", { echoPassword: true }, { password: "secret" }, { password: "secret" }],
    ["the first phone", {}, phones(), { phoneNumbers: [{ value: "1" }] }],
    ["the last phone", { phoneKept: "last" }, phones(), { phoneNumbers: [{ value: "3" }] }],
    ["the primary phone", { phoneKept: "primary" }, phones(), { phoneNumbers: [{ value: "2", primary: true }] }],
    ["a manager who is nobody", {}, { [ENT]: { manager: { value: "x" } } }, { [ENT]: { manager: { value: "x" } } }],
  ])("takes %s", (_, switches, more, expected) =>
    absorb(switches, async (call) => {
      const { status, body } = await call("POST", "/Users", person("ada", more));
      expect(status).toBe(200);
      for (const [key, value] of Object.entries(expected)) expect(body[key]).toEqual(value);
    }),
  );

  it.each<[string, Partial<AbsorbSwitches>, JsonObject]>([
    ["unknown fields", { unknownFields: "refuse" }, { nickName: "A" }],
    ["an id", { idOnCreate: "refuse" }, { id: randomUUID() }],
    ["a manager who is nobody", { managerMustExist: true }, { [ENT]: { manager: { value: "x" } } }],
  ])("refuses %s where the switch says so", (_, switches, more) =>
    absorb(switches, async (call) => {
      expect((await call("POST", "/Users", person("ada", more))).status).toBe(400);
    }),
  );

  it.each(["ignore", "use"] as const)("an id in it: %s", (idOnCreate) =>
    absorb({ idOnCreate }, async (call) => {
      const id = randomUUID();
      expect((await create(call, "ada", { id })) === id).toBe(idOnCreate === "use");
    }),
  );

  it("answers 409 for a taken userName", () =>
    absorb({}, async (call) => {
      await create(call, "ada");
      expect((await call("POST", "/Users", person("ADA"))).status).toBe(409);
    }));
});

function phones(): JsonObject {
  return { phoneNumbers: [{ value: "1" }, { value: "2", primary: true }, { value: "3" }] };
}

describe("PUT /Users/{id}", () => {
  it.each<[string, Partial<AbsorbSwitches>, JsonObject, Record<string, unknown>]>([
    ["null clears", {}, { title: null }, { title: undefined }],
    ["[] clears", {}, { emails: [] }, { emails: undefined }],
    ["a manager of null clears", {}, { [ENT]: { manager: null } }, { [ENT]: undefined }],
    ["what is absent goes", {}, {}, { title: undefined, emails: undefined, [ENT]: undefined }],
    ["what is absent stays", { putAbsent: "keep" }, {}, { title: "Engineer", [ENT]: { manager: { value: "m" } } }],
    ["null clears all the same", { putAbsent: "keep" }, { title: null }, { title: undefined }],
    [
      "the extension keeps its other members",
      { putAbsent: "keep" },
      { [ENT]: { employeeNumber: "7" } },
      { [ENT]: { employeeNumber: "7", manager: { value: "m" } } },
    ],
    ["active of null is inactive", {}, { active: null }, { active: false }],
  ])("%s", (_, switches, more, expected) =>
    absorb(switches, async (call) => {
      const emails = [{ value: "ada@acme.io" }];
      const id = await create(call, "ada", { title: "Engineer", emails, [ENT]: { manager: { value: "m" } } });
      const { status, body } = await call("PUT", `/Users/${id}`, person("ada", more));
      expect(status).toBe(200);
      for (const [key, value] of Object.entries(expected)) expect(body[key]).toEqual(value);
    }),
  );

  it.each([
    ["inactive", "clear", false],
    ["inactive", "keep", false],
    ["keep", "clear", true],
    ["keep", "keep", true],
  ] as const)("without active: %s, whether what else is absent has to %s", (absentActiveOnPut, putAbsent, expected) =>
    absorb({ absentActiveOnPut, putAbsent }, async (call) => {
      const id = await create(call, "ada");
      const { body } = await call("PUT", `/Users/${id}`, { userName: "ada", name: { givenName: "A" } });
      expect(body["active"]).toBe(expected);
    }),
  );

  it.each<[JsonObject, string]>([
    [{}, "secret"],
    [{ password: null }, "secret"],
    [{ password: "x".repeat(300) }, "x".repeat(300)],
  ])("leaves the password as it is but for a new one", (more, expected) =>
    absorb({}, async (call, sandbox) => {
      const id = await create(call, "ada", { password: "secret" });
      expect((await call("PUT", `/Users/${id}`, person("ada", more))).status).toBe(200);
      expect(sandbox.passwordOf(id)).toBe(expected);
    }),
  );

  it("refuses what POST refuses, a taken name and nobody", () =>
    absorb({}, async (call) => {
      await create(call, "grace");
      const id = await create(call, "ada");
      expect((await call("PUT", `/Users/${id}`, { userName: "ada" })).status).toBe(400);
      expect((await call("PUT", `/Users/${id}`, person("ada", { title: "x".repeat(256) }))).status).toBe(400);
      expect((await call("PUT", `/Users/${id}`, person("grace"))).status).toBe(409);
      expect((await call("PUT", `/Users/${randomUUID()}`, person("ada"))).status).toBe(404);
    }));
});

describe("PATCH /Users/{id}", () => {
  it.each<[string, JsonObject, number, Record<string, unknown>]>([
    ["replaces", { op: "replace", path: "title", value: "CTO" }, 200, { title: "CTO" }],
    ["deactivates", { op: "replace", path: "active", value: false }, 200, { active: false }],
    ["removes", { op: "remove", path: "title" }, 200, { title: undefined }],
    [
      "writes the extension",
      { op: "add", path: `${ABS}:location`, value: "Oslo" },
      200,
      { [ABS]: { location: "Oslo" } },
    ],
    ["keeps one phone", { op: "add", path: "phoneNumbers", value: [{ value: "9" }] }, 200, {}],
    ["refuses what is too long", { op: "replace", path: "title", value: "x".repeat(256) }, 400, {}],
    ["refuses another op", { op: "increment", path: "title", value: "x" }, 400, {}],
    ["refuses another path", { op: "replace", path: "shoeSize", value: "x" }, 400, {}],
  ])("%s", (_, operation, status, expected) =>
    absorb({}, async (call) => {
      const id = await create(call, "ada", { title: "Engineer", phoneNumbers: [{ value: "1" }] });
      const answer = await call("PATCH", `/Users/${id}`, patch(operation));
      expect(answer.status).toBe(status);
      const { body } = await call("GET", `/Users/${id}`);
      for (const [key, value] of Object.entries(expected)) expect(body[key]).toEqual(value);
      expect(body["phoneNumbers"]).toHaveLength(1);
    }),
  );

  it("needs schemas and Operations", () =>
    absorb({}, async (call) => {
      const id = await create(call, "ada");
      expect((await call("PATCH", `/Users/${id}`, { Operations: [] })).status).toBe(400);
      expect((await call("PATCH", `/Users/${id}`, { schemas: [PATCH_OP] })).status).toBe(400);
      expect((await call("PATCH", `/Users/${randomUUID()}`, patch())).status).toBe(404);
    }));

  it("answers as much as attributes ask for, as GET and lists do, and POST and PUT do not", () =>
    absorb({}, async (call) => {
      const id = await create(call, "ada", { title: "Engineer" });
      const query = "?attributes=title&attributes=active";
      const expected = { schemas: expect.any(Array) as string[], id, title: "Engineer", active: true };
      const operation = patch({ op: "replace", path: "active", value: true });
      expect((await call("PATCH", `/Users/${id}${query}`, operation)).body).toEqual(expected);
      expect((await call("GET", `/Users/${id}${query}`)).body).toEqual(expected);
      expect(resourcesOf((await call("GET", `/Users${query}`)).body)).toEqual([expected]);
      expect((await call("GET", `/Users/${id}?excludedAttributes=title`)).body).not.toHaveProperty("title");
      expect((await call("PUT", `/Users/${id}${query}`, person("ada"))).body).toHaveProperty("userName", "ada");
    }));
});

describe("the service", () => {
  const seed = {
    Users: ["b", "c", "a"].map((userName) => ({ userName, name: { givenName: userName } })),
    Groups: [],
  };

  it.each<[string, string]>([
    ["", "b c a"],
    ["?sortBy=userName", "a b c"],
    ["?sortBy=userName&sortOrder=Ascending", "a b c"],
    ["?sortBy=userName&sortOrder=Descending", "c b a"],
    ["?sortBy=userName&sortOrder=descending", "400"],
    ["?startIndex=2&count=1", "c"],
    ['?filter=userName eq "c"', "c"],
    ["?filter=userName is c", "400"],
  ])("lists %s as %s", (query, expected) =>
    withVendor("absorb", { seed }, async (call) => {
      const { status, body } = await call("GET", `/Users${query}`);
      const names = resourcesOf(body).map(({ userName }) => userName as string);
      expect(status === 200 ? names.join(" ") : String(status)).toBe(expected);
    }),
  );

  it.each<[string, string, number]>([
    ["DELETE", "/Users/x", 405],
    ["GET", "/Groups", 404],
    ["POST", "/Groups", 404],
    ["GET", "/ServiceProviderConfig", 404],
    ["GET", "/Schemas", 404],
    ["GET", "/Me", 404],
  ])("has no %s %s", (method, path, status) =>
    absorb({}, async (call) => {
      expect((await call(method, path)).status).toBe(status);
    }),
  );

  it.each<[Partial<AbsorbSwitches>, Record<string, string>, number]>([
    [{}, { Authorization: "" }, 401],
    [{}, { Authorization: "Bearer wrong" }, 401],
    [{ badTokenStatus: 403 }, { Authorization: "" }, 403],
    [{ tokenHeader: "X-Api-Key" }, {}, 401],
    [{ tokenHeader: "X-Api-Key" }, { Authorization: "", "x-api-key": "the-token" }, 200],
  ])("with %j and %j answers %d", (switches, headers, status) =>
    withVendor("absorb", { token: "the-token", absorb: switches }, async (call) => {
      expect((await call("GET", "/Users", undefined, headers)).status).toBe(status);
    }),
  );

  it.each<[AbsorbSwitches["errorBodies"], RegExp]>([
    ["scim", /^\{"schemas":/],
    ["text", /^"/],
    ["none", /^$/],
  ])("words refusals as %s", (errorBodies, expected) =>
    absorb({ errorBodies }, async (call) => {
      expect((await call("GET", `/Users/${randomUUID()}`)).text).toMatch(expected);
    }),
  );

  it("shows groups that were made by hand, and takes changes by hand in both spellings' place", () =>
    absorb({}, async (call, sandbox) => {
      const id = await create(call, "ada", { [ABS]: { userManagementSettings: { managedGroupId: "g1" } } });
      sandbox.create("Groups", { displayName: "Learners", members: [{ value: id }] });
      sandbox.edit("Users", id, (user) => {
        user["title"] = "Boss";
      });
      const { body } = await call("GET", `/Users/${id}`);
      expect(body).toMatchObject({
        title: "Boss",
        groups: [{ display: "Learners" }],
        [ABS]: { userManagementSettings: { mangedGroupId: "g1" } },
      });
    }));
});
