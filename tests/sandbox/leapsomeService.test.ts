import { type LeapsomeSwitches } from "../../sandbox/index.js";
import { resourcesOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const people = ["a", "b", "c", "d"].map((name) => ({ userName: `${name}@acme.io`, externalId: name }));
const seed = { Users: people, Groups: [{ displayName: "Board" }, { displayName: "Sales" }] };

async function names(call: Call, path: string): Promise<string> {
  const { status, body } = await call("GET", path);
  if (status !== 200) return String(status);
  return resourcesOf(body)
    .flatMap(({ externalId, displayName }) => [externalId, displayName].find((each) => typeof each === "string") ?? [])
    .join(" ");
}

describe("the address", () => {
  it("is /scim/v1, and answers are application/json", () =>
    withVendor("leapsome", {}, async (call, sandbox) => {
      expect(sandbox.url).toMatch(/\/scim\/v1$/);
      expect((await call("GET", "/Users")).headers.get("content-type")).toMatch(/^application\/json/);
    }));

  it("takes bodies as application/json only", () =>
    withVendor("leapsome", {}, async (call, _, watch) => {
      const body = { userName: "a@acme.io" };
      const answer = await call("POST", "/Users", body, { "Content-Type": "application/scim+json" });
      expect(answer.status).toBe(415);
      expect(watch.violations("request")).toEqual([
        "POST /Users 415: a body of type application/scim+json is not taken",
      ]);
    }));

  it.each<[string, string, number]>([
    ["DELETE", "/Users/x", 405],
    ["DELETE", "/Groups/x", 405],
    ["PUT", "/Groups/x", 405],
    ["GET", "/Schemas", 404],
    ["GET", "/ResourceTypes", 404],
    ["POST", "/Bulk", 404],
    ["GET", "/Me", 404],
    ["POST", "/Users/.search", 405],
  ])("has no %s %s", (method, path, status) =>
    withVendor("leapsome", {}, async (call, _, watch) => {
      expect((await call(method, path)).status).toBe(status);
      expect(watch.violations("request")).toHaveLength(1);
    }),
  );
});

describe("the token", () => {
  it.each<[string, string, Partial<LeapsomeSwitches>, number]>([
    ["wrong", "Bearer wrong", {}, 403],
    ["missing", "", {}, 401],
    ["missing", "", { missingTokenStatus: 403 }, 403],
  ])("%s (%s) with %j is %d", (_, Authorization, leapsome, status) =>
    withVendor("leapsome", { leapsome }, async (call) => {
      expect((await call("GET", "/Users", undefined, { Authorization })).status).toBe(status);
    }),
  );
});

describe("lists", () => {
  it.each<[string, string]>([
    ["/Users", "a b c d"],
    ["/Users?count=2", "a b"],
    ["/Users?startIndex=3&count=2", "c d"],
    ["/Users?count=0", ""],
    ["/Users?filter=userName eq b@acme.io", "b"],
    ['/Users?filter=userName eq "B@acme.io"', "b"],
    ["/Users?filter=userName eq nobody@acme.io", ""],
    ["/Users?filter=externalId eq b", "a b c d"],
    ["/Users?filter=userName sw b", "a b c d"],
    ["/Groups", "Board Sales"],
    ["/Groups?filter=displayName eq Sales", "Sales"],
    ["/Groups?count=1&startIndex=2", "Sales"],
  ])("%s are %s", (path, expected) =>
    withVendor("leapsome", { seed }, async (call) => {
      expect(await names(call, path)).toBe(expected);
    }),
  );

  it.each<[Partial<LeapsomeSwitches>, string]>([
    [{ externalIdFilter: true }, "b"],
    [{ unsupportedFilter: "everything" }, "a b c d"],
    [{ unsupportedFilter: "nothing" }, ""],
  ])("filtered by externalId, with %j: %s", (leapsome, expected) =>
    withVendor("leapsome", { seed, leapsome }, async (call) => {
      expect(await names(call, "/Users?filter=externalId eq b")).toBe(expected);
    }),
  );

  it("hold 5000 people and 1000 groups at most, less where the sandbox is told so", () =>
    withVendor(
      "leapsome",
      {
        seed: {
          Users: Array.from({ length: 5001 }, (_, index) => ({ userName: `u${index}@acme.io` })),
          Groups: Array.from({ length: 1001 }, (_, index) => ({ displayName: `g${index}` })),
        },
        leapsome: { groupsPageSize: 10 },
      },
      async (call) => {
        const totals = async (path: string): Promise<unknown> => {
          const { body } = await call("GET", path);
          return [body["totalResults"], body["itemsPerPage"], resourcesOf(body).length];
        };
        expect(await totals("/Users")).toEqual([5001, 5000, 5000]);
        expect(await totals("/Groups")).toEqual([1001, 10, 10]);
        expect(await totals("/Groups?count=1000")).toEqual([1001, 1000, 1000]);
        expect(await totals("/Groups?count=1001")).toEqual([1001, 1000, 1000]);
      },
    ));
});

describe("the rate limit", () => {
  it("is 30 requests in a window, without Retry-After", () =>
    withVendor("leapsome", { leapsome: { rateWindowMs: 60_000 } }, async (call) => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => call("GET", "/Users")));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(10);
      expect(refused[0]?.headers.has("retry-after")).toBe(false);
    }));

  it("can be another one", () =>
    withVendor("leapsome", { leapsome: { rateLimit: 2, rateWindowMs: 60_000, retryAfter: true } }, async (call) => {
      await call("GET", "/Users");
      await call("GET", "/Groups");
      const { status, headers } = await call("GET", "/Users");
      expect([status, headers.get("retry-after")]).toEqual([429, "60"]);
    }));
});

describe("seeds and changes by hand", () => {
  it("take resources as the API shows them, managers by any of their names, in any order", () =>
    withVendor(
      "leapsome",
      {
        seed: {
          Users: [
            { id: "u1", userName: "a@acme.io", [ENT]: { manager: { managerId: "u2" }, department: "R&D" } },
            { id: "u2", userName: "b@acme.io", active: false, name: { givenName: "B", familyName: "Bee" } },
          ],
          Groups: [{ id: "g1", displayName: "Board", members: [{ value: "u1" }] }],
        },
      },
      async (call, sandbox) => {
        const { body } = await call("GET", "/Users/u1");
        expect(body).toMatchObject({
          active: true,
          manager: { value: "u2" },
          groups: [{ value: "g1" }, {}],
          [ENT]: { manager: { managerId: "u2", displayName: "B Bee" }, department: "R&D" },
        });
        expect(sandbox.dump().Users[0]).toEqual(body);
        sandbox.edit("Groups", "g1", (group) => {
          expect(group["members"]).toEqual([{ value: "u1" }]);
          group["members"] = [{ value: "u2" }];
        });
        sandbox.edit("Users", "u2", (user) => {
          expect(user).not.toHaveProperty("displayName");
          user["title"] = "Boss";
          user[ENT] = { employmentType: "external" };
        });
        expect((await call("GET", "/Users/u2")).body).toMatchObject({
          title: "Boss",
          displayName: "B Bee",
          groups: [{ value: "g1" }],
          [ENT]: { employmentType: "external" },
        });
        const put = await call("PUT", "/Users/u2", { userName: "b@acme.io" });
        expect(put.body[ENT]).toEqual({ employmentType: "external" });
        expect((await call("GET", "/Users/u1")).body["groups"]).toHaveLength(1);
        sandbox.remove("Users", "u2");
        expect((await call("GET", "/Users/u1")).body[ENT]).toMatchObject({ manager: { managerId: "u2" } });
      },
    ));
});

it("GET /ServiceProviderConfig has one authentication scheme, as an object", () =>
  withVendor("leapsome", {}, async (call) => {
    const { status, body } = await call("GET", "/ServiceProviderConfig");
    expect(status).toBe(200);
    expect(body["authenticationSchemes"]).toHaveProperty("name");
  }));
