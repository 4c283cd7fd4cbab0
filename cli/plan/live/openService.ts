import { resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { ConnectionError, ScimError } from "../../../provider/scim/errors.js";
import { CommandError } from "../../commandError.js";
import { EXIT } from "../../exit.js";
import { type ConnectionHints } from "../facts/connections.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the service of the default connection (`SCIM_*`, the hints standing over it), hands it to `work` and closes it. A
 * connection that cannot be worked out is wrong use, what the service refuses a failure.
 */
export async function withService<T>(
  { endpoint, dialect }: ConnectionHints,
  work: (directory: Directory) => Promise<T>,
  environment: Environment = process.env,
): Promise<T> {
  const given: Record<string, string | undefined> = { SCIM_ENDPOINT: endpoint, SCIM_DIALECT: dialect };
  try {
    const connection = resolveConnection(
      () => undefined,
      (name) => given[name] ?? environment[name],
    );
    const directory = new Directory(connection);
    try {
      return await work(directory);
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (error instanceof ConnectionError) throw new CommandError(error.message, EXIT.wrongUse);
    if (error instanceof ScimError) throw new CommandError(`Could not read the service: ${error.message}`, EXIT.failed);
    throw error;
  }
}
