import { readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { type Keeper } from "../dialects/dialect.js";
import { type Json } from "../json.js";
import { type Service } from "../service.js";
import { Events } from "./events.js";
import { refusalOf, SECURITY_HEADERS } from "./guard.js";
import { MAX_SHOWN, type PageRequests } from "./requests.js";
import { Secrets } from "./secrets.js";
import { Snapshot } from "./snapshot.js";

const FOLDER = "/page";
const MODULE = "text/javascript; charset=utf-8";

/** The files of the page, by path; they are read when asked for. */
const ASSETS: ReadonlyMap<string, { readonly file: string; readonly type: string }> = new Map([
  ["/", { file: "index.html", type: "text/html; charset=utf-8" }],
  [`${FOLDER}/page.css`, { file: "page.css", type: "text/css; charset=utf-8" }],
  [`${FOLDER}/icon.svg`, { file: "icon.svg", type: "image/svg+xml" }],
  ...[
    "details",
    "dom",
    "groups",
    "log",
    "main",
    "people",
    "read",
    "state",
    "tabs",
    "tree",
    "treeList",
    "virtualList",
  ].map((name) => [`${FOLDER}/${name}.mjs`, { file: `${name}.mjs`, type: MODULE }] as const),
]);

/** The page at the root of the origin, and the data that it reads. */
export class Page {
  private readonly snapshot: Snapshot;
  private readonly events: Events;
  private readonly secrets: Secrets;

  constructor(
    private readonly service: Service,
    keeper: Keeper,
    private readonly requests: PageRequests,
  ) {
    const { options, store } = service;
    this.secrets = new Secrets(options.token);
    this.snapshot = new Snapshot(service, keeper, this.secrets);
    this.events = new Events(store, this.snapshot, requests, this.secrets, () => ({
      dialect: options.dialect.name,
      url: this.service.url,
      maxRequests: MAX_SHOWN,
    }));
  }

  /** Whether the paths of the page are free: what lies below the base path is the service's. */
  static fits(basePath: string): boolean {
    return basePath !== "" && basePath !== FOLDER && !basePath.startsWith(`${FOLDER}/`);
  }

  /**
   * Answers a request for the page; false when it is none, so that the service answers it. Nothing of the page is logged, counted,
   * delayed or struck by a fault. Whoever brings credentials means the service.
   */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== "GET" || request.headers.authorization !== undefined) return false;
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    const work = this.find(path, new URLSearchParams(query));
    if (work === undefined) return false;
    const refusal = refusalOf(request, this.service.options.host);
    if (refusal === undefined) work(response);
    else send(response, 403, "text/plain; charset=utf-8", `${refusal}\n`);
    return true;
  }

  private find(path: string, query: URLSearchParams): ((response: ServerResponse) => void) | undefined {
    const asset = ASSETS.get(path);
    if (asset !== undefined) return (response) => void sendFile(response, asset.file, asset.type);
    const id = query.get("id") ?? "";
    switch (path) {
      case `${FOLDER}/events`:
        return (response) => {
          this.events.open(response);
        };
      case `${FOLDER}/user`:
        return (response) => {
          sendJson(response, this.snapshot.detail("Users", id));
        };
      case `${FOLDER}/group`:
        return (response) => {
          sendJson(response, this.snapshot.detail("Groups", id));
        };
      case `${FOLDER}/request`:
        return (response) => {
          sendJson(response, this.requests.detail(Number(query.get("number")), this.secrets));
        };
      default:
        return undefined;
    }
  }
}

async function sendFile(response: ServerResponse, file: string, type: string): Promise<void> {
  try {
    send(response, 200, type, await readFile(join(__dirname, "assets", file)));
  } catch {
    send(response, 500, "text/plain; charset=utf-8", `Could not read ${file} of the page.\n`);
  }
}

function sendJson(response: ServerResponse, value: Json | undefined): void {
  const body = value ?? { detail: "There is none of that id any more." };
  send(response, value === undefined ? 404 : 200, "application/json; charset=utf-8", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { ...SECURITY_HEADERS, "Content-Type": type, "Content-Length": length });
  response.end(body);
}
