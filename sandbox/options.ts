import { type AbsorbSwitches } from "./dialects/absorb/switches.js";
import { type Dialect } from "./dialects/dialect.js";
import { type IroncladSwitches } from "./dialects/ironclad/switches.js";
import { type LeapsomeSwitches } from "./dialects/leapsome/switches.js";
import { type FaultRule } from "./faults.js";
import { type JsonObject } from "./json.js";
import { type StrictReferences } from "./references.js";

/** Resources as the API shows them; ids and `meta` dates are kept, what the service derives is derived anew. */
export interface Seed {
  readonly Users?: readonly JsonObject[];
  readonly Groups?: readonly JsonObject[];
}

/** How a sandbox starts. Everything has a default; switches that real services differ in default to what RFC 7643/7644 says. */
export interface SandboxOptions {
  /** Whose SCIM is spoken: rfc7644, leapsome, absorb or ironclad. Some defaults below are other ones there. @default "rfc7644" */
  readonly dialect?: string;
  /** What Leapsome's documents leave open. */
  readonly leapsome?: Partial<LeapsomeSwitches>;
  /** What Absorb's page leaves open. */
  readonly absorb?: Partial<AbsorbSwitches>;
  /** What Ironclad's documents leave open. */
  readonly ironclad?: Partial<IroncladSwitches>;
  /** TCP port; 0 takes any free one. @default 8080 */
  readonly port?: number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** Bearer token that every request must bring. @default a random one */
  readonly token?: string;
  /** Path of the base URL; begins with a slash. @default "/scim/v2", or the dialect's own */
  readonly basePath?: string;
  /** Milliseconds that pass before each request is worked on. @default 0 */
  readonly latencyMs?: number;
  /** Requests a second (of all clients together) beyond which the answer is 429 with Retry-After. @default no limit */
  readonly requestsPerSecond?: number;
  /** Requests that may come at once after a pause. @default requestsPerSecond, at least 1 */
  readonly burst?: number;
  /** Faults from the start; `fault()` adds more. */
  readonly faults?: readonly FaultRule[];
  /** What the service holds at the start. */
  readonly seed?: Seed;
  /** The most resources on a page, whatever `count` asks for. @default 1000 */
  readonly maxPageSize?: number;
  /** The resources on a page when `count` is not given. @default 100 */
  readonly defaultPageSize?: number;
  /** Bytes of a request body beyond which the answer is 413. @default 8 MiB */
  readonly maxBodyBytes?: number;
  /** Members in one body beyond which the answer is 400, as many services do. @default no limit */
  readonly maxMembersPerRequest?: number;
  /** Entity tags: `meta.version`, ETag, If-Match, If-None-Match. @default true */
  readonly etag?: boolean;
  /** Filters on lists; without, a filter is answered 400 invalidFilter. @default true */
  readonly filter?: boolean;
  /** Sorting of lists; without, sortBy is ignored (RFC 7644 section 3.4.2.3). @default true */
  readonly sort?: boolean;
  /** PATCH; without, it is answered 501 (RFC 7644 section 3.5). @default true */
  readonly patch?: boolean;
  /** The status of a successful PATCH; 204 has no body unless `attributes` asks for some. @default 200 */
  readonly patchStatus?: 200 | 204;
  /** A PATCH `remove` whose filter or value list finds nothing: 400 noTarget (RFC 7644 table 9) or no change. @default "noTarget" */
  readonly removeWithoutMatch?: "noTarget" | "ignore";
  /** Whether two groups may not have one displayName. RFC 7643 allows it, most services do not. @default true */
  readonly uniqueGroupNames?: boolean;
  /** Whether references to nobody are refused. @default { members: true, manager: false } */
  readonly strictReferences?: Partial<StrictReferences>;
  /** The order in which a group shows its members. @default "insertion" */
  readonly memberOrder?: "insertion" | "reversed" | "sorted";
  /** Where groups show no members. @default "never" */
  readonly hideMembers?: "never" | "lists" | "always";
  /** Discovery endpoints: behind the token, open to all, or 404. @default "protected" */
  readonly discovery?: "protected" | "public" | "absent";
  /** Whether the root of the origin shows a page, to browsers on this machine: people, groups, requests, as they change. @default true */
  readonly page?: boolean;
  /** The clock of `meta` dates. @default the system's */
  readonly now?: () => Date;
  /** The source of ids. @default random UUIDs */
  readonly newId?: () => string;
}

/** The options with every default filled in. */
export interface FullOptions {
  readonly dialect: Dialect;
  readonly leapsome: LeapsomeSwitches;
  readonly absorb: AbsorbSwitches;
  readonly ironclad: IroncladSwitches;
  readonly port: number;
  readonly host: string;
  readonly token: string;
  readonly basePath: string;
  readonly latencyMs: number;
  readonly requestsPerSecond: number | undefined;
  readonly burst: number | undefined;
  readonly faults: readonly FaultRule[];
  readonly seed: Required<Seed>;
  readonly maxPageSize: number;
  readonly defaultPageSize: number;
  readonly maxBodyBytes: number;
  readonly maxMembersPerRequest: number;
  readonly etag: boolean;
  readonly filter: boolean;
  readonly sort: boolean;
  readonly patch: boolean;
  readonly patchStatus: 200 | 204;
  readonly removeWithoutMatch: "noTarget" | "ignore";
  readonly uniqueGroupNames: boolean;
  readonly strictReferences: StrictReferences;
  readonly memberOrder: "insertion" | "reversed" | "sorted";
  readonly hideMembers: "never" | "lists" | "always";
  readonly discovery: "protected" | "public" | "absent";
  readonly page: boolean;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Thrown by `startSandbox` for options, a seed or fault rules that cannot be used; the message names each and what is expected. */
export class InvalidOptionsError extends Error {
  override readonly name = "InvalidOptionsError";
}
