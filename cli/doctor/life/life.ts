import { type Leftover } from "../report.js";
import { type Visit } from "../visit.js";

/** The life of one throw-away person and one group. */
export interface Life {
  live(visit: Visit): Promise<readonly Leftover[]>;
}
