import { type ServerResponse } from "node:http";
import { type JsonObject } from "../json.js";
import { type Store } from "../store.js";
import { SECURITY_HEADERS } from "./guard.js";
import { type PageRequests } from "./requests.js";
import { type Secrets } from "./secrets.js";
import { type Snapshot } from "./snapshot.js";
import { Stream } from "./stream.js";

/** Streams that may be open at once; a browser has one per tab. */
export const MAX_STREAMS = 32;

/** The open streams, each told of every change; nothing is done while there is none. */
export class Events {
  private readonly streams = new Set<Stream>();

  constructor(
    store: Store,
    private readonly snapshot: Snapshot,
    private readonly requests: PageRequests,
    private readonly secrets: Secrets,
    private readonly hello: () => JsonObject,
  ) {
    store.listen((kind, id, before, after) => {
      if (this.streams.size === 0) return;
      const groups = kind === "Users" ? this.snapshot.groupsOf(before, after) : [];
      for (const stream of this.streams) {
        stream.resource(kind, id);
        for (const group of groups) stream.resource("Groups", group);
      }
    });
    requests.onChange = (number) => {
      for (const stream of this.streams) stream.request(number);
    };
  }

  /** Turns an answer into a stream that lasts until its reader, or the server, ends the connection. */
  open(response: ServerResponse): void {
    if (this.streams.size >= MAX_STREAMS) {
      response.writeHead(503, { ...SECURITY_HEADERS, "Content-Type": "text/plain; charset=utf-8", "Retry-After": "5" });
      response.end("Too many pages are open; close some.\n");
      return;
    }
    response.writeHead(200, { ...SECURITY_HEADERS, "Content-Type": "text/event-stream; charset=utf-8" });
    const stream = new Stream(response, {
      hello: this.hello,
      ids: (kind) => this.snapshot.ids(kind),
      requests: () => this.requests.all(),
      row: (kind, id) => this.snapshot.row(kind, id),
      request: (number) => this.requests.row(number, this.secrets),
    });
    this.streams.add(stream);
    response.once("close", () => {
      this.streams.delete(stream);
    });
    stream.start();
  }
}
