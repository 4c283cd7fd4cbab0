import { checkPreconditions } from "../preconditions.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { target } from "./one.js";

/** DELETE (RFC 7644 section 3.6): 204; the resource leaves every group it was in. */
export function deleteResource(service: Service, request: ScimRequest): ScimResponse {
  const stored = target(service, request);
  checkPreconditions(service, request, stored);
  service.store.delete(stored);
  return { status: 204 };
}
