import { isNotModified } from "../preconditions.js";
import { type ScimRequest, type ScimResponse, type Service } from "../service.js";
import { headersOf, resourceAnswer, target } from "./one.js";

/** GET of one resource (RFC 7644 section 3.4.1); 304 without a body when If-None-Match names its version. */
export function readResource(service: Service, request: ScimRequest): ScimResponse {
  const stored = target(service, request);
  if (isNotModified(service, request, stored)) return { status: 304, headers: headersOf(service, stored) };
  return resourceAnswer(service, request, stored, 200);
}
