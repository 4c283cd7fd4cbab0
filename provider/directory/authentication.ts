import { type ClientCredentials } from "../scim/tokenRequest.js";
import { environmentName, type OptionValues } from "./options.js";
import { readTokenUrl } from "./tokenUrl.js";

export type Lookup = (name: string) => string | undefined;

/** How requests are let in, by one of these; none of them: by a header that the connection has. */
export interface Authentication {
  token?: string | undefined;
  basic?: { username: string; password: string } | undefined;
  oauth?: ClientCredentials | undefined;
  /** What to do when the service refuses a secret that Pulumi keeps in state; undefined if it came from the environment. */
  rotation?: string | undefined;
}

/** Everything that was given for a connection. */
export interface Given {
  service: string | undefined;
  config: Lookup;
  environment: Lookup;
  options: OptionValues;
  /** How messages call each option that was given: the variable, the configuration key or the argument. */
  origin: Readonly<Record<string, string>>;
  /** Header that brings a token. */
  tokenHeader: string | undefined;
  allowHttp: boolean;
}

const basicOptions = ["username", "password"] as const;
const oauthOptions = ["tokenUrl", "clientId", "clientSecret"] as const;
const oauthExtras = ["scopes", "tokenParameters", "clientAuthentication"] as const;
const secrets: readonly string[] = ["password", "clientSecret", "headers", "tokenParameters"];

/** Treats an empty text as absent, as shells and CI systems mean it. */
export function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}

/**
 * The environment variable of an option: `SCIM_…` of the default connection; of a ScimService only for a secret, named like its token's
 * (`SCIM_ACME_EU_PASSWORD`). Half a secret means nothing where no argument asks for it: a variable may be there before its user name.
 */
export function variableOf(option: string, service: string | undefined, config: Lookup): string | undefined {
  if (service === undefined) return environmentName(option);
  const kind = option === "password" ? basicOptions : option === "clientSecret" ? oauthOptions : [];
  const isAskedFor = kind.some((name) => text(config(`scim:${name}`)) !== undefined);
  return isAskedFor || option === "headers" ? ownVariable(option, config) : undefined;
}

/** Works out the one way in which requests are let in; adds to `problems` what is missing or more than one. */
export function readAuthentication(given: Given, problems: string[]): Authentication {
  const { options, origin, tokenHeader } = given;
  const token = readToken(given);
  const named = (names: readonly string[]) => names.flatMap((name) => origin[name] ?? []);
  const basicBy = named(basicOptions);
  const oauthBy = named([...oauthOptions, ...oauthExtras]);
  const header = basicBy.length > 0 ? "Authorization" : (tokenHeader ?? "Authorization");
  const hasHeader = Object.keys(options.headers ?? {}).some((name) => name.toLowerCase() === header.toLowerCase());
  const kinds = [
    token === undefined ? [] : `a token (${token.origin})`,
    basicBy.length === 0 ? [] : `a user name and password (${basicBy.join(", ")})`,
    oauthBy.length === 0 ? [] : `OAuth client credentials (${oauthBy.join(", ")})`,
    hasHeader ? `the header ${header} (${origin["headers"] ?? "headers"})` : [],
  ].flat();
  if (kinds.length === 0) problems.push(`no token: ${tokenWays(given)}${OTHER_KINDS}`);
  if (kinds.length > 1) {
    problems.push(
      `more than one kind of authentication: ${kinds.join(" and ")}; keep one of them${stateMayDiffer(given)}`,
    );
  }
  if (kinds.length !== 1) return {};
  if (basicBy.length > 0) return readBasic(given, problems);
  if (oauthBy.length > 0) return readOauth(given, problems);
  if (token === undefined) return { rotation: rotationOf("headers", given) };
  return { token: token.value, rotation: rotationOf("token", given, token.origin) };
}

const OTHER_KINDS =
  " (instead of a token: username and password, or tokenUrl, clientId and clientSecret, or an Authorization header in headers)";

function readToken({ service, config, environment }: Given): { value: string; origin: string } | undefined {
  const configured = service === undefined ? "scim:token" : "token";
  for (const variable of tokenVariables(service, config)) {
    const value = text(environment(variable));
    if (value !== undefined) return { value, origin: variable };
  }
  const value = text(config("scim:token"));
  return value === undefined ? undefined : { value, origin: configured };
}

function readBasic(given: Given, problems: string[]): Authentication {
  const { username, password } = given.options;
  needAll(basicOptions, given, problems);
  if (username === undefined || password === undefined) return {};
  if (username.includes(":")) problems.push(`${given.origin["username"] ?? "username"} must hold no colon (RFC 7617)`);
  refuseControls(basicOptions, given, problems);
  return { basic: { username, password }, rotation: rotationOf("password", given) };
}

function readOauth(given: Given, problems: string[]): Authentication {
  const { options, origin, allowHttp } = given;
  const { clientId, clientSecret, scopes = [], tokenParameters = {}, clientAuthentication = "basic" } = options;
  needAll(oauthOptions, given, problems);
  refuseControls(["clientId", "clientSecret"], given, problems);
  const tokenUrl = readTokenUrl(origin["tokenUrl"], options.tokenUrl, allowHttp, problems);
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined) return {};
  const oauth = { tokenUrl, clientId, clientSecret, scopes, parameters: tokenParameters, clientAuthentication };
  return { oauth, rotation: rotationOf("clientSecret", given) };
}

function needAll(names: readonly (keyof OptionValues)[], given: Given, problems: string[]): void {
  for (const name of names) if (given.origin[name] === undefined) problems.push(`no ${name}: ${wayTo(name, given)}`);
}

function refuseControls(
  names: readonly ("username" | "password" | "clientId" | "clientSecret")[],
  given: Given,
  problems: string[],
) {
  for (const name of names) {
    if (!/\p{Cc}/u.test(given.options[name] ?? "")) continue;
    problems.push(`${given.origin[name] ?? name} holds a control character (a line break at its end?)`);
  }
}

function wayTo(option: string, { service, config }: Given): string {
  const isSecret = secrets.includes(option);
  if (service === undefined) {
    return `set ${environmentName(option)} in the environment, or \`pulumi config set ${isSecret ? "--secret " : ""}scim:${option} …\``;
  }
  const variable = isSecret ? ownVariable(option, config) : undefined;
  const argument = `give the argument \`${option}\`${isSecret ? " (a secret)" : ""} of the ScimService`;
  return variable === undefined ? argument : `set ${variable} in the environment, or ${argument}`;
}

function tokenWays({ service, config }: Given): string {
  if (service === undefined) {
    return "set SCIM_TOKEN in the environment, or `pulumi config set --secret scim:token …`, or give the resource a ScimService as its provider";
  }
  const variables = tokenVariables(service, config);
  const set = variables.length === 0 ? "" : `set ${variables.join(" or ")} in the environment, or `;
  return `${set}give the argument \`token\` (a secret) of the ScimService`;
}

/** The variables that may hold the token, the one that wins first. */
function tokenVariables(service: string | undefined, config: Lookup): string[] {
  if (service === undefined) return ["SCIM_TOKEN"];
  return [config("scim:tokenEnv"), config("scim:tokenVariable")].flatMap((name) => text(name) ?? []);
}

/** `SCIM_ACME_EU_TOKEN` → `SCIM_ACME_EU_CLIENT_SECRET`. */
function ownVariable(option: string, config: Lookup): string | undefined {
  const variable = text(config("scim:tokenVariable"));
  return variable?.replace(/TOKEN$/, environmentName(option).slice("SCIM_".length));
}

/** Refresh and destroy configure a connection from the state: a secret that stands there is not seen to have changed. */
function rotationOf(option: string, given: Given, origin = given.origin[option]): string | undefined {
  const { service, config } = given;
  if (origin !== (service === undefined ? `scim:${option}` : option)) return undefined;
  const variable = service === undefined ? environmentName(option) : ownVariable(option, config);
  const set = variable === undefined ? "" : `set ${variable} in the environment or `;
  return `A refresh uses the ${option} that the state holds: after a change of it, ${set}run \`pulumi up --refresh=false\` once`;
}

function stateMayDiffer({ service }: Given): string {
  if (service === undefined) return "";
  return " (a refresh uses the arguments that the state holds: after a change of kind, run `pulumi up --refresh=false` once)";
}
