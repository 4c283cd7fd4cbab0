import { ENT, GROUP, USER, foreseeable, group, patch, user, withSandbox } from "./client.js";

describe("the life of a resource", () => {
  it("creates a user with 201, Location, ETag and meta", () =>
    withSandbox(foreseeable(), async (call, { url }) => {
      const answer = await call("POST", "/Users", user("ada@acme.io", { title: "Engineer" }));
      expect(answer.status).toBe(201);
      expect(answer.headers.get("content-type")).toBe("application/scim+json; charset=utf-8");
      expect(answer.headers.get("location")).toBe(`${url}/Users/1`);
      expect(answer.headers.get("etag")).toBe('W/"1"');
      expect(answer.body).toEqual({
        schemas: [USER],
        id: "1",
        userName: "ada@acme.io",
        title: "Engineer",
        meta: {
          resourceType: "User",
          created: "2024-01-01T00:00:00.000Z",
          lastModified: "2024-01-01T00:00:00.000Z",
          location: `${url}/Users/1`,
          version: 'W/"1"',
        },
      });
    }));

  it("reads, replaces, patches and deletes it", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada@acme.io", { title: "Engineer", nickName: "Ada" }));
      expect((await call("GET", "/Users/1")).body).toMatchObject({ userName: "ada@acme.io", title: "Engineer" });
      const replaced = await call("PUT", "/Users/1", user("ada@acme.io", { title: "CTO" }));
      expect(replaced.status).toBe(200);
      expect(replaced.body).toMatchObject({ title: "CTO", meta: { version: 'W/"2"' } });
      expect(replaced.body).not.toHaveProperty("nickName");
      const patched = await call("PATCH", "/Users/1", patch({ op: "replace", path: "title", value: "CEO" }));
      expect([patched.status, patched.body["title"]]).toEqual([200, "CEO"]);
      const deleted = await call("DELETE", "/Users/1");
      expect([deleted.status, deleted.text]).toEqual([204, ""]);
      expect((await call("GET", "/Users/1")).status).toBe(404);
      expect((await call("DELETE", "/Users/1")).status).toBe(404);
    }));

  it("ignores id, meta, groups, a manager's displayName and unknown attributes in a body", () =>
    withSandbox(foreseeable(), async (call, { url }) => {
      const body = user("ada", {
        id: "mine",
        meta: { created: "1999-01-01T00:00:00Z" },
        groups: [{ value: "g" }],
        shoeSize: 38,
        [ENT]: { manager: { value: "boss", displayName: "Somebody" }, shoeSize: 38 },
      });
      const { body: made } = await call("POST", "/Users", body);
      expect(made["id"]).toBe("1");
      expect(made["meta"]).toMatchObject({ created: "2024-01-01T00:00:00.000Z" });
      expect(made).not.toHaveProperty("groups");
      expect(made).not.toHaveProperty("shoeSize");
      expect(made[ENT]).toEqual({ manager: { value: "boss", $ref: `${url}/Users/boss` } });
    }));

  it("keeps an extension that no schema describes and lists it in schemas", () =>
    withSandbox({}, async (call) => {
      const urn = "urn:acme:params:scim:schemas:extension:shoes:1.0:User";
      const { body } = await call("POST", "/Users", user("ada", { [urn]: { size: 38, laces: ["red"] } }));
      expect(body[urn]).toEqual({ size: 38, laces: ["red"] });
      expect(body["schemas"]).toEqual([USER, urn]);
      const listed = user("bob", { "https://acme.io/shoes": { size: 44 } });
      listed["schemas"] = [USER, "https://acme.io/shoes"];
      expect((await call("POST", "/Users", listed)).body["https://acme.io/shoes"]).toEqual({ size: 44 });
    }));

  it("takes attribute names in any letter case and shows them as the schema spells them", () =>
    withSandbox({}, async (call) => {
      const { body } = await call("POST", "/Users", { SCHEMAS: [USER], USERNAME: "ada", Name: { GIVENNAME: "Ada" } });
      expect(body).toMatchObject({ userName: "ada", name: { givenName: "Ada" } });
    }));

  it("takes null and [] as unassigned", () =>
    withSandbox({}, async (call) => {
      const { status, body } = await call("POST", "/Users", user("ada", { title: null, emails: [], name: {} }));
      expect(status).toBe(201);
      expect(Object.keys(body).sort()).toEqual(["id", "meta", "schemas", "userName"]);
    }));

  it("refuses a second userName without regard to letter case, and a group's name likewise", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada@acme.io"));
      const second = await call("POST", "/Users", user("ADA@acme.io"));
      expect([second.status, second.body["scimType"], second.body["status"]]).toEqual([409, "uniqueness", "409"]);
      await call("POST", "/Users", user("bob"));
      const renamed = await call("PATCH", "/Users/2", patch({ op: "replace", path: "userName", value: "Ada@acme.io" }));
      expect(renamed.status).toBe(409);
      expect((await call("PUT", "/Users/1", user("Ada@ACME.io"))).body["userName"]).toBe("Ada@ACME.io");
      await call("POST", "/Groups", group("Board"));
      expect((await call("POST", "/Groups", group("BOARD"))).status).toBe(409);
    }));

  it("gives a userName free when its holder is renamed or deleted", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada"));
      await call("PUT", "/Users/1", user("augusta"));
      expect((await call("POST", "/Users", user("ada"))).status).toBe(201);
      await call("DELETE", "/Users/2");
      expect((await call("POST", "/Users", user("ada"))).status).toBe(201);
    }));

  it("lets two groups have one name where uniqueGroupNames is off", () =>
    withSandbox({ uniqueGroupNames: false }, async (call) => {
      await call("POST", "/Groups", group("Board"));
      expect((await call("POST", "/Groups", group("Board"))).status).toBe(201);
      const schema = await call("GET", `/Schemas/${GROUP}`);
      expect(schema.body["attributes"]).toContainEqual(
        expect.objectContaining({ name: "displayName", uniqueness: "none" }),
      );
    }));

  it("lets two people have one externalId", () =>
    withSandbox({}, async (call) => {
      await call("POST", "/Users", user("ada", { externalId: "7" }));
      expect((await call("POST", "/Users", user("bob", { externalId: "7" }))).status).toBe(201);
    }));

  it.each<[string, object | string, string]>([
    ["no schemas", { userName: "x" }, "invalidValue"],
    ["schemas without the core URN", { schemas: [ENT], userName: "x" }, "invalidValue"],
    ["schemas of another type", { schemas: [USER, GROUP], userName: "x" }, "invalidValue"],
    ["no userName", { schemas: [USER] }, "invalidValue"],
    ["an empty userName", user(" "), "invalidValue"],
    ["a number as title", user("x", { title: 7 }), "invalidValue"],
    ["a string as active", user("x", { active: "true" }), "invalidValue"],
    ["an object as emails", user("x", { emails: { value: "a@b" } }), "invalidValue"],
    ["strings as emails", user("x", { emails: ["a@b"] }), "invalidValue"],
    ["a list as name", user("x", { name: [{ givenName: "A" }] }), "invalidValue"],
    [
      "two primary emails",
      user("x", {
        emails: [
          { value: "a", primary: true },
          { value: "b", primary: true },
        ],
      }),
      "invalidValue",
    ],
    ["base64 that is none", user("x", { x509Certificates: [{ value: "?" }] }), "invalidValue"],
    ["a manager that is a string", user("x", { [ENT]: { manager: "7" } }), "invalidValue"],
    ["an extension that is no object", user("x", { [ENT]: "x" }), "invalidSyntax"],
    ["an extension attribute beside its extension", user("x", { [`${ENT}:department`]: { a: 1 } }), "invalidSyntax"],
    ["an attribute twice", { ...user("x"), USERNAME: "y" }, "invalidSyntax"],
    ["no JSON", "{", "invalidSyntax"],
    ["a list", "[]", "invalidSyntax"],
    ["nothing", "", "invalidSyntax"],
    ["very deep JSON", `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, "invalidSyntax"],
  ])("refuses a user with %s", (_, body, scimType) =>
    withSandbox({}, async (call, sandbox) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const answer = await call("POST", "/Users", text);
      expect([answer.status, answer.body["scimType"], answer.body["status"]]).toEqual([400, scimType, "400"]);
      expect(answer.body["schemas"]).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
      expect(sandbox.dump().Users).toEqual([]);
    }),
  );

  it("is not harmed by __proto__ and constructor", () =>
    withSandbox({}, async (call) => {
      const text = `{"schemas":["${USER}"],"userName":"ada","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
        "urn:x:y:User":{"__proto__":{"polluted":1},"constructor":1,"toString":"x"}}`;
      const { status, body } = await call("POST", "/Users", text);
      expect(status).toBe(201);
      expect(body["urn:x:y:User"]).toEqual({ constructor: 1, toString: "x" });
      const id = body["id"] as string;
      for (const path of ["__proto__.polluted", "constructor.prototype.polluted", "urn:x:y:User:__proto__"]) {
        const answer = await call("PATCH", `/Users/${id}`, patch({ op: "add", path, value: "x" }));
        expect(answer.status).toBe(400);
      }
      expect((await call("GET", "/Users?filter=" + encodeURIComponent('constructor eq "x"'))).status).toBe(400);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }));
});

describe("the password", () => {
  it("is taken and never shown, dumped, logged or filtered by", () =>
    withSandbox(foreseeable(), async (call, sandbox) => {
      const made = await call("POST", "/Users?attributes=password,userName", user("ada", { password: "s3cret-1" }));
      expect(made.body).not.toHaveProperty("password");
      expect(sandbox.passwordOf("1")).toBe("s3cret-1");
      await call("PATCH", "/Users/1", patch({ op: "replace", path: `${USER}:password`, value: "s3cret-2" }));
      expect(sandbox.passwordOf("1")).toBe("s3cret-2");
      await call("PATCH", "/Users/1", patch({ op: "add", value: { Password: "s3cret-3" } }));
      await call("PUT", "/Users/1", user("ada"));
      expect(sandbox.passwordOf("1")).toBe("s3cret-3");
      const filtered = await call("GET", `/Users?filter=${encodeURIComponent('password sw "s3cret"')}`);
      expect([filtered.status, filtered.body["scimType"]]).toEqual([400, "invalidFilter"]);
      const wrong = await call("POST", "/Users", user("bob", { password: ["s3cret-4"] }));
      expect(wrong.status).toBe(400);
      expect(wrong.text + JSON.stringify([sandbox.dump(), sandbox.requests()])).not.toContain("s3cret");
    }));
});
