import { isObject } from "../../json.js";
import { listResources } from "../../operations/list.js";
import { badRequest, ScimError } from "../../scimError.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";

/** GET of a list (004): `itemsPerPage` is the maximum of the page, 25 without `count`, not the number that came. */
export function list(service: Service, request: ScimRequest): ScimResponse {
  const answer = refusedAsFilter(() => listResources(service, request));
  const { defaultPageSize, maxPageSize } = service.options;
  const asked = Number(request.query.get("count") ?? "") || defaultPageSize;
  const itemsPerPage = request.query.get("count") === "0" ? 0 : Math.min(maxPageSize, Math.max(0, asked));
  return { ...answer, body: isObject(answer.body) ? { ...answer.body, itemsPerPage } : answer.body };
}

/** 004: the one 400 of lists is UserFilterResponse400, whose schemas stand under `schema`. */
function refusedAsFilter<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ScimError && error.status === 400) throw badRequest("invalidFilter", error.detail);
    throw error;
  }
}
