import { type SecureContext } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { isLoopback } from "./baseUrl.js";
import { ConnectionError } from "./errors.js";

/** What carries requests to one origin. */
export interface Route {
  dispatcher: Dispatcher;
  /** For messages: the variable that names a proxy and the proxy's host. NO_PROXY may except the origin from it. */
  proxy?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Kept-alive connections to one origin, by way of the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name (in lower case too, which
 * wins; HTTP_PROXY counts for https as well when HTTPS_PROXY is not set). Loopback needs no proxy and never uses one. Every wait for a
 * connection is bounded by `timeoutMs`, that for a proxy's answer too. Throws a ConnectionError for a proxy that is no web address.
 */
export function openRoute(
  origin: string,
  timeoutMs: number,
  trust: SecureContext | undefined,
  environment: Environment = process.env,
): Route {
  const connect = { timeout: timeoutMs, ...(trust === undefined ? {} : { secureContext: trust }) };
  const options = { pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect };
  const { protocol, hostname } = new URL(origin);
  const [http, https] = ["HTTP_PROXY", "HTTPS_PROXY"].map((name) => proxyNamed(name, environment));
  const proxy = protocol === "https:" ? (https ?? http) : http;
  if (proxy === undefined || isLoopback(hostname)) return { dispatcher: new Agent(options) };
  const dispatcher = new EnvHttpProxyAgent({
    ...options,
    httpProxy: http?.href ?? "",
    httpsProxy: https?.href ?? "",
    noProxy: variable("NO_PROXY", environment) ?? "",
    requestTls: connect,
    proxyTls: connect,
    clientFactory: (url, given) => new Pool(url, { ...given, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }),
  });
  return { dispatcher, proxy: `${proxy.variable}: ${proxy.host}` };
}

interface Proxy {
  variable: string;
  href: string;
  host: string;
}

/** As curl reads it, an address without a scheme is an http proxy. */
function proxyNamed(name: string, environment: Environment): Proxy | undefined {
  const given = variable(name, environment)?.trim() ?? "";
  if (given === "") return undefined;
  const address = given.includes("://") ? given : `http://${given}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new ConnectionError(
      `The environment variable ${name} names no proxy that can be used: it must be an http:// or https:// address, for instance http://proxy.acme.example:3128.`,
    );
  }
  return { variable: name, href: url.href, host: url.host };
}

function variable(name: string, environment: Environment): string | undefined {
  return environment[name.toLowerCase()] ?? environment[name];
}
