import { type FullOptions } from "./options.js";
import { type ResourceType } from "./schema/resourceType.js";
import { type Store } from "./store.js";

/** What every operation works on: the data, how this service behaves, and the address under which it shows itself. */
export interface Service {
  readonly store: Store;
  readonly options: FullOptions;
  /** The base URL with the base path, no slash at its end; known once the server listens. */
  readonly url: string;
}

/** One request as an operation sees it: authenticated, its path matched, its body parsed. */
export interface ScimRequest {
  readonly type: ResourceType;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** The parsed body; undefined when there was none. */
  readonly body: unknown;
}

/** What an operation answers; without a body, none is sent. */
export interface ScimResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
