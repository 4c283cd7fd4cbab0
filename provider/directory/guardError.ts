/** What one guard found, which would be the same for every resource that it stops. */
export type Guard = "leavers" | "gone";

/** A guard has stopped a step before anything was sent; its message names what it saw and the way out. */
export class GuardError extends Error {
  readonly guard: Guard;

  constructor(guard: Guard, message: string) {
    super(message);
    this.name = "GuardError";
    this.guard = guard;
  }
}

/** How many names an error lists before it only counts. */
const NAMED = 3;

/** `a, b, c and 4 more`. */
export function firstOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const listed = names.slice(0, NAMED).join(", ");
  return rest > 0 ? `${listed} and ${rest} more` : listed;
}
