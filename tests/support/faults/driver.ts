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

/** Whoever brings a service to what a program says: the real engine, or its part played on the provider's handlers. */
export interface Driver {
  /** One `up`: with `refresh`, after a look at the service. */
  up(program: Program, options?: { readonly refresh?: boolean }): Promise<RunOutcome>;
  /** What a preview after a refresh would change; the state is not touched. Empty: nothing. */
  differences(program: Program): Promise<readonly string[]>;
  kept(): Promise<readonly Kept[]>;
}
