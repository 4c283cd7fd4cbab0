import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

/** One request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query as sent. */
  url: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
  /** When its headers arrived, in milliseconds of performance.now(). */
  at: number;
}

export interface HostileServer {
  /** Base URL with the path /scim. */
  url: string;
  seen: Seen[];
  close: () => Promise<void>;
}

/** How the n-th request (from 0) is answered. */
export type Answerer = (response: ServerResponse, seen: Seen, n: number) => void;

/** A real HTTP server on a free loopback port that answers as it is told and notes what it saw. */
export async function hostileServer(answer: Answerer): Promise<HostileServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = request.url ?? "";
      const query = new URL(url, "http://x").searchParams;
      const entry = {
        method: request.method ?? "",
        url,
        query,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        at,
      };
      answer(response, entry, seen.push(entry) - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/scim`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers with a JSON body. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/scim+json", ...headers }).end(JSON.stringify(body));
}

/** Answers with any text. */
export function text(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers).end(body);
}
