import { gzipSync, brotliCompressSync, deflateSync } from "node:zlib";
import { resourcePath, type ScimClient } from "../../../provider/scim/client.js";
import { AddressError, AnswerError, AuthenticationError, ConnectionError } from "../../../provider/scim/errors.js";
import { json, text } from "./support/hostileServer.js";
import { clientFor, failure, TOKEN, withClient } from "./support/withClient.js";

const person = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], id: "1", userName: "ada@acme.io" };

describe("a request", () => {
  it("carries token, both media types and no compression, below the base URL", async () => {
    await withClient(
      (response) => {
        json(response, 200, person, { etag: 'W/"7"' });
      },
      async (client, server) => {
        const answer = await client.request("GET", "/Users/1", {
          query: { attributes: "a b", count: 3, filter: undefined },
        });
        expect(answer).toEqual({ status: 200, body: person, etag: 'W/"7"' });
        expect(server.seen[0]?.url).toBe("/scim/Users/1?attributes=a%20b&count=3");
        expect(server.seen[0]?.headers).toMatchObject({
          authorization: `Bearer ${TOKEN}`,
          accept: "application/scim+json, application/json",
          "accept-encoding": "identity",
        });
        expect(server.seen[0]?.headers["content-type"]).toBeUndefined();
      },
    );
  });

  it("sends its body and If-Match, in the media type that the service wants", async () => {
    await withClient(
      (response) => {
        json(response, 201, person);
      },
      async (client, server) => {
        await client.request("POST", "/Users", { body: { userName: "ådä" }, ifMatch: '"3"' });
        expect(JSON.parse(server.seen[0]?.body ?? "")).toEqual({ userName: "ådä" });
        expect(server.seen[0]?.headers).toMatchObject({
          "content-type": "application/json",
          accept: "application/json, application/scim+json",
          "if-match": '"3"',
        });
      },
      { mediaType: "application/json" },
    );
  });

  it("asks for the headers again at each attempt, so that a token can be renewed", async () => {
    let n = 0;
    await withClient(
      (response, _seen, attempt) => {
        if (attempt === 0) text(response, 503, "");
        else json(response, 200, person);
      },
      async (client, server) => {
        await client.request("GET", "/Users/1");
        expect(server.seen.map((seen) => seen.headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
      },
      { headers: () => Promise.resolve({ Authorization: `Bearer token-${++n}` }) },
    );
  });

  it("refuses a header that would break the line, without showing it", async () => {
    const client = clientFor("http://127.0.0.1:1/scim", {
      headers: () => Promise.resolve({ authorization: "Bearer abc123\nx: y" }),
    });
    const error = await failure(client.request("GET", "/Users"));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('"authorization"');
    expect(error.message).not.toContain("abc123");
    await client.close();
  });

  it.each(["Users", "/Users/..", "/Users/./1", "/Users/%2e%2E", "/Users?x=1", "/Users#1", "/Us ers", "/..\\x"])(
    "refuses the path %s, which would leave the base URL",
    async (path) => {
      const client = clientFor("http://127.0.0.1:1/scim");
      expect(await failure(client.request("GET", path))).toBeInstanceOf(AddressError);
      await client.close();
    },
  );

  it("gives an error status back where the caller accepts it, once", async () => {
    await withClient(
      (response) => {
        json(response, 500, { detail: "no such thing" });
      },
      async (client, server) => {
        expect(await client.request("GET", "/Schemas", { acceptStatus: [404, 500] })).toEqual({
          status: 500,
          body: { detail: "no such thing" },
        });
        expect(server.seen).toHaveLength(1);
      },
    );
  });
});

describe("resourcePath", () => {
  it.each([
    ["a/b", "/Users/a%2Fb"],
    ["a@b?c#d e", "/Users/a%40b%3Fc%23d%20e"],
    ["日本", "/Users/%E6%97%A5%E6%9C%AC"],
    ["...", "/Users/..."],
    ["%2e%2e", "/Users/%252e%252e"],
  ])("encodes %s", (id, path) => {
    expect(resourcePath("/Users", id)).toBe(path);
  });

  it.each(["", ".", "..", "\ud800"])("refuses %j", (id) => {
    expect(() => resourcePath("/Users", id)).toThrow(AddressError);
  });

  it("reaches the server as one segment", async () => {
    await withClient(
      (response) => {
        json(response, 200, person);
      },
      async (client, server) => {
        await client.request("GET", resourcePath("/Users", "../Groups/1?x"));
        expect(decodeURIComponent(server.seen[0]?.url.split("/")[3] ?? "")).toBe("../Groups/1?x");
      },
    );
  });
});

describe("an answer", () => {
  const object = JSON.stringify(person);
  it.each<[string, number, string | Buffer, Record<string, string>]>([
    ["as plain text", 200, object, { "content-type": "text/plain" }],
    ["without a type", 200, object, {}],
    ["called HTML", 200, object, { "content-type": "text/html" }],
    ["with a byte order mark", 200, `\uFEFF${object}`, {}],
    ["in gzip though none was asked for", 200, gzipSync(object), { "content-encoding": "gzip" }],
    ["in deflate", 200, deflateSync(object), { "content-encoding": "deflate" }],
    ["in brotli", 200, brotliCompressSync(object), { "content-encoding": "br" }],
    ["in UTF-16", 200, Buffer.from(object, "utf16le"), { "content-type": "application/json; charset=utf-16le" }],
  ])("is understood %s", async (_name, status, body, headers) => {
    await withClient(
      (response) => {
        text(response, status, body, headers);
      },
      async (client) => {
        expect((await client.request("GET", "/Users/1")).body).toEqual(person);
      },
    );
  });

  it.each(["__proto__", "\\u005f_proto__", "__\\u0070roto__", "__pro\\u0074o_\\u005F"])(
    "keeps no __proto__ key, though it is spelt %s",
    async (key) => {
      await withClient(
        (response) => {
          text(response, 200, `{"id":"1","a":[{"${key}":{"admin":true},"constructor":"c"}],"${key}":{"admin":true}}`);
        },
        async (client) => {
          const { body } = await client.request("GET", "/Users/1");
          expect(JSON.stringify(body)).toBe('{"id":"1","a":[{"constructor":"c"}]}');
        },
      );
    },
  );

  it.each<[string, "POST" | "PATCH" | "PUT" | "DELETE", number, string]>([
    ["204", "PATCH", 204, ""],
    ["an empty 200 to a write", "PUT", 200, ""],
    ["an empty 201", "POST", 201, " "],
    ["a word after DELETE", "DELETE", 200, "deleted"],
    ["JSON that is no object after DELETE", "DELETE", 200, "true"],
  ])("has no body after %s", async (_name, method, status, body) => {
    await withClient(
      (response) => {
        text(response, status, body);
      },
      async (client) => {
        expect(await client.request(method, "/Users/1", { body: {} })).toEqual({ status });
      },
    );
  });

  it("whose compression breaks off is asked for again", async () => {
    await withClient(
      (response, _seen, n) => {
        const zipped = gzipSync(object);
        text(response, 200, n === 0 ? zipped.subarray(0, 30) : zipped, { "content-encoding": "gzip" });
      },
      async (client, server) => {
        expect((await client.request("GET", "/Users/1")).body).toEqual(person);
        expect(server.seen).toHaveLength(2);
      },
    );
  });

  const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
  it.each<[string, string, number, string | Buffer, Record<string, string>, string]>([
    [
      "HTML",
      "html",
      200,
      "<!DOCTYPE html><title>Sign in</title><script>x()</script>",
      { "content-type": "text/html" },
      '"Sign in"',
    ],
    ["HTML after DELETE", "html", 200, "<html><body>Log in\u0007 here</body></html>", {}, '"Log in here"'],
    ["an empty body", "empty", 200, "", {}, "no body"],
    ["204 to a GET", "empty", 204, "", {}, "no body"],
    ["broken JSON", "notJson", 200, '{"id":', {}, "not JSON"],
    ["a bare array", "notObject", 200, "[]", {}, "no object"],
    ["null", "notObject", 200, "null", {}, "no object"],
    ["deep nesting", "tooDeep", 200, `{"a":${deep}}`, {}, "64 deep"],
    ["an unknown content-encoding", "encoding", 200, "xxx", { "content-encoding": "zstd" }, "zstd"],
    [
      "gzip that breaks off",
      "cut",
      200,
      gzipSync(object).subarray(0, 30),
      { "content-encoding": "gzip" },
      "breaks off",
    ],
    [
      "brotli that breaks off",
      "cut",
      200,
      brotliCompressSync(object).subarray(0, 30),
      { "content-encoding": "br" },
      "br",
    ],
    ["gzip that is none", "encoding", 200, "xxx", { "content-encoding": "gzip" }, "gzip"],
    [
      "an error message without a status",
      "status",
      200,
      '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}',
      {},
      "error",
    ],
  ])("that is %s is an AnswerError", async (name, reason, status, body, headers, expected) => {
    await withClient(
      (response) => {
        text(response, status, body, headers);
      },
      async (client) => {
        const method = name.includes("DELETE") ? "DELETE" : "GET";
        const error = await failure(client.request(method, "/Users/1", { repeat: "unprocessed" }));
        expect(error).toBeInstanceOf(AnswerError);
        expect(error).toMatchObject({ reason, status, kind: "answer", effect: "unknown" });
        expect(error.message).toContain(expected);
        expect(error.message).not.toMatch(/\p{Cc}/u);
      },
    );
  });

  it("of status 200 that holds a SCIM error is that error", async () => {
    await withClient(
      (response) => {
        json(response, 200, {
          schema: "urn:ietf:params:scim:api:messages:2.0:Error",
          status: "401",
          detail: "token is gone",
        });
      },
      async (client) => {
        const error = await failure(client.request("GET", "/Users/1"));
        expect(error).toBeInstanceOf(AuthenticationError);
        expect(error).toMatchObject({ status: 401, detail: "token is gone" });
      },
    );
  });
});

describe("a redirect", () => {
  it("is never followed, so the token stays with the service; the error names the host it wanted", async () => {
    let stolen = 0;
    await withClient(
      (response) => {
        stolen++;
        json(response, 200, person);
      },
      async (_thief, elsewhere) => {
        for (const status of [301, 302, 303, 307, 308]) {
          await withClient(
            (response) => {
              text(response, status, "", { location: `${elsewhere.url}/Users/1?token=abc` });
            },
            async (client, server) => {
              const error = await failure(client.request("GET", "/Users/1"));
              expect(error).toMatchObject({ kind: "answer", reason: "redirect", status });
              expect(error.message).toContain(new URL(elsewhere.url).host);
              expect(error.message).not.toContain("abc");
              expect(server.seen).toHaveLength(1);
            },
          );
        }
      },
    );
    expect(stolen).toBe(0);
  });
});

describe("secrets", () => {
  it("show in no error, whatever the service echoes", async () => {
    const echo = `Bearer ${TOKEN} and ${encodeURIComponent(TOKEN)} and ${Buffer.from(TOKEN).toString("base64")}`;
    const bodies: [number, string][] = [
      [400, JSON.stringify({ detail: echo })],
      [401, JSON.stringify({ message: echo, code: TOKEN, scimType: TOKEN })],
      [403, echo],
      [500, `<html><h1>${echo}</h1></html>`],
      [200, `<html><body>${echo}</body></html>`],
      [200, echo],
    ];
    for (const [status, body] of bodies) {
      await withClient(
        (response) => {
          text(response, status, body, { "content-type": status === 200 ? `text/${TOKEN}` : "text/plain" });
        },
        async (client) => {
          expect(leaks(await failure(client.request("POST", "/Users", { body: {} })))).toEqual([]);
        },
      );
    }
  });

  it("show in no error of the wire", async () => {
    await withClient(
      (response) => {
        response.socket?.end(`HTTP/1.1 200 OK\r\nbroken header ${TOKEN}\r\n\r\n`);
      },
      async (client) => {
        expect(leaks(await failure(client.request("POST", "/Users", { body: {} })))).toEqual([]);
      },
    );
  });

  function leaks(error: Error): string[] {
    const forms = [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString("base64")];
    const shown = everything(error);
    expect(shown).toContain("/Users");
    return forms.filter((form) => shown.includes(form));
  }

  function everything(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    return [
      error.message,
      error.stack,
      JSON.stringify(error),
      JSON.stringify(Object.entries(error)),
      error.cause === undefined ? "" : everything(error.cause),
    ].join("\n");
  }
});

describe("closing", () => {
  it("waits for what is under way", async () => {
    await withClient(
      (response) => {
        setTimeout(() => {
          json(response, 200, person);
        }, 50);
      },
      async (client: ScimClient, server) => {
        const under = client.request("GET", "/Users/1");
        while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        await client.close();
        expect((await under).body).toEqual(person);
      },
    );
  });
});
