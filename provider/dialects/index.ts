import { absorb } from "./absorb.js";
import { type Dialect } from "./dialect.js";
import { ironclad } from "./ironclad.js";
import { leapsome } from "./leapsome.js";
import { rfc7644 } from "./rfc7644.js";

export { type VendorBlock } from "./block.js";
export { type ConnectionNeeds, type Rate } from "./connection.js";
export { type Dialect, type End } from "./dialect.js";
export { type Limit } from "./limits.js";
export { type ReferenceForm } from "./reference.js";
export { type Clear, type WriteCapabilities } from "./resources.js";
export { rfc7644 } from "./rfc7644.js";

const dialects = new Map<string, Dialect>([rfc7644, leapsome, absorb, ironclad].map((one) => [one.name, one]));

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
