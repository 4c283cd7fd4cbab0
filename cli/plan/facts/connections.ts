import { parseDialect } from "../../../provider/dialects/custom.js";
import { type Dialect, dialectNamed, dialectNames } from "../../../provider/dialects/index.js";
import { isObject, textOf, type JsonObject } from "../../../provider/scim/json.js";
import { type Course, type Run } from "../input/run.js";

/** The service that a resource lives in. */
export interface Service {
  /** Base URL; undefined where nothing of a run shows it. */
  readonly endpoint: string | undefined;
  /** How reports call it: the vendor's name and the host. */
  readonly title: string;
  readonly dialect: Dialect | undefined;
}

/** What the command line and the environment say of the default connection. */
export interface ConnectionHints {
  readonly endpoint?: string | undefined;
  readonly dialect?: string | undefined;
}

/** Works out the service of each resource. */
export class Connections {
  readonly #known = new Map<string, Service>();
  readonly #endpoints = new WeakMap<Run, ReadonlyMap<string, string>>();

  constructor(readonly hints: ConnectionHints) {}

  /**
   * By the base URL in the outputs, by the configuration of the provider instance, and by the hints. The dialect is the
   * configured one, else that of the vendor whose published address it is.
   */
  serviceOf({ stated, found, planned }: Course, run: Run): Service {
    const states = [found, stated, planned].filter((state) => state !== undefined);
    const [provider] = states.flatMap((state) => state.provider ?? []);
    const service =
      states.flatMap(({ outputs }) => textOf(outputs["__service"]) ?? [])[0] ?? this.#shown(run, provider);
    const key = `${run.source} ${run.stack} ${service ?? ""} ${provider ?? ""}`;
    const known = this.#known.get(key);
    if (known) return known;
    const instance = instanceOf(provider);
    const configuration = run.providers.get(instance) ?? {};
    const isDefault = /::default[^:]*$/.test(instance) || provider === undefined;
    const hints = isDefault ? this.hints : {};
    const endpoint = service ?? textOf(configuration["scim:endpoint"]) ?? hints.endpoint;
    const dialect = dialectFrom(configuration) ?? namedDialect(hints.dialect) ?? publishedAt(endpoint);
    const made = { endpoint, title: titleOf(endpoint, dialect), dialect };
    this.#known.set(key, made);
    return made;
  }

  /** The base URL that other resources of the same provider instance show: one to be created has none of its own yet. */
  #shown(run: Run, provider: string | undefined): string | undefined {
    const known = this.#endpoints.get(run) ?? endpointsIn(run);
    this.#endpoints.set(run, known);
    return known.get(instanceOf(provider));
  }
}

function endpointsIn(run: Run): ReadonlyMap<string, string> {
  const endpoints = new Map<string, string>();
  for (const { stated, found } of run.courses.values()) {
    const endpoint = textOf((found ?? stated)?.outputs["__service"]);
    if (endpoint !== undefined) endpoints.set(instanceOf((found ?? stated)?.provider), endpoint);
  }
  return endpoints;
}

/** A reference ends in the instance's id, which is not known before it is made. */
function instanceOf(provider: string | undefined): string {
  return provider?.replace(/::[^:]*$/, "") ?? "";
}

function dialectFrom(configuration: JsonObject): Dialect | undefined {
  const given = configuration["scim:dialect"];
  return typeof given === "string" ? namedDialect(given) : undefined;
}

/** A name, or the JSON of a dialect object as stack configuration and provider inputs hold it. */
function namedDialect(given: string | undefined): Dialect | undefined {
  if (given === undefined) return undefined;
  const known = dialectNamed(given);
  if (known || !given.trimStart().startsWith("{")) return known;
  try {
    const parsed: unknown = JSON.parse(given);
    return isObject(parsed) ? parseDialect(parsed) : undefined;
  } catch {
    return undefined;
  }
}

/** The vendor whose published base URL has that host. */
function publishedAt(endpoint: string | undefined): Dialect | undefined {
  const host = hostOf(endpoint);
  if (host === undefined) return undefined;
  return dialectNames
    .flatMap((name) => dialectNamed(name) ?? [])
    .find(({ connection }) => connection.endpoints.some(({ url }) => hostOf(url) === host));
}

function titleOf(endpoint: string | undefined, dialect: Dialect | undefined): string {
  const host = hostOf(endpoint);
  const vendor = dialect === undefined || dialect.name === "rfc7644" ? undefined : dialect.title;
  if (host === undefined) return vendor ?? "a SCIM service";
  return vendor === undefined ? host : `${vendor} (${host})`;
}

function hostOf(endpoint: string | undefined): string | undefined {
  try {
    return endpoint === undefined ? undefined : new URL(endpoint).host;
  } catch {
    return undefined;
  }
}
