import { PageReader } from "../../../provider/directory/pageReader.js";
import { user } from "../../../provider/resources/user.js";
import { type Json, type JsonObject } from "../../../provider/scim/json.js";
import { PageWalk } from "../../../provider/scim/pageWalk.js";
import { json, type Seen } from "../scim/support/hostileServer.js";
import { failure, withClient } from "../scim/support/withClient.js";
import { withOddService } from "../support/oddService.js";
import { Engine, type State } from "../support/service.js";
import { peak, took } from "./support/rawServer.js";

const MIB = 2 ** 20;
/** 10^6 pages of a hundred people. */
const GIGANTIC = 1e8;

const startOf = ({ query }: Seen) => Number(query.get("startIndex") ?? 1);
const strangers = (from: number, count: number): JsonObject[] =>
  Array.from({ length: count }, (_, n) => ({ id: `s${from + n}`, userName: `s${from + n}@other.example` }));

/** How a list of strangers is answered. */
interface List {
  total: (start: number) => Json | undefined;
  page: (start: number) => Json;
}

const hundred = (start: number) => strangers(start, 100);
const lists: [string, List][] = [
  ["10^6 pages of strangers", { total: () => GIGANTIC, page: hundred }],
  ["pages without end and without a total", { total: () => undefined, page: hundred }],
  ["a total beyond all numbers", { total: () => 1e300, page: hundred }],
  ["a total as a text that is no number", { total: () => "many", page: hundred }],
  ["a negative total", { total: () => -1, page: hundred }],
  ["a total with a fraction", { total: () => 1000.5, page: hundred }],
  ["a total that is a list", { total: () => [GIGANTIC], page: hundred }],
  ["a total that grows", { total: (start) => start * 10 + 1000, page: hundred }],
  ["a total that shrinks", { total: (start) => Math.max(0, GIGANTIC - start * 1000), page: hundred }],
  ["one page again and again", { total: () => GIGANTIC, page: () => hundred(1) }],
  ["one stranger more on each page", { total: () => GIGANTIC, page: (start) => strangers(start, 1) }],
  ["empty pages", { total: () => GIGANTIC, page: () => [] }],
  ["a page that is no list", { total: () => GIGANTIC, page: () => ({ id: "s1" }) }],
  ["people without ids", { total: () => GIGANTIC, page: () => [{ userName: "x" }] }],
];

describe("a refresh where the list is", () => {
  it.each(lists)("%s finds everybody in bounded requests and time", async (_name, { total, page }) => {
    let lookedAt = 0;
    await withOddService(
      {
        answer: ({ method, kind, id, seen }, response) => {
          if (kind !== "Users" || method !== "GET" || id !== undefined) return false;
          lookedAt += 1;
          json(response, 200, { totalResults: total(startOf(seen)), Resources: page(startOf(seen)) });
          return true;
        },
      },
      async (service, open) => {
        const people = 8;
        const states: State[] = [];
        for (let n = 0; n < people; n++)
          states.push(await new Engine(user, open()).create({ userName: `p${n}@acme.io` }));
        service.requests.length = 0;
        lookedAt = 0;
        const engine = new Engine(user, open({ deadlineMs: 1500 }));
        const time = await took(async () => {
          const seen = await Promise.all(states.map((state) => engine.refresh(state)));
          expect(seen.map((state) => state?.outs["userName"])).toEqual(states.map(({ inputs }) => inputs["userName"]));
          expect(seen.map((state) => state?.id)).toEqual(states.map(({ id }) => id));
        });
        // Pages are planned by a total that may grow meanwhile.
        expect(service.lines().length).toBeLessThanOrEqual(2 * people + 4);
        expect(lookedAt).toBeLessThanOrEqual(people + 4);
        expect(time).toBeLessThan(5000);
      },
    );
  });

  it("10^6 pages says of somebody who is gone that they are, by id", async () => {
    await withOddService(
      {
        answer: ({ method, kind, id, seen }, response) => {
          if (kind !== "Users" || method !== "GET" || id !== undefined) return false;
          json(response, 200, { totalResults: GIGANTIC, Resources: hundred(startOf(seen)) });
          return true;
        },
      },
      async (service, open) => {
        const engine = new Engine(user, open());
        const [ada, bob] = [
          await engine.create({ userName: "ada@acme.io" }),
          await engine.create({ userName: "bob@acme.io" }),
        ];
        service.Users.delete(bob.id);
        engine.directory = open();
        expect(await Promise.all([engine.refresh(ada), engine.refresh(bob)])).toMatchObject([
          { id: ada.id },
          undefined,
        ]);
      },
    );
  });
});

describe("a list", () => {
  const all = Array.from({ length: 237 }, (_, n) => ({ id: `u${n + 1}` }));
  it.each<[string, (page: number) => Json | undefined]>([
    ["shrinks to what was read already", (page) => 300 - page * 100],
    ["shrinks to nothing", (page) => (page === 0 ? 237 : 0)],
    ["grows with each page", (page) => 237 + page * 50],
    ["is negative", () => -237],
    ["is a text with more in it", () => "237 people"],
    ["is a text in hexadecimal beyond the end", () => "0xffff"],
    ["has a fraction", () => 236.5],
    ["is true", () => true],
    ["is an object", () => ({ value: 237 })],
    ["is more than numbers can count", () => 1e308],
    ["jumps up and down", (page) => (page % 2 === 0 ? 10_000 : 1)],
  ])("whose totalResults %s brings everybody once, in bounded requests", async (_name, total) => {
    for (const query of [{}, { count: 50 }]) {
      await withClient(
        (response, seen, n) => {
          const start = startOf(seen);
          const count = Number(seen.query.get("count") ?? 100);
          json(response, 200, { totalResults: total(n), Resources: all.slice(start - 1, start - 1 + count) });
        },
        async (client, server) => {
          const ids: unknown[] = [];
          for await (const { id } of client.list("/Users", query)) ids.push(id);
          expect(ids).toEqual(all.map(({ id }) => id));
          expect(server.seen.length).toBeLessThanOrEqual(7);
          const waves: unknown[] = [];
          for await (const page of client.walk("/Users", query).rest()) waves.push(...page.map(({ id }) => id));
          expect(waves).toEqual(ids);
          expect(server.seen.length).toBeLessThanOrEqual(25);
        },
      );
    }
  });

  it("of a million people is given up, and is not walked a second time; a filter is still sent", async () => {
    let n = 0;
    await withClient(
      (response, { query }) => {
        if (query.has("filter")) json(response, 200, { totalResults: 0, Resources: [] });
        else
          response.end(
            `{"totalResults":1e9,"Resources":[${Array.from({ length: 100_000 }, () => `{"id":"${n++}"}`).join()}]}`,
          );
      },
      async (client, server) => {
        const walk = async (filter?: string) => {
          let found = 0;
          for (const pages = client.walk("/Users", { filter }); !pages.isDone;) found += (await pages.next()).length;
          return found;
        };
        const memory = await peak(async () => {
          const error = await failure(walk());
          expect(error).toMatchObject({ kind: "answer", reason: "endlessList" });
          expect(error.message).toContain("10 pages brought 1000000 resources");
        });
        expect(memory).toBeLessThan(400 * MIB);
        expect((await failure(walk())).message).toContain("did not end before in this run");
        expect(server.seen).toHaveLength(10);
        expect(await walk('userName eq "a"')).toBe(0);
      },
      { timeoutMs: 20_000, deadlineMs: 60_000 },
    );
  });

  it("of 30 MiB a page fills no more than a bounded part of memory, and everybody is found by id", async () => {
    const page = "x".repeat(30 * MIB);
    let pages = 0;
    let single = 0;
    const fetch = () => {
      pages += 1;
      return Promise.resolve({ resources: [{ id: `s${pages}`, page }] });
    };
    const reader = new PageReader({
      walk: new PageWalk("/Users", {}, fetch, { honestTotal: false }),
      get: (id) => {
        single += 1;
        return Promise.resolve({ id });
      },
      shown: () => undefined,
    });
    const ids = Array.from({ length: 400 }, (_, n) => `p${n}`);
    const seen = await Promise.all(ids.map((id) => reader.read(id)));
    expect(seen).toEqual(ids.map((id) => ({ id })));
    expect(single).toBe(ids.length);
    expect(pages).toBeLessThanOrEqual(9);
  });
});
