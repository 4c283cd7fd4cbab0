import { ScimError } from "./scimError.js";

/** The connection's own settings are wrong (base URL, headers): no request was made, and none will succeed until they change. */
export class ConnectionError extends ScimError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("connection", message, options);
  }
}
