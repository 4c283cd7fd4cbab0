/** What one guard found, which would be the same for every resource that it stops. */
export type Guard = "leavers" | "gone" | "state" | "service";

/** A guard has stopped a step before anything was sent; its message names what it saw and the way out. */
export class GuardError extends Error {
  readonly guard: Guard;

  constructor(guard: Guard, message: string) {
    super(message);
    this.name = "GuardError";
    this.guard = guard;
  }
}

/** How many names a guard's error gives, which several resources print. */
export const NAMED = 3;
