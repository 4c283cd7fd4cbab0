import { resolveConnection } from "./directory/connection.js";
import { Directory } from "./directory/directory.js";
import { Siblings } from "./directory/siblings.js";
import { adapt } from "./resources/adapter.js";
import { group as groupHandlers } from "./resources/group.js";
import { quietHost } from "./resources/failure.js";
import { type Handlers } from "./resources/handlers.js";
import { membership as membershipHandlers } from "./resources/membership.js";
import { user as userHandlers } from "./resources/user.js";

/** What became of the connection; set before the first await, since the host calls operations beside `configure`. */
let opened: Directory | Error | undefined;

/** One process serves one connection: three kinds of resource configure it, the first one counts. */
function configure(get: (key: string) => string | undefined): void {
  if (opened !== undefined) return;
  try {
    const connection = resolveConnection(get, (name) => process.env[name]);
    opened = new Directory(connection, Siblings.of(process.argv[2], connection.endpoint));
  } catch (error) {
    opened = error instanceof Error ? error : new Error(String(error));
  }
}

function open(): Directory {
  if (opened instanceof Directory) return opened;
  throw opened ?? new Error("Could not use the SCIM provider: it was not configured.");
}

quietHost();

const provider = (handlers: Handlers) => adapt(handlers, configure, open);

/**
 * What the plugin process loads for each kind of resource. The names `user`, `group` and `membership` and this subpath
 * stand in the states of all users: they never change.
 */
export const user = provider(userHandlers);
export const group = provider(groupHandlers);
export const membership = provider(membershipHandlers);
