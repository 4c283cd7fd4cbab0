import { PATCH_OP } from "../../../provider/scim/urns.js";
import { isObject, type Json, type JsonObject } from "../../json.js";
import { checkPassword, checkPatchSchemas, readMembers } from "./request.js";
import { invalidValue } from "./settle.js";
import { type IroncladSwitches } from "./switches.js";
import { IRONCLAD_USER } from "./urns.js";

const BOOLEANS = ["active", `${IRONCLAD_USER}:allowProviderConversion`].map((path) => path.toLowerCase());

/** A user's PatchOp as the shared PATCH takes it; undefined when it has no operations, which are not required (004). */
export function readUserPatch(switches: IroncladSwitches, body: JsonObject): JsonObject | undefined {
  checkPatchSchemas(body);
  const operations = body["Operations"] ?? [];
  if (!Array.isArray(operations)) throw invalidValue("Operations", operations);
  if (operations.length === 0) return undefined;
  return { schemas: [PATCH_OP], Operations: operations.map((each) => readUserOperation(switches, each)) };
}

function readUserOperation(switches: IroncladSwitches, operation: Json): JsonObject {
  const { op, path, value } = readOperation(operation, ["add", "remove", "replace"]);
  // 004: no body has an externalId of a user.
  if (path.toLowerCase() === "externalid") throw invalidValue("path", path);
  if (op === "remove") {
    // 004: "The remove operation does not take the value parameter."
    if (value !== undefined && switches.valueOfRemove === "refuse") throw invalidValue(path, value);
    return { op, path };
  }
  if (value === undefined || (switches.stringValuesOnly && typeof value !== "string")) throw invalidValue(path, value);
  if (path.toLowerCase() === "password") checkPassword(value);
  return { op, path, value: fromText(path, value) };
}

/** 004: `value` is a string, whatever the attribute's own type; `emails` is among the examples of a path. */
function fromText(path: string, value: Json): Json {
  if (typeof value !== "string") return value;
  if (path === "emails") return [{ value, type: "work", primary: true }];
  if (!BOOLEANS.includes(path.toLowerCase())) return value;
  if (value === "true" || value === "false") return value === "true";
  throw invalidValue(path, value);
}

/** A group's PatchOp as the shared PATCH takes it (004): add or remove, the members in a list under `value`. */
export function readGroupPatch(body: JsonObject): JsonObject {
  checkPatchSchemas(body);
  const operations = body["Operations"];
  if (!Array.isArray(operations) || operations.length === 0) throw invalidValue("Operations", operations);
  const read = operations.map((each) => {
    const { op, path, value } = readOperation(each, ["add", "remove"]);
    if (path !== "members") throw invalidValue("path", path);
    return { op, path, value: readMembers(value, path) };
  });
  return { schemas: [PATCH_OP], Operations: read };
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: Json | undefined;
}

function readOperation(operation: Json, known: readonly string[]): Operation {
  if (!isObject(operation)) throw invalidValue("Operations", operation);
  const { op, path, value } = operation;
  if (typeof op !== "string" || !known.includes(op)) throw invalidValue("op", op);
  if (typeof path !== "string" || path === "") throw invalidValue("path", path);
  return { op, path, value };
}
