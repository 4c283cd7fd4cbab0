import { PreconditionError, ServiceError } from "../scim/errors.js";

/** How often a write is sent that goes by no version, when it is answered 412 each time. */
const MAX_TRIES = 3;

/**
 * A write that wants the same whatever version the resource is of. That somebody else was faster (412) is no reason to
 * give it up, and nothing of theirs is overwritten.
 */
export async function regardless<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof PreconditionError) || tries >= MAX_TRIES) throw error;
    }
  }
}

/** What a write's If-Match is taken from. */
export interface Sources {
  /** Whether the service says that it has entity tags. */
  isSupported: () => Promise<boolean>;
  /** The version that the service shows now, or undefined where it shows none. */
  current: () => Promise<string | undefined>;
}

/**
 * Which If-Match the writes of one connection carry (RFC 7644 section 3.14): the version where the service supports
 * entity tags; any (`*`) where it does not permit a write without the header (428, RFC 6585 section 3) and the writer
 * has no version to go by; none where the service refuses the very version that it shows.
 */
export class Preconditions {
  #isRequired = false;
  #takesAny = true;
  #areUseful = true;

  /** Whether versions are sent at all. */
  get areUseful(): boolean {
    return this.#areUseful;
  }

  /** The service refuses the version that it shows itself: its versions are for nothing in this run. */
  forgo(): void {
    this.#areUseful = false;
  }

  /** Sends a write with the header that it needs, and once more with another where the service insists on it. */
  async send<T>(version: string | undefined, from: Sources, write: (ifMatch?: string) => Promise<T>): Promise<T> {
    const tag = this.#areUseful ? version : undefined;
    if (!this.#isRequired) {
      try {
        return await write(tag !== undefined && (await from.isSupported()) ? tag : undefined);
      } catch (error) {
        if (!isInsistence(error)) throw error;
        this.#isRequired = true;
      }
    }
    if (tag !== undefined) return write(tag);
    if (this.#takesAny) {
      try {
        return await write("*");
      } catch (error) {
        if (!isOfHeader(error)) throw error;
        this.#takesAny = false;
      }
    }
    return write((await from.current()) ?? "*");
  }
}

/** "Precondition Required". */
function isInsistence(error: unknown): boolean {
  return error instanceof ServiceError && error.status === 428;
}

/** Whether a refusal may be of `*` rather than of what is written. */
function isOfHeader(error: unknown): boolean {
  return error instanceof ServiceError && [400, 412, 428].includes(error.status);
}
