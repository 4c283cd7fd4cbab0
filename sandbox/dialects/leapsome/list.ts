import { LIST_RESPONSE } from "../../../provider/scim/urns.js";
import { parseJson } from "../../json.js";
import { type Kind } from "../../schema/resourceType.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";
import { type Stored } from "../../store.js";
import { refused } from "./fields.js";
import { groupView } from "./groups.js";
import { userView } from "./userView.js";

/** 000: `count` is 1000 at most for groups. The 5000 for users are the dialect's `maxPageSize`. */
const MOST_GROUPS = 1000;

/** GET `/Users` (000): 5000 people when no smaller `count` is given. */
export function listUsers(service: Service, request: ScimRequest): ScimResponse {
  const { maxPageSize, defaultPageSize } = service.options;
  const filterable = service.options.leapsome.externalIdFilter ? ["userName", "externalId"] : ["userName"];
  const found = filtered(service, "Users", filterable, request);
  return page(found, request, { max: maxPageSize, normal: defaultPageSize }, (stored) => userView(service, stored));
}

/** GET `/Groups` (000). */
export function listGroups(service: Service, request: ScimRequest): ScimResponse {
  const max = Math.min(MOST_GROUPS, service.options.maxPageSize);
  const normal = Math.min(max, service.options.leapsome.groupsPageSize);
  const found = filtered(service, "Groups", ["displayName"], request);
  return page(found, request, { max, normal }, (stored) => groupView(service, stored));
}

/** 000: "eq" only, on userName or displayName; the examples write the value without quotes. */
function filtered(service: Service, kind: Kind, attributes: readonly string[], { query }: ScimRequest): Stored[] {
  const text = query.get("filter");
  if (text === null || text === "") return service.store.all(kind);
  const [, attribute, value] = /^\s*(\w+)\s+eq\s+(.*?)\s*$/i.exec(text) ?? [];
  if (attribute !== undefined && value !== undefined && attributes.includes(attribute)) {
    return service.store.equal(kind, attribute, unquoted(value)) ?? [];
  }
  const { unsupportedFilter } = service.options.leapsome;
  if (unsupportedFilter === "refuse") throw refused(`The filter ${text} is not supported.`);
  return unsupportedFilter === "everything" ? service.store.all(kind) : [];
}

function unquoted(value: string): string {
  if (!/^".*"$/s.test(value)) return value;
  try {
    const parsed = parseJson(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}

/** 000: `startIndex` counts from 1; the next one is startIndex + count. */
function page(
  found: readonly Stored[],
  { query }: ScimRequest,
  { max, normal }: { max: number; normal: number },
  show: (stored: Stored) => unknown,
): ScimResponse {
  const startIndex = Math.max(1, number(query.get("startIndex")) ?? 1);
  const count = Math.min(max, Math.max(0, number(query.get("count")) ?? normal));
  const Resources = found.slice(startIndex - 1, startIndex - 1 + count).map(show);
  const totals = { totalResults: found.length, itemsPerPage: Resources.length, startIndex };
  return { status: 200, body: { schemas: [LIST_RESPONSE], ...totals, Resources } };
}

function number(text: string | null): number | undefined {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : undefined;
}
