import { setMaxListeners } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Keeper } from "./dialects/dialect.js";
import { Watchers, type Exchange } from "./exchange.js";
import { faultRuleSchema } from "./faultRules.js";
import { Faults, type FaultRule } from "./faults.js";
import { handle } from "./http/handler.js";
import { Router } from "./http/router.js";
import { type JsonObject } from "./json.js";
import { SHARED_KEEPER } from "./keeper.js";
import { type FullOptions, type SandboxOptions } from "./options.js";
import { PageRequests } from "./page/requests.js";
import { Page } from "./page/routes.js";
import { fullOptions, parseOptions } from "./readOptions.js";
import { TokenBucket } from "./rateLimit.js";
import { RequestLog, type LoggedRequest } from "./requestLog.js";
import { resourceTypes, type Kind } from "./schema/resourceType.js";
import { plantSeed } from "./seed.js";
import { SlidingWindow } from "./slidingWindow.js";
import { type Service } from "./service.js";
import { Store, type Stored } from "./store.js";

/** A running sandbox: what a client sees is behind `url`, the rest is for whoever started it. */
export interface Sandbox {
  /** The base URL with the base path, no slash at its end. */
  readonly url: string;
  /** The address of the page that shows people, groups and requests; undefined when there is none (`page: false`, no base path). */
  readonly page: string | undefined;
  /** The bearer token. */
  readonly token: string;
  /** The requests so far, oldest first (the latest 100,000); a running one has no status yet. */
  readonly requests: () => LoggedRequest[];
  /** Empties the log and sets the peak back. */
  readonly clearRequests: () => void;
  /** The most requests that ran at once. */
  readonly peakInFlight: () => number;
  /** All resources as the API shows them, in the order of their creation. */
  readonly dump: () => { Users: JsonObject[]; Groups: JsonObject[] };
  /** The password that a person was last given; undefined when there was none. The API never shows it. */
  readonly passwordOf: (id: string) => string | undefined;
  /** Changes a resource as by hand in the service; readOnly attributes stay. Throws for an unknown id and for what the service refuses. */
  readonly edit: (kind: Kind, id: string, change: (resource: JsonObject) => void) => void;
  /** Makes a resource as by hand in the service; `schemas` may be left out, `id` may be given. */
  readonly create: (kind: Kind, resource: JsonObject) => JsonObject;
  /** Removes a resource as by hand in the service. Throws for an unknown id. */
  readonly remove: (kind: Kind, id: string) => void;
  /** Puts a fault in force, its count from now; `remove` of the handle ends it. */
  readonly fault: (rule: FaultRule) => { readonly remove: () => void };
  /** Tells of every request together with its answer, from now on, before the answer leaves; `remove` of the handle ends it. */
  watch(listener: (exchange: Exchange) => void): { remove(): void };
  /** Ends the server and every connection; delayed answers are dropped. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a SCIM server in memory. Throws an InvalidOptionsError for options, seeds and fault rules that cannot be used, and Node's
 * own error for an address that cannot be had (EADDRINUSE).
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const full = fullOptions(options);
  const types = full.dialect.types?.(full) ?? resourceTypes({ uniqueGroupNames: full.uniqueGroupNames });
  const service: Service & { url: string } = { store: new Store(types, full), options: full, url: "" };
  const keeper = full.dialect.keeper ?? SHARED_KEEPER;
  plantSeed(service, keeper, full.seed);
  const shown = full.page && Page.fits(full.basePath) ? new PageRequests() : undefined;
  const page = shown === undefined ? undefined : new Page(service, keeper, shown);
  const parts = {
    service,
    router: new Router(full.dialect.routes(service)),
    faults: new Faults(),
    log: new RequestLog(shown),
    bucket: full.requestsPerSecond === undefined ? undefined : new TokenBucket(full.requestsPerSecond, full.burst),
    windows: (full.dialect.rates?.(full) ?? []).map((rate) => new SlidingWindow(rate)),
    watchers: new Watchers(),
  };
  for (const rule of full.faults) parts.faults.add(rule);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const server = createServer((request, response) => {
    if (page?.answer(request, response) === true) return;
    void handle({ ...parts, closing: closing.signal }, request, response);
  });
  // Longer than any client keeps an idle connection, so that no request meets a connection that is being closed.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, full);
  const origin = `http://${urlHost(full.host)}:${port}`;
  service.url = `${origin}${full.basePath}`;
  const sandbox = control(service, keeper, parts, server, closing);
  return { ...sandbox, page: page === undefined ? undefined : `${origin}/` };
}

function control(
  service: Service,
  keeper: Keeper,
  { log, faults, watchers }: { log: RequestLog; faults: Faults; watchers: Watchers },
  server: Server,
  closing: AbortController,
): Omit<Sandbox, "page"> {
  const { store, url, options } = service;
  const all = (kind: Kind): JsonObject[] => store.all(kind).map((stored) => keeper.show(service, stored));
  return {
    url,
    token: options.token,
    requests: () => log.list(),
    clearRequests: () => {
      log.clear();
    },
    peakInFlight: () => log.peakInFlight(),
    dump: () => ({ Users: all("Users"), Groups: all("Groups") }),
    passwordOf: (id) => {
      const password = existing(store, "Users", id).attributes["password"];
      return typeof password === "string" ? password : undefined;
    },
    edit: (kind, id, change) => {
      const stored = existing(store, kind, id);
      const resource = keeper.open(service, stored);
      change(resource);
      keeper.save(service, stored, resource);
    },
    create: (kind, resource) => {
      const given = typeof resource["id"] === "string" ? { id: resource["id"] } : {};
      return keeper.show(service, keeper.add(service, kind, resource, given));
    },
    remove: (kind, id) => {
      store.delete(existing(store, kind, id));
    },
    watch: (listener) => ({ remove: watchers.add(listener) }),
    fault: (rule) => ({ remove: faults.add(parseOptions("fault", faultRuleSchema, rule)) }),
    close: () => close(server, closing),
  };
}

function existing(store: Store, kind: Kind, id: string): Stored {
  const stored = store.get(kind, id);
  if (stored === undefined) throw new Error(`Could not find ${id} among the sandbox's ${kind}.`);
  return stored;
}

async function listen(server: Server, { port, host }: FullOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** The host part of a URL under which the address can be reached from this machine. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
}
