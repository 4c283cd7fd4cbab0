import { type IncomingHttpHeaders } from "node:http";
import { type Route } from "../http/router.js";
import { type ScimError } from "../scimError.js";
import { type Service } from "../service.js";

/** One service's SCIM: its address, its endpoints, how it lets in and how it refuses. The store and the operations are shared. */
export interface Dialect {
  readonly name: string;
  /** The path of the base URL, when the caller gives none. */
  readonly basePath: string;
  /** The content type of answers. */
  readonly contentType: string;
  /** Media types of request bodies that are taken; others are answered 415. */
  readonly accepts: readonly string[];
  /** The table of endpoints; what it lacks is 404, or 405 when another method of the path is there. */
  routes(service: Service): readonly Route[];
  /** Throws the refusal of a request that does not bring the token. */
  authenticate(headers: IncomingHttpHeaders, token: string): void;
  /** The body of a refusal. */
  errorBody(error: ScimError): unknown;
}
