import { PATCH_OP } from "../../provider/scim/urns.js";
import { field, isObject, show, type Json, type JsonObject } from "../json.js";
import { badRequest } from "../scimError.js";

/** One operation of a PatchOp message. */
export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path?: string;
  readonly value?: Json;
}

/** Reads a PatchOp message (RFC 7644 section 3.5.2); `op` in any letter case, since RFC 7643 makes canonical values so. */
export function readPatch(body: JsonObject): PatchOperation[] {
  const schemas = field(body, "schemas");
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_OP)) {
    throw badRequest("invalidSyntax", `The schemas of a PATCH must have ${PATCH_OP}.`);
  }
  const operations = field(body, "Operations");
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest("invalidSyntax", "Operations must be a list of one operation or more.");
  }
  return operations.map(readOperation);
}

function readOperation(operation: Json, index: number): PatchOperation {
  const where = `Operations[${index}]`;
  if (!isObject(operation)) throw badRequest("invalidSyntax", `${where} must be an object, not ${show(operation)}.`);
  const op = readOp(field(operation, "op"), where);
  const path = field(operation, "path");
  const value = field(operation, "value");
  if (path !== undefined && typeof path !== "string") {
    throw badRequest("invalidPath", `${where}.path must be a string, not ${show(path)}.`);
  }
  if (op === "remove" && (path === undefined || path === "")) {
    throw badRequest("noTarget", `${where} removes, so it needs a path.`);
  }
  if (op !== "remove" && value === undefined) throw badRequest("invalidValue", `${where} (${op}) needs a value.`);
  return { op, ...(path === undefined || path === "" ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function readOp(op: Json | undefined, where: string): PatchOperation["op"] {
  const lower = typeof op === "string" ? op.toLowerCase() : op;
  if (lower === "add" || lower === "replace" || lower === "remove") return lower;
  throw badRequest("invalidSyntax", `${where}.op must be add, replace or remove, not ${show(op)}.`);
}
