import { Agent, createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { type Socket } from "node:net";

/**
 * The way to a sandbox, which can be shut: connections are refused then, as with a service that is being restarted. It
 * counts the requests that go through.
 */
export class Door {
  readonly #server = createServer((request, response) => {
    this.#pass(request, response);
  });
  readonly #sockets = new Set<Socket>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #target: URL;
  #port = 0;
  #answered = 0;
  #plan: { readonly after: number; readonly forMs: number } | undefined;
  #reopening: NodeJS.Timeout | undefined;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server.keepAliveTimeout = 120_000;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** Opens a door before the sandbox with that base URL. */
  static async before(target: string): Promise<Door> {
    const door = new Door(target);
    await door.#open();
    return door;
  }

  /** The base URL by which the sandbox is reached through the door. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}${this.#target.pathname}`;
  }

  /** Shuts the door when `after` more requests have been answered, for that long. */
  shut(after: number, forMs: number): void {
    this.#answered = 0;
    this.#plan = { after, forMs };
    if (after === 0) this.#close();
  }

  /** Opens the door, whatever was planned. */
  async reopen(): Promise<void> {
    this.#plan = undefined;
    clearTimeout(this.#reopening);
    this.#reopening = undefined;
    if (!this.#server.listening) await this.#open();
  }

  async end(): Promise<void> {
    this.#plan = undefined;
    clearTimeout(this.#reopening);
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }

  async #open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) this.#port = address.port;
  }

  #close(): void {
    const forMs = this.#plan?.forMs ?? 0;
    this.#plan = undefined;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroySoon();
    this.#reopening = setTimeout(() => {
      void this.reopen();
    }, forMs);
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers } = request;
    const options = { method, headers, agent: this.#agent, hostname: this.#target.hostname, port: this.#target.port };
    const onward = forward({ ...options, path: request.url }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.once("finish", () => {
      this.#answered += 1;
      if (this.#plan?.after === this.#answered) this.#close();
    });
    request.pipe(onward);
  }
}
