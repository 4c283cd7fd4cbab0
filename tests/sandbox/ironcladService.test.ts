import { type IroncladSwitches, type JsonObject, type Sandbox, type SandboxOptions } from "../../sandbox/index.js";
import { idOf, resourcesOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

const seed = {
  Users: ["a", "b", "c"].map((id) => ({ id, userName: `${id}@acme.io`, name: { givenName: id } })),
  Groups: [{ id: "g", displayName: "Legal", externalId: "idp-1", members: [{ value: "a" }] }],
};

function ironclad(
  switches: Partial<IroncladSwitches>,
  test: (call: Call, sandbox: Sandbox) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  return withVendor("ironclad", { seed, ironclad: switches, ...options }, test);
}

function group(displayName: string, members?: string[]): JsonObject {
  return { schemas: [GROUP], displayName, ...(members === undefined ? {} : { members: values(...members) }) };
}

function values(...ids: string[]): JsonObject[] {
  return ids.map((value) => ({ value }));
}

function patch(...Operations: JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP], Operations };
}

async function members(call: Call, id = "g"): Promise<string> {
  const { body } = await call("GET", `/Groups/${id}`);
  const list = (body["members"] ?? []) as { type: string; value: string }[];
  return list.map(({ type, value }) => `${type} ${value}`).join(", ");
}

describe("groups", () => {
  it("are made with members, and shown without dates or externalId of their own", () =>
    ironclad({}, async (call, sandbox) => {
      const { status, body } = await call("POST", "/Groups", { ...group("Sales", ["a", "b"]), externalId: "x" });
      const id = idOf(body);
      expect(status).toBe(201);
      expect(body).toEqual({
        schemas: [GROUP],
        id,
        displayName: "Sales",
        members: [
          { type: "User", value: "a" },
          { type: "User", value: "b" },
        ],
        meta: { resourceType: "Group", location: `${sandbox.url}/Groups/${id}` },
      });
    }));

  it.each<[string, Partial<IroncladSwitches>, JsonObject, string]>([
    ["renames", {}, group("Law", ["a", "b"]), "User a, User b"],
    ["without members empties", {}, group("Law"), ""],
    ["without members keeps them", { putWithoutMembers: "keep" }, group("Law"), "User a"],
  ])("PUT %s", (_, switches, body, expected) =>
    ironclad(switches, async (call) => {
      const answer = await call("PUT", "/Groups/g", body);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ displayName: "Law", externalId: "idp-1" });
      expect(await members(call)).toBe(expected);
    }),
  );

  it.each([200, 204] as const)("PATCH adds and removes by lists of values and answers %d", (groupPatchStatus) =>
    ironclad({ groupPatchStatus }, async (call) => {
      const add = patch({ op: "add", path: "members", value: values("a", "b", "c") });
      const answer = await call("PATCH", "/Groups/g", add);
      expect(answer.status).toBe(groupPatchStatus);
      expect(answer.text === "").toBe(groupPatchStatus === 204);
      expect(await members(call)).toBe("User a, User b, User c");
      await call("PATCH", "/Groups/g", patch({ op: "remove", path: "members", value: values("a", "c") }));
      expect(await members(call)).toBe("User b");
    }),
  );

  it.each<[string, string, JsonObject]>([
    ["POST without schemas", "POST /Groups", { displayName: "x" }],
    ["POST without a name", "POST /Groups", { schemas: [GROUP] }],
    ["POST with a stranger", "POST /Groups", group("x", ["nobody"])],
    ["POST with a group", "POST /Groups", group("x", ["g"])],
    ["POST with bare ids", "POST /Groups", { ...group("x"), members: ["a"] }],
    ["PUT without a name", "PUT /Groups/g", { schemas: [GROUP], members: [] }],
    ["PATCH without operations", "PATCH /Groups/g", { schemas: [PATCH_OP] }],
    ["PATCH that replaces", "PATCH /Groups/g", patch({ op: "replace", path: "members", value: [] })],
    ["PATCH without a path", "PATCH /Groups/g", patch({ op: "add", value: values("b") })],
    ["PATCH of the name", "PATCH /Groups/g", patch({ op: "add", path: "displayName", value: "x" })],
    [
      "PATCH with a path filter",
      "PATCH /Groups/g",
      patch({ op: "remove", path: 'members[value eq "a"]', value: values("a") }),
    ],
    ["PATCH with one value", "PATCH /Groups/g", patch({ op: "add", path: "members", value: { value: "b" } })],
    ["PATCH with a stranger", "PATCH /Groups/g", patch({ op: "add", path: "members", value: values("nobody") })],
  ])("refuse %s", (_, request, body) =>
    ironclad({}, async (call) => {
      const [method = "", path = ""] = request.split(" ");
      const answer = await call(method, path, body);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ schemas: [ERROR], status: "400" });
      expect(await members(call)).toBe("User a");
    }),
  );

  it("answer 409 for a taken name on POST and 400 on PUT, 404 where there are none, and end by DELETE", () =>
    ironclad({}, async (call) => {
      const taken = await call("POST", "/Groups", group("legal"));
      expect([taken.status, taken.body]).toEqual([409, { schemas: [ERROR], status: "409" }]);
      const other = idOf((await call("POST", "/Groups", group("Sales"))).body);
      expect((await call("PUT", `/Groups/${other}`, group("Legal"))).status).toBe(400);
      expect((await call("DELETE", "/Groups/g")).status).toBe(204);
      for (const method of ["GET", "DELETE"]) expect((await call(method, "/Groups/g")).status).toBe(404);
      expect((await call("PATCH", "/Groups/g", patch({ op: "add", path: "members", value: [] }))).status).toBe(404);
    }));
});

describe("lists", () => {
  it.each<[string, string, number]>([
    ["/Users", "a b c", 25],
    ["/Users?count=2", "a b", 2],
    ["/Users?count=2&startIndex=3", "c", 2],
    ["/Users?count=0", "", 0],
    ["/Users?count=1000", "a b c", 1000],
    ["/Users?count=1001", "a b c", 1000],
    ['/Users?filter=userName eq "B@acme.io"', "b", 25],
    ['/Groups?filter=displayName eq "Legal"', "g", 25],
  ])("%s are %s, with itemsPerPage %d, their maximum", (path, expected, itemsPerPage) =>
    ironclad({}, async (call) => {
      const { status, body } = await call("GET", path);
      expect(status).toBe(200);
      expect(resourcesOf(body).map(idOf).join(" ")).toBe(expected);
      expect(body["itemsPerPage"]).toBe(itemsPerPage);
    }),
  );

  it("have 25 on a page without count", () => {
    const Users = Array.from({ length: 30 }, (_, index) => ({ userName: `u${index}@acme.io`, name: {} }));
    return ironclad(
      {},
      async (call) => {
        const { body } = await call("GET", "/Users");
        expect([resourcesOf(body).length, body["totalResults"]]).toEqual([25, 30]);
      },
      { seed: { Users } },
    );
  });

  it.each(["filter=name.lastName eq 1", "filter=userName is x", "count=ten"])(
    "refuse ?%s under the key schema",
    (query) =>
      ironclad({}, async (call) => {
        const { status, body } = await call("GET", `/Users?${query}`);
        expect(status).toBe(400);
        expect(body).toEqual({
          schema: [ERROR],
          status: "400",
          scimType: "invalidFilter",
          detail: expect.any(String) as string,
        });
      }),
  );

  it("leave out excludedAttributes, and know no attributes", () =>
    ironclad({}, async (call) => {
      expect((await call("GET", "/Users/a?excludedAttributes=emails,meta")).body).not.toHaveProperty("emails");
      expect((await call("GET", "/Users/a?attributes=id")).body).toHaveProperty("userName");
      expect((await call("GET", "/Groups/g?excludedAttributes=members")).body).not.toHaveProperty("members");
    }));
});

describe("the token and the actor", () => {
  it.each<[Partial<IroncladSwitches>, Record<string, string>, number]>([
    [{}, { Authorization: "" }, 403],
    [{}, { Authorization: "Bearer wrong" }, 403],
    [{ badTokenStatus: 401 }, { Authorization: "" }, 401],
    [{}, {}, 200],
    [{ actor: "required" }, {}, 403],
    [{ actor: "required" }, { "x-as-user-email": "A@acme.io" }, 200],
    [{ actor: "required" }, { "x-as-user-id": "a" }, 200],
    [{}, { "x-as-user-email": "nobody@acme.io" }, 403],
    [{}, { "x-as-user-id": "nobody" }, 403],
    [{ unknownActor: "ignore" }, { "x-as-user-id": "nobody" }, 200],
  ])("with %j and %j: %d", (switches, headers, status) =>
    ironclad(switches, async (call) => {
      const answer = await call("GET", "/Users", undefined, headers);
      expect(answer.status).toBe(status);
      if (status === 403) expect(answer.body).toEqual({ schemas: [ERROR], status: "403" });
    }),
  );
});

describe("the rate limits", () => {
  it("are of their own for changes of users, for other requests on users, and for groups", () =>
    ironclad({ changesLimit: 2, otherLimit: 3 }, async (call) => {
      const count = async (method: string, path: string, body?: JsonObject): Promise<string> => {
        const statuses = [];
        for (let round = 0; round < 4; round++) statuses.push((await call(method, path, body)).status);
        return statuses.join(" ");
      };
      const noChange = patch({ op: "replace", path: "title", value: "x" });
      expect(await count("PATCH", "/Users/a", noChange)).toBe("200 200 429 429");
      expect(await count("GET", "/Users/a")).toBe("200 200 200 429");
      expect(await count("GET", "/Groups")).toBe("200 200 200 429");
      expect((await call("GET", "/Schemas")).status).toBe(200);
    }));

  it("free themselves with the window", () =>
    ironclad({ changesLimit: 1, rateWindowMs: 200, retryAfter: true }, async (call) => {
      const change = (): ReturnType<Call> => call("DELETE", "/Users/nobody");
      const started = performance.now();
      let answer = await change();
      expect(answer.status).toBe(404);
      answer = await change();
      if (answer.status === 429) expect(answer.headers.get("retry-after")).toBe("1");
      while (answer.status === 429) answer = await change();
      expect(performance.now() - started).toBeGreaterThanOrEqual(190);
    }));
});

describe("discovery", () => {
  it("has four schemas with subattributes", () =>
    ironclad({}, async (call) => {
      const { status, body } = await call("GET", "/Schemas");
      expect([status, body["totalResults"]]).toEqual([200, 4]);
      expect(resourcesOf(body).map(({ name }) => name)).toEqual(["Group", "User", "EnterpriseUser", "IroncladUser"]);
      const one = await call("GET", `/Schemas/${USER}`);
      expect(JSON.stringify(one.body)).toMatch(/"subattributes"/);
      expect(JSON.stringify(one.body)).not.toMatch(/"subAttributes"/);
      expect((await call("GET", "/Schemas/urn:x:y")).status).toBe(404);
    }));

  it.each(["/ServiceProviderConfig", "/ResourceTypes", "/Bulk", "/Me"])("has no %s", (path) =>
    ironclad({}, async (call) => {
      expect((await call("GET", path)).status).toBe(404);
    }),
  );
});

it("takes changes by hand, which can end a person and give a group its externalId", () =>
  ironclad({}, async (call, sandbox) => {
    sandbox.edit("Users", "a", (user) => {
      user["title"] = "Boss";
    });
    sandbox.edit("Users", "b", (user) => {
      user["active"] = false;
    });
    sandbox.edit("Groups", "g", (each) => {
      each["externalId"] = "idp-2";
    });
    expect((await call("GET", "/Users/a")).body).toHaveProperty("title", "Boss");
    expect((await call("GET", "/Users/b")).status).toBe(404);
    expect((await call("GET", "/Groups/g")).body).toHaveProperty("externalId", "idp-2");
    expect(() => sandbox.create("Users", { userName: "d@acme.io", name: {}, active: false })).toThrow(/inactive/);
  }));
