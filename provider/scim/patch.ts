import { isObject, type Json, type JsonObject } from "./json.js";
import { PATCH_OP } from "./urns.js";

/** One change (RFC 7644 section 3.5.2); `op` in lower case, for some services know no other. */
export interface Operation {
  op: "add" | "replace" | "remove";
  /** Left out only where `value` is an object of attributes. */
  path?: string;
  value?: Json;
}

/** The body of a PATCH. Throws a TypeError for an operation that RFC 7644 does not know, which is a fault of the caller. */
export function patchOp(operations: readonly Operation[]): JsonObject {
  if (operations.length === 0) throw new TypeError("A PatchOp has at least one operation.");
  return { schemas: [PATCH_OP], Operations: operations.map(checked) };
}

/** The path of one member of a group; the one filter in a path that services mostly know. */
export function memberPath(id: string): string {
  return `members[value eq ${JSON.stringify(id)}]`;
}

function checked(operation: Operation): JsonObject {
  const { op, path, value } = operation;
  if (path === undefined && (op === "remove" || !isObject(value))) {
    throw new TypeError(
      `A ${op} operation without a path needs an object of attributes as its value, and remove always needs a path.`,
    );
  }
  if (op !== "remove" && value === undefined)
    throw new TypeError(`The ${op} operation on ${path ?? "the resource"} has no value.`);
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}
