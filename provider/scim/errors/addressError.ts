import { ScimError } from "./scimError.js";

/** An id or path that cannot be put into a URL without pointing at something else (empty, ".", ".."); no request was made. */
export class AddressError extends ScimError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("address", message, options);
  }
}
