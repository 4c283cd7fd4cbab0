import { isLoopback } from "../scim/baseUrl.js";

/**
 * The address of an authorization server's token endpoint (RFC 6749 section 3.2: it may have a query, no fragment); https, since the
 * client's secret goes there. What is wrong is added to `problems`, without the parts that can hold secrets.
 */
export function readTokenUrl(
  origin: string | undefined,
  value: string | undefined,
  allowHttp: boolean,
  problems: string[],
): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const wrong = problemOf(url, allowHttp);
  if (url !== undefined && wrong === undefined) return url.href;
  problems.push(`${origin ?? "tokenUrl"}: ${wrong ?? ""}`);
  return undefined;
}

function problemOf(url: URL | undefined, allowHttp: boolean): string | undefined {
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return "The token URL is no web address: it must begin with https:// and name a host, for instance https://login.acme.example/oauth/token";
  }
  const shown = `${url.origin}${url.pathname}`;
  if (url.username !== "" || url.password !== "") {
    return `The token URL of ${url.host} carries a user name or password. Give them as clientId and clientSecret`;
  }
  if (url.hash !== "") return `The token URL ${shown} carries a fragment. Leave out what follows #`;
  if (url.protocol === "http:" && !allowHttp && !isLoopback(url.hostname)) {
    return `The token URL ${shown} is not encrypted, so the client's secret could be read on the way. Use https, or set allowHttp if the network is trusted`;
  }
  return undefined;
}
