import { createServer } from "node:http";
import { type Sandbox } from "../../sandbox/index.js";

/**
 * A second address of a sandbox's service, with tokens of its own that can be revoked, and a count of what it refused. Its 401
 * repeats what it was shown.
 */
export interface Gate {
  readonly url: string;
  /** Who is let in: bearer tokens, or whole Authorization headers. */
  readonly tokens: Set<string>;
  /** Requests that were answered 401. */
  refused(): number;
}

/** Opens a gate before a sandbox, hands it to `body` and closes it, whatever happens. */
export async function withGate<T>(
  sandbox: Sandbox,
  tokens: readonly string[],
  body: (gate: Gate) => Promise<T>,
): Promise<T> {
  const valid = new Set(tokens);
  let refused = 0;
  const { origin, pathname } = new URL(sandbox.url);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization = "" } = request.headers;
      const [, token = ""] = /^Bearer (.*)$/.exec(authorization) ?? [];
      if (!valid.has(token) && !valid.has(authorization)) {
        refused += 1;
        response.writeHead(401, { "content-type": "application/scim+json" });
        response.end(JSON.stringify({ status: "401", detail: `invalid token: ${token} (${authorization})` }));
        return;
      }
      const headers = new Headers({ authorization: `Bearer ${sandbox.token}` });
      for (const name of ["accept", "content-type", "if-match"]) {
        const value = request.headers[name];
        if (typeof value === "string") headers.set(name, value);
      }
      const method = request.method ?? "GET";
      const sent = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
      fetch(new URL(request.url ?? "/", origin), { method, headers, ...sent })
        .then(async (answer) => {
          response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
          response.end(Buffer.from(await answer.arrayBuffer()));
        })
        .catch(() => {
          response.destroy();
        });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    return await body({ url: `http://127.0.0.1:${port}${pathname}`, tokens: valid, refused: () => refused });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
