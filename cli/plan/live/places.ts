import { type Connection, resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { ConnectionError } from "../../../provider/scim/errors.js";
import { tokenVariable } from "../../../sdk/options.js";
import { atService, connectionOf, type Environment, type ServiceFlags } from "../../service.js";
import { configurationOf, type Service } from "../facts/connections.js";
import { nameOfUrn } from "../input/record.js";
import { type StackFacts } from "../report/transfers.js";

/** One connection that people and groups of a stack go by. */
export interface Place {
  readonly stack: StackFacts;
  /** See `Service.instance`. */
  readonly instance: string;
  readonly service: Service | undefined;
}

/** A place that can be asked. */
export interface OpenPlace extends Place {
  readonly directory: Directory;
}

/** A place that cannot be asked, and why. */
export interface ClosedPlace extends Place {
  readonly error: ConnectionError;
}

/**
 * Opens every connection of the stacks by what the previews, the command line and the environment say of it, hands them to
 * `work` and closes them. Fails as `atService` does, and where not one can be opened.
 */
export function atPlaces<T>(
  stacks: readonly StackFacts[],
  flags: ServiceFlags,
  work: (open: readonly OpenPlace[], closed: readonly ClosedPlace[]) => Promise<T>,
  environment: Environment = process.env,
): Promise<T> {
  return atService(async () => {
    const places = placesOf(stacks);
    const [open, closed]: [OpenPlace[], ClosedPlace[]] = [[], []];
    for (const place of places) {
      try {
        open.push({ ...place, directory: new Directory(connectionTo(place, places, flags, environment)) });
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        closed.push({ ...place, error });
      }
    }
    if (open.length === 0 && closed[0] !== undefined) throw closed[0].error;
    try {
      return await work(open, closed);
    } finally {
      await Promise.all(open.map(({ directory }) => directory.close()));
    }
  });
}

/** The connections of all stacks, each once; a stack that shows none has its default one. */
function placesOf(stacks: readonly StackFacts[]): Place[] {
  return stacks.flatMap((stack) => {
    const places = new Map<string, Place>();
    for (const { service } of [...stack.company.people, ...stack.company.groups]) {
      const known = places.get(service.instance);
      if (known?.service?.endpoint === undefined)
        places.set(service.instance, { stack, instance: service.instance, service });
    }
    return places.size > 0 ? [...places.values()] : [{ stack, instance: "", service: undefined }];
  });
}

function connectionTo(
  place: Place,
  places: readonly Place[],
  flags: ServiceFlags,
  environment: Environment,
): Connection {
  if (place.instance === "") return defaultConnection(place, places, flags, environment);
  try {
    return ownConnection(place, environment);
  } catch (error) {
    // The service that the command line and SCIM_* name, with their token, may be this one.
    const same = error instanceof ConnectionError ? named(flags, environment) : undefined;
    if (same === undefined || same.endpoint !== place.service?.endpoint) throw error;
    return same;
  }
}

/** A ScimService: its arguments as far as the preview shows them, and the variables that are named like it. */
function ownConnection({ stack, instance, service }: Place, environment: Environment): Connection {
  const name = nameOfUrn(instance);
  const config: Readonly<Record<string, string | undefined>> = {
    "scim:service": name,
    "scim:tokenVariable": tokenVariable(name),
    "scim:endpoint": service?.endpoint,
    "scim:dialect": service?.dialect?.name,
    ...configurationOf(stack.company.run, instance),
  };
  if (config["scim:endpoint"] === undefined) {
    const way = "Give --state (pulumi stack export), or preview with --refresh.";
    throw new ConnectionError(
      `Could not tell where the ScimService ${name} is: the preview names only what changes. ${way}`,
    );
  }
  return resolveConnection(
    (key) => config[key],
    (variable) => environment[variable],
  );
}

/** The default connection as `up` has it: SCIM_* stands over the stack's configuration. A token goes to one service only. */
function defaultConnection(
  { stack, service }: Place,
  places: readonly Place[],
  flags: ServiceFlags,
  environment: Environment,
): Connection {
  const { run } = stack.company;
  const others = places.filter(({ instance }) => instance === "").flatMap((one) => one.service?.endpoint ?? []);
  const isNamed = (flags.endpoint ?? environment["SCIM_ENDPOINT"]) !== undefined;
  const way = `Plan the stack ${run.stack} by itself, with its own SCIM_*, or give its resources a ScimService.`;
  if (!isNamed && new Set(others).size > 1) {
    throw new ConnectionError(
      `Could not tell which service SCIM_TOKEN is for: the default connections of these stacks are to several. ${way}`,
    );
  }
  const config = configurationOf(run, "");
  const connection = connectionOf(flags, environment, (key) =>
    key === "scim:dialect" ? (config[key] ?? service?.dialect?.name) : config[key],
  );
  const known = service?.endpoint;
  if (known !== undefined && known !== connection.endpoint && known !== connection.movedFrom) {
    throw new ConnectionError(
      `Could not look into ${new URL(known).host}: SCIM_ENDPOINT names ${new URL(connection.endpoint).host}. ${way}`,
    );
  }
  return connection;
}

function named(flags: ServiceFlags, environment: Environment): Connection | undefined {
  try {
    return connectionOf(flags, environment);
  } catch {
    return undefined;
  }
}
