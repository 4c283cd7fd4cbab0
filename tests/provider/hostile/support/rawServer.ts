import { createServer, type Socket } from "node:net";
import { type ClientOptions, type ScimClient } from "../../../../provider/scim/client.js";
import { clientFor } from "../../scim/support/withClient.js";

/** One request as it came over the wire. */
export interface RawRequest {
  method: string;
  target: string;
  /** Request line and headers. */
  head: string;
  /** Empty where the answer does not wait for it. */
  body: string;
  /** Which one it is on the server, from 0. */
  n: number;
}

export interface RawServer {
  /** Base URL with the path /scim. */
  url: string;
  seen: RawRequest[];
  /** How many connections were opened. */
  connections: () => number;
  close: () => Promise<void>;
}

/** Writes whatever it likes to the connection. */
export type RawAnswerer = (socket: Socket, request: RawRequest) => void;

export interface RawOptions extends Partial<ClientOptions> {
  /** Answers when the headers are there, and reads no more. @default false */
  early?: boolean;
}

/** A TCP server on a free loopback port that finds requests and answers them with raw bytes. */
export async function rawServer(answer: RawAnswerer, { early = false }: RawOptions = {}): Promise<RawServer> {
  const seen: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let held = "";
    socket.on("data", (chunk: Buffer) => {
      held += chunk.toString("latin1");
      for (;;) {
        const end = held.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = held.slice(0, end);
        const length = early ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (held.length < end + 4 + length) return;
        const [method = "", target = ""] = head.split(" ");
        const request = { method, target, head, body: held.slice(end + 4, end + 4 + length), n: seen.length };
        held = held.slice(end + 4 + length);
        seen.push(request);
        if (early) socket.pause();
        answer(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/scim`,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Runs a test against such a server, and closes client and server. */
export async function withRawClient(
  answer: RawAnswerer,
  test: (client: ScimClient, server: RawServer) => Promise<void>,
  options: RawOptions = {},
): Promise<void> {
  const { early = false, ...rest } = options;
  const server = await rawServer(answer, { early });
  const client = clientFor(server.url, rest);
  try {
    await test(client, server);
  } finally {
    await server.close();
    await client.close();
  }
}

/** A whole answer with its length. */
export function whole(body: string, head = "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json"): string {
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** How long some work took, in milliseconds. */
export async function took(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The most heap and buffers that some work needed beyond what there was, in bytes; garbage of the time included. */
export async function peak(work: () => Promise<unknown>): Promise<number> {
  const now = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = now();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, now())), 10);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(most, now()) - before;
}
