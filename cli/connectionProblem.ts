import { type ConnectionError } from "../provider/scim/errors.js";

/** Ways to configure a connection that only a Pulumi program has. */
const PROGRAM_WAYS = /,? or (?:`pulumi config set [^`]*`|give the resource a ScimService as its provider)/g;
const ENDPOINT_WAY = /(no endpoint: set SCIM_ENDPOINT in the environment)/;

/**
 * Why a command has no connection, with the ways that a command has: `SCIM_*` and its own options. The provider's words also name
 * `pulumi config` and ScimService, which no command reads.
 */
export function connectionProblem({ message }: ConnectionError): string {
  return message
    .replaceAll(PROGRAM_WAYS, "")
    .replace(ENDPOINT_WAY, "$1, or give --endpoint")
    .replace("the default SCIM connection", "the connection");
}
