import { type ServerResponse } from "node:http";
import { type Connection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { isObject, textOf, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { hostileServer, json, type Seen } from "../scim/support/hostileServer.js";
import { connectionTo } from "./service.js";

/** One request to an odd service, with its body read and its address taken apart. */
export interface OddRequest {
  method: string;
  kind: "Users" | "Groups" | "ServiceProviderConfig";
  id: string | undefined;
  body: JsonObject;
  seen: Seen;
}

/** One operation of a PATCH, as it came. */
export interface OddOperation {
  op: string;
  path: string;
  value: Json | undefined;
}

/** In what a service is odd. What is left out is done in the plainest way that clients can live with. */
export interface Oddity {
  /** Answers a request by itself when it returns true. */
  answer?: (request: OddRequest, response: ServerResponse, service: OddService) => boolean;
  /** Carries out one operation on a resource. */
  apply?: (resource: JsonObject, operation: OddOperation) => void;
  /** What PATCH answers: 204 without a body, or 200 with the resource. */
  patchStatus?: 200 | 204;
  /** What a row or a resource shows. */
  show?: (resource: JsonObject) => JsonObject;
  /** ServiceProviderConfig; 404 without it. */
  config?: JsonObject;
}

/** A small service in memory that is wrong in the ways that a test names. It knows no filter: everybody comes back. */
export class OddService {
  readonly Users = new Map<string, JsonObject>();
  readonly Groups = new Map<string, JsonObject>();
  readonly requests: OddRequest[] = [];
  #next = 1;

  constructor(readonly oddity: Oddity) {}

  /** Puts a resource there as by hand. */
  put(kind: "Users" | "Groups", resource: JsonObject): string {
    const id = typeof resource["id"] === "string" ? resource["id"] : `id-${this.#next++}`;
    this[kind].set(id, { ...resource, id });
    return id;
  }

  held(id: string): JsonObject {
    return this.Users.get(id) ?? this.Groups.get(id) ?? {};
  }

  /** `METHOD /kind/id` of every request but discovery. */
  lines(): string[] {
    return this.requests
      .filter(({ kind }) => kind !== "ServiceProviderConfig")
      .map(({ method, kind, id }) => `${method} /${kind}${id === undefined ? "" : `/${id}`}`);
  }

  handle(response: ServerResponse, seen: Seen): void {
    const [, kind, id] = /^\/scim\/(\w+)(?:\/([^?]*))?/.exec(seen.url) ?? [];
    if (kind !== "Users" && kind !== "Groups" && kind !== "ServiceProviderConfig") {
      json(response, 404, {});
      return;
    }
    const parsed: unknown = seen.body === "" ? {} : JSON.parse(seen.body);
    const request: OddRequest = {
      method: seen.method,
      kind,
      id: id === undefined ? undefined : decodeURIComponent(id),
      body: isObject(parsed) ? parsed : {},
      seen,
    };
    this.requests.push(request);
    if (this.oddity.answer?.(request, response, this) === true) return;
    if (kind === "ServiceProviderConfig") json(response, this.oddity.config ? 200 : 404, this.oddity.config ?? {});
    else this.#plain({ ...request, kind }, response);
  }

  #plain({ method, kind, id, body }: OddRequest & { kind: "Users" | "Groups" }, response: ServerResponse): void {
    const all = this[kind];
    const show = this.oddity.show ?? ((resource: JsonObject) => resource);
    if (id === undefined) {
      if (method === "POST") json(response, 201, show(all.get(this.put(kind, body)) ?? {}));
      else json(response, 200, { totalResults: all.size, Resources: [...all.values()].map(show) });
      return;
    }
    const resource = all.get(id);
    if (!resource) {
      json(response, 404, { status: "404" });
      return;
    }
    if (method === "DELETE") all.delete(id);
    if (method === "PUT") all.set(id, { ...body, id });
    if (method === "PATCH")
      for (const operation of operationsOf(body)) (this.oddity.apply ?? plainly)(resource, operation);
    if (method === "DELETE" || (method === "PATCH" && this.oddity.patchStatus === 204)) response.writeHead(204).end();
    else json(response, 200, show(all.get(id) ?? {}));
  }
}

/** Runs a test against an odd service. */
export async function withOddService(
  oddity: Oddity,
  body: (service: OddService, open: (over?: Partial<Connection>) => Directory, said: string[]) => Promise<void>,
): Promise<void> {
  const service = new OddService(oddity);
  const server = await hostileServer((response, seen) => {
    service.handle(response, seen);
  });
  const said: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
  const opened: Directory[] = [];
  try {
    await body(
      service,
      (over = {}) => {
        const directory = new Directory(connectionTo(server.url, "tok-odd", over));
        opened.push(directory);
        return directory;
      },
      said,
    );
  } finally {
    log.mockRestore();
    await server.close();
    for (const directory of opened) await directory.close();
  }
}

/** The operations of a PATCH. */
export function operationsOf(body: JsonObject): OddOperation[] {
  const { Operations } = body;
  return (Array.isArray(Operations) ? Operations : []).filter(isObject).map(({ op, path, value }) => ({
    op: textOf(op) ?? "",
    path: textOf(path) ?? "",
    value,
  }));
}

/** Carries out an operation as RFC 7644 section 3.5.2 has it, as far as the provider uses it. */
export function plainly(resource: JsonObject, { op, path, value }: OddOperation): void {
  const filtered = /^members\[value eq (".*")\]$/.exec(path)?.[1];
  if (path === "members" || filtered !== undefined) {
    const given = listOf(value).filter(isObject);
    const leaving = filtered === undefined ? given.map((member) => JSON.stringify(member["value"])) : [filtered];
    const kept = listOf(resource["members"])
      .filter(isObject)
      .filter((member) => op === "add" || !leaving.includes(JSON.stringify(member["value"])));
    resource["members"] = op === "add" ? [...kept, ...given] : kept;
    return;
  }
  const [, urn, rest = path] = /^(urn:[^ ]*):([^:]+)$/.exec(path) ?? [];
  let target = resource;
  if (urn !== undefined) {
    const extension = resource[urn];
    target = isObject(extension) ? extension : {};
    resource[urn] = target;
  }
  const [name = rest, sub] = rest.split(".");
  if (sub !== undefined) {
    const below = target[name];
    const inner: JsonObject = isObject(below) ? below : {};
    target[name] = inner;
    target = inner;
  }
  const key = sub ?? name;
  if (op === "remove") Reflect.deleteProperty(target, key);
  else target[key] = value ?? null;
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((item): item is Json => item !== undefined) : [];
}
