import { isObject, type Json } from "../../scim/json.js";

/** What the engine puts for a value that is not known yet (`runtime.unknownValue` of @pulumi/pulumi). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown, or holds something unknown. */
export function isUnknown(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(isUnknown);
  if (isObject(value)) return Object.values(value).some(isUnknown);
  return value === UNKNOWN;
}
