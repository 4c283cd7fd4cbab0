import { resourcePath, type ScimClient } from "../scim/client.js";
import { sameValue } from "../scim/compare.js";
import { AnswerError, NotFoundError, ServiceError } from "../scim/errors.js";
import { eq } from "../scim/filter.js";
import { idOf, textOf, type JsonObject } from "../scim/json.js";
import { findAttribute } from "../scim/schemas.js";
import { type Dialect } from "../dialects/index.js";
import { Census, valuesOf } from "./census.js";
import { type Expectation, PageReader } from "./pageReader.js";

export type Endpoint = "/Users" | "/Groups";

const maxFilterRefusals = 3;
/** So many who do not match, and the filter is not carried out at all. */
const maxStrangers = 50;
/** Statuses of a service that does not let look at people or groups in the way that was asked for. */
export const refusals: readonly number[] = [400, 403, 404, 405, 501];

/**
 * What is read of one service during one run: by id, by list pages that all who read share, and by attribute. A write
 * makes what it changed unknown again.
 */
export class Reads {
  readonly #client: ScimClient;
  readonly #dialect: Dialect;
  readonly #single = new Map<string, Promise<JsonObject | undefined>>();
  readonly #seen = new Map<string, JsonObject>();
  readonly #groupNames = new Map<string, string>();
  readonly #pages = new Map<Endpoint, PageReader>();
  readonly #censuses = new Map<Endpoint, Census>();
  /** By endpoint and attribute; minus infinity for a filter that the service has answered. */
  readonly #filterRefusals = new Map<string, number>();
  readonly #shown: (endpoint: Endpoint, resource: JsonObject) => void;

  /** `shown` hears of each resource that an answer to a read shows. */
  constructor(client: ScimClient, dialect: Dialect, shown: (endpoint: Endpoint, resource: JsonObject) => void) {
    this.#client = client;
    this.#dialect = dialect;
    this.#shown = shown;
  }

  /**
   * The resource with that id, whole, or undefined when the service answers that there is none. Concurrent and repeated
   * reads share one request until a write changes the resource; `fresh` asks the service again.
   */
  byId(endpoint: Endpoint, id: string, options: { fresh?: boolean } = {}): Promise<JsonObject | undefined> {
    const path = resourcePath(endpoint, id);
    const known = options.fresh === true ? undefined : this.#single.get(path);
    if (known) return known;
    this.#seen.delete(path);
    const reading = this.#get(endpoint, id);
    this.#keep(path, reading);
    return reading;
  }

  /**
   * The same, for one of many: answered from the list pages of this run where that is cheaper, so long as they show what
   * was expected.
   */
  async oneOfMany(endpoint: Endpoint, id: string, expectation?: Expectation): Promise<JsonObject | undefined> {
    const path = resourcePath(endpoint, id);
    const known = this.#single.get(path);
    if (known) return known;
    const resource = await this.#pagesOf(endpoint).read(id, expectation);
    if (resource && expectation?.isFull === true && !this.#single.has(path))
      this.#keep(path, Promise.resolve(resource));
    return resource;
  }

  #keep(path: string, reading: Promise<JsonObject | undefined>): void {
    this.#single.set(path, reading);
    reading.then(
      (resource) => {
        if (this.#single.get(path) === reading && resource) this.#seen.set(path, resource);
      },
      () => {
        if (this.#single.get(path) === reading) this.#single.delete(path);
      },
    );
  }

  /** The resource as an answer last showed it in this run: to a read, to the last write, or in a list. */
  known(endpoint: Endpoint, id: string): JsonObject | undefined {
    return this.#seen.get(resourcePath(endpoint, id)) ?? this.#pages.get(endpoint)?.item(id);
  }

  /** The group's displayName, as any answer of this run last showed it; NotFoundError when there is no such group. */
  async groupName(id: string): Promise<string> {
    const known = this.#groupNames.get(id);
    if (known !== undefined) return known;
    const group = await this.byId("/Groups", id);
    if (!group) throw noGroup("GET", id);
    return textOf(group["displayName"]) ?? "";
  }

  /** Keeps what an answer tells beside the resource itself. */
  note(endpoint: Endpoint, resource: JsonObject | undefined): void {
    if (!resource) return;
    this.#shown(endpoint, resource);
    if (endpoint === "/Users") return;
    const [id, name] = [idOf(resource), textOf(resource["displayName"])];
    if (id !== undefined && name !== undefined) this.#groupNames.set(id, name);
  }

  /** What was read under that id is out of date; `now` is what the answer to the write showed, if it did. */
  forget(endpoint: Endpoint, id: string, now?: JsonObject): void {
    const path = resourcePath(endpoint, id);
    this.#single.delete(path);
    this.#seen.delete(path);
    this.#pagesOf(endpoint).forget(id);
    if (now && idOf(now) === id) this.#seen.set(path, now);
  }

  async #get(endpoint: Endpoint, id: string): Promise<JsonObject | undefined> {
    const { idFallsBack } = endpoint === "/Users" ? this.#dialect.user : this.#dialect.group;
    try {
      const { body } = await this.#client.request("GET", resourcePath(endpoint, id));
      const shown = body && idOf(body);
      if (shown === undefined && textOf(body?.[nameOf(endpoint)]) === undefined) throw nobody(endpoint, id);
      if (idFallsBack && shown !== id) return undefined;
      if (shown !== undefined && shown.toLowerCase() !== id.toLowerCase()) throw somebodyElse(endpoint, id, shown);
      this.note(endpoint, body);
      return body;
    } catch (error) {
      if (error instanceof NotFoundError || (await this.isMissing(endpoint, id, error))) return undefined;
      throw error;
    }
  }

  /** Whether an answer that may mean "no such group" does: a list, which the token would be refused just so, lacks it. */
  async isMissing(endpoint: Endpoint, id: string, error: unknown): Promise<boolean> {
    const { missingStatus } = this.#dialect.group;
    if (endpoint !== "/Groups" || !(error instanceof ServiceError) || !missingStatus.includes(error.status))
      return false;
    try {
      for await (const group of this.list(endpoint)) if (idOf(group) === id) return false;
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Everybody whose attribute has this value, each hit checked against the attribute before it is believed. A filter
   * that is refused, that lies or that finds nobody where `expected` says that somebody is there, is followed by a walk
   * through all pages (RFC 7644 section 3.4.2); with `shared` through those that this run has read already.
   */
  async find(
    endpoint: Endpoint,
    attribute: string,
    value: string,
    options: { expected?: boolean; shared?: boolean } = {},
  ): Promise<JsonObject[]> {
    const { filter } = this.#dialect;
    const filters = endpoint === "/Users" ? filter.users : filter.groups;
    const matches = (resource: JsonObject) => carries(endpoint, resource, attribute, value);
    if (filters.includes(attribute)) {
      const answered = await this.#filtered(endpoint, attribute, value, matches);
      const believable = filter.emptyIsProof && answered?.strangers === 0;
      if (answered && (answered.hits.length > 0 || (believable && options.expected !== true))) return answered.hits;
    }
    const hits: JsonObject[] = [];
    const all = options.shared === true ? this.listShared(endpoint) : this.list(endpoint);
    for await (const resource of all) if (matches(resource)) hits.push(resource);
    return hits;
  }

  /**
   * As `find`, for an object that this run is about to make and that is not there as a rule. Asks for no more pages than it
   * was asked for objects, and sees nothing of what this run has written; nobody where the service lets nobody look.
   */
  async seek(endpoint: Endpoint, attribute: string, value: string): Promise<JsonObject[]> {
    const census = this.#censuses.get(endpoint) ?? new Census(this.#pagesOf(endpoint));
    this.#censuses.set(endpoint, census);
    const held = await census.having(attribute, value);
    if (held) return held.filter((resource) => carries(endpoint, resource, attribute, value));
    return this.find(endpoint, attribute, value).catch((error: unknown) => {
      if (error instanceof ServiceError && refusals.includes(error.status)) return [];
      throw error;
    });
  }

  /**
   * Undefined if the service refuses that filter. A refusal may be of the one value: only after three, and no answer, the filter
   * is not tried again in this run.
   */
  async #filtered(
    endpoint: Endpoint,
    attribute: string,
    value: string,
    matches: (resource: JsonObject) => boolean,
  ): Promise<{ hits: JsonObject[]; strangers: number } | undefined> {
    const { quote } = this.#dialect.filter;
    const name = `${endpoint} ${attribute}`;
    if (this.#refusalsOf(name) >= maxFilterRefusals) return undefined;
    try {
      const hits: JsonObject[] = [];
      let strangers = 0;
      for await (const one of this.#client.list(endpoint, { filter: eq(attribute, value, { quote }) })) {
        if (matches(one)) hits.push(one);
        else strangers += 1;
        if (strangers < maxStrangers) continue;
        // The service lists everybody, whatever the filter says: it is not asked so again.
        this.#filterRefusals.set(name, maxFilterRefusals);
        return undefined;
      }
      this.#filterRefusals.set(name, Number.NEGATIVE_INFINITY);
      return { hits, strangers };
    } catch (error) {
      if (!(error instanceof ServiceError) || ![...refusals, 500].includes(error.status)) throw error;
      this.#filterRefusals.set(name, this.#refusalsOf(name) + 1);
      return undefined;
    }
  }

  #refusalsOf(filter: string): number {
    return this.#filterRefusals.get(filter) ?? 0;
  }

  /** Everything, by a walk that begins now. */
  list(endpoint: Endpoint): AsyncGenerator<JsonObject> {
    return this.#client.list(endpoint, this.#query(endpoint));
  }

  /** Everything, by the pages that this run has read and those that are left; by a new walk once something was written. */
  async *listShared(endpoint: Endpoint): AsyncGenerator<JsonObject> {
    yield* (await this.#pagesOf(endpoint).all()) ?? this.list(endpoint);
  }

  /** Whether the list pages that this run has read show somebody with that externalId. */
  showsExternalId(endpoint: Endpoint, externalId: string): boolean {
    return this.#pages.get(endpoint)?.externalIds.has(externalId) ?? false;
  }

  #query(endpoint: Endpoint): { count?: number } {
    const { page } = this.#dialect;
    const count = endpoint === "/Users" ? page.users : page.groups;
    return count === undefined ? {} : { count };
  }

  #pagesOf(endpoint: Endpoint): PageReader {
    const known = this.#pages.get(endpoint);
    if (known) return known;
    const pages = new PageReader({
      walk: this.#client.walk(endpoint, this.#query(endpoint)),
      get: (id) => this.byId(endpoint, id),
      shown: (resource) => {
        this.note(endpoint, resource);
      },
    });
    this.#pages.set(endpoint, pages);
    return pages;
  }
}

/** The attribute that each resource of the endpoint has beside its id (RFC 7643 sections 4.1.1 and 4.2). */
function nameOf(endpoint: Endpoint): "userName" | "displayName" {
  return endpoint === "/Users" ? "userName" : "displayName";
}

/** An object that tells of nobody must not be taken for somebody who has nothing: a group without members, a person without a manager. */
function nobody(endpoint: Endpoint, id: string): AnswerError {
  return new AnswerError(
    `GET ${resourcePath(endpoint, id)} was answered with an object that has neither an id nor a ${nameOf(endpoint)}. Try again, or check what stands before the service.`,
    { status: 200, reason: "notAsked" },
  );
}

/** What is said of one must not be taken for another: a cache or a proxy in the middle may mix answers up. */
function somebodyElse(endpoint: Endpoint, id: string, shown: string): AnswerError {
  return new AnswerError(
    `GET ${resourcePath(endpoint, id)} was answered with another id (${shown}). Use that id, or check what stands before the service.`,
    { status: 200, reason: "notAsked" },
  );
}

/** The error of an answer that means "no such group" under another status. */
export function noGroup(method: string, id: string): NotFoundError {
  return new NotFoundError({ method, path: `/Groups/${id}`, status: 404, detail: "no such group" });
}

function carries(endpoint: Endpoint, resource: JsonObject, attribute: string, value: string): boolean {
  const held = findAttribute(endpoint === "/Users" ? "User" : "Group", attribute);
  return valuesOf(resource, attribute).some((one) => sameValue(held, value, one));
}
