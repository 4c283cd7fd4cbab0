import { type Answerer, hostileServer, json, type Seen } from "./hostileServer.js";

/** An OAuth 2 token endpoint on loopback, and what it has issued. */
export interface AuthorizationServer {
  tokenUrl: string;
  /** The forms that it was sent, with the Authorization header as `authorization`. */
  asked: Record<string, string>[];
  /** Every token that was issued, in order: `issued-1`, `issued-2`, … */
  issued: string[];
  close: () => Promise<void>;
}

export const CLIENT = { clientId: "acme client", clientSecret: "s3cret:of+the client" };

/** What the client shows by HTTP Basic: both are form-encoded first (RFC 6749 section 2.3.1). */
export const SHOWN = `Basic ${Buffer.from("acme+client:s3cret%3Aof%2Bthe+client").toString("base64")}`;

/** Issues a token to whoever knows the client's secret; `answer` may answer the n-th request (from 0) otherwise and return true. */
export async function authorizationServer(
  options: {
    expiresIn?: unknown;
    token?: (n: number) => string;
    answer?: (...asked: Parameters<Answerer>) => boolean;
  } = {},
): Promise<AuthorizationServer> {
  const asked: Record<string, string>[] = [];
  const issued: string[] = [];
  const { expiresIn, answer, token = (n) => `issued-${n}` } = options;
  const server = await hostileServer((response, seen, n) => {
    const form = formOf(seen);
    asked.push(form);
    if (answer?.(response, seen, n) === true) return;
    const isKnown = form["authorization"] === SHOWN || form["client_secret"] === CLIENT.clientSecret;
    if (!isKnown) {
      json(response, 401, {
        error: "invalid_client",
        error_description: `no client has ${form["client_secret"] ?? ""}`,
      });
      return;
    }
    const next = token(issued.length + 1);
    issued.push(next);
    json(response, 200, { access_token: next, token_type: "Bearer", expires_in: expiresIn });
  });
  return { tokenUrl: `${server.url}/token`, asked, issued, close: server.close };
}

function formOf({ body, headers }: Seen): Record<string, string> {
  const { authorization } = headers;
  return {
    ...Object.fromEntries(new URLSearchParams(body)),
    ...(authorization === undefined ? {} : { authorization }),
  };
}
