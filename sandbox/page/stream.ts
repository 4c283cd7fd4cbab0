import { type ServerResponse } from "node:http";
import { type Json, type JsonObject } from "../json.js";
import { type Kind } from "../schema/resourceType.js";
import { MAX_SHOWN } from "./requests.js";

/** Milliseconds over which changes are gathered before they are sent. */
export const BATCH_MS = 100;
/** The most lines in one event. */
const BATCH_LINES = 200;
/** Changes that may wait for a reader; one who lets more wait is sent away, comes back and gets all anew. */
const MAX_WAITING = 100_000;

/** Where a stream gets what it sends, at the moment of sending. */
export interface StreamSource {
  readonly hello: () => JsonObject;
  readonly ids: (kind: Kind) => string[];
  readonly requests: () => number[];
  /** The line of a resource; undefined when it is gone. */
  readonly row: (kind: Kind, id: string) => Json | undefined;
  readonly request: (number: number) => Json | undefined;
}

/**
 * One reader of server-sent events: `hello`, then all lines in `change` events, then `ready`, then a `change` for what changes.
 *
 * Only names of what changed wait, each once, and lines are made when the reader can take them, so a slow reader costs no memory
 * and misses only states in between. An event's requests stand in the order of their coming.
 */
export class Stream {
  private readonly waiting: Record<Kind, Set<string>> = { Users: new Set(), Groups: new Set() };
  private readonly waitingRequests = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private blocked = false;
  private isReady = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly source: StreamSource,
  ) {
    response.on("drain", () => {
      this.blocked = false;
      this.flush();
    });
    response.once("close", () => {
      clearTimeout(this.timer);
      this.blocked = true;
    });
  }

  /** Sends everything there is. */
  start(): void {
    for (const kind of ["Users", "Groups"] as const) for (const id of this.source.ids(kind)) this.waiting[kind].add(id);
    for (const number of this.source.requests()) this.waitingRequests.add(number);
    this.write("hello", this.source.hello());
    this.flush();
  }

  /** A resource is new, changed or gone. */
  resource(kind: Kind, id: string): void {
    this.waiting[kind].add(id);
    if (this.waiting.Users.size + this.waiting.Groups.size > MAX_WAITING) this.response.destroy();
    this.schedule();
  }

  /** A request came or ended. */
  request(number: number): void {
    this.waitingRequests.add(number);
    if (this.waitingRequests.size > MAX_SHOWN) {
      for (const old of this.waitingRequests) if (old <= number - MAX_SHOWN) this.waitingRequests.delete(old);
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.blocked || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.flush();
    }, BATCH_MS);
    this.timer.unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (!this.blocked && this.isWaiting()) this.write("change", this.take());
    if (this.blocked || this.isReady) return;
    this.isReady = true;
    this.write("ready", {});
  }

  private isWaiting(): boolean {
    return this.waiting.Users.size + this.waiting.Groups.size + this.waitingRequests.size > 0;
  }

  private take(): JsonObject {
    const event: JsonObject = {};
    let room = BATCH_LINES;
    for (const kind of ["Users", "Groups"] as const) {
      const ids = first(this.waiting[kind], room);
      room -= ids.length;
      const rows: Json[] = [];
      const gone: string[] = [];
      for (const id of ids) {
        const row = this.source.row(kind, id);
        if (row === undefined) gone.push(id);
        else rows.push(row);
      }
      if (rows.length > 0) event[kind] = rows;
      if (gone.length > 0) event[`gone${kind}`] = gone;
    }
    const numbers = first(this.waitingRequests, room).sort((a, b) => a - b);
    const requests = numbers.flatMap((number) => this.source.request(number) ?? []);
    if (requests.length > 0) event["requests"] = requests;
    return event;
  }

  private write(event: string, data: JsonObject): void {
    // JSON has no line breaks of its own, so that one data line holds it.
    this.blocked = !this.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

/** Takes so many out of a set, those first that came first. */
function first<T>(set: Set<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of set) {
    if (taken.length >= count) break;
    taken.push(item);
    set.delete(item);
  }
  return taken;
}
