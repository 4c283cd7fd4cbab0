import { type JsonObject } from "../../sandbox/index.js";
import { ENT, group, pluck, user, withSandbox, type Call } from "./client.js";

const SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const seed = {
  Users: [
    user("carol", { title: "b", emails: [{ value: "z@x" }, { value: "a@x", primary: true }], active: true }),
    user("Ada", { title: "A", emails: [{ value: "m@x" }], [ENT]: { employeeNumber: "7" } }),
    user("bob", { active: false, [ENT]: { employeeNumber: "3" } }),
    user("Dave", { title: "c" }),
    user("eve"),
  ],
  Groups: [group("Board")],
};

async function names(call: Call, query: string): Promise<string> {
  const { status, body } = await call("GET", `/Users?${query}`);
  if (status !== 200) return body["scimType"] as string;
  return pluck(body["Resources"], "userName");
}

describe("paging", () => {
  it.each<[string, JsonObject, string]>([
    ["", { totalResults: 5, startIndex: 1, itemsPerPage: 3 }, "carol Ada bob"],
    ["startIndex=4", { totalResults: 5, startIndex: 4, itemsPerPage: 2 }, "Dave eve"],
    ["startIndex=2&count=2", { totalResults: 5, startIndex: 2, itemsPerPage: 2 }, "Ada bob"],
    ["count=100", { totalResults: 5, startIndex: 1, itemsPerPage: 4 }, "carol Ada bob Dave"],
    ["startIndex=0&count=1", { totalResults: 5, startIndex: 1, itemsPerPage: 1 }, "carol"],
    ["startIndex=-5&count=1", { totalResults: 5, startIndex: 1, itemsPerPage: 1 }, "carol"],
    ["count=0", { totalResults: 5, startIndex: 1, itemsPerPage: 0 }, ""],
    ["count=-1", { totalResults: 5, startIndex: 1, itemsPerPage: 0 }, ""],
    ["startIndex=99", { totalResults: 5, startIndex: 99, itemsPerPage: 0 }, ""],
    ["filter=title%20pr&count=1", { totalResults: 3, startIndex: 1, itemsPerPage: 1 }, "carol"],
  ])("?%s", (query, totals, expected) =>
    withSandbox({ seed, defaultPageSize: 3, maxPageSize: 4 }, async (call) => {
      const { body } = await call("GET", `/Users?${query}`);
      expect(body).toMatchObject({ schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], ...totals });
      expect(pluck(body["Resources"], "userName")).toBe(expected);
    }),
  );

  it.each(["startIndex=x", "count=1.5", "count=ten"])("refuses ?%s", (query) =>
    withSandbox({ seed }, async (call) => {
      expect(await names(call, query)).toBe("invalidValue");
    }),
  );
});

describe("sorting", () => {
  it.each<[string, string]>([
    ["sortBy=userName", "Ada bob carol Dave eve"],
    ["sortBy=USERNAME&sortOrder=Descending", "eve Dave carol bob Ada"],
    ["sortBy=title", "Ada carol Dave bob eve"],
    ["sortBy=title&sortOrder=descending", "bob eve Dave carol Ada"],
    ["sortBy=emails", "carol Ada bob Dave eve"],
    ["sortBy=emails.value", "carol Ada bob Dave eve"],
    [`sortBy=${ENT}:employeeNumber`, "bob Ada carol Dave eve"],
    ["sortBy=title&startIndex=2&count=2", "carol Dave"],
    ["sortBy=shoeSize", "invalidPath"],
    ["sortBy=title&sortOrder=up", "invalidValue"],
  ])("?%s", (query, expected) =>
    withSandbox({ seed }, async (call) => {
      expect(await names(call, query)).toBe(expected);
    }),
  );

  it("is ignored where it is off", () =>
    withSandbox({ seed, sort: false }, async (call) => {
      expect(await names(call, "sortBy=userName")).toBe("carol Ada bob Dave eve");
    }));

  it("doesn't give a password away", () =>
    withSandbox({ seed: { Users: [user("a", { password: "2" }), user("b", { password: "1" })] } }, async (call) => {
      expect(await names(call, "sortBy=password")).toBe("a b");
    }));
});

describe("POST /.search", () => {
  it("answers as GET does", () =>
    withSandbox({ seed }, async (call) => {
      const body = {
        schemas: [SEARCH],
        filter: "title pr",
        sortBy: "title",
        startIndex: 2,
        count: 1,
        attributes: ["userName"],
      };
      const answer = await call("POST", "/Users/.search", body);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        totalResults: 3,
        startIndex: 2,
        itemsPerPage: 1,
        Resources: [{ userName: "carol" }],
      });
      expect((answer.body["Resources"] as JsonObject[])[0]).not.toHaveProperty("title");
    }));

  it("searches groups, and everything at the base URL", () =>
    withSandbox({ seed }, async (call) => {
      const total = async (path: string): Promise<unknown> =>
        (await call("POST", path, { schemas: [SEARCH] })).body["totalResults"];
      expect([await total("/Groups/.search"), await total("/Users/.search"), await total("/.search")]).toEqual([
        1, 5, 6,
      ]);
    }));

  it.each<[string, JsonObject]>([
    ["no schemas", { filter: "title pr" }],
    ["a filter that is no text", { schemas: [SEARCH], filter: 7 }],
    ["a count that is no number", { schemas: [SEARCH], count: "7" }],
    ["attributes that are no names", { schemas: [SEARCH], attributes: [7] }],
  ])("refuses %s", (_, body) =>
    withSandbox({ seed }, async (call) => {
      expect((await call("POST", "/.search", body)).status).toBe(400);
    }),
  );
});
