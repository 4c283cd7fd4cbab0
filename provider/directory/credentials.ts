import { type SecureContext } from "node:tls";
import { type Renewal } from "../scim/client.js";
import { type JsonObject } from "../scim/json.js";
import { hidingCredentials } from "../scim/redact.js";
import { basic } from "../scim/tokenRequest.js";
import { TokenSource } from "../scim/tokenSource.js";
import { type Connection } from "./connection.js";

/** What a client needs to be let in. */
export interface Credentials {
  headers: () => Promise<Record<string, string>>;
  secrets: () => string[];
  /** Takes out of properties what lets somebody in; other headers may say who asks, as people's attributes do. */
  hide: (properties: JsonObject) => JsonObject;
  renewal?: Renewal;
  close: () => Promise<void>;
}

/** The credentials of a connection; those of OAuth are asked for when the first request needs them. */
export function openCredentials(connection: Connection, trust: SecureContext | undefined): Credentials {
  const { token, basic: pair, headers } = connection;
  if (connection.oauth !== undefined) return renewed(connection, connection.oauth, trust);
  const sent =
    pair === undefined
      ? { ...headers, ...tokenHeader(connection, token) }
      : { ...headers, authorization: basic(pair.username, pair.password) };
  const pairs = pair === undefined ? [] : [pair.password, `${pair.username}:${pair.password}`];
  const credentials = [...credentialsIn(headers), ...pairs, ...(token === undefined ? [] : [token])];
  const secrets = [...secretsIn(headers), ...(pair === undefined ? [] : [pair.username]), ...credentials];
  return {
    headers: () => Promise.resolve(sent),
    secrets: () => secrets,
    hide: hidingCredentials(credentials),
    close: () => Promise.resolve(),
  };
}

function renewed(
  connection: Connection,
  client: NonNullable<Connection["oauth"]>,
  trust: SecureContext | undefined,
): Credentials {
  const { timeoutMs, deadlineMs, headers, rotation } = connection;
  const refusalHint = rotation === undefined ? undefined : `${rotation}.`;
  const source = new TokenSource({ client, timeoutMs, deadlineMs, trust, refusalHint });
  /** Which token each set of headers brought. */
  const brought = new WeakMap<object, string>();
  let hidden = { credentials: [] as string[], hide: hidingCredentials([]) };
  return {
    headers: async () => {
      const token = await source.token();
      const sent = { ...headers, ...tokenHeader(connection, token) };
      brought.set(sent, token);
      return sent;
    },
    secrets: () => [...secretsIn(headers), ...source.secrets()],
    hide: (properties) => {
      const now = [...credentialsIn(headers), ...source.credentials()];
      if (now.join() !== hidden.credentials.join()) hidden = { credentials: now, hide: hidingCredentials(now) };
      return hidden.hide(properties);
    },
    renewal: {
      taken: (sent) => {
        source.taken(brought.get(sent) ?? "");
      },
      refused: (sent) => source.refused(brought.get(sent) ?? ""),
    },
    close: () => source.close(),
  };
}

/** `Authorization: Bearer` (RFC 6750 section 2.1), or the header by which the service wants its token. */
function tokenHeader({ dialect }: Connection, token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const { tokenHeader: own } = dialect.connection;
  return own === undefined ? { authorization: `Bearer ${token}` } : { [own.toLowerCase()]: token };
}

/** A shorter part of a header other than Authorization may be a word that messages need. */
const SHORTEST_CREDENTIAL = 8;
const BRINGS_CREDENTIAL = /authorization|token|api-?key|secret/i;

/**
 * Every value; what follows a scheme (in any header: services have tokens in some of their own) and what a cookie holds too, and of HTTP
 * Basic the pair and the password that it stands for.
 */
function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name.toLowerCase() === "cookie") return [value, ...cookiesIn(value)];
    const [, scheme = "", sent = ""] = /^([\w-]+) +(.+)$/.exec(value) ?? [];
    const pair = scheme.toLowerCase() === "basic" ? Buffer.from(sent, "base64").toString() : "";
    const isCredential = name.toLowerCase() === "authorization" || isNoWord(sent);
    return [value, ...(isCredential ? [sent, pair, pair.slice(pair.indexOf(":") + 1)] : [])];
  });
}

/** The secrets of the headers whose names say that they let somebody in; others may say who asks, or for whom. */
function credentialsIn(headers: Readonly<Record<string, string>>): string[] {
  return secretsIn(Object.fromEntries(Object.entries(headers).filter(([name]) => BRINGS_CREDENTIAL.test(name))));
}

function cookiesIn(value: string): string[] {
  return value
    .split(";")
    .map((cookie) => cookie.slice(cookie.indexOf("=") + 1).trim())
    .filter(isNoWord);
}

function isNoWord(text: string): boolean {
  return text.length >= SHORTEST_CREDENTIAL && !text.includes(" ");
}
