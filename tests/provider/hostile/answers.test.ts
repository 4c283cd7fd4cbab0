import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { hostileServer, json, text } from "../scim/support/hostileServer.js";
import { failure, withClient } from "../scim/support/withClient.js";
import { peak, took } from "./support/rawServer.js";

const MIB = 2 ** 20;
const list = JSON.stringify({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: 1,
  Resources: [{ id: "1", name: { familyName: "Günter Ærø 日本" } }],
});

describe("a list", () => {
  it.each<[string, Record<string, string>]>([
    ["text/html", { "content-type": "text/html; charset=utf-8" }],
    ["no type", {}],
    ["an empty type", { "content-type": "" }],
    ["application/json", { "content-type": "application/json" }],
    ["application/scim+json with a charset", { "content-type": "application/scim+json;charset=UTF-8" }],
    ["application/scim+json with a charset in quotes", { "content-type": 'application/scim+json; charset="utf-8"' }],
    ["a charset that nobody knows", { "content-type": "application/json; charset=klingon" }],
    ["a type that is none", { "content-type": ";;;/" }],
    ["two types", { "content-type": "text/html, application/json" }],
  ])("is read whatever it is called: %s", async (_name, headers) => {
    await withClient(
      (response) => {
        text(response, 200, `\uFEFF${list}`, headers);
      },
      async (client) => {
        const { resources } = await client.page("/Users");
        expect(resources).toEqual([{ id: "1", name: { familyName: "Günter Ærø 日本" } }]);
      },
    );
  });
});

describe("a text", () => {
  const name = "Günter Ærø";
  const body = (value: string) => JSON.stringify({ id: "1", name: value });
  const latin = Buffer.from(body(name), "latin1");
  const utf16be = Buffer.from(`\uFEFF${body(name)}`, "utf16le").swap16();
  const damaged = Buffer.concat([Buffer.from(body(name)).subarray(0, -2), Buffer.from([0xff, 0x22, 0x7d])]);
  it.each<[string, Buffer, string | undefined, string]>([
    ["in UTF-8 that is called ISO-8859-1", Buffer.from(body(name)), "application/json;charset=ISO-8859-1", name],
    ["in UTF-8 that is called windows-1252", Buffer.from(body(name)), "text/html;charset=windows-1252", name],
    ["in UTF-8 that is called ASCII", Buffer.from(body(name)), "text/plain;charset=us-ascii", name],
    ["in ISO-8859-1 that is called so", latin, "application/json;charset=ISO-8859-1", name],
    ["in ISO-8859-1 that is called UTF-8", latin, "application/json;charset=utf-8", name],
    ["in ISO-8859-1 that is called nothing", latin, undefined, name],
    ["in UTF-16 with its mark", Buffer.from(`\uFEFF${body(name)}`, "utf16le"), "application/json", name],
    ["in UTF-16 the other way round", utf16be, undefined, name],
    [
      "in Shift JIS that is called so",
      Buffer.from('{"id":"1","name":"\x93\xfa"}', "latin1"),
      "x/y;charset=shift_jis",
      "日",
    ],
    ["in UTF-8 with a damaged letter", damaged, undefined, `${name}\u{FFFD}`],
  ])("%s is read as it was meant", async (_name, bytes, type, expected) => {
    await withClient(
      (response) => {
        text(response, 200, bytes, type === undefined ? {} : { "content-type": type });
      },
      async (client) => {
        expect((await client.request("GET", "/Users/1")).body).toEqual({ id: "1", name: expected });
      },
    );
  });

  it("in UTF-16 that is called so and is none is an AnswerError", async () => {
    await withClient(
      (response) => {
        text(response, 200, body(name), { "content-type": "application/json; charset=utf-16" });
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "answer", reason: "notJson", effect: "unknown" });
      },
    );
  });
});

describe("content-codings", () => {
  const object = Buffer.from('{"id":"1"}');
  const times = (count: number) => Array.from({ length: count }).reduce<Buffer>((bytes) => gzipSync(bytes), object);

  it.each([1, 2, 3])("are undone %i deep", async (count) => {
    await withClient(
      (response) => {
        text(response, 200, times(count), { "content-encoding": `identity, ${Array(count).fill("gzip").join(", ")}` });
      },
      async (client) => {
        expect((await client.request("GET", "/Users/1")).body).toEqual({ id: "1" });
      },
    );
  });

  it.each([4, 2000])("are not undone %i deep: each could take a second", async (count) => {
    await withClient(
      (response) => {
        text(response, 200, times(4), { "content-encoding": Array(count).fill("gzip").join(",") });
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "answer", reason: "encoding" });
        expect(error.message).toContain("content-encoding gzip, gzip");
        expect(error.message.length).toBeLessThan(400);
      },
    );
  });

  const zeros = Buffer.alloc(400 * MIB);
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const bombs: [string, string, Buffer][] = [
    ["gzip", "gzip", gzipSync(zeros, { level: 1 })],
    ["gzip in gzip", "gzip, gzip", gzipSync(gzipSync(zeros, { level: 1 }))],
    ["brotli", "br", brotliCompressSync(zeros, quick)],
  ];
  it.each(bombs)("that unpack to 400 MiB cost bounded time and memory: %s", async (_name, coding, bomb) => {
    for (const status of [200, 409]) {
      await withClient(
        (response) => {
          text(response, status, bomb.subarray(0, 2 * MIB), { "content-encoding": coding });
        },
        async (client) => {
          const memory = await peak(async () => {
            const time = await took(async () => {
              const error = await failure(client.request("POST", "/Users", { body: {} }));
              expect(error).toMatchObject({ status });
              expect(error).toMatchObject(status === 409 ? { kind: "conflict" } : { kind: "answer" });
            });
            expect(time).toBeLessThan(5000);
          });
          expect(memory).toBeLessThan(200 * MIB);
        },
        { timeoutMs: 10_000 },
      );
    }
  });
});

describe("a status", () => {
  it.each<[number, Record<string, string>, string]>([
    [300, {}, "a redirect to somewhere else"],
    [304, {}, "a redirect to somewhere else"],
    [302, { location: "/scim/Users/2" }, "a redirect to 127.0.0.1"],
    [307, { location: "Users/2" }, "a redirect to 127.0.0.1"],
    [308, { location: "//evil.example/x" }, "a redirect to evil.example"],
    [302, { location: "https://user:pass@evil.example/?token=abc" }, "a redirect to evil.example"],
    [302, { location: "javascript:alert(1)" }, "a redirect"],
    [302, { location: "http://[broken" }, "a redirect to somewhere else"],
    [302, { location: `https://${"a".repeat(5000)}.example/` }, "a redirect to"],
  ])("%i is never followed, on the same host neither: %j", async (status, headers, expected) => {
    for (const method of ["GET", "POST", "DELETE"] as const) {
      await withClient(
        (response) => {
          text(response, status, "", headers);
        },
        async (client, server) => {
          const error = await failure(client.request(method, "/Users/1", method === "POST" ? { body: {} } : {}));
          expect(error).toMatchObject({ kind: "answer", reason: "redirect", status });
          expect(error.message).toContain(expected);
          expect(error.message).not.toMatch(/pass|abc|alert/);
          expect(error.message.length).toBeLessThan(400);
          expect(server.seen).toHaveLength(1);
        },
      );
    }
  });

  it.each([600, 799, 999])("%i is an error like any other", async (status) => {
    await withClient(
      (response) => {
        response.socket?.end(`HTTP/1.1 ${status} What\r\nContent-Length: 15\r\n\r\n{"detail":"No"}`);
      },
      async (client, server) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error.message).toContain(`POST /Users was answered with ${status}: No`);
        expect(server.seen).toHaveLength(1);
      },
    );
  });

  it.each([202, 203, 207, 226, 299])("%i with a body is a success", async (status) => {
    await withClient(
      (response) => {
        json(response, status, { id: "1" });
      },
      async (client) => {
        expect(await client.request("POST", "/Users", { body: {} })).toEqual({ status, body: { id: "1" } });
      },
    );
  });
});

it("the address in meta.location or Location is never asked", async () => {
  let asked = 0;
  const thief = await hostileServer((response) => {
    asked += 1;
    json(response, 200, {});
  });
  try {
    const location = `${thief.url}/Users/1`;
    await withClient(
      (response, { method }) => {
        json(
          response,
          method === "POST" ? 201 : 200,
          { id: "1", meta: { location } },
          { location, link: `<${location}>` },
        );
      },
      async (client, server) => {
        for (const method of ["POST", "GET", "PATCH", "PUT", "DELETE"] as const)
          await client.request(method, "/Users/1");
        expect(server.seen).toHaveLength(5);
      },
    );
    expect(asked).toBe(0);
  } finally {
    await thief.close();
  }
});

it.each<[string, string]>([
  ["a line break", 'W/"1"\r\nx-evil: 1'],
  ["letters that no header can carry", 'W/"日本"'],
  ["a megabyte", `W/"${"1".repeat(MIB)}"`],
])("a version with %s is not sent back", async (_name, ifMatch) => {
  await withClient(
    (response) => {
      json(response, 200, { id: "1" });
    },
    async (client, server) => {
      await client.request("PATCH", "/Users/1", { body: {}, ifMatch });
      expect(server.seen[0]?.headers).not.toHaveProperty("if-match");
      expect(server.seen[0]?.headers).not.toHaveProperty("x-evil");
    },
  );
});
