import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy on loopback that tunnels (RFC 9110 section 9.3.6) to one port of this machine, whatever host it is asked for. */
export interface ConnectProxy {
  url: string;
  /** What it was asked to connect to, one for each tunnel. */
  asked: string[];
  headers: IncomingHttpHeaders[];
  close: () => Promise<void>;
}

/** `answer` is the status that each CONNECT gets; 200 opens the tunnel, 0 never answers. */
export async function connectProxy(target: string, answer = 200): Promise<ConnectProxy> {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => {
    response.writeHead(500).end("only CONNECT");
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (request, socket, head) => {
    asked.push(request.url ?? "");
    headers.push(request.headers);
    socket.on("error", () => socket.destroy());
    if (answer === 0) return;
    if (answer !== 200) {
      socket.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const there = connect(Number(new URL(target).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      if (head.length > 0) there.write(head);
      socket.pipe(there).pipe(socket);
    });
    sockets.add(there);
    there.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
