import { type JsonObject } from "../../provider/scim/json.js";

/**
 * How a check ended: as it should be; worth knowing, but nothing breaks by it; something that will go wrong; not found out.
 */
export type Verdict = "ok" | "note" | "wrong" | "unknown";

/** One line of the result. */
export interface Check {
  readonly area: string;
  readonly check: string;
  readonly verdict: Verdict;
  /** What was seen. */
  readonly seen: string;
  /** What it means for whoever manages people there; empty when nothing follows. */
  readonly means: string;
}

/** Something that the doctor made and could not take away. */
export interface Leftover {
  readonly kind: "person" | "group";
  readonly id: string;
  readonly name: string;
  /** How it was left. */
  readonly state: string;
}

/** All that a visit found. */
export interface Report {
  readonly endpoint: string;
  /** Name of the dialect that the connection speaks. */
  readonly dialect: string;
  /** Whether nothing is wrong. */
  readonly healthy: boolean;
  readonly checks: readonly Check[];
  /** What to give as `dialect`; it says only what differs from the dialect that it extends. */
  readonly dialectObject: JsonObject;
  /** Requests that it took. */
  readonly requests: number;
  readonly leftovers: readonly Leftover[];
}
