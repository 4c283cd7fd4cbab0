import { type JsonObject, type LeapsomeSwitches, type Sandbox, type SandboxOptions } from "../../sandbox/index.js";
import { type OpenApiWatch } from "../support/openApi.js";
import { idOf, resourcesOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const CUSTOM = "6140868326541a4da586db0b";

type Test = (call: Call, sandbox: Sandbox, watch: OpenApiWatch) => Promise<void>;

function leapsome(switches: Partial<LeapsomeSwitches>, test: Test, options: SandboxOptions = {}): Promise<void> {
  return withVendor("leapsome", { leapsome: { rateLimit: false, ...switches }, ...options }, test);
}

async function create(call: Call, userName: string, more: JsonObject = {}): Promise<string> {
  const { status, body } = await call("POST", "/Users", { userName, ...more });
  expect(status).toBe(201);
  return idOf(body);
}

async function read(call: Call, id: string): Promise<JsonObject> {
  const { status, body } = await call("GET", `/Users/${id}`);
  expect(status).toBe(200);
  return body;
}

const ada = "ada@acme.io";
const grace = "grace@acme.io";

describe("POST /Users", () => {
  it("takes the six fields and answers the short body, whose meta.created is a number", () =>
    leapsome({}, async (call, sandbox) => {
      const sent = {
        userName: ada,
        name: { givenName: "Ada", familyName: "Lovelace" },
        displayName: "Ada L.",
        title: "Engineer",
        photos: [{ value: "https://acme.io/a.png" }],
        externalId: "id::1",
      };
      const { status, body } = await call("POST", "/Users", { ...sent, active: false, manager: "x", emails: [] });
      expect(status).toBe(201);
      const id = idOf(body);
      const meta = { created: expect.any(Number) as number, location: `${sandbox.url}/Users/${id}` };
      expect(body).toEqual({ id, ...sent, groups: [], meta });
      expect(id).toMatch(/^[0-9a-f]{24}$/);
      expect(await read(call, id)).toMatchObject({
        active: true,
        emails: [{ primary: true, type: "work", value: ada }],
      });
    }));

  it("refuses what it ignores otherwise, where the switch says so", () =>
    leapsome({ unknownFields: "refuse" }, async (call) => {
      expect((await call("POST", "/Users", { userName: ada, active: true })).status).toBe(400);
    }));

  it.each<[string, JsonObject]>([
    ["no userName", { title: "x" }],
    ["an empty userName", { userName: "" }],
    ["a userName that is no email", { userName: "ada" }],
    ["a name that is no object", { userName: ada, name: "Ada" }],
    ["a photo with a type", { userName: ada, photos: [{ value: "https://acme.io/a.png", type: "photo" }] }],
    ["a photo that is no URL", { userName: ada, photos: [{ value: "a.png" }] }],
    ["a null title", { userName: ada, title: null }],
    ["a numeric externalId", { userName: ada, externalId: 7 }],
  ])("refuses %s", (_, body) =>
    leapsome({}, async (call) => {
      const answer = await call("POST", "/Users", body);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        detail: expect.any(String) as string,
        status: "400",
      });
    }),
  );

  it.each<[string, Partial<LeapsomeSwitches>, JsonObject, number]>([
    ["201 and {} for a taken userName", {}, { userName: "ADA@acme.io" }, 201],
    ["409 for a taken userName", { existingUser: "conflict" }, { userName: ada }, 409],
    ["201 and {} for a taken externalId", {}, { userName: grace, externalId: "id::1" }, 201],
    ["409 for a taken externalId", { existingUser: "conflict" }, { userName: grace, externalId: "id::1" }, 409],
  ])("answers %s", (_, switches, body, status) =>
    leapsome(switches, async (call) => {
      const id = await create(call, ada, { externalId: "id::1" });
      const answer = await call("POST", "/Users", { title: "other", ...body });
      expect(answer.status).toBe(status);
      if (status === 201) expect(answer.body).toEqual({});
      expect(await read(call, id)).toMatchObject({ userName: ada, title: "Colleague" });
    }),
  );

  it("makes a second person with one externalId only where it is not unique", () =>
    leapsome({ uniqueExternalId: false }, async (call) => {
      await create(call, ada, { externalId: "id::1" });
      await create(call, grace, { externalId: "id::1" });
    }));

  it.each([400, 401, 409] as const)("refuses a foreign email domain with the status of the switch, %d", (status) =>
    leapsome({ allowedDomains: ["Acme.io"], wrongDomainStatus: status }, async (call) => {
      expect((await call("POST", "/Users", { userName: "ada@evil.example" })).status).toBe(status);
      const id = await create(call, ada);
      const change = await call("PATCH", `/Users/${id}`, { userName: "ada@evil.example" });
      expect(change.status).toBe(status);
    }),
  );
});

describe("GET /Users/{id}", () => {
  it("shows every documented attribute, externalId null and title Colleague when there are none", () =>
    leapsome({}, async (call, sandbox) => {
      const id = await create(call, ada);
      expect(await read(call, id)).toEqual({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENT],
        id,
        externalId: null,
        userName: ada,
        title: "Colleague",
        photos: [],
        active: true,
        emails: [{ primary: true, type: "work", value: ada }],
        groups: [],
        [ENT]: {},
        meta: {
          created: expect.any(String) as string,
          lastModified: expect.any(String) as string,
          location: `${sandbox.url}/Users/${id}`,
          version: expect.any(String) as string,
        },
      });
    }));

  it("falls back to externalId, which PATCH and PUT do not", () =>
    leapsome({}, async (call) => {
      const id = await create(call, ada, { externalId: "id::1" });
      expect(idOf(await read(call, "id::1"))).toBe(id);
      expect((await call("PATCH", "/Users/id::1", { userName: ada })).status).toBe(404);
      expect((await call("PUT", "/Users/id::1", { userName: ada })).status).toBe(404);
    }));

  it("answers 404 with the documented body", () =>
    leapsome({}, async (call) => {
      const { status, body } = await call("GET", "/Users/nobody");
      expect(status).toBe(404);
      const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
      expect(body).toEqual({ schemas, detail: "Resource not found", status: "404" });
    }));

  it.each([true, false])("derives names from the parts or not (%s)", (derivesNames) =>
    leapsome({ derivesNames }, async (call) => {
      const id = await create(call, ada, { name: { givenName: "Ada", familyName: "Lovelace" } });
      const user = await read(call, id);
      expect(user["displayName"]).toBe(derivesNames ? "Ada Lovelace" : undefined);
      expect(user["name"]).toHaveProperty("givenName", "Ada");
      expect((user["name"] as JsonObject)["formatted"]).toBe(derivesNames ? "Ada Lovelace" : undefined);
    }),
  );
});

describe("PATCH and PUT /Users/{id}", () => {
  it("write the whole UserDefinition and read it back as documented", () =>
    leapsome({}, async (call) => {
      const boss = await create(call, grace, { displayName: "Grace Hopper" });
      const other = await create(call, "eve@acme.io", { externalId: "e1" });
      const id = await create(call, ada);
      const facts = {
        level: "Senior",
        startDate: "2011-03-25",
        endDate: "2030-02-25",
        birthday: "1985-07-20",
        gender: "female",
        [CUSTOM]: "Salary Class B",
      };
      const { status, body } = await call("PATCH", `/Users/${id}`, {
        userName: ada,
        externalId: "a1",
        title: "Engineer",
        name: { givenName: "Ada", familyName: "Lovelace", formatted: "Ada King" },
        photos: [{ value: "https://acme.io/1.png" }, { value: "https://acme.io/2.png" }],
        location: "London",
        manager: grace,
        active: true,
        [ENT]: { ...facts, additionalManagers: ["e1", boss], department: "R&D", costCenter: "C1", division: "Core" },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        photos: [{ value: "https://acme.io/1.png", type: "photo" }],
        manager: { value: boss },
        groups: [{}, {}, {}],
        [ENT]: {
          ...facts,
          location: "London",
          manager: { managerId: boss, displayName: "Grace Hopper" },
          additionalManagers: [
            { managerId: other, displayName: "eve@acme.io" },
            { managerId: boss, displayName: "Grace Hopper" },
          ],
          department: "R&D",
          costCenter: "C1",
          division: "Core",
        },
      });
      expect(body).not.toHaveProperty("location");
      expect(await read(call, id)).toEqual(body);
    }));

  it.each<[string, JsonObject]>([
    ["no userName", { title: "x" }],
    ["an empty userName", { userName: " " }],
    ["half a name", { userName: ada, name: { givenName: "Ada" } }],
    ["a PatchOp", { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: [] }],
    ["a manager as an object", { userName: ada, [ENT]: { manager: { value: "x" } } }],
    ["an unknown manager", { userName: ada, [ENT]: { manager: "nobody@acme.io" } }],
    ["additional managers in one string", { userName: ada, [ENT]: { additionalManagers: "a@acme.io,b@acme.io" } }],
    ["two managers that differ", { userName: ada, manager: grace, [ENT]: { manager: ada } }],
    ["a date in another form", { userName: ada, [ENT]: { startDate: "25.03.2011" } }],
    ["a day that is not", { userName: ada, [ENT]: { startDate: "2011-02-30" } }],
    ["another gender", { userName: ada, [ENT]: { gender: "f" } }],
    ["a null department", { userName: ada, [ENT]: { department: null } }],
    ["a custom attribute that is no string", { userName: ada, [ENT]: { [CUSTOM]: 3 } }],
    ["active as a string", { userName: ada, active: "true" }],
  ])("refuse %s", (_, body) =>
    leapsome({}, async (call) => {
      await create(call, grace);
      const id = await create(call, ada);
      const before = await read(call, id);
      expect((await call("PATCH", `/Users/${id}`, body)).status).toBe(400);
      expect((await call("PUT", `/Users/${id}`, body)).status).toBe(400);
      expect(await read(call, id)).toEqual(before);
    }),
  );

  it.each<[string, Partial<LeapsomeSwitches>, JsonObject]>([
    ["an unknown manager", { unknownManager: "ignore" }, { [ENT]: { manager: "nobody@acme.io" } }],
    ["null", { nulls: "ignore" }, { title: null }],
    ["what is unknown in the extension", {}, { [ENT]: { employeeNumber: "7", employmentType: "external" } }],
    ["an attribute that is not the organization's", { customAttributes: [] }, { [ENT]: { [CUSTOM]: "x" } }],
  ])("ignore %s where the switch says so", (_, switches, body) =>
    leapsome(switches, async (call) => {
      const id = await create(call, ada, { title: "Engineer" });
      const { status, body: after } = await call("PATCH", `/Users/${id}`, { userName: ada, ...body });
      expect(status).toBe(200);
      expect(after).toMatchObject({ title: "Engineer", [ENT]: {} });
      expect(after[ENT]).toEqual({});
    }),
  );

  it.each<[LeapsomeSwitches["conflictingTwins"], string]>([
    ["enterprise", "inner"],
    ["topLevel", "outer"],
  ])("let the %s one of two locations count", (conflictingTwins, expected) =>
    leapsome({ conflictingTwins }, async (call) => {
      const id = await create(call, ada);
      const body = { userName: ada, location: "outer", [ENT]: { location: "inner" } };
      expect((await call("PATCH", `/Users/${id}`, body)).body[ENT]).toEqual({ location: expected });
    }),
  );

  it("answer 409 for a taken email or externalId, and 404 for nobody", () =>
    leapsome({}, async (call) => {
      await create(call, grace, { externalId: "g" });
      const id = await create(call, ada);
      expect((await call("PATCH", `/Users/${id}`, { userName: "GRACE@acme.io" })).status).toBe(409);
      expect((await call("PUT", `/Users/${id}`, { userName: ada, externalId: "g" })).status).toBe(409);
      expect((await call("PUT", "/Users/nobody", { userName: ada })).status).toBe(404);
    }));

  it("change an email without a duplicate", () =>
    leapsome({ userNameCase: "lowered" }, async (call) => {
      const id = await create(call, ada, { externalId: "a1" });
      await call("PATCH", `/Users/${id}`, { userName: "Ada.King@acme.io" });
      const { body } = await call("GET", "/Users");
      expect(resourcesOf(body).map(({ userName, emails }) => [userName, emails])).toEqual([
        ["ada.king@acme.io", [{ primary: true, type: "work", value: "ada.king@acme.io" }]],
      ]);
    }));

  it("PUT clears what it leaves out or keeps it, by the switch, but never active", () =>
    leapsome({}, async (call) => {
      const id = await create(call, ada, { title: "Engineer", externalId: "a1" });
      await call("PATCH", `/Users/${id}`, { userName: ada, active: false, [ENT]: { level: "L1", department: "R&D" } });
      const { body } = await call("PUT", `/Users/${id}`, { userName: ada });
      expect(body).toMatchObject({ title: "Colleague", externalId: null, active: false, groups: [], [ENT]: {} });
      expect(body[ENT]).toEqual({});
    }));

  it("PUT keeps what it leaves out with putAbsent: keep", () =>
    leapsome({ putAbsent: "keep" }, async (call) => {
      const id = await create(call, ada, { title: "Engineer", externalId: "a1" });
      const { body } = await call("PUT", `/Users/${id}`, { userName: ada });
      expect(body).toMatchObject({ title: "Engineer", externalId: "a1" });
    }));

  it.each<[string, Partial<LeapsomeSwitches>, number, JsonObject]>([
    ["clears", { emptyStrings: "clear" }, 200, {}],
    ["is refused", { emptyStrings: "refuse" }, 400, { level: "L1" }],
  ])("an empty string %s", (_, switches, status, expected) =>
    leapsome(switches, async (call) => {
      const id = await create(call, ada);
      await call("PATCH", `/Users/${id}`, { userName: ada, [ENT]: { level: "L1" } });
      expect((await call("PATCH", `/Users/${id}`, { userName: ada, [ENT]: { level: "" } })).status).toBe(status);
      expect((await read(call, id))[ENT]).toEqual(expected);
    }),
  );
});

describe("a manager", () => {
  type Form = LeapsomeSwitches["clearsManager"][number];
  const forms: [Form, string, JsonObject][] = [
    ["put", "PUT", { userName: ada }],
    ["empty", "PATCH", { userName: ada, [ENT]: { manager: "" } }],
    ["null", "PATCH", { userName: ada, [ENT]: { manager: null } }],
  ];
  const cases = forms.flatMap(([form, method, body]) =>
    [[], ["put"], ["empty"], ["null"]].map((clears) => [form, clears as Form[], method, body] as const),
  );

  it.each(cases)("sent away by %s where %j clears", (form, clearsManager, method, body) =>
    leapsome({ clearsManager, otherManagerClears: "ignore" }, async (call) => {
      const boss = await create(call, grace);
      const id = await create(call, ada);
      await call("PATCH", `/Users/${id}`, { userName: ada, [ENT]: { manager: boss } });
      expect((await call(method, `/Users/${id}`, body)).status).toBe(200);
      const expected = clearsManager.includes(form) ? undefined : { value: boss };
      expect((await read(call, id))["manager"]).toEqual(expected);
    }),
  );

  it("is not cleared by what the service refuses", () =>
    leapsome({}, async (call) => {
      const boss = await create(call, grace);
      const id = await create(call, ada);
      await call("PATCH", `/Users/${id}`, { userName: ada, manager: boss });
      for (const manager of ["", null]) {
        expect((await call("PATCH", `/Users/${id}`, { userName: ada, [ENT]: { manager } })).status).toBe(400);
      }
      expect(await read(call, id)).toHaveProperty("manager.value", boss);
    }));

  it("may be an additional manager of his own additional manager", () =>
    leapsome({ additionalManagersOrder: "sorted" }, async (call) => {
      const a = await create(call, ada);
      const b = await create(call, grace);
      await call("PATCH", `/Users/${b}`, { userName: grace, [ENT]: { manager: ada } });
      const { body } = await call("PATCH", `/Users/${a}`, { userName: ada, [ENT]: { additionalManagers: [grace, b] } });
      expect(body[ENT]).toMatchObject({ additionalManagers: [{ managerId: b }] });
      const cleared = await call("PATCH", `/Users/${a}`, { userName: ada, [ENT]: { additionalManagers: [] } });
      expect(cleared.body[ENT]).toEqual({});
    }));
});

describe("active", () => {
  it.each([true, false])("reads %s for somebody activated who never accepted an invitation", (unacceptedReads) =>
    leapsome({ unacceptedReads }, async (call, sandbox) => {
      const id = await create(call, ada);
      await call("PATCH", `/Users/${id}`, { userName: ada, active: false });
      expect(await read(call, id)).toHaveProperty("active", false);
      const { body } = await call("PATCH", `/Users/${id}`, { userName: ada, active: true });
      expect(body["active"]).toBe(unacceptedReads);
      sandbox.edit("Users", id, (user) => {
        user["accepted"] = true;
      });
      expect(await read(call, id)).toHaveProperty("active", true);
    }),
  );
});
