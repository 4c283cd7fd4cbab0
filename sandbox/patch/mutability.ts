import { badRequest } from "../scimError.js";
import { type Attribute } from "../schema/attribute.js";

/** Refuses an operation on what only the service writes (RFC 7644 table 9, mutability). */
export function checkMutable(attribute: Attribute, sub: Attribute | undefined, path: string): void {
  if (attribute.mutability !== "readOnly" && sub?.mutability !== "readOnly") return;
  throw badRequest("mutability", `${path} is read-only.`);
}

/** The same for `remove`, which may not unassign a required attribute either (RFC 7644 section 3.5.2.2). */
export function checkRemovable(attribute: Attribute, sub: Attribute | undefined, path: string): void {
  checkMutable(attribute, sub, path);
  if (!(sub ?? attribute).required && sub?.mutability !== "immutable") return;
  throw badRequest("mutability", `${path} cannot be removed.`);
}
