import { decodeBody } from "./body.js";
import { readErrorBody } from "./errorBody.js";
import { ConnectionError, serviceError } from "./errors.js";
import { excerpt } from "./excerpt.js";
import { isObject, type JsonObject, textOf } from "./json.js";
import { parseJson } from "./parseJson.js";
import { redirectTarget } from "./redirect.js";
import { parseRetryAfter } from "./retryAfter.js";
import { type WireAnswer, type WireRequest } from "./transport.js";

/** A client of an authorization server that acts in its own name (RFC 6749 section 4.4). */
export interface ClientCredentials {
  /** As checkedTokenUrl gives it. */
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scopes: readonly string[];
  /** Further parameters of the request, as `audience`; a `grant_type` among them stands in the place of `client_credentials`. */
  parameters: Readonly<Record<string, string>>;
  /** Whether the client shows its secret by HTTP Basic or as parameters (RFC 6749 section 2.3.1). */
  clientAuthentication: "basic" | "body";
}

/** What the authorization server issued. */
export interface AccessToken {
  token: string;
  /** From the answer on, in milliseconds; undefined if the server did not say. */
  expiresInMs?: number;
}

/** The largest answer that is read. */
export const MAX_TOKEN_BYTES = 64 * 1024;

/** The texts that no message may show. */
export function clientSecrets({ clientId, clientSecret, parameters }: ClientCredentials): string[] {
  return [clientSecret, `${formEncode(clientId)}:${formEncode(clientSecret)}`, ...Object.values(parameters)];
}

/** The address without its query, which can hold secrets. */
export function shownTokenUrl({ tokenUrl }: ClientCredentials): string {
  const { origin, pathname } = new URL(tokenUrl);
  return origin + pathname;
}

/** The request for a token (RFC 6749 section 4.4.2). */
export function tokenRequest(client: ClientCredentials): WireRequest {
  const { tokenUrl, clientId, clientSecret, scopes, parameters, clientAuthentication } = client;
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  for (const [name, value] of Object.entries(parameters)) form.set(name, value);
  const headers: Record<string, string> = {
    accept: "application/json",
    "accept-encoding": "identity",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": "pulumi-scim",
  };
  if (clientAuthentication === "basic") {
    headers["authorization"] = basic(formEncode(clientId), formEncode(clientSecret));
  } else {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  const { pathname, search } = new URL(tokenUrl);
  return { method: "POST", target: pathname + search, headers, body: form.toString() };
}

/** The value of an Authorization header for HTTP Basic, in UTF-8 (RFC 7617). */
export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`, "utf8").toString("base64")}`;
}

/**
 * Reads the answer (RFC 6749 sections 5.1 and 5.2). Throws a ServiceError for what may pass (408, 429, 5xx), else a ConnectionError
 * that names the server's `error`. Nothing of an answer of status 2xx is repeated, since it may hold a token.
 */
export async function readToken(wire: WireAnswer, client: ClientCredentials): Promise<AccessToken> {
  const { status, headers } = wire;
  const secrets = clientSecrets(client);
  if (status < 200 || (status >= 300 && status < 400)) throw problem(client, redirected(wire, client, secrets));
  const decoded = await decodeBody(wire.body, headers, MAX_TOKEN_BYTES);
  const text = "text" in decoded && !(status < 300 && wire.truncated) ? decoded.text : "";
  const parsed = parseJson(text);
  const body: JsonObject = "value" in parsed && isObject(parsed.value) ? parsed.value : {};
  const { error, error_description: description, access_token: token, token_type: type } = body;
  if (status >= 300 || typeof error === "string") {
    const said = typeof error === "string" ? [error, textOf(description) ?? []].flat().join(": ") : undefined;
    const detail = said === undefined ? readErrorBody(text, secrets).detail : excerpt(said, secrets);
    if (status >= 300 && mayPass(status)) throw serviceError(facts(wire, client, detail));
    throw problem(client, `${status}${detail === undefined ? "" : ` ${detail}`}`, wayOut(error, client));
  }
  if (typeof token !== "string" || token === "") throw problem(client, `${status} but no access_token in JSON`);
  if (typeof type === "string" && !/^bearer/i.test(type)) {
    throw problem(client, `a token of the type ${excerpt(type, [...secrets, token], 30)}, not Bearer`);
  }
  const seconds = Number(body["expires_in"]);
  return { token, ...(seconds > 0 ? { expiresInMs: seconds * 1000 } : {}) };
}

function problem(client: ClientCredentials, answer: string, advice = "Check tokenUrl"): ConnectionError {
  const end = /[.!?…]$/.test(answer) ? "" : ".";
  return new ConnectionError(
    `Could not get an access token for the client ${client.clientId}: ${shownTokenUrl(client)} answered ${answer}${end} ${advice}.`,
  );
}

/** The errors of RFC 6749 section 5.2 that a setting mends. */
function wayOut(error: unknown, { clientAuthentication }: ClientCredentials): string | undefined {
  const other = clientAuthentication === "basic" ? "body" : "basic";
  switch (error) {
    case "invalid_client":
      return `Check clientId and clientSecret, or set clientAuthentication to "${other}" if the server wants that`;
    case "invalid_scope":
      return "Check scopes";
    case "unauthorized_client":
    case "unsupported_grant_type":
      return "Permit the client the grant client_credentials at the authorization server";
    case "invalid_request":
    case "invalid_target":
      return "Check scopes and tokenParameters (audience, resource)";
    default:
      return "Check tokenUrl, clientId and clientSecret";
  }
}

function redirected({ status, headers }: WireAnswer, client: ClientCredentials, secrets: readonly string[]): string {
  const target = redirectTarget(headers["location"], client.tokenUrl, secrets);
  return `${status}, a redirect to ${target}, which is not followed, for the secret would go along`;
}

function mayPass(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function facts({ status, headers }: WireAnswer, { tokenUrl }: ClientCredentials, detail: string | undefined) {
  const retryAfterMs = parseRetryAfter(headers["retry-after"], headers["date"]);
  return {
    status,
    method: "POST",
    path: new URL(tokenUrl).pathname,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** As RFC 6749 appendix B encodes an id and a secret before they are joined. */
function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
