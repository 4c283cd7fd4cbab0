import { type IncomingMessage } from "node:http";

/** Headers of every answer: nothing from elsewhere, no text that becomes code, no frame around the page, nothing kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
};

/**
 * Why a request for the page is refused; undefined when it is not.
 *
 * The page needs no token, since a secret in its address would stay in histories and screenshots. So it is for this machine alone,
 * whatever address the server listens on, under a name that no other site can have (a rebound DNS name arrives as Host), and no
 * page of another origin may ask for its data.
 */
export function refusalOf(request: IncomingMessage, listensOn: string): string | undefined {
  const host = request.headers.host ?? "";
  if (!isLoopback(request.socket.remoteAddress ?? "")) {
    return "The page is shown to browsers on the machine of the sandbox only; forward its port to look at it from elsewhere.";
  }
  if (!isOwnName(host, listensOn))
    return "The page is shown under localhost and 127.0.0.1 only, not under another name.";
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const isForeign =
    (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) ||
    (site !== undefined && site !== "same-origin" && site !== "none");
  const isLink = request.headers["sec-fetch-mode"] === "navigate" && request.headers["sec-fetch-dest"] === "document";
  return isForeign && !isLink ? "The page answers nothing to other sites." : undefined;
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}

function isOwnName(host: string, listensOn: string): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(:\d+)?$/i.exec(host)?.[1]?.toLowerCase();
  if (name === undefined) return false;
  if (name === "localhost" || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name)) return true;
  return name === listensOn.toLowerCase() || name === `[${listensOn.toLowerCase()}]`;
}
