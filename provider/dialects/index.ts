import { type Dialect } from "./dialect.js";
import { rfc7644 } from "./rfc7644.js";

export { type Dialect, type End } from "./dialect.js";
export { rfc7644 } from "./rfc7644.js";

const dialects = new Map<string, Dialect>([[rfc7644.name, rfc7644]]);

/** The names that the option `dialect` knows. */
export const dialectNames: readonly string[] = [...dialects.keys()];

/** The dialect of that name, or undefined. */
export function dialectNamed(name: string): Dialect | undefined {
  return dialects.get(name);
}

/**
 * Whether a service of this dialect is known to delete groups, so that members need not be removed first
 * (`deletedWith`). False for a name that is not known.
 */
export function deletesGroups(name: string): boolean {
  return dialects.get(name)?.group.delete ?? false;
}
