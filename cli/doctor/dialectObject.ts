import { dialectNamed, rfc7644, type Dialect } from "../../provider/dialects/index.js";
import { parseDialect } from "../../provider/dialects/custom.js";
import { isObject, type Json, type JsonObject } from "../../provider/scim/json.js";
import { asJson, same } from "./findings.js";

/**
 * What to give as `dialect` for a service that is as `dialect` says, but for the facts: only what differs from the dialect of the
 * package that it extends. It has gone through the package's own reading of such objects, which would throw.
 */
export function dialectObject(dialect: Dialect, facts: JsonObject, host: string): JsonObject {
  const base = dialectNamed(dialect.name) ?? rfc7644;
  const from = base === rfc7644 ? {} : { extends: base.name };
  // The name is what an object cannot say of itself; a title of its own makes messages readable.
  const own = { ...asJson(dialect), name: base.name, ...(dialect.title === rfc7644.title ? { title: host } : {}) };
  const difference = differenceOf(asJson(base), laid(own, facts));
  const object = { ...from, ...difference };
  parseDialect(object);
  return object;
}

function laid(base: JsonObject, over: JsonObject): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(value) && isObject(below) ? laid(below, value) : value;
  }
  return result;
}

/** What has to be laid on `base` to get `whole`; null takes a member away. */
function differenceOf(base: JsonObject, whole: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const name of new Set([...Object.keys(base), ...Object.keys(whole)])) {
    const before: Json | undefined = base[name];
    const after: Json | undefined = whole[name];
    if (same(before, after)) continue;
    if (after === undefined) result[name] = null;
    else result[name] = isObject(before) && isObject(after) ? differenceOf(before, after) : after;
  }
  return result;
}
