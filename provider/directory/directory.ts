import { type Answer, resourcePath, ScimClient } from "../scim/client.js";
import { sameValue } from "../scim/compare.js";
import { effectOf, NotFoundError, ServiceError } from "../scim/errors.js";
import { eq } from "../scim/filter.js";
import { idOf, isObject, textOf, type Json, type JsonObject } from "../scim/json.js";
import { Lanes } from "../scim/lanes.js";
import { type Operation, patchOp } from "../scim/patch.js";
import { findAttribute } from "../scim/schemas.js";
import { type Dialect, type Rate } from "../dialects/index.js";
import { Arrivals } from "./arrivals.js";
import { requestHeaders, type Connection } from "./connection.js";
import { discover, type Features } from "./features.js";
import { MemberWriter } from "./memberWriter.js";
import { notice } from "./notice.js";
import { Ownership } from "./ownership.js";
import { Roster } from "./roster.js";

export type Endpoint = "/Users" | "/Groups";

/** What a write needs beside its body. */
export interface WriteOptions {
  /** Version for If-Match; sent only where the service supports ETags. */
  version?: string | undefined;
  /** Whether sending it twice has the effect of sending it once, so that a lost answer may be repeated. */
  idempotent?: boolean;
}

/**
 * One service during one run: the client, what the service can do, what has been read of it, who is alive in it and who
 * writes its groups. Shared by every resource of the process.
 */
export class Directory {
  readonly connection: Connection;
  readonly ownership = new Ownership();
  readonly arrivals = new Arrivals();
  readonly members: MemberWriter;
  readonly #client: ScimClient;
  readonly #lanes: Lanes;
  readonly #reads = new Map<string, Promise<JsonObject | undefined>>();
  readonly #seen = new Map<string, JsonObject>();
  readonly #said = new Set<string>();
  readonly #withoutPatch = new Set<Endpoint>();
  /** Who is in which group, where only people's own `groups` tell. */
  readonly roster: Roster | undefined;
  readonly #groupNames = new Map<string, string>();
  #features: Promise<Features> | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
    const { token, headers, dialect } = connection;
    const { maxConcurrency, maxRequestsPerSecond } = connection;
    // An operator's number stands in the place of the service's one rate, and beside rates of its own for some requests.
    const isOwn = ({ methods, endpoint }: Rate) => methods !== undefined || endpoint !== undefined;
    const rates = maxRequestsPerSecond === undefined ? dialect.rates : dialect.rates.filter(isOwn);
    this.#lanes = new Lanes({ maxConcurrency, requestsPerSecond: maxRequestsPerSecond, rates });
    this.#client = new ScimClient({
      baseUrl: connection.endpoint,
      headers: () => Promise.resolve(requestHeaders(connection)),
      mediaType: dialect.mediaType,
      timeoutMs: connection.timeoutMs,
      deadlineMs: connection.deadlineMs,
      limiter: this.#lanes,
      secrets: () => [...(token === undefined ? [] : [token]), ...Object.values(headers)],
    });
    const { list, fromAttributes } = dialect.members;
    this.roster = list === "scanUsers" ? new Roster(() => this.list("/Users"), fromAttributes) : undefined;
    this.members = new MemberWriter(this, dialect.members, this.roster);
  }

  /** What the service can do; asked once. A failure is not remembered. */
  features(): Promise<Features> {
    this.#features ??= discover(this.#client, this.connection.dialect).catch((error: unknown) => {
      this.#features = undefined;
      throw error;
    });
    return this.#features;
  }

  /** Whether PATCH is worth trying there: the service does not deny it, and has not refused the method in this run. */
  async canPatch(endpoint: Endpoint): Promise<boolean> {
    return !this.#withoutPatch.has(endpoint) && (await this.features()).patch;
  }

  /** Whether the service's rate for that method has room for one request more at once. */
  hasRoom(method: "PATCH" | "PUT", endpoint: Endpoint): boolean {
    return this.#lanes.for(method, endpoint).hasRoom;
  }

  /** The service has answered that it knows no PATCH there. */
  forgoPatch(endpoint: Endpoint): void {
    this.#withoutPatch.add(endpoint);
  }

  /**
   * The resource with that id, or undefined when the service answers that there is none. Concurrent and repeated reads
   * share one request until a write changes the resource; `fresh` asks the service again.
   */
  read(endpoint: Endpoint, id: string, options: { fresh?: boolean } = {}): Promise<JsonObject | undefined> {
    const path = resourcePath(endpoint, id);
    const known = options.fresh === true ? undefined : this.#reads.get(path);
    if (known) return known;
    this.#seen.delete(path);
    const reading = this.#get(endpoint, id);
    this.#reads.set(path, reading);
    reading.then(
      (resource) => {
        if (this.#reads.get(path) === reading && resource) this.#seen.set(path, resource);
      },
      () => {
        if (this.#reads.get(path) === reading) this.#reads.delete(path);
      },
    );
    return reading;
  }

  /** The group's displayName, as any answer of this run last showed it; NotFoundError when there is no such group. */
  async groupName(id: string): Promise<string> {
    const known = this.#groupNames.get(id);
    if (known !== undefined) return known;
    const group = await this.read("/Groups", id);
    if (!group) throw noGroup("GET", id);
    return textOf(group["displayName"]) ?? "";
  }

  /** Keeps what an answer tells beside the resource itself. */
  #note(endpoint: Endpoint, resource: JsonObject | undefined): void {
    if (!resource) return;
    if (endpoint === "/Users") {
      this.roster?.shown(resource);
      return;
    }
    const [id, name] = [idOf(resource), textOf(resource["displayName"])];
    if (id !== undefined && name !== undefined) this.#groupNames.set(id, name);
  }

  /** The resource as an answer last showed it in this run, to a read or to the last write. */
  known(endpoint: Endpoint, id: string): JsonObject | undefined {
    return this.#seen.get(resourcePath(endpoint, id));
  }

  async #get(endpoint: Endpoint, id: string): Promise<JsonObject | undefined> {
    const { idFallsBack } = this.#capabilities(endpoint);
    try {
      const { body } = await this.#client.request("GET", resourcePath(endpoint, id));
      if (body && idFallsBack && idOf(body) !== id) return undefined;
      this.#note(endpoint, body);
      return body;
    } catch (error) {
      if (error instanceof NotFoundError || (await this.#isMissing(endpoint, id, error))) return undefined;
      throw error;
    }
  }

  /** Whether an answer that may mean "no such group" does: a list, which the token would be refused just so, lacks it. */
  async #isMissing(endpoint: Endpoint, id: string, error: unknown): Promise<boolean> {
    const { missingStatus } = this.connection.dialect.group;
    if (endpoint !== "/Groups" || !(error instanceof ServiceError) || !missingStatus.includes(error.status))
      return false;
    try {
      for await (const group of this.list(endpoint)) if (idOf(group) === id) return false;
      return true;
    } catch {
      return false;
    }
  }

  #capabilities(endpoint: Endpoint): Dialect["user"] | Dialect["group"] {
    const { user, group } = this.connection.dialect;
    return endpoint === "/Users" ? user : group;
  }

  #forget(path: string): void {
    this.#reads.delete(path);
    this.#seen.delete(path);
  }

  /**
   * Everybody whose attribute has this value, each hit checked against the attribute before it is believed. A filter
   * that is refused, that lies or that finds nobody where `expected` says that somebody is there, is followed by a walk
   * through all pages (RFC 7644 section 3.4.2).
   */
  async find(
    endpoint: Endpoint,
    attribute: string,
    value: string,
    options: { expected?: boolean } = {},
  ): Promise<JsonObject[]> {
    const { filter } = this.connection.dialect;
    const filters = endpoint === "/Users" ? filter.users : filter.groups;
    const matches = (resource: JsonObject) => carries(endpoint, resource, attribute, value);
    if (filters.includes(attribute)) {
      const answered = await this.#filtered(endpoint, attribute, value);
      const hits = answered?.filter(matches) ?? [];
      const believable = filter.emptyIsProof && answered?.length === hits.length;
      if (hits.length > 0 || (believable && options.expected !== true)) return hits;
    }
    const hits: JsonObject[] = [];
    for await (const resource of this.list(endpoint)) if (matches(resource)) hits.push(resource);
    return hits;
  }

  async #filtered(endpoint: Endpoint, attribute: string, value: string): Promise<JsonObject[] | undefined> {
    const { quote } = this.connection.dialect.filter;
    try {
      const hits: JsonObject[] = [];
      for await (const hit of this.#client.list(endpoint, { filter: eq(attribute, value, { quote }) })) hits.push(hit);
      return hits;
    } catch (error) {
      if (error instanceof ServiceError && [400, 403, 404, 405, 500, 501].includes(error.status)) return undefined;
      throw error;
    }
  }

  list(endpoint: Endpoint): AsyncGenerator<JsonObject> {
    const { page } = this.connection.dialect;
    const count = endpoint === "/Users" ? page.users : page.groups;
    return this.#client.list(endpoint, count === undefined ? {} : { count });
  }

  /** Makes a resource; what was read under its id before, if the service uses ids again, is forgotten. */
  async create(endpoint: Endpoint, body: JsonObject): Promise<Answer> {
    const answer = await this.#client.request("POST", endpoint, { body });
    const id = answer.body && idOf(answer.body);
    if (id !== undefined) this.#forget(resourcePath(endpoint, id));
    this.#note(endpoint, answer.body);
    return answer;
  }

  patch(endpoint: Endpoint, id: string, operations: Operation[], options: WriteOptions = {}): Promise<Answer> {
    return this.#write("PATCH", endpoint, id, patchOp(operations), options);
  }

  /** A PATCH whose body is a resource with the changed attributes only, for services that know no PatchOp. */
  patchPart(endpoint: Endpoint, id: string, part: JsonObject, options: WriteOptions = {}): Promise<Answer> {
    return this.#write("PATCH", endpoint, id, part, options);
  }

  replace(endpoint: Endpoint, id: string, body: JsonObject, options: WriteOptions = {}): Promise<Answer> {
    return this.#write("PUT", endpoint, id, body, { idempotent: true, ...options });
  }

  /** Ends the resource; that it is not there any more is success. */
  async remove(endpoint: Endpoint, id: string): Promise<void> {
    const path = resourcePath(endpoint, id);
    try {
      await this.#client.request("DELETE", path);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    } finally {
      this.#forget(path);
    }
  }

  async #write(
    method: "PATCH" | "PUT",
    endpoint: Endpoint,
    id: string,
    body: JsonObject,
    options: WriteOptions,
  ): Promise<Answer> {
    const path = resourcePath(endpoint, id);
    const { version, idempotent } = options;
    const ifMatch = version !== undefined && (await this.features()).etag ? { ifMatch: version } : {};
    let written: JsonObject | undefined;
    try {
      const repeat = idempotent ? "safe" : "unprocessed";
      const answer = await this.#client.request(method, path, { body, ...ifMatch, repeat });
      this.#note(endpoint, answer.body);
      written = answer.body;
      return answer;
    } catch (error) {
      if (endpoint === "/Users" && effectOf(error) !== "none") this.roster?.forget();
      if (await this.#isMissing(endpoint, id, error)) throw noGroup(method, id);
      throw error;
    } finally {
      this.#forget(path);
      if (written && idOf(written) === id) this.#seen.set(path, written);
    }
  }

  /** Says something to the operator. */
  notice(text: string): void {
    notice(text);
  }

  /** Says something that would be the same for many resources. */
  noticeOnce(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    notice(text);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

function noGroup(method: string, id: string): NotFoundError {
  return new NotFoundError({ method, path: `/Groups/${id}`, status: 404, detail: "no such group" });
}

function carries(endpoint: Endpoint, resource: JsonObject, attribute: string, value: string): boolean {
  const values: Json[] = [];
  const [head = attribute, sub] = attribute.split(".");
  const found = resource[head];
  if (sub === undefined) values.push(found ?? null);
  else if (Array.isArray(found)) for (const item of found) values.push(partOf(item, sub));
  return values.some((held) =>
    sameValue(findAttribute(endpoint === "/Users" ? "User" : "Group", attribute), value, held),
  );
}

function partOf(item: Json, name: string): Json {
  return isObject(item) ? (item[name] ?? null) : null;
}
