import { ScimError } from "./scimError.js";

/**
 * The connection's own settings are wrong (base URL, headers), or its authorization server gives no access token: no request was made
 * to the service, and none will succeed until that changes.
 */
export class ConnectionError extends ScimError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("connection", message, options);
  }
}
