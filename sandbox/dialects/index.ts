import { absorb } from "./absorb/dialect.js";
import { type Dialect } from "./dialect.js";
import { ironclad } from "./ironclad/dialect.js";
import { leapsome } from "./leapsome/dialect.js";
import { rfc7644 } from "./rfc7644.js";

const SPOKEN: readonly Dialect[] = [rfc7644, leapsome, absorb, ironclad];

/** The dialects that the sandbox speaks, by name. */
export const DIALECTS: ReadonlyMap<string, Dialect> = new Map(SPOKEN.map((dialect) => [dialect.name, dialect]));
