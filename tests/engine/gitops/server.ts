import { createServer, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";

export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface ApiServer {
  /** The address without a path. */
  readonly origin: string;
  /** Every request so far as `METHOD /path`. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/** A REST API on a free loopback port: JSON in, JSON out. An answer that is a list is given page by page, as both forges do. */
export async function startApi(answer: (request: ApiRequest) => ApiAnswer): Promise<ApiServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://forge");
      const method = request.method ?? "GET";
      seen.push(`${method} ${pathname}`);
      const text = Buffer.concat(chunks).toString("utf8");
      const body = text === "" ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      const { status, body: answered } = answer({
        method,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
      });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(Array.isArray(answered) ? pageOf(answered, searchParams) : answered));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pageOf(items: readonly unknown[], query: URLSearchParams): unknown[] {
  const size = Math.min(100, Number(query.get("per_page") ?? "20"));
  const page = Number(query.get("page") ?? "1");
  return items.slice((page - 1) * size, page * size);
}

/** The value of a field that has to be a text. */
export function textOf(body: Readonly<Record<string, unknown>>, name: string): string {
  return z.string().parse(body[name]);
}
