import { readFilter } from "../../filter/evaluate.js";
import { type Filter } from "../../filter/syntax.js";
import { isObject } from "../../json.js";
import { listResources } from "../../operations/list.js";
import { badRequest, ScimError } from "../../scimError.js";
import { resolve } from "../../schema/resolve.js";
import { type ScimRequest, type ScimResponse, type Service } from "../../service.js";

/** GET of a list (004): `itemsPerPage` is the maximum of the page, 25 without `count`, not the number that came. */
export function list(service: Service, request: ScimRequest): ScimResponse {
  const answer = refusedAsFilter(() => {
    checkAttributes(request);
    return listResources(service, request);
  });
  const { defaultPageSize, maxPageSize } = service.options;
  const count = request.query.get("count");
  const asked = count === null || count === "" ? defaultPageSize : Number(count);
  const itemsPerPage = Math.min(maxPageSize, Math.max(0, asked));
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

/** 004: `No matching schema for attribute: name,lastName`. */
function checkAttributes({ type, query }: ScimRequest): void {
  const text = query.get("filter");
  const unknown =
    text === null ? undefined : pathsOf(readFilter(text)).find((path) => resolve(type, path) === undefined);
  if (unknown === undefined) return;
  throw badRequest("invalidFilter", `No matching schema for attribute: ${unknown.replaceAll(".", ",")}`);
}

function pathsOf(filter: Filter): string[] {
  switch (filter.kind) {
    case "and":
    case "or":
      return filter.parts.flatMap(pathsOf);
    case "not":
      return pathsOf(filter.part);
    default:
      return [filter.path];
  }
}
