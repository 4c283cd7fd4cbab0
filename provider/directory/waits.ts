import { type RetryInfo } from "../scim/client.js";
import { notice } from "./notice.js";

/** Shorter waits are over before anybody wonders. */
const LONG_MS = 10_000;

/** Tells the operator, who sees nothing happen meanwhile, of each long wait that a service asks for. */
export class Waits {
  #until = -Infinity;

  /** `deadlineMs`: a longer wait is not waited for, and its error says so. */
  constructor(private readonly deadlineMs: number) {}

  readonly asked = ({ method, path, retryAfterMs = 0 }: RetryInfo): void => {
    const now = performance.now();
    const until = now + retryAfterMs;
    // Requests that were under way are refused too, and ask for the same wait.
    const isNew = now > this.#until || until > this.#until + LONG_MS;
    if (retryAfterMs < LONG_MS || retryAfterMs > this.deadlineMs || !isNew) return;
    this.#until = until;
    const seconds = Math.ceil(retryAfterMs / 1000);
    notice(
      `the service asks to wait ${seconds} s (Retry-After of its answer to ${method} ${path}). Nothing is sent to it until then.`,
    );
  };
}
