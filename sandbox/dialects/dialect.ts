import { type IncomingHttpHeaders } from "node:http";
import { type Route } from "../http/router.js";
import { type JsonObject } from "../json.js";
import { type FullOptions, type SandboxOptions } from "../options.js";
import { type RateLimit } from "../slidingWindow.js";
import { type ScimError } from "../scimError.js";
import { type Kind, type ResourceTypes } from "../schema/resourceType.js";
import { type Service } from "../service.js";
import { type Given, type Stored } from "../store.js";

/** One service's SCIM: its address, its endpoints, how it lets in and how it refuses. The store and the operations are shared. */
export interface Dialect {
  readonly name: string;
  /** The path of the base URL, when the caller gives none. */
  readonly basePath: string;
  /** The content type of answers. */
  readonly contentType: string;
  /** Media types of request bodies that are taken; others are answered 415. */
  readonly accepts: readonly string[];
  /** Options whose defaults differ from the RFC's; what the caller gives stands over them. */
  readonly defaults?: Partial<SandboxOptions>;
  /** The schemas, where they are not those of RFC 7643. */
  types?(options: FullOptions): ResourceTypes;
  /** The table of endpoints; what it lacks is 404, or 405 when another method of the path is there. */
  routes(service: Service): readonly Route[];
  /** Throws the refusal of a request that does not bring the token, or whatever else must come with it. */
  authenticate(headers: IncomingHttpHeaders, service: Service): void;
  /** The body of a refusal. */
  errorBody(error: ScimError, service: Service): unknown;
  /** The rate limits that the service documents; asked once. */
  rates?(options: FullOptions): readonly RateLimit[];
  /** Checks and completes a resource that is about to be stored; throws a ScimError for what the service refuses. */
  settle?(service: Service, kind: Kind, attributes: JsonObject, before: Stored | undefined): JsonObject;
  /** A resource, already projected, as this service spells it; may change and answer the object that it is given. */
  present?(service: Service, kind: Kind, resource: JsonObject): JsonObject;
  /** Who keeps the resources, where the shared operations cannot. */
  readonly keeper?: Keeper;
}

/** How `dump`, `edit`, `create` and seeds reach a resource. */
export interface Keeper {
  /** A deep copy of what the API shows. */
  show(service: Service, stored: Stored): JsonObject;
  /** A deep copy of what somebody can change by hand in the service, which may be more than the API shows. */
  open(service: Service, stored: Stored): JsonObject;
  /** Stores a new resource in the form of either. */
  add(service: Service, kind: Kind, resource: JsonObject, given: Given): Stored;
  /** Stores what was made of an opened resource. */
  save(service: Service, stored: Stored, resource: JsonObject): Stored;
  /** The ids of a group's members, where the API shows them at the members only. */
  membersOf?(service: Service, group: Stored): string[];
}
