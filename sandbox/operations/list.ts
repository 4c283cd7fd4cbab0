import { LIST_RESPONSE } from "../../provider/scim/urns.js";
import { readFilter, resourcePredicate } from "../filter/evaluate.js";
import { type Filter } from "../filter/syntax.js";
import { wanted, type Wanted } from "../projection.js";
import { badRequest } from "../scimError.js";
import { type ResourceType } from "../schema/resourceType.js";
import { sorted } from "../sorting.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { type Stored } from "../store.js";
import { view } from "../view.js";
import { shown } from "./one.js";

/** A query (RFC 7644 section 3.4.2), whether it came as a GET or as a search message. */
export interface Query {
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: string | undefined;
  readonly startIndex: string | undefined;
  readonly count: string | undefined;
  readonly wanted: Wanted;
}

/** GET of one kind's endpoint. */
export function listResources(service: Service, request: ScimRequest): ScimResponse {
  return answerQuery(service, [request.type], queryOf(request.query));
}

/** GET of the base URL: users and groups together (RFC 7644 section 3.4.2.1). */
export function listAll(service: Service, request: ScimRequest): ScimResponse {
  return answerQuery(service, Object.values(service.store.types), queryOf(request.query));
}

/** The ListResponse for a query over some resource types. */
export function answerQuery(service: Service, types: readonly ResourceType[], query: Query): ScimResponse {
  const found = sorted(service, types, matching(service, types, query.filter), query);
  const start = Math.max(1, wholeNumber("startIndex", query.startIndex) ?? 1);
  const { defaultPageSize, maxPageSize } = service.options;
  const asked = wholeNumber("count", query.count) ?? defaultPageSize;
  const page = found.slice(start - 1, start - 1 + Math.min(Math.max(0, asked), maxPageSize));
  const body = {
    schemas: [LIST_RESPONSE],
    totalResults: found.length,
    startIndex: start,
    itemsPerPage: page.length,
    Resources: page.map((stored) => shown(service, stored, query.wanted, "list")),
  };
  return { status: 200, body };
}

/** Reads a query's parameters; of one given twice the first counts. */
export function queryOf(query: URLSearchParams): Query {
  const get = (name: string): string | undefined => query.get(name) ?? undefined;
  return {
    filter: get("filter"),
    sortBy: get("sortBy"),
    sortOrder: get("sortOrder"),
    startIndex: get("startIndex"),
    count: get("count"),
    wanted: wanted(query.getAll("attributes"), query.getAll("excludedAttributes")),
  };
}

function matching(service: Service, types: readonly ResourceType[], text: string | undefined): Stored[] {
  if (text === undefined) return types.flatMap((type) => service.store.all(type.kind));
  if (!service.options.filter)
    throw badRequest("invalidFilter", "Filters are not supported; see ServiceProviderConfig.");
  const filter = readFilter(text);
  return types.flatMap((type) => {
    const matches = resourcePredicate(type, filter, types.length === 1 ? "refuse" : "unassigned");
    return candidates(service, type, filter).filter((stored) => matches(view(service, stored)));
  });
}

/** Those that an index finds for a filter like `userName eq "x"`; all of them otherwise. */
function candidates(service: Service, type: ResourceType, filter: Filter): Stored[] {
  if (filter.kind === "compare" && filter.operator === "eq" && typeof filter.value === "string") {
    const found = service.store.equal(type.kind, filter.path, filter.value);
    if (found !== undefined) return found;
  }
  return service.store.all(type.kind);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw badRequest("invalidValue", `${name} must be a whole number, not ${text}.`);
  return value;
}
