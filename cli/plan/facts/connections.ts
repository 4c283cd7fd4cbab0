import { type Dialect, dialectNamed, dialectNames, rfc7644 } from "../../../provider/dialects/index.js";
import { connectionOptions } from "../../../provider/directory/options.js";
import { normaliseBaseUrl } from "../../../provider/scim/baseUrl.js";
import { textOf, type Json } from "../../../provider/scim/json.js";
import { type Course, type Run } from "../input/run.js";
import { HIDDEN } from "./values.js";

/** The service that a resource lives in. */
export interface Service {
  /** Base URL; undefined where nothing of a run shows it. */
  readonly endpoint: string | undefined;
  /** How reports call it: the vendor's name and the host. */
  readonly title: string;
  readonly dialect: Dialect | undefined;
  /** URN of the provider instance that its resources go by; empty for the stack's default connection. */
  readonly instance: string;
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
   * By the base URL in the outputs, by the configuration of the provider instance, and by the hints and the stack's configuration
   * for the default one. The dialect is the configured one, else that of the vendor whose published address it is.
   */
  serviceOf({ stated, found, planned }: Course, run: Run): Service {
    const states = [found, stated, planned].filter((state) => state !== undefined);
    const [provider] = states.flatMap((state) => state.provider ?? []);
    const service =
      states.flatMap(({ outputs }) => textOf(outputs["__service"]) ?? [])[0] ?? this.#shown(run, provider);
    const key = `${run.source} ${run.stack} ${service ?? ""} ${provider ?? ""}`;
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#made(run, instanceOf(provider), service);
    this.#known.set(key, made);
    return made;
  }

  #made(run: Run, instance: string, service: string | undefined): Service {
    const options = configurationOf(run, instance);
    const hints = instance === "" ? this.hints : {};
    const endpoint = service ?? normalised(hints.endpoint ?? options["scim:endpoint"]);
    // A ScimService whose arguments are known, and no dialect among them, speaks the default one.
    const unsaid = instance !== "" && options["scim:endpoint"] !== undefined ? rfc7644 : undefined;
    const said = hints.dialect ?? options["scim:dialect"];
    const dialect = said === undefined ? (unsaid ?? publishedAt(endpoint)) : dialectFrom(said);
    return { endpoint, title: titleOf(endpoint, dialect), dialect, instance };
  }

  /** The base URL that other resources of the same provider instance show: one to be created has none of its own yet. */
  #shown(run: Run, provider: string | undefined): string | undefined {
    const known = this.#endpoints.get(run) ?? endpointsIn(run);
    this.#endpoints.set(run, known);
    return known.get(urnIn(provider));
  }
}

function endpointsIn(run: Run): ReadonlyMap<string, string> {
  const endpoints = new Map<string, string>();
  for (const { stated, found } of run.courses.values()) {
    const endpoint = textOf((found ?? stated)?.outputs["__service"]);
    if (endpoint !== undefined) endpoints.set(urnIn((found ?? stated)?.provider), endpoint);
  }
  return endpoints;
}

/** A reference ends in the instance's id, which is not known before it is made. */
function urnIn(provider: string | undefined): string {
  return provider?.replace(/::[^:]*$/, "") ?? "";
}

/** The URN of the provider instance that a reference names; empty for the stack's default connection. */
export function instanceOf(provider: string | undefined): string {
  const instance = urnIn(provider);
  return /::default[^:]*$/.test(instance) ? "" : instance;
}

/** What a source shows of a connection's options, by `scim:option`; secret ones are left out. */
export function configurationOf(run: Run, instance: string): Readonly<Record<string, string>> {
  const given: Readonly<Record<string, Json>> = instance === "" ? run.config : (run.providers.get(instance) ?? {});
  const shown = Object.entries(given).flatMap(([key, value]) =>
    key.startsWith("scim:") && typeof value === "string" && !value.includes(HIDDEN) ? [[key, value] as const] : [],
  );
  return Object.fromEntries(shown);
}

/** A name, the JSON of a dialect object, or the path of a file that holds one; undefined for anything else. */
function dialectFrom(given: string): Dialect | undefined {
  return connectionOptions.safeParse({ dialect: given }).data?.dialect;
}

/** What is wrong with a dialect's name, object or file; undefined when nothing is. */
export function dialectProblem(given: string | undefined): string | undefined {
  return given === undefined || given === ""
    ? undefined
    : connectionOptions.safeParse({ dialect: given }).error?.issues[0]?.message;
}

function normalised(endpoint: string | undefined): string | undefined {
  try {
    return endpoint === undefined ? undefined : normaliseBaseUrl(endpoint, { allowHttp: true });
  } catch {
    return endpoint;
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
