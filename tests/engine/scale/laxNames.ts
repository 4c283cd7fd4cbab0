import { createServer } from "node:http";
import { type Sandbox } from "../../../sandbox/index.js";

/**
 * A service that takes a userName twice, before a sandbox that does not: each new person gets a mark behind the
 * userName, which no answer shows and every filter overlooks. `body` gets its base URL.
 */
export async function withLaxNames(sandbox: Sandbox, body: (url: string) => Promise<void>): Promise<void> {
  let people = 0;
  const { origin, pathname } = new URL(sandbox.url);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const method = request.method ?? "GET";
      const mark = () => `$1~${(people += 1)}"`;
      const text = Buffer.concat(chunks).toString("utf8");
      const sent = method === "POST" ? text.replace(/("userName":"[^"]*)"/, mark()) : text;
      const target = new URL(request.url ?? "/", origin);
      const filter = target.searchParams.get("filter");
      if (filter !== null)
        target.searchParams.set("filter", filter.replace(/^userName eq "(.*)"$/, 'userName sw "$1~"'));
      const headers = { authorization: request.headers.authorization ?? "", "content-type": "application/scim+json" };
      fetch(target, { method, headers, ...(sent === "" ? {} : { body: sent }) })
        .then(async (answer) => {
          const shown = (await answer.text()).replace(/("userName":"[^"~]*)~\d+"/g, '$1"');
          response.writeHead(answer.status, { "content-type": "application/scim+json" });
          response.end(shown);
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
    await body(`http://127.0.0.1:${port}${pathname}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
