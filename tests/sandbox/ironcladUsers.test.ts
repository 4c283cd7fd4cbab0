import { type IroncladSwitches, type JsonObject, type Sandbox } from "../../sandbox/index.js";
import { idOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ICL = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const PASSWORD = "Correct-Horse-99";

function ironclad(
  switches: Partial<IroncladSwitches>,
  test: (call: Call, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  return withVendor("ironclad", { ironclad: { changesLimit: false, otherLimit: false, ...switches } }, test);
}

function person(name: string, more: JsonObject = {}): JsonObject {
  return { schemas: [USER], userName: `${name}@acme.io`, name: { givenName: "Ada", familyName: "Lovelace" }, ...more };
}

async function create(call: Call, name: string, more: JsonObject = {}): Promise<string> {
  const { status, body } = await call("POST", "/Users", person(name, more));
  expect(status).toBe(201);
  return idOf(body);
}

function patch(...Operations: JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP], Operations };
}

describe("POST /Users", () => {
  it("answers 201 with emails made of userName, and without password, manager or externalId", () =>
    ironclad({}, async (call, sandbox) => {
      const { status, body } = await call(
        "POST",
        "/Users",
        person("ada", {
          title: "VP",
          password: PASSWORD,
          externalId: "e1",
          emails: [{ value: "other@acme.io" }],
          displayName: "Ada",
          [ENT]: { department: "Legal", manager: { value: "x" } },
          [ICL]: { departmentHead: "ada@acme.io", allowProviderConversion: true },
        }),
      );
      expect(status).toBe(201);
      const id = idOf(body);
      expect(body).toEqual({
        ...person("ada"),
        schemas: expect.arrayContaining([USER, ENT, ICL]) as string[],
        id,
        title: "VP",
        active: true,
        emails: [{ value: "ada@acme.io", type: "work", primary: true }],
        [ENT]: { department: "Legal" },
        [ICL]: { departmentHead: "ada@acme.io", allowProviderConversion: true, provider: "local" },
        meta: {
          resourceType: "User",
          created: expect.any(String) as string,
          lastModified: expect.any(String) as string,
          location: `${sandbox.url}/Users/${id}`,
        },
      });
      expect(sandbox.passwordOf(id)).toBe(PASSWORD);
    }));

  it.each<[string, JsonObject]>([
    ["no schemas", { userName: "a@acme.io", name: {} }],
    ["foreign schemas", { schemas: ["urn:x:y"], userName: "a@acme.io", name: {} }],
    ["no name", { schemas: [USER], userName: "a@acme.io" }],
    ["no userName", { schemas: [USER], name: {} }],
    ["a userName that is no email", { ...person("a"), userName: "a" }],
    ["a number as a name", person("a", { name: { givenName: 123 } })],
    ["a null title", person("a", { title: null })],
    ["active as a string", person("a", { active: "true" })],
    ["15 characters of password", person("a", { password: "Correct-Horse-9" })],
    ["a password without a digit", person("a", { password: "Correct-Horse-Ab" })],
    ["a password without upper case", person("a", { password: "correct-horse-99" })],
    ["a password without lower case", person("a", { password: "CORRECT-HORSE-99" })],
    ["a password without a special character", person("a", { password: "CorrectHorse9999" })],
    ["a head who is no email", person("a", { [ICL]: { departmentHead: "grace" } })],
    ["a head who is nobody", person("a", { [ICL]: { departmentHead: "grace@acme.io" } })],
  ])("refuses %s", (_, body) =>
    ironclad({}, async (call) => {
      const answer = await call("POST", "/Users", body);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ schemas: [ERROR], status: "400", scimType: "invalidValue" });
    }),
  );

  it.each<[string, Partial<IroncladSwitches>, JsonObject, number]>([
    ["an unknown field refused", { unknownFields: "refuse" }, person("a", { emails: [] }), 400],
    ["no password without SAML", { saml: false }, person("a"), 400],
    ["a password without SAML", { saml: false }, person("a", { password: PASSWORD }), 201],
    ["a name without parts", {}, person("a", { name: {} }), 201],
    ["a userName unchecked", { checkUserName: false }, { ...person("a"), userName: "a" }, 201],
    ["a head unchecked", { departmentHeadMustExist: false }, person("a", { [ICL]: { departmentHead: "x@y.z" } }), 201],
  ])("with %s", (_, switches, body, status) =>
    ironclad(switches, async (call) => {
      expect((await call("POST", "/Users", body)).status).toBe(status);
    }),
  );

  it("takes what /Schemas advertises where the switch says so, though the document's answer has no such member", () =>
    withVendor("ironclad", { ironclad: { advertised: "take" } }, async (call, sandbox, watch) => {
      const more = { displayName: "Ada", [ENT]: { department: "Legal", manager: { value: "m" }, costCenter: "C" } };
      const id = await create(call, "ada", more);
      expect(sandbox.dump().Users[0]).toMatchObject({ id, ...more });
      expect(watch.violations("answer")).toEqual([
        "POST /Users 201: answer /displayName is not in the schema",
        `POST /Users 201: answer /${ENT}/costCenter is not in the schema`,
        `POST /Users 201: answer /${ENT}/manager is not in the schema`,
      ]);
      watch.clear();
    }));

  it("answers 409 without a word for a taken userName", () =>
    ironclad({}, async (call) => {
      await create(call, "ada");
      const { status, body } = await call("POST", "/Users", { ...person("ada"), userName: "ADA@acme.io" });
      expect([status, body]).toEqual([409, { schemas: [ERROR], status: "409" }]);
    }));

  it("with active false makes nobody who can be read", () =>
    ironclad({}, async (call) => {
      const id = await create(call, "ada", { active: false });
      expect((await call("GET", `/Users/${id}`)).status).toBe(404);
    }));
});

describe("the end of a person", () => {
  const ends: [string, string, JsonObject | undefined, number][] = [
    ["DELETE", "DELETE", undefined, 204],
    ["PUT with active false", "PUT", person("ada", { active: false }), 200],
    ["PATCH of active", "PATCH", patch({ op: "replace", path: "active", value: "false" }), 200],
  ];
  it.each(ends)("by %s is a 404 from then on, the name is free and the groups are left", (_, method, body, status) =>
    ironclad({}, async (call, sandbox) => {
      const id = await create(call, "ada");
      sandbox.create("Groups", { displayName: "Legal", members: [{ value: id }] });
      const answer = await call(method, `/Users/${id}`, body);
      expect(answer.status).toBe(status);
      if (status === 204) expect(answer.text).toBe("");
      else expect(answer.body).toHaveProperty("active", false);
      const gone = await call("GET", `/Users/${id}`);
      expect(gone.status).toBe(404);
      expect(gone.body).toEqual({ schemas: [ERROR], status: "404", detail: `Resource ${id} not found` });
      expect((await call("DELETE", `/Users/${id}`)).status).toBe(404);
      expect(sandbox.dump().Groups[0]).not.toHaveProperty("members");
      expect(await create(call, "ada")).not.toBe(id);
    }),
  );
});

describe("PUT /Users/{id}", () => {
  it("replaces all but the password and the provider; emails follow the new userName", () =>
    ironclad({}, async (call, sandbox) => {
      const id = await create(call, "ada", { title: "VP", password: PASSWORD, [ENT]: { department: "Legal" } });
      const { status, body } = await call("PUT", `/Users/${id}`, person("ada.king"));
      expect(status).toBe(200);
      expect(body).not.toHaveProperty("title");
      expect(body).not.toHaveProperty([ENT]);
      expect(body["emails"]).toEqual([{ value: "ada.king@acme.io", type: "work", primary: true }]);
      expect(body[ICL]).toEqual({ provider: "local" });
      expect(sandbox.passwordOf(id)).toBe(PASSWORD);
    }));

  it.each<[Partial<IroncladSwitches>, number]>([
    [{ saml: false }, 200],
    [{ saml: false, passwordOnPut: true }, 400],
  ])("without a password, with %j, is %d", (switches, status) =>
    ironclad(switches, async (call) => {
      const id = await create(call, "ada", { password: PASSWORD });
      expect((await call("PUT", `/Users/${id}`, person("ada"))).status).toBe(status);
    }),
  );

  it("refuses what POST refuses, and somebody else's name", () =>
    ironclad({}, async (call) => {
      await create(call, "grace");
      const id = await create(call, "ada");
      expect((await call("PUT", `/Users/${id}`, { userName: "ada@acme.io" })).status).toBe(400);
      expect((await call("PUT", `/Users/${id}`, person("grace"))).status).toBe(400);
      expect((await call("PUT", "/Users/nobody", person("x"))).status).toBe(404);
    }));
});

describe("PATCH /Users/{id}", () => {
  it.each<[string, JsonObject, Record<string, unknown>]>([
    ["a title", { op: "replace", path: "title", value: "CTO" }, { title: "CTO" }],
    ["a part of the name", { op: "replace", path: "name.givenName", value: "A" }, {}],
    ["no title", { op: "remove", path: "title" }, { title: undefined }],
    [
      "an email",
      { op: "add", path: "emails", value: "x@y.z" },
      { emails: [mail("ada@acme.io", false), mail("x@y.z")] },
    ],
    ["the emails", { op: "replace", path: "emails", value: "x@y.z" }, { emails: [mail("x@y.z")] }],
    ["a userName", { op: "replace", path: "userName", value: "a@b.c" }, { userName: "a@b.c", emails: [mail("a@b.c")] }],
    [
      "a boolean",
      { op: "add", path: `${ICL}:allowProviderConversion`, value: "true" },
      { [ICL]: { provider: "saml", allowProviderConversion: true } },
    ],
    ["a head", { op: "add", path: `${ICL}:departmentHead`, value: "ada@acme.io" }, {}],
    ["a password", { op: "replace", path: "password", value: PASSWORD }, { password: undefined }],
  ])("writes %s", (_, operation, expected) =>
    ironclad({}, async (call) => {
      const id = await create(call, "ada", { title: "VP" });
      const { status, body } = await call("PATCH", `/Users/${id}`, patch(operation));
      expect(status).toBe(200);
      for (const [key, value] of Object.entries(expected)) expect(body[key]).toEqual(value);
      expect((await call("GET", `/Users/${id}`)).body).toEqual(body);
    }),
  );

  it.each<[string, JsonObject]>([
    ["no schemas", { Operations: [] }],
    ["no path", patch({ op: "replace", value: "x" })],
    ["no op", patch({ path: "title", value: "x" })],
    ["an op in upper case", patch({ op: "Replace", path: "title", value: "x" })],
    ["a boolean value", patch({ op: "replace", path: "active", value: false })],
    ["a word for a boolean", patch({ op: "replace", path: "active", value: "no" })],
    ["a remove with a value", patch({ op: "remove", path: "title", value: "VP" })],
    ["an unknown path", patch({ op: "replace", path: "shoeSize", value: "x" })],
    ["externalId", patch({ op: "replace", path: "externalId", value: "x" })],
    ["a short password", patch({ op: "replace", path: "password", value: "x" })],
    ["a removed userName", patch({ op: "remove", path: "userName" })],
    ["a broken filter", patch({ op: "replace", path: "emails[type is x].value", value: "x" })],
  ])("refuses %s", (_, body) =>
    ironclad({}, async (call) => {
      const id = await create(call, "ada", { title: "VP" });
      const answer = await call("PATCH", `/Users/${id}`, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toHaveProperty("schemas");
      expect((await call("GET", `/Users/${id}`)).body).toHaveProperty("title", "VP");
    }),
  );

  it.each<[string, Partial<IroncladSwitches>, JsonObject]>([
    ["no operations", {}, { schemas: [PATCH_OP] }],
    ["a boolean value", { stringValuesOnly: false }, patch({ op: "replace", path: "active", value: true })],
    ["a remove with a value", { valueOfRemove: "ignore" }, patch({ op: "remove", path: "title", value: "x" })],
  ])("takes %s", (_, switches, body) =>
    ironclad(switches, async (call) => {
      const id = await create(call, "ada");
      expect((await call("PATCH", `/Users/${id}`, body)).status).toBe(200);
    }),
  );

  it.each([400, 409] as const)("refuses a taken name with %d", (takenNameStatus) =>
    withVendor("ironclad", { ironclad: { takenNameStatus } }, async (call, _, watch) => {
      await create(call, "grace");
      const id = await create(call, "ada");
      const rename = patch({ op: "replace", path: "userName", value: "grace@acme.io" });
      expect((await call("PATCH", `/Users/${id}`, rename)).status).toBe(takenNameStatus);
      const unlisted = takenNameStatus === 409 ? [expect.stringMatching(/lists no status 409/)] : [];
      expect(watch.violations("answer")).toEqual(unlisted);
      watch.clear();
    }),
  );

  it.each([true, false])("of a head's userName reaches his reports or not (%s)", (departmentHeadFollows) =>
    ironclad({ departmentHeadFollows }, async (call) => {
      const head = await create(call, "grace");
      const id = await create(call, "ada", { [ICL]: { departmentHead: "grace@acme.io" } });
      await call("PATCH", `/Users/${head}`, patch({ op: "replace", path: "userName", value: "hopper@acme.io" }));
      const expected = departmentHeadFollows ? "hopper@acme.io" : "grace@acme.io";
      expect((await call("GET", `/Users/${id}`)).body[ICL]).toMatchObject({ departmentHead: expected });
      const removal = patch({ op: "remove", path: `${ICL}:departmentHead` });
      expect((await call("PATCH", `/Users/${id}`, removal)).body[ICL]).toEqual({ provider: "saml" });
    }),
  );
});

function mail(value: string, primary = true): JsonObject {
  return { value, type: "work", primary };
}
