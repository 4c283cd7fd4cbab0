import { type Program } from "./declaration.js";

/** How one run ended: with what failed, in the words that the operator reads; empty when all went well. */
export interface RunOutcome {
  readonly failures: readonly string[];
}

/** What is kept of one resource between runs. */
export interface Kept {
  readonly key: string;
  readonly id: string;
}

/** How one run is begun. */
export interface UpOptions {
  /** Looks at the service before. */
  readonly refresh?: boolean;
  /** Believes that everybody is gone, as the message of a refused refresh offers (SCIM_ALLOW_GONE). */
  readonly allowGone?: boolean;
}

/** Whoever brings a service to what a program says: the real engine, or its part played on the provider's handlers. */
export interface Driver {
  /** One `up`. */
  up(program: Program, options?: UpOptions): Promise<RunOutcome>;
  /** What a preview after a refresh would change; the state is not touched. Empty: nothing. */
  differences(program: Program): Promise<readonly string[]>;
  kept(): Promise<readonly Kept[]>;
}
