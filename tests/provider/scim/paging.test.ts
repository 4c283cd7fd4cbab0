import fc from "fast-check";
import { type ListQuery, type ScimClient } from "../../../provider/scim/client.js";
import { eq } from "../../../provider/scim/filter.js";
import { type Json, type JsonObject } from "../../../provider/scim/json.js";
import { type Answerer, type HostileServer, json, type Seen } from "./support/hostileServer.js";
import { failure, withClient } from "./support/withClient.js";

const LIST = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
const people = (count: number): JsonObject[] => Array.from({ length: count }, (_, n) => ({ id: `u${n + 1}` }));

interface Behaviour {
  /** How many people there are. */
  people: number;
  /** The most that a page holds, and its default. */
  cap: number;
  total?: (page: number, all: number) => Json | undefined;
  pastEnd?: "empty" | "first" | "noResources";
  ignores?: ("startIndex" | "count")[];
}

const honest = (_page: number, all: number): Json | undefined => all;

/** A service that pages as told. */
function paging(behaviour: Behaviour): Answerer {
  const { cap, total = honest, pastEnd = "empty", ignores = [] } = behaviour;
  const all = people(behaviour.people);
  return (response, { query }) => {
    const start = ignores.includes("startIndex") ? 1 : Number(query.get("startIndex") ?? 1);
    const count = ignores.includes("count") ? cap : Math.min(cap, Number(query.get("count") ?? cap));
    const from = start > all.length && pastEnd === "first" ? 0 : start - 1;
    const page = all.slice(from, from + count);
    const body = {
      schemas: LIST,
      totalResults: total(page.length, all.length),
      startIndex: start,
      itemsPerPage: count,
    };
    json(response, 200, page.length === 0 && pastEnd === "noResources" ? body : { ...body, Resources: page });
  };
}

async function idsOf(client: ScimClient, query?: ListQuery, endpoint = "/Users"): Promise<unknown[]> {
  const ids: unknown[] = [];
  for await (const resource of client.list(endpoint, query)) ids.push(resource["id"]);
  return ids;
}

const allIds = (count: number) => people(count).map((person) => person["id"]);

describe("a list", () => {
  it.each<[string, Behaviour, ListQuery, number]>([
    ["of nobody", { people: 0, cap: 100 }, { count: 100 }, 1],
    ["of one page", { people: 37, cap: 100 }, { count: 100 }, 1],
    ["of several pages", { people: 237, cap: 100 }, { count: 100 }, 3],
    ["of pages that end exactly", { people: 300, cap: 100 }, { count: 100 }, 3],
    ["of exactly one full page, looked behind once", { people: 100, cap: 100 }, { count: 100 }, 2],
    ["without a count", { people: 237, cap: 100 }, {}, 3],
    ["with less on a page than asked for", { people: 237, cap: 50 }, { count: 1000 }, 5],
    ["where totalResults is the page's size", { people: 237, cap: 100, total: (page) => page }, { count: 1000 }, 4],
    ["where totalResults is missing", { people: 237, cap: 100, total: () => undefined }, { count: 100 }, 4],
    ["where totalResults is a text", { people: 237, cap: 100, total: (_p, all) => String(all) }, { count: 100 }, 3],
    ["where totalResults is gigantic", { people: 237, cap: 100, total: () => 1e15 }, { count: 100 }, 4],
    ["where totalResults is too small", { people: 237, cap: 100, total: () => 120 }, { count: 100 }, 4],
    [
      "where the end begins again",
      { people: 200, cap: 100, total: (page) => page, pastEnd: "first" },
      { count: 100 },
      3,
    ],
    [
      "where the end has no Resources",
      { people: 200, cap: 100, total: () => 1e9, pastEnd: "noResources" },
      { count: 100 },
      3,
    ],
    [
      "where startIndex is ignored",
      { people: 80, cap: 80, total: (page) => page, ignores: ["startIndex"] },
      { count: 80 },
      2,
    ],
    ["where all paging is ignored", { people: 237, cap: 237, ignores: ["startIndex", "count"] }, { count: 100 }, 2],
  ])("%s comes whole", async (_name, behaviour, query, requests) => {
    await withClient(paging(behaviour), async (client, server) => {
      const ids = await idsOf(client, query);
      expect(ids).toEqual(allIds(behaviour.people));
      expect(server.seen).toHaveLength(requests);
      expect(server.seen[0]?.query.get("startIndex")).toBeNull();
    });
  });

  it("looks behind a full page once only: a service seen to be honest is believed", async () => {
    await withClient(paging({ people: 200, cap: 100 }), async (client, server) => {
      await idsOf(client, { count: 100 });
      server.seen.length = 0;
      await idsOf(client, { count: 100 });
      expect(server.seen).toHaveLength(2);
    });
  });

  it("of one hit takes one request, and asks for what it was told to ask for", async () => {
    await withClient(paging({ people: 1, cap: 100 }), async (client, server) => {
      const filter = eq("userName", 'a"b');
      await idsOf(client, { filter, attributes: ["userName", "externalId"], excludedAttributes: ["members"] });
      expect(server.seen).toHaveLength(1);
      expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
        filter: 'userName eq "a\\"b"',
        attributes: "userName,externalId",
        excludedAttributes: "members",
      });
    });
  });

  it("goes on from where it was told to begin", async () => {
    await withClient(paging({ people: 25, cap: 10 }), async (client, server) => {
      expect(await idsOf(client, { startIndex: 4, count: 10 })).toEqual(allIds(25).slice(3));
      expect(server.seen.map((seen) => seen.query.get("startIndex"))).toEqual(["4", "14", "24"]);
    });
  });

  it("brings everybody once, for any size, cap and count of an honest or lying service", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 25 }),
        fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        fc.boolean(),
        async (size, cap, count, firstAgain) => {
          await withClient(paging({ people: size, cap, pastEnd: firstAgain ? "first" : "empty" }), async (client) => {
            expect(await idsOf(client, { count })).toEqual(allIds(size));
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("gives nobody twice when somebody is added between two pages", async () => {
    await withClient(
      (response, _seen, n) => {
        const page = n === 0 ? ["u1", "u2"] : n === 1 ? ["u2", "u3"] : [];
        json(response, 200, { schemas: LIST, totalResults: 4, Resources: page.map((id) => ({ id })) });
      },
      async (client) => {
        expect(await idsOf(client)).toEqual(["u1", "u2", "u3"]);
      },
    );
  });

  it("is read under `resources` too, takes numbers as ids and passes over rows without one", async () => {
    await withClient(
      (response) => {
        json(response, 200, { totalResults: 3, resources: [{ id: 7 }, { userName: "x" }, { id: "8" }] });
      },
      async (client) => {
        expect(await idsOf(client)).toEqual(["7", "8"]);
      },
    );
  });

  it.each<[string, unknown]>([
    ["{}", {}],
    ["a resource", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], id: "1" }],
    ["Resources that are no array", { totalResults: 1, Resources: { id: "1" } }],
    ["Resources that are no objects", { totalResults: 1, Resources: ["1"] }],
    ["resources without any id", { totalResults: 2, Resources: [{ userName: "a" }, { userName: "b" }] }],
  ])("that is %s is an AnswerError, never an empty list", async (_name, body) => {
    await withClient(
      (response) => {
        json(response, 200, body);
      },
      async (client) => {
        expect(await failure(idsOf(client))).toMatchObject({ kind: "answer", reason: "notList" });
      },
    );
  });

  it("that never ends is given up", async () => {
    await withClient(
      (response, _seen, n) => {
        json(response, 200, { totalResults: 1e12, Resources: [{ id: String(n) }] });
      },
      async (client, server) => {
        const error = await failure(idsOf(client));
        expect(error).toMatchObject({ kind: "answer", reason: "endlessList" });
        expect(error.message).toContain("10000 pages");
        expect(server.seen).toHaveLength(10_000);
      },
    );
  });
});

describe("a service that fails on any count", () => {
  const failing =
    (status: number, body: unknown): Answerer =>
    (response, seen, n) => {
      if (seen.query.has("count")) json(response, status, body);
      else paging({ people: 45, cap: 20 })(response, seen, n);
    };
  const withCount = (server: HostileServer): Seen[] => server.seen.filter((seen) => seen.query.has("count"));

  it.each([400, 500])("with %i is asked without it, and remembered for that endpoint", async (status) => {
    await withClient(failing(status, {}), async (client, server) => {
      expect(await idsOf(client, { count: 100 })).toEqual(allIds(45));
      const tries = withCount(server).length;
      expect(await idsOf(client, { count: 100 })).toEqual(allIds(45));
      expect(withCount(server)).toHaveLength(tries);
      await idsOf(client, { count: 100 }, "/Groups");
      expect(withCount(server)).toHaveLength(2 * tries);
    });
  });

  it("is told apart from one that refuses the filter", async () => {
    await withClient(failing(400, { scimType: "invalidFilter" }), async (client, server) => {
      expect(await failure(idsOf(client, { count: 100, filter: "x" }))).toMatchObject({ scimType: "invalidFilter" });
      expect(server.seen).toHaveLength(1);
    });
  });

  it("keeps its own error if leaving count out does not help, and is asked with count again", async () => {
    await withClient(
      (response, seen) => {
        json(response, 400, { detail: seen.query.has("count") ? "with" : "without" });
      },
      async (client, server) => {
        expect(await failure(idsOf(client, { count: 9 }))).toMatchObject({ detail: "with" });
        expect(await failure(idsOf(client, { count: 9 }))).toMatchObject({ detail: "with" });
        expect(withCount(server)).toHaveLength(2);
      },
    );
  });
});

describe("a list led by cursors (RFC 9865)", () => {
  it("is followed until no cursor comes, though pages may be empty", async () => {
    const pages: [string[], string | undefined][] = [
      [["a", "b"], "c/1?"],
      [[], "c2"],
      [["c"], undefined],
    ];
    await withClient(
      (response, _seen, n) => {
        const [ids, nextCursor] = pages[n] ?? [[], undefined];
        json(response, 200, { schemas: LIST, totalResults: 3, nextCursor, Resources: ids.map((id) => ({ id })) });
      },
      async (client, server) => {
        expect(await idsOf(client, { count: 2 })).toEqual(["a", "b", "c"]);
        expect(server.seen.map((seen) => seen.query.get("cursor"))).toEqual([null, "c/1?", "c2"]);
        expect(server.seen.every((seen) => !seen.query.has("startIndex"))).toBe(true);
      },
    );
  });

  it.each(["the same cursor", "new cursors"])("ends when %s bring nothing new", async (name) => {
    await withClient(
      (response, _seen, n) => {
        const nextCursor = name === "new cursors" ? `c${n}` : "c";
        json(response, 200, { schemas: LIST, totalResults: 9, nextCursor, Resources: [{ id: "a" }] });
      },
      async (client, server) => {
        expect(await idsOf(client)).toEqual(["a"]);
        expect(server.seen.length).toBeLessThan(8);
      },
    );
  });
});

it("gives one page as the service cuts it", async () => {
  await withClient(paging({ people: 45, cap: 20 }), async (client) => {
    const page = await client.page("/Users", { startIndex: 41, count: 50 });
    expect(page).toEqual({ resources: people(45).slice(40), totalResults: 45, startIndex: 41, itemsPerPage: 20 });
  });
});
