import fc from "fast-check";
import { PageReader } from "../../../provider/directory/pageReader.js";
import { idOf, type JsonObject } from "../../../provider/scim/json.js";
import { type ListPage, type ListQuery } from "../../../provider/scim/listPage.js";
import { PageWalk } from "../../../provider/scim/pageWalk.js";

// Each of some hundred runs waits once for companions of its first read.
interface Service {
  people: JsonObject[];
  pageSize: number;
  /** What totalResults says. */
  total?: (page: JsonObject[], people: JsonObject[]) => number;
  /** What a list shows of a person. */
  row?: (person: JsonObject) => JsonObject;
  fails?: boolean;
}

/** A directory in memory that counts what it is asked. */
function reading({ people, pageSize, total = (_, all) => all.length, row = (one) => one, fails = false }: Service) {
  const count = { pages: 0, single: 0 };
  const byId = new Map(people.map((one) => [idOf(one) ?? "", one]));
  const fetch = (query: ListQuery): Promise<ListPage> => {
    count.pages += 1;
    if (fails) return Promise.reject(new Error("no lists here"));
    const from = (query.startIndex ?? 1) - 1;
    const resources = people.slice(from, from + pageSize).map(row);
    return Promise.resolve({ resources, totalResults: total(resources, people) });
  };
  const single = new Map<string, Promise<JsonObject | undefined>>();
  const reader = new PageReader({
    walk: new PageWalk("/Users", { count: pageSize }, fetch, { honestTotal: false }),
    get: (id) => {
      const known = single.get(id);
      if (known) return known;
      count.single += 1;
      const asked = new Promise<JsonObject | undefined>((resolve) =>
        setImmediate(() => {
          resolve(byId.get(id));
        }),
      );
      single.set(id, asked);
      return asked;
    },
    shown: () => undefined,
  });
  const read = (id: string, before = byId.get(id) ?? {}) =>
    reader.read(id, { isFull: true, before, view: (seen) => Promise.resolve(seen) });
  return { count, reader, read, all: () => count.pages + count.single };
}

function directoryOf(size: number): JsonObject[] {
  return Array.from({ length: size }, (_, at) => ({ id: `u${at}`, title: `t${at}` }));
}

/** As the engine does: so many reads at a time, each further one when another has its answer. */
async function inTurns(ids: readonly string[], width: number, read: (id: string) => Promise<unknown>): Promise<void> {
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) await read(id);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const scenario = fc
  .record({
    size: fc.integer({ min: 1, max: 400 }),
    pageSize: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    width: fc.constantFrom(1, 2, 8, 32, 500),
    drifted: fc.constantFrom(0, 0.1, 1),
    order: fc.constantFrom("as listed", "backwards", "shuffled", "last page first"),
    seed: fc.integer(),
  })
  .map(({ size, pageSize, share, drifted, width, order, seed }) => {
    const ids = directoryOf(size).flatMap((one) => idOf(one) ?? []);
    const mixed = [...ids].sort((a, b) => hash(a, seed) - hash(b, seed));
    const managed = new Set(mixed.slice(0, Math.max(1, Math.round(size * share))));
    const listed = ids.filter((id) => managed.has(id));
    const orders: Record<string, string[]> = {
      "as listed": listed,
      backwards: [...listed].reverse(),
      shuffled: mixed.filter((id) => managed.has(id)),
      "last page first": [...listed.slice(-pageSize), ...listed.slice(0, -pageSize)],
    };
    return { size, pageSize, width, drifted, asked: orders[order] ?? listed };
  });

function hash(text: string, seed: number): number {
  let value = seed | 0;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}

describe("what reads cost", () => {
  it("is at every moment at most twice the cheaper of all pages and one request each, plus two", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ size, pageSize, width, drifted, asked }) => {
        const { read, all } = reading({ people: directoryOf(size), pageSize });
        let begun = 0;
        await inTurns(asked, width, async (id) => {
          begun += 1;
          if (begun <= drifted * asked.length) await read(id, { id, title: "before" });
          else await read(id);
          expect(all()).toBeLessThanOrEqual(2 * Math.min(begun, Math.ceil(size / pageSize)) + 2);
        });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [500, 100, 5],
    [500, 500, 1],
    [2_000, 100, 20],
    [500, 25, 20],
    [10_000, 200, 50],
  ])("of all %i people, %i a page, is %i pages and no more", async (size, pageSize, pages) => {
    const { read, all } = reading({ people: directoryOf(size), pageSize });
    await inTurns(
      directoryOf(size).flatMap((one) => idOf(one) ?? []),
      8,
      read,
    );
    expect(all()).toBeLessThanOrEqual(pages + 1);
  });

  it("of five people among 100,000 strangers is at most twelve requests", async () => {
    for (const at of [0, 5, 20_000, 99_990]) {
      const { read, all } = reading({ people: directoryOf(100_000), pageSize: 100 });
      await inTurns(
        [0, 1, 2, 3, 4].map((offset) => `u${at + offset}`),
        8,
        read,
      );
      expect(all()).toBeLessThanOrEqual(12);
    }
  });

  it("of one person is one request", async () => {
    const { read, count } = reading({ people: directoryOf(300), pageSize: 100 });
    await read("u7");
    expect(count).toEqual({ pages: 0, single: 1 });
  });

  it("stays within the bound where totalResults is the page's own size", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ size, pageSize, width, asked }) => {
        const total = (page: JsonObject[]) => page.length;
        const { read, all } = reading({ people: directoryOf(size), pageSize, total });
        await inTurns(asked, width, async (id) => {
          expect(await read(id)).toMatchObject({ id });
        });
        expect(all()).toBeLessThanOrEqual(2 * Math.min(asked.length, Math.ceil(size / pageSize) + 1) + 2);
      }),
      { numRuns: 300 },
    );
  });

  it("does not grow with a gigantic totalResults", async () => {
    const { read, count } = reading({ people: directoryOf(30), pageSize: 10, total: () => 9e15 });
    await inTurns(
      directoryOf(30).flatMap((one) => idOf(one) ?? []),
      8,
      read,
    );
    expect(count.pages).toBeLessThanOrEqual(4);
    expect(count.single).toBeLessThanOrEqual(30);
  });
});

describe("what pages prove", () => {
  const ids = directoryOf(40).flatMap((one) => idOf(one) ?? []);

  it("not that somebody is gone: who is on no page is asked for by id", async () => {
    const people = directoryOf(40);
    const { reader, count, read } = reading({ people: people.slice(1), pageSize: 10 });
    await inTurns(ids.slice(1), 8, read);
    const hidden = await reader.read("u0");
    expect(hidden).toBeUndefined();
    expect(count.single).toBe(1);
  });

  it("not that an attribute is empty: it is asked for by id, each time", async () => {
    const row = ({ id }: JsonObject): JsonObject => ({ id: id ?? "" });
    const { count, read } = reading({ people: directoryOf(40), pageSize: 10, row });
    await inTurns(ids, 8, async (id) => {
      expect(await read(id)).toHaveProperty("title");
    });
    expect(count.single).toBe(40);
    expect(count.pages).toBeLessThanOrEqual(4);
  });

  it("another value, once two requests by id have shown the same", async () => {
    const { count, read } = reading({ people: directoryOf(40), pageSize: 10 });
    await inTurns(ids, 8, async (id) => {
      expect(await read(id, { id, title: "old" })).not.toMatchObject({ title: "old" });
    });
    expect(count.single).toBe(2);
    expect(count.pages).toBe(4);
  });

  it("no other value, where a request by id has shown that lists lag behind", async () => {
    const row = (one: JsonObject): JsonObject => ({ ...one, title: "stale" });
    const { read } = reading({ people: directoryOf(40), pageSize: 10, row });
    await inTurns(ids, 8, async (id) => {
      expect(await read(id)).not.toMatchObject({ title: "stale" });
    });
  });

  it("nothing of what this process has written", async () => {
    const { reader, read, count } = reading({ people: directoryOf(40), pageSize: 10 });
    await inTurns(ids, 8, read);
    const before = count.single;
    reader.forget("u3");
    expect(reader.item("u3")).toBeUndefined();
    await read("u3");
    expect(count.single).toBe(before + 1);
    expect(await reader.all()).toBeUndefined();
  });

  it("nothing where lists fail: everybody is asked for by id", async () => {
    const { read, count } = reading({ people: directoryOf(40), pageSize: 10, fails: true });
    await inTurns(ids, 8, async (id) => {
      expect(await read(id)).toMatchObject({ id });
    });
    expect(count).toEqual({ pages: 1, single: 40 });
  });
});

it("all pages together show everybody once, though reads ask meanwhile", async () => {
  const { reader, read, count } = reading({ people: directoryOf(95), pageSize: 10 });
  const [all] = await Promise.all([
    reader.all(),
    inTurns(
      directoryOf(95).flatMap((one) => idOf(one) ?? []),
      8,
      read,
    ),
  ]);
  expect([...(all ?? [])]).toHaveLength(95);
  expect(count.pages).toBe(10);
});
