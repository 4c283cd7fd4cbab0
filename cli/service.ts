import { type Connection, resolveConnection } from "../provider/directory/connection.js";
import { ConnectionError, ScimError, ServiceError } from "../provider/scim/errors.js";
import { type JsonObject } from "../provider/scim/json.js";
import { CommandError } from "./commandError.js";
import { EXIT } from "./exit.js";

/** What a command line says of the service; the token comes from the environment. */
export interface ServiceFlags {
  readonly endpoint?: string | undefined;
  readonly dialect?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The default connection: the command line, `SCIM_*`, the stack's configuration if there is one. Throws a ConnectionError. */
export function connectionOf(
  { endpoint, dialect }: ServiceFlags,
  environment: Environment = process.env,
  config: (key: string) => string | undefined = () => undefined,
): Connection {
  const given: Environment = { SCIM_ENDPOINT: endpoint, SCIM_DIALECT: dialect };
  return resolveConnection(config, (name) => given[name] ?? environment[name]);
}

/** A command's work at a service: a connection that cannot be worked out is wrong use, what the service refuses a failure. */
export async function atService<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionError) throw new CommandError(problemOf(error), EXIT.wrongUse);
    if (error instanceof ScimError) throw new CommandError(`Could not read the service: ${error.message}`, EXIT.failed);
    throw error;
  }
}

/** Statuses of a service that has no groups. */
const WITHOUT_GROUPS: readonly number[] = [404, 405, 501];

/** The groups of a list; nothing where the service has no groups. */
export async function* groupsIn(list: AsyncIterable<JsonObject>): AsyncGenerator<JsonObject> {
  try {
    yield* list;
  } catch (error) {
    if (!(error instanceof ServiceError) || !WITHOUT_GROUPS.includes(error.status)) throw error;
  }
}

/** Ways to configure a connection that only a Pulumi program has. */
const PROGRAM_WAYS =
  /,? or (?:`pulumi config set [^`]*`|give the resource a ScimService as its provider)| A refresh and a destroy use [^.]*\./g;
const ENDPOINT_WAY = /(no endpoint: set SCIM_ENDPOINT in the environment)/;

/** With the ways that a command has: the provider's words also name `pulumi config` and ScimService, which no command reads. */
function problemOf({ message }: ConnectionError): string {
  return message
    .replaceAll(PROGRAM_WAYS, "")
    .replace(ENDPOINT_WAY, "$1, or give --endpoint")
    .replace("the default SCIM connection", "the connection");
}
