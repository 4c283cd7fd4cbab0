import { type Dialect } from "./dialect.js";
import { rfc7644 } from "./rfc7644.js";

/** The dialects that the sandbox speaks, by name. */
export const DIALECTS: ReadonlyMap<string, Dialect> = new Map([rfc7644].map((dialect) => [dialect.name, dialect]));
