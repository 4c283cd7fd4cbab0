import { type Dialect } from "../dialects/index.js";
import { normaliseBaseUrl } from "../scim/baseUrl.js";
import { ConnectionError } from "../scim/errors.js";
import { readCertificates } from "../scim/trust.js";
import { type Authentication, type Lookup, readAuthentication, text, variableOf } from "./authentication.js";
import { knownEndpoints, serviceProblems } from "./needs.js";
import { connectionOptions, liftedGuards, optionDefaults, optionNames, type OptionValues } from "./options.js";

/** How to reach one service: what a ScimService or the default connection says, checked and with its defaults. */
export interface Connection extends Authentication {
  /** Logical name of the ScimService; undefined for the default connection. */
  service?: string | undefined;
  /** Normalised base URL; also `__service` in every state. */
  endpoint: string;
  movedFrom?: string | undefined;
  dialect: Dialect;
  headers: Record<string, string>;
  /** Authorities in PEM form that are trusted beside Node's own. */
  authorities?: readonly string[] | undefined;
  maxRequestsPerSecond?: number | undefined;
  maxConcurrency: number;
  timeoutMs: number;
  deadlineMs: number;
  maxLeavers?: number | undefined;
  /** `SCIM_ALLOW_LEAVERS`: how many people this one run may end, whatever `maxLeavers` says. */
  allowLeavers?: number | undefined;
  /** `SCIM_ALLOW_GONE`: for this one run, whatever the service does not have is believed to be gone. */
  allowGone?: boolean;
  unsupported: "error" | "ignore";
  /** E-mail domains that a userName may have; undefined: any. */
  allowedDomains?: readonly string[] | undefined;
}

/**
 * Works out the connection of this process from the provider's configuration (keys `scim:option`) and the environment,
 * in the order of design section 2. `SCIM_*` options apply to the default connection only. Throws ConnectionError that
 * names every problem and every way to give what is missing; a token never stands in it.
 */
export function resolveConnection(config: Lookup, environment: Lookup): Connection {
  const service = text(config("scim:service"));
  const problems: string[] = [];
  const { options, origin } = readOptions(service, config, environment, problems);
  const headers = { ...optionDefaults.headers, ...options.headers };
  const allowHttp = options.allowHttp ?? optionDefaults.allowHttp;
  const endpoint = readUrl(origin["endpoint"], options.endpoint, allowHttp, problems);
  const dialect = options.dialect ?? optionDefaults.dialect;
  const { tokenHeader } = dialect.connection;
  const given = { service, config, environment, options, origin, tokenHeader, allowHttp };
  const authentication = readAuthentication(given, problems);
  if (options.endpoint === undefined)
    problems.unshift(`no endpoint: ${endpointWays(service)}${knownEndpoints(dialect)}`);
  const movedFrom = readUrl(origin["movedFrom"], options.movedFrom, true, problems);
  const authorities = readAuthorities(origin["caFile"], options.caFile, problems);
  const lifted = readLifted(environment, problems);
  problems.push(...serviceProblems(dialect, endpoint, headers));
  if (endpoint === undefined || problems.length > 0) throw new ConnectionError(sentence(service, problems));
  return {
    service,
    endpoint,
    movedFrom,
    dialect,
    ...authentication,
    headers,
    authorities,
    maxRequestsPerSecond: options.maxRequestsPerSecond,
    maxConcurrency: options.maxConcurrency ?? optionDefaults.maxConcurrency,
    timeoutMs: (options.timeoutSeconds ?? optionDefaults.timeoutSeconds) * 1000,
    deadlineMs: (options.deadlineSeconds ?? optionDefaults.deadlineSeconds) * 1000,
    maxLeavers: options.maxLeavers,
    unsupported: options.unsupported ?? optionDefaults.unsupported,
    allowedDomains: options.allowedDomains,
    ...lifted,
  };
}

/** The guards that are lifted for one run: for all connections, since only the environment says so. */
function readLifted(environment: Lookup, problems: string[]): { allowLeavers?: number; allowGone?: boolean } {
  const lifted: { allowLeavers?: number; allowGone?: boolean } = {};
  const read = <T>(
    variable: string,
    parse: (value: string) => { data?: T; error?: { issues: { message: string }[] } },
  ) => {
    const value = text(environment(variable));
    const { data, error } = value === undefined ? {} : parse(value);
    for (const { message } of error?.issues ?? []) problems.push(`${variable} ${message}`);
    return data;
  };
  const leavers = read("SCIM_ALLOW_LEAVERS", (value) => liftedGuards.leavers.safeParse(value));
  const gone = read("SCIM_ALLOW_GONE", (value) => liftedGuards.gone.safeParse(value));
  if (leavers !== undefined) lifted.allowLeavers = leavers;
  if (gone !== undefined) lifted.allowGone = gone;
  return lifted;
}

/** The options, and how messages call each one that was given: the variable, the configuration key or the argument. */
function readOptions(
  service: string | undefined,
  config: Lookup,
  environment: Lookup,
  problems: string[],
): { options: OptionValues; origin: Record<string, string> } {
  const given: Record<string, string> = {};
  const origin: Record<string, string> = {};
  for (const option of optionNames) {
    const variable = variableOf(option, service, config);
    const fromEnvironment = variable === undefined ? undefined : text(environment(variable));
    const value = fromEnvironment ?? text(config(`scim:${option}`));
    if (value === undefined) continue;
    given[option] = value;
    const configured = service === undefined ? `scim:${option}` : option;
    origin[option] = fromEnvironment === undefined ? configured : (variable ?? configured);
  }
  const read = connectionOptions.safeParse(given);
  if (read.success) return { options: read.data, origin };
  const bad = new Set<string>();
  for (const issue of read.error.issues) {
    const option = String(issue.path[0]);
    bad.add(option);
    problems.push(`${origin[option] ?? option} ${issue.message}`);
  }
  const sound = Object.entries(given).filter(([option]) => !bad.has(option));
  return { options: connectionOptions.parse(Object.fromEntries(sound)), origin };
}

function readUrl(
  origin: string | undefined,
  value: string | undefined,
  allowHttp: boolean,
  problems: string[],
): string | undefined {
  if (value === undefined) return undefined;
  try {
    return normaliseBaseUrl(value, { allowHttp });
  } catch (error) {
    problems.push(`${origin ?? "endpoint"}: ${error instanceof Error ? error.message : "is not a URL"}`);
    return undefined;
  }
}

function readAuthorities(
  origin: string | undefined,
  file: string | undefined,
  problems: string[],
): string[] | undefined {
  if (file === undefined) return undefined;
  try {
    return readCertificates(file);
  } catch (error) {
    problems.push(`${origin ?? "caFile"}: ${error instanceof Error ? error.message : "cannot be read"}`);
    return undefined;
  }
}

function endpointWays(service: string | undefined): string {
  if (service !== undefined) return "give the argument `endpoint` of the ScimService";
  return "set SCIM_ENDPOINT in the environment, or `pulumi config set scim:endpoint …`, or give the resource a ScimService as its provider";
}

function sentence(service: string | undefined, problems: string[]): string {
  const which = service === undefined ? "the default SCIM connection" : `the ScimService ${service}`;
  const isMissing = problems.some((problem) => /^no \w+: /.test(problem));
  const all = problems.map((problem) => problem.replace(/\.$/, "")).join("; ");
  return `Could not configure ${which}: ${all}.${isMissing ? ` ${GIVEN_SINCE}` : ""}`;
}

/** Where a connection is configured from the state, what a program or a stack's configuration says since is not seen. */
const GIVEN_SINCE =
  "A refresh and a destroy use what the last `pulumi up` had: whatever was given since counts after `pulumi up --refresh=false`.";
