import { ConnectionError } from "./errors.js";

/**
 * The one spelling of a service's base URL: lower-case scheme and host, no default port, no trailing slash. It is what identities
 * are bound to, so two spellings of one address give the same text. Throws a ConnectionError that repeats no user-info and no query,
 * for both can hold secrets.
 */
export function normaliseBaseUrl(text: string, options: { allowHttp?: boolean | undefined } = {}): string {
  const url = parse(text.trim());
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  if (url.username !== "" || url.password !== "") {
    throw new ConnectionError(
      `The endpoint of ${url.host} carries a user name or password. Remove them from the address and give them as username and password.`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new ConnectionError(
      `The endpoint ${shown} carries a query or a fragment. Give the base URL alone, for instance ${url.protocol}//${url.host}/scim/v2.`,
    );
  }
  const resources = /\/(Users|Groups)\/*$/.exec(url.pathname);
  if (resources) {
    const base = shown.slice(0, -resources[0].length);
    throw new ConnectionError(`The endpoint ${shown} is not the base URL. Give what stands before it: ${base}.`);
  }
  if (url.protocol === "http:" && options.allowHttp !== true && !isLoopback(url.hostname)) {
    throw new ConnectionError(
      `The endpoint ${shown} is not encrypted, so the token could be read on the way. Use https, or set allowHttp if the network is trusted.`,
    );
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

/** Whether a URL's host name (as WHATWG URL spells it) is this machine itself: localhost, 127.0.0.0/8, [::1]. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function parse(text: string): URL {
  if (text === "") {
    throw new ConnectionError(
      "The endpoint is empty. Give the service's SCIM base URL, for instance https://acme.example/scim/v2.",
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ConnectionError(
      "The endpoint is no web address: it must begin with https:// (or http:// for this machine) and name a host, for instance https://acme.example/scim/v2.",
    );
  }
  return url;
}
