import { ScimError } from "./scimError.js";
import { type ScimRequest, type Service } from "./service.js";
import { type Stored } from "./store.js";
import { versionOf } from "./view.js";

/** Refuses a write with 412 when If-Match names another version, or If-None-Match this one (RFC 7644 section 3.14). */
export function checkPreconditions(service: Service, request: ScimRequest, stored: Stored): void {
  if (!service.options.etag) return;
  const match = request.header("if-match");
  const noneMatch = request.header("if-none-match");
  const refused = match !== undefined && !names(match, stored) ? "If-Match" : undefined;
  const header = refused ?? (noneMatch !== undefined && names(noneMatch, stored) ? "If-None-Match" : undefined);
  if (header === undefined) return;
  throw new ScimError(412, `${stored.id} is at version ${versionOf(stored)}; ${header} refuses that.`);
}

/** Whether a GET is answered 304, because the client has this version already. */
export function isNotModified(service: Service, request: ScimRequest, stored: Stored): boolean {
  const noneMatch = request.header("if-none-match");
  return service.options.etag && noneMatch !== undefined && names(noneMatch, stored);
}

/** Weak comparison (RFC 9110 section 8.8.3.2) against a list of tags, or `*`. */
function names(header: string, stored: Stored): boolean {
  const wanted = versionOf(stored).replace(/^W\//, "");
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === wanted);
}
