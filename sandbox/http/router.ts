import { badRequest, ScimError } from "../scimError.js";
import { type Kind } from "../schema/resourceType.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";

/** What an endpoint does; it throws a ScimError to refuse. */
export type Operation = (service: Service, request: ScimRequest) => ScimResponse;

/** One line of the table of endpoints. */
export interface Route {
  readonly method: string;
  /** A path below the base path; `:id` stands for one segment. */
  readonly pattern: string;
  readonly operation: Operation;
  /** The kind of resource that the operation works on. */
  readonly kind: Kind;
  readonly about: "resources" | "discovery";
  /** Whether it answers without the token. */
  readonly public: boolean;
}

/** A route with the id that its path holds ("" when its pattern has none). */
export interface Match {
  readonly route: Route;
  readonly id: string;
}

/** Finds the route of a request by the path below the base path, still encoded. A static segment wins over `:id`. */
export class Router {
  private readonly table: readonly { readonly route: Route; readonly segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.table = routes.map((route) => ({ route, segments: segmentsOf(route.pattern) }));
  }

  /** Throws 404 for an unknown path, 405 with Allow for a known one that has no such method, 400 for a segment that cannot be decoded. */
  match(method: string, path: string): Match {
    const segments = segmentsOf(path).map(decode);
    const fitting = this.table.flatMap(({ route, segments: pattern }) => {
      if (pattern.length !== segments.length) return [];
      const fits = pattern.every((part, index) => part === ":id" || part === segments[index]);
      return fits ? [{ route, id: segments[pattern.indexOf(":id")] ?? "", exact: !pattern.includes(":id") }] : [];
    });
    const exact = fitting.filter((each) => each.exact);
    const candidates = exact.length > 0 ? exact : fitting;
    if (candidates.length === 0) throw new ScimError(404, `There is no endpoint ${path === "" ? "/" : path}.`);
    const found = candidates.find(({ route }) => route.method === method);
    if (found !== undefined) return found;
    const allowed = candidates.map(({ route }) => route.method).join(", ");
    throw new ScimError(405, `${path} has no ${method}; it has ${allowed}.`, undefined, { Allow: allowed });
  }
}

function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\//, "").replace(/\/$/, "");
  return trimmed === "" ? [] : trimmed.split("/");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("invalidPath", `The path segment ${segment} is not percent-encoded UTF-8.`);
  }
}
