import { type Json, isObject } from "./json.js";

/** SCIM's own bodies nest less than ten deep; this leaves room for any extension and none for an attack on the stack. */
export const MAX_DEPTH = 64;

/** The key `__proto__`, or an escape that may spell one of its letters; without it there is nothing to drop. */
const PROTOTYPE = /__proto__|\\u00[567]/i;

/** A parsed body, or why there is none. */
export type ParsedJson = { value: Json } | { fault: "notJson" | "tooDeep" };

/**
 * Parses JSON that a stranger wrote: nesting is bounded before anything is built, and `__proto__` keys are dropped, so that no later
 * copy or merge can reach a prototype. Of duplicate keys the last one wins.
 */
export function parseJson(text: string): ParsedJson {
  if (isTooDeep(text)) return { fault: "tooDeep" };
  try {
    const value: unknown = JSON.parse(text, PROTOTYPE.test(text) ? dropPrototype : undefined);
    return isJson(value) ? { value } : { fault: "notJson" };
  } catch {
    return { fault: "notJson" };
  }
}

function dropPrototype(this: unknown, key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}

/** JSON.parse makes nothing else; this only tells the compiler so. */
function isJson(value: unknown): value is Json {
  return value === null || isObject(value) || Array.isArray(value) || typeof value !== "object";
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (inString) {
      if (character === 0x5c) i++;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === 0x7d || character === 0x5d) depth--;
  }
  return false;
}
