import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late this process may be called, in milliseconds, for figures of time to say something of the code. */
const KEPT_UP_MS = 50;

/** Runs the work and tells whether the machine kept up meanwhile; where it did not, figures of time say nothing. */
export async function keepingUp<T>(work: () => Promise<T>): Promise<{ value: T; keptUp: boolean }> {
  const lateness = monitorEventLoopDelay({ resolution: 10 });
  lateness.enable();
  try {
    const value = await work();
    return { value, keptUp: lateness.max / 1e6 < KEPT_UP_MS };
  } finally {
    lateness.disable();
  }
}
