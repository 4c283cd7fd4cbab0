import { type SecureContext } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { type ProxySettings } from "./proxy.js";

/** Kept-alive connections, by way of the proxy if there is one. Every wait for a connection is bounded by `timeoutMs`, that for a proxy's answer too. */
export function openDispatcher(
  timeoutMs: number,
  trust: SecureContext | undefined,
  proxy: ProxySettings | undefined,
): Dispatcher {
  const connect = { timeout: timeoutMs, ...(trust === undefined ? {} : { secureContext: trust }) };
  const options = { pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect };
  if (proxy === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxy.http,
    httpsProxy: proxy.https,
    noProxy: proxy.except,
    requestTls: connect,
    proxyTls: connect,
    clientFactory: (url, given) => new Pool(url, { ...given, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }),
  });
}
