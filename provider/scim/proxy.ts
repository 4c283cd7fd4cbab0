import { isLoopback } from "./baseUrl.js";
import { ConnectionError } from "./errors.js";

/** The proxies that the environment names, and which of them requests to an origin go by. */
export interface ProxySettings {
  /** Addresses, "" for none. */
  http: string;
  https: string;
  /** The hosts that NO_PROXY excepts, as it stands there. */
  except: string;
  /** For messages: the variable that names the proxy and the proxy's host. NO_PROXY may except the origin from it. */
  used: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What HTTPS_PROXY, HTTP_PROXY and NO_PROXY say (in lower case too, which wins; HTTP_PROXY counts for https as well when HTTPS_PROXY is
 * not set); undefined if the origin is not reached by a proxy. Loopback never is. Throws a ConnectionError for a proxy that is no web
 * address.
 */
export function proxySettings(origin: string, environment: Environment = process.env): ProxySettings | undefined {
  const { protocol, hostname } = new URL(origin);
  const [http, https] = ["HTTP_PROXY", "HTTPS_PROXY"].map((name) => proxyNamed(name, environment));
  const proxy = protocol === "https:" ? (https ?? http) : http;
  if (proxy === undefined || isLoopback(hostname)) return undefined;
  return {
    http: http?.href ?? "",
    https: https?.href ?? "",
    except: variable("NO_PROXY", environment) ?? "",
    used: `${proxy.variable}: ${proxy.host}`,
  };
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
