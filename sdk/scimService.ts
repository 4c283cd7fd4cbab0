import * as pulumi from "@pulumi/pulumi";
import { type Dialect } from "../provider/dialects/index.js";
import "./debugLines.js";
import { nearest } from "./nearest.js";
import { options, tokenVariable } from "./options.js";
import { whenKnown } from "./references.js";
import { type Unsupported } from "./types/common.js";

/**
 * A service in the terms of the package's own dialects; what is left out is as in the dialect that `extends` names
 * (`"rfc7644"` if none). A part that is null is taken away: `{ extends: "ironclad", user: { unsupported: { manager: null } } }`.
 */
export type DialectArgs = { extends?: string } & { [K in keyof Dialect]?: Part<Dialect[K]> };

/** Lists are given whole, records and objects member by member. */
type Part<T> = T extends readonly unknown[] | string | number | boolean | undefined
  ? T
  : { [K in keyof T]?: Part<T[K]> | null };

/** Arguments of {@link ScimService}. None is taken from `SCIM_*` variables: those are the default connection's. */
export interface ScimServiceArgs {
  /** Base URL of the service, such as `https://acme.example/scim/v2`; `https` except on loopback (see `allowHttp`). */
  endpoint: pulumi.Input<string>;
  /** Name of the service's dialect, the path of a JSON file, or what a service that the package does not know does differently. @default "rfc7644" */
  dialect?: pulumi.Input<string | DialectArgs | undefined>;
  /**
   * Bearer token; kept encrypted in state. Prefer `tokenEnv` or the variable `SCIM_<NAME>_TOKEN`: they are read at run
   * time, win over this and are never in state.
   */
  token?: pulumi.Input<string | undefined>;
  /** Name of the environment variable that holds the bearer token. @default `SCIM_<NAME>_TOKEN`, see {@link tokenVariable} */
  tokenEnv?: pulumi.Input<string | undefined>;
  /** User name for HTTP Basic, with `password` and instead of a token; kept encrypted in state. */
  username?: pulumi.Input<string | undefined>;
  /** Password for HTTP Basic; kept encrypted in state. The variable `SCIM_<NAME>_PASSWORD` wins and is never in state. */
  password?: pulumi.Input<string | undefined>;
  /**
   * Where access tokens are issued for `clientId` and `clientSecret` (OAuth 2 client credentials, RFC 6749 section 4.4), instead of
   * a token; `https` except on loopback (see `allowHttp`).
   */
  tokenUrl?: pulumi.Input<string | undefined>;
  /** The client that access tokens are issued to. */
  clientId?: pulumi.Input<string | undefined>;
  /** The client's secret; kept encrypted in state. The variable `SCIM_<NAME>_CLIENT_SECRET` wins and is never in state. */
  clientSecret?: pulumi.Input<string | undefined>;
  /** Scopes to ask for. @default none, which means the server's own default */
  scopes?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /**
   * Further parameters of the request for a token that some servers want, such as `audience` or `resource`; a `grant_type` stands in
   * the place of `client_credentials`. Kept encrypted in state.
   */
  tokenParameters?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** How the client shows its secret: by HTTP Basic, or in the body for servers that know no other way. @default "basic" */
  clientAuthentication?: pulumi.Input<"basic" | "body" | undefined>;
  /** Further headers of each request; kept encrypted in state. The variable `SCIM_<NAME>_HEADERS` (JSON) wins and is never in state. */
  headers?: pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;
  /** File of authorities (PEM) that are trusted beside Node's own; a relative path is taken from the folder of the program. */
  caFile?: pulumi.Input<string | undefined>;
  /** Most requests a second, of all resources of the connection together. @default the dialect's, else learnt from 429 answers */
  maxRequestsPerSecond?: pulumi.Input<number | undefined>;
  /** Most requests under way at once. @default 16 */
  maxConcurrency?: pulumi.Input<number | undefined>;
  /** Seconds that one request may take. @default 30 */
  timeoutSeconds?: pulumi.Input<number | undefined>;
  /** Seconds that one operation may take with all its retries. @default 900 */
  deadlineSeconds?: pulumi.Input<number | undefined>;
  /**
   * Most people that one run may end, be it by DELETE or by making them inactive; a run that would end more is refused,
   * before the first where it began with a refresh. SCIM_ALLOW_LEAVERS=N in the environment lifts it to N for one run; a
   * destroy without a refresh always needs that. @default no limit
   */
  maxLeavers?: pulumi.Input<number | undefined>;
  /** What to do with attributes that the service cannot keep. @default "error" */
  unsupported?: pulumi.Input<Unsupported | undefined>;
  /** Endpoint that this service had before, when its people keep their ids; needed until the first `up` after the move. */
  movedFrom?: pulumi.Input<string | undefined>;
  /** Allows plain http to a host that is not loopback; the token then travels in clear. @default false */
  allowHttp?: pulumi.Input<boolean | undefined>;
  /**
   * E-mail domains of the organisation: a userName of another one is refused in preview. For services that take no other
   * (Leapsome). @default any domain
   */
  allowedDomains?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

const known = options satisfies Record<keyof ScimServiceArgs, true>;

const secretOptions: readonly string[] = [
  "token",
  "username",
  "password",
  "clientSecret",
  "tokenParameters",
  "headers",
];

/** The dialect of each service whose name is known while the program runs. */
const dialects = new WeakMap<pulumi.ProviderResource, string>();

/**
 * One connection to one SCIM service. Give it to resources as `provider`, or to a component as `providers`; without
 * one, resources use the stack's default connection. Its values are checked by the plugin process, in preview.
 */
export class ScimService extends pulumi.ProviderResource {
  /** Throws for an argument that does not exist, naming the nearest one. */
  public constructor(name: string, args: ScimServiceArgs, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, config(name, args), opts);
    const { dialect = "rfc7644" } = args;
    if (typeof dialect === "string") dialects.set(this, dialect);
  }
}

/**
 * Name of the dialect that a resource's connection speaks, or undefined when the program cannot know it. `service` is
 * the resource's own provider; undefined means the default connection.
 */
export function dialectOf(service: pulumi.ProviderResource | undefined): string | undefined {
  if (service !== undefined) return dialects.get(service);
  const fromEnvironment = process.env["SCIM_DIALECT"];
  return fromEnvironment || (new pulumi.Config("scim").get("dialect") ?? "rfc7644");
}

function config(name: string, args: object): pulumi.Inputs {
  const inputs: pulumi.Inputs = { "scim:service": name, "scim:tokenVariable": tokenVariable(name) };
  const given: [string, unknown][] = Object.entries(args);
  for (const [option, value] of given) {
    if (!Object.hasOwn(known, option)) {
      throw new pulumi.RunError(
        `ScimService "${name}": unknown argument "${option}".${nearest(option, Object.keys(known))}`,
      );
    }
    if (value === undefined || value === null) continue;
    const text = whenKnown(value, toText);
    inputs[`scim:${option}`] = secretOptions.includes(option) ? pulumi.secret(text) : text;
  }
  return inputs;
}

/** Provider configuration carries strings only; all else goes as JSON, which for numbers and booleans is their text. */
function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
