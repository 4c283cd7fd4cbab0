import { ServiceError } from "../scim/errors.js";

/** What a refusal says that has nothing to do with how many members a request names (RFC 7644 table 9). */
const OTHER_REASONS = ["invalidfilter", "uniqueness", "mutability", "nopath", "invalidpath", "notarget", "sensitive"];

/**
 * Cuts lists into what one request may carry. Where a service refuses a part that may be too large for it, halves of it
 * are tried, down to the one item that it refuses; the size that it takes is kept.
 */
export class Parts {
  #most: number;

  /** `most`: items in one request, as far as is known beforehand. */
  constructor(most: number) {
    this.#most = most;
  }

  async each<T>(items: readonly T[], send: (part: T[]) => Promise<void>): Promise<void> {
    for (let at = 0; at < items.length;) {
      const part = items.slice(at, at + this.#most);
      await this.#whole(part, send);
      at += part.length;
    }
  }

  async #whole<T>(part: T[], send: (part: T[]) => Promise<void>): Promise<void> {
    try {
      await send(part);
    } catch (error) {
      if (part.length < 2 || !mayBeTooMany(error)) throw error;
      const half = Math.ceil(part.length / 2);
      await this.#whole(part.slice(0, half), send);
      this.#most = Math.min(this.#most, half);
      await this.each(part.slice(half), send);
    }
  }
}

function mayBeTooMany(error: unknown): boolean {
  if (!(error instanceof ServiceError) || ![400, 413, 422].includes(error.status)) return false;
  return !OTHER_REASONS.includes(error.scimType?.toLowerCase() ?? "");
}
