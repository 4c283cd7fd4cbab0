import { failure } from "../scim/support/withClient.js";
import { took, whole, withRawClient } from "./support/rawServer.js";

const person = '{"id":"1","userName":"ada@acme.io"}';
const answered = whole(person);
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

describe("an answer is understood", () => {
  it.each<[string, string]>([
    ["after 102 and 103", `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${answered}`],
    ["after a thousand informational ones", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000) + answered],
    ["that the end of the connection ends", `HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${person}`],
    ["without a reason phrase", whole(person, "HTTP/1.1 200")],
    ["in chunks of one byte, with trailers", `${chunked}${chunksOf(person)}0\r\nX-Sum: 1\r\n\r\n`],
    [
      "with extensions of its chunks",
      `${chunked}${Buffer.byteLength(person).toString(16)};a="b"\r\n${person}\r\n0\r\n\r\n`,
    ],
    ["with 200 headers", whole(person, `HTTP/1.1 200 OK${headers(200, 40)}`)],
  ])("%s", async (_name, bytes) => {
    await withRawClient(
      (socket) => {
        socket.write(bytes);
        if (bytes.includes("Connection: close")) socket.end();
      },
      async (client) => {
        expect(await client.request("GET", "/Users/1")).toMatchObject({ status: 200, body: { id: "1" } });
      },
    );
  });

  it("from an HTTP/1.0 server that closes each connection, one after the other and side by side", async () => {
    await withRawClient(
      (socket, { method }) => {
        socket.end(method === "DELETE" ? "HTTP/1.0 204 No Content\r\n\r\n" : `HTTP/1.0 200 OK\r\n\r\n${person}`);
      },
      async (client, server) => {
        for (let n = 0; n < 5; n++) await client.request("POST", "/Users", { body: { n } });
        await Promise.all(Array.from({ length: 40 }, () => client.request("PATCH", "/Users/1", { body: {} })));
        expect(await client.request("DELETE", "/Users/1")).toEqual({ status: 204 });
        expect(server.seen).toHaveLength(46);
        expect(server.connections()).toBe(46);
      },
    );
  });
});

describe("bytes that are no answer", () => {
  it.each<[string, string, string]>([
    ["100 that nobody asked for", "HTTP/1.1 100 Continue\r\n\r\n", "dropped"],
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "dropped"],
    ["a megabyte of headers", `HTTP/1.1 200 OK${headers(100, 10_000)}\r\n\r\n`, "more headers than a client can take"],
    ["ten thousand headers", `HTTP/1.1 200 OK${headers(10_000, 20)}\r\n\r\n`, "more headers than a client can take"],
    ["a megabyte of trailers", `${chunked}0${headers(100, 10_000)}\r\n\r\n`, "more headers than a client can take"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 35\r\n\r\n", "the connection was dropped"],
    [
      "a length and chunks",
      `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`,
      "the connection was dropped",
    ],
    ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", "speaks HTTP"],
    [
      "a length beyond all numbers",
      `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\n\r\n{}`,
      "the connection was dropped",
    ],
    ["a chunk beyond all numbers", `${chunked}${"F".repeat(17)}\r\n{}`, "speaks HTTP"],
    ["a chunk without a size", `${chunked}zz\r\n{}`, "speaks HTTP"],
    ["a NUL in a header", "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}", "speaks HTTP"],
    ["a bare line break in a header", "HTTP/1.1 200 OK\r\nX: a\rY: b\r\n\r\n{}", "speaks HTTP"],
    ["another program", "SSH-2.0-OpenSSH_9.6\r\n", "speaks HTTP"],
    ["a colour", "\u001b[31mHTTP/1.1 200 OK\r\n\r\n", "speaks HTTP"],
    ["a status without digits", "HTTP/1.1 OK\r\n\r\n{}", "speaks HTTP"],
  ])("are refused: %s", async (_name, bytes, expected) => {
    await withRawClient(
      (socket) => {
        socket.write(bytes, "latin1");
      },
      async (client, server) => {
        const time = await took(async () => {
          const error = await failure(client.request("POST", "/Users", { body: {} }));
          expect(error).toMatchObject({ kind: "transport", effect: "unknown" });
          expect(error.message).toContain(expected);
          expect(error.message).toMatch(/^POST \/Users got no answer from 127/);
          expect(error.message).toContain("It may have been carried out.");
          expect(error.message).not.toMatch(/\p{Cc}/u);
          expect(error.message.length).toBeLessThan(400);
        });
        expect(time).toBeLessThan(1500);
        expect(server.seen).toHaveLength(1);
      },
    );
  });

  it.each<[string, string, string]>([
    ["informational answers", "", "HTTP/1.1 103 Early Hints\r\n\r\n"],
    ["one header after the other", "HTTP/1.1 200 OK\r\nX: ", "1\r\nX: "],
    ["a header's value", "HTTP/1.1 200 OK\r\nX: ", "x"],
    ["a chunk of nothing but its extension", `${chunked}1`, ";"],
  ])("without end are left after timeoutMs: %s", async (_name, begin, more) => {
    await withRawClient(
      (socket) => {
        socket.write(begin);
        const drip = setInterval(() => socket.write(more), 5);
        socket.on("close", () => {
          clearInterval(drip);
        });
      },
      async (client) => {
        const time = await took(async () => {
          const error = await failure(client.request("POST", "/Users", { body: {} }));
          expect(error).toMatchObject({ kind: "transport", code: "ETIMEDOUT", effect: "unknown" });
        });
        expect(time).toBeLessThan(1500);
      },
      { timeoutMs: 250 },
    );
  });
});

describe("an answer before the request has ended", () => {
  const body = { value: "x".repeat(20 * 2 ** 20) };

  it.each<[string, "stays", number]>([
    ["a refusal", "stays", 413],
    ["a redirect", "stays", 307],
  ])("is believed when it is %s", async (_name, _then, status) => {
    await withRawClient(
      (socket) => {
        socket.write(whole('{"detail":"too much"}', `HTTP/1.1 ${status} No\r\nLocation: /elsewhere`));
      },
      async (client, server) => {
        expect(await failure(client.request("POST", "/Users", { body }))).toMatchObject({ status });
        expect(server.seen).toHaveLength(1);
      },
      { early: true },
    );
  });

  it("that is cut off leaves the effect unknown or is believed, and the request is not sent again", async () => {
    await withRawClient(
      (socket) => {
        socket.write(whole("{}", "HTTP/1.1 413 No"), () => socket.destroy());
      },
      async (client, server) => {
        const error = await failure(client.request("POST", "/Users", { body }));
        expect(["refused", "transport"]).toContain("kind" in error ? error.kind : "");
        expect(server.seen).toHaveLength(1);
      },
      { early: true },
    );
  });
});

describe("more than was asked for", () => {
  it.each(["in one piece", "a moment later"])("is never taken for the next answer: two answers %s", async (when) => {
    await withRawClient(
      (socket, { target }) => {
        const own = whole(JSON.stringify({ id: target.split("/").at(-1) }));
        const forged = whole('{"id":"forged"}');
        if (when === "in one piece") socket.write(own + forged);
        else socket.write(own, () => setTimeout(() => socket.write(forged), 1));
      },
      async (client) => {
        for (let n = 0; n < 20; n++) {
          const read = await client.request("GET", `/Users/${n}`);
          expect(read.body).toEqual({ id: String(n) });
          await new Promise((resolve) => setTimeout(resolve, when === "in one piece" ? 0 : 10));
        }
      },
    );
  });
});

function headers(count: number, length: number): string {
  return Array.from({ length: count }, (_, n) => `\r\nX-${n}: ${"x".repeat(length)}`).join("");
}

function chunksOf(text: string): string {
  return Array.from(text, (character) => `1\r\n${character}\r\n`).join("");
}
