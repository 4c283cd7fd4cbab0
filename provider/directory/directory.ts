import { type Answer, resourcePath, ScimClient } from "../scim/client.js";
import { effectOf, NotFoundError } from "../scim/errors.js";
import { idOf, type JsonObject } from "../scim/json.js";
import { Lanes } from "../scim/lanes.js";
import { type Operation, patchOp } from "../scim/patch.js";
import { trusting } from "../scim/trust.js";
import { versionOf } from "../scim/version.js";
import { type Rate } from "../dialects/index.js";
import { Arrivals } from "./arrivals.js";
import { type Connection } from "./connection.js";
import { type Credentials, openCredentials } from "./credentials.js";
import { type Endpoint, noGroup, Reads } from "./reads.js";
import { discover, type Features } from "./features.js";
import { GoneGuard } from "./gone.js";
import { Leavers } from "./leavers.js";
import { MemberWriter } from "./memberWriter.js";
import { Moves } from "./moves.js";
import { notice } from "./notice.js";
import { Ownership } from "./ownership.js";
import { Preconditions, regardless } from "./preconditions.js";
import { Roster } from "./roster.js";
import { type Siblings } from "./siblings.js";
import { Waits } from "./waits.js";

/** What a write needs beside its body. */
export interface WriteOptions {
  /** Version for If-Match; sent only where the service supports ETags, or insists on the header. */
  version?: string | undefined;
  /** Whether the answer need not show members, which is asked for where the service is known to understand it. */
  withoutMembers?: boolean;
  /** Whether sending it twice has the effect of sending it once, so that a lost answer may be repeated. */
  idempotent?: boolean;
  /** Whether a refusal for the rate is thrown at once, since the caller has another way. */
  throwsRefusal?: boolean;
}

/**
 * One service during one run: the client, what the service can do, what has been read of it, who is alive in it and who
 * writes its groups. Shared by every resource of the process.
 */
export class Directory {
  readonly connection: Connection;
  readonly ownership: Ownership;
  readonly arrivals = new Arrivals();
  readonly moves: Readonly<Record<Endpoint, Moves>> = { "/Users": new Moves(), "/Groups": new Moves() };
  readonly leavers: Leavers;
  readonly gone: GoneGuard;
  readonly reads: Reads;
  readonly members: MemberWriter;
  readonly #client: ScimClient;
  readonly #credentials: Credentials;
  readonly #lanes: Lanes;
  readonly #said = new Set<string>();
  readonly #withoutPatch = new Set<Endpoint>();
  readonly #preconditions = new Preconditions();
  /** Who is in which group, where only people's own `groups` tell. */
  readonly roster: Roster | undefined;
  #features: Promise<Features> | undefined;

  /** `siblings`: the other processes of the same run at this service, if any. */
  constructor(connection: Connection, siblings?: Siblings) {
    this.connection = connection;
    this.ownership = new Ownership(siblings);
    const { dialect, authorities } = connection;
    const { maxConcurrency, maxRequestsPerSecond } = connection;
    // An operator's number stands in the place of the service's one rate, and beside rates of its own for some requests.
    const isOwn = ({ methods, endpoint }: Rate) => methods !== undefined || endpoint !== undefined;
    const rates = maxRequestsPerSecond === undefined ? dialect.rates : dialect.rates.filter(isOwn);
    this.#lanes = new Lanes({ maxConcurrency, requestsPerSecond: maxRequestsPerSecond, rates });
    const trust = authorities === undefined ? undefined : trusting(authorities);
    this.#credentials = openCredentials(connection, trust);
    const { headers, secrets, renewal } = this.#credentials;
    this.#client = new ScimClient({
      baseUrl: connection.endpoint,
      headers,
      secrets,
      renewal,
      unauthorizedHint: connection.rotation,
      trust,
      mediaType: dialect.mediaType,
      timeoutMs: connection.timeoutMs,
      deadlineMs: connection.deadlineMs,
      limiter: this.#lanes,
      onRetry: new Waits(connection.deadlineMs).asked,
    });
    const { list, fromAttributes } = dialect.members;
    this.reads = new Reads(this.#client, dialect, (endpoint, resource) => {
      if (endpoint === "/Users") this.roster?.shown(resource);
    });
    this.leavers = new Leavers(connection, this.ownership, this.arrivals);
    this.gone = new GoneGuard(connection, this.reads);
    this.roster = list === "scanUsers" ? new Roster(this.reads, fromAttributes) : undefined;
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

  /** Whether PUT has a rate of its own there, with room for one request more at once. */
  hasRoomBesidePatch(endpoint: Endpoint): boolean {
    return this.#lanes.for("PUT", endpoint) !== this.#lanes.for("PATCH", endpoint) && this.hasRoom("PUT", endpoint);
  }

  /** The service has answered that it knows no PATCH there. */
  forgoPatch(endpoint: Endpoint): void {
    this.#withoutPatch.add(endpoint);
  }

  /** Whether a write against that version is refused when somebody else was faster. */
  async isGuarded(version: string | undefined): Promise<boolean> {
    return version !== undefined && this.#preconditions.areUseful && (await this.features()).etag;
  }

  /** The service refuses the version that it shows itself; the writes of this run do without. */
  forgoVersions(): void {
    this.#preconditions.forgo();
  }

  /** Makes a resource; what was read under its id before, if the service uses ids again, is forgotten. */
  async create(endpoint: Endpoint, body: JsonObject): Promise<Answer> {
    const answer = await this.#client.request("POST", endpoint, { body });
    const id = answer.body && idOf(answer.body);
    if (id !== undefined) this.reads.forget(endpoint, id);
    this.reads.note(endpoint, answer.body);
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
      await regardless(() =>
        this.#conditional(path, undefined, (ifMatch) => this.#client.request("DELETE", path, { ifMatch })),
      );
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    } finally {
      this.reads.forget(endpoint, id);
    }
    if (endpoint === "/Users") this.roster?.ended(id);
  }

  async #write(
    method: "PATCH" | "PUT",
    endpoint: Endpoint,
    id: string,
    body: JsonObject,
    options: WriteOptions,
  ): Promise<Answer> {
    const path = resourcePath(endpoint, id);
    const { version, idempotent, throwsRefusal, withoutMembers } = options;
    const isLean = withoutMembers === true && this.connection.dialect.group.excludesMembers;
    const query = isLean ? { excludedAttributes: "members" } : undefined;
    let written: JsonObject | undefined;
    try {
      const repeat = idempotent ? "safe" : "unprocessed";
      const answer = await this.#conditional(path, version, (ifMatch) =>
        this.#client.request(method, path, { body, query, ifMatch, repeat, throwsRefusal }),
      );
      this.reads.note(endpoint, answer.body);
      written = answer.body;
      return answer;
    } catch (error) {
      if (endpoint === "/Users" && effectOf(error) !== "none") this.roster?.forget();
      if (await this.reads.isMissing(endpoint, id, error)) throw noGroup(method, id);
      throw error;
    } finally {
      this.reads.forget(endpoint, id, written);
    }
  }

  #conditional<T>(path: string, version: string | undefined, write: (ifMatch?: string) => Promise<T>): Promise<T> {
    const isSupported = async () => (await this.features()).etag;
    const current = async () => {
      const { body, etag } = await this.#client.request("GET", path);
      return etag ?? versionOf(body);
    };
    return this.#preconditions.send(version, { isSupported, current }, write);
  }

  /**
   * Properties without the connection's credentials, which some services repeat in people's attributes: for what is kept or shown, never
   * for what is sent.
   */
  withoutCredentials(properties: JsonObject): JsonObject {
    return this.#credentials.hide(properties);
  }

  /** Says something to the operator. */
  notice(text: string): void {
    notice(text);
  }

  /** Says something that would be the same, or much the same (`about`), for many resources. */
  noticeOnce(text: string, about = text): void {
    if (this.#said.has(about)) return;
    this.#said.add(about);
    notice(text);
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#credentials.close()]);
  }
}
