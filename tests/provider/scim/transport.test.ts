import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AnswerError, TransportError } from "../../../provider/scim/errors.js";
import { json, text } from "./support/hostileServer.js";
import { clientFor, failure, withClient } from "./support/withClient.js";

const MIB = 2 ** 20;

describe("a large answer", () => {
  it("of up to 32 MiB is read", async () => {
    const value = "x".repeat(32 * MIB - 21);
    await withClient(
      (response) => {
        json(response, 200, { id: "1", value });
      },
      async (client) => {
        const { body } = await client.request("GET", "/Users/1");
        expect(body?.["value"] === value).toBe(true);
      },
      { timeoutMs: 20_000 },
    );
  });

  it("without end is cut at 32 MiB, the connection closed, in bounded memory", async () => {
    let sent = 0;
    let closed = false;
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    await withClient(
      (response) => {
        response.on("close", () => (closed = true));
        const more = () => {
          while (!closed) {
            sent += chunk.length;
            if (!response.write(chunk)) break;
          }
        };
        response.on("drain", more);
        more();
      },
      async (client, server) => {
        const before = process.memoryUsage().arrayBuffers;
        const error = await failure(client.request("GET", "/Users/1"));
        expect(error).toBeInstanceOf(AnswerError);
        expect(error).toMatchObject({ reason: "tooLarge" });
        expect(error.message).toContain("32 MiB");
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * MIB);
        expect(server.seen).toHaveLength(1);
        while (!closed) await new Promise((resolve) => setTimeout(resolve, 5));
        expect(sent).toBeLessThan(60 * MIB);
      },
      { timeoutMs: 20_000 },
    );
  });

  it("that is small in gzip and unpacks to more than 32 MiB is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB));
    await withClient(
      (response) => {
        text(response, 200, bomb, { "content-encoding": "gzip" });
      },
      async (client) => {
        expect(await failure(client.request("GET", "/Users/1"))).toMatchObject({ kind: "answer", reason: "tooLarge" });
      },
      { timeoutMs: 20_000 },
    );
  });

  it("of an error status is read no further than its detail needs", async () => {
    await withClient(
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write("x".repeat(64 * 1024)));
        };
        response.writeHead(400);
        response.on("drain", more);
        more();
      },
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "refused", status: 400, detail: `${"x".repeat(299)}…` });
      },
    );
  });
});

describe("a slow service", () => {
  it("that answers nothing is left after timeoutMs, with an unknown effect", async () => {
    await withClient(
      () => undefined,
      async (client) => {
        const begin = performance.now();
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(performance.now() - begin).toBeGreaterThan(140);
        expect(performance.now() - begin).toBeLessThan(1500);
        expect(error).toBeInstanceOf(TransportError);
        expect(error).toMatchObject({ effect: "unknown", code: "ETIMEDOUT" });
        expect(error.message).toContain("0.15 s (timeoutSeconds");
      },
      { timeoutMs: 150 },
    );
  });

  it("that drips its body is left after timeoutMs all the same", async () => {
    await withClient(
      (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(" "), 10);
        response.on("close", () => {
          clearInterval(drip);
        });
      },
      async (client) => {
        const begin = performance.now();
        expect(await failure(client.request("PATCH", "/Users/1", { body: {} }))).toMatchObject({ effect: "unknown" });
        expect(performance.now() - begin).toBeLessThan(1500);
      },
      { timeoutMs: 200 },
    );
  });

  it("that takes the connection and says nothing in TLS is left with no effect", async () => {
    const sockets = new Set<{ destroy: () => void }>();
    const server = createServer((socket) => {
      sockets.add(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = clientFor(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      timeoutMs: 100,
      deadlineMs: 1000,
    });
    try {
      const error = await failure(client.request("POST", "/Users", { body: {} }));
      expect(error).toMatchObject({ effect: "none" });
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
      await client.close();
    }
  });
});

describe("a connection", () => {
  it("that is refused had no effect, is tried again even for POST, and the error says what to check", async () => {
    let retries = 0;
    let url = "";
    await withClient(
      () => undefined,
      async (_client, server) => {
        url = server.url;
        await Promise.resolve();
      },
    );
    const client = clientFor(url, { onRetry: () => retries++ });
    const error = await failure(client.request("POST", "/Users", { body: {} }));
    expect(error).toMatchObject({ kind: "transport", effect: "none", code: "ECONNREFUSED" });
    expect(error.message).toContain("nothing listens there (ECONNREFUSED); check endpoint");
    expect(retries).toBe(4);
    await client.close();
  });

  it("to a name that nobody has had no effect", async () => {
    const client = clientFor("https://no-such-host.invalid/scim", { deadlineMs: 5000 });
    expect(await failure(client.request("POST", "/Users", { body: {} }))).toMatchObject({ effect: "none" });
    await client.close();
  });

  it("that is dropped before or after the effect leaves it unknown", async () => {
    await withClient(
      (response) => {
        response.socket?.destroy();
      },
      async (client, server) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "transport", effect: "unknown" });
        expect(error.message).toContain("It may have been carried out.");
        expect(server.seen).toHaveLength(1);
        const read = await failure(client.request("GET", "/Users"));
        expect(read.message).not.toContain("carried out");
      },
    );
  });

  it("is kept alive and used again", async () => {
    const ports = new Set<number | undefined>();
    await withClient(
      (response) => {
        ports.add(response.socket?.remotePort);
        json(response, 200, { id: "1" });
      },
      async (client) => {
        for (let n = 0; n < 10; n++) await client.request("GET", "/Users/1");
        expect(ports.size).toBe(1);
      },
    );
  });

  it("that is closed by us can carry nothing more", async () => {
    const client = clientFor("http://127.0.0.1:1");
    await client.close();
    await client.close();
    expect(await failure(client.request("GET", "/Users"))).toMatchObject({ kind: "transport", effect: "none" });
  });
});

describe("TLS", () => {
  it("spoken to a service that speaks plain http fails at once, without effect", async () => {
    let retries = 0;
    await withClient(
      (response) => {
        json(response, 200, {});
      },
      async (_client, server) => {
        const client = clientFor(server.url.replace("http:", "https:"), { onRetry: () => retries++ });
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "transport", effect: "none" });
        expect(error.message).toContain("check that the service speaks https there");
        expect(server.seen).toHaveLength(0);
        expect(retries).toBe(0);
        await client.close();
      },
    );
  });

  const certifies = spawnSync("openssl", ["version"]).status === 0 || process.env["CI"] === "true";
  (certifies ? it : it.skip)(
    "with a certificate (made by openssl, where there is one) that nobody vouches for fails at once, and no request reaches the service",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "scim-tls-"));
      const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
      const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
      execFileSync("openssl", [...request, "-keyout", key, "-out", cert], { stdio: "ignore" });
      let reached = 0;
      const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
        reached++;
        response.end("{}");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const client = clientFor(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
      try {
        const error = await failure(client.request("GET", "/Users/1"));
        expect(error).toMatchObject({ kind: "transport", effect: "none", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
        expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
        expect(reached).toBe(0);
      } finally {
        await client.close();
        server.close();
        server.closeAllConnections();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
