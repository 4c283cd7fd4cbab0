import { type ClientOptions, ScimClient } from "../../../../provider/scim/client.js";
import { Limiter } from "../../../../provider/scim/limiter.js";
import { type Answerer, type HostileServer, hostileServer } from "./hostileServer.js";

export const TOKEN = "tok-Zx81/secret+value==";

/** A client with short waits for a base URL. */
export function clientFor(baseUrl: string, options: Partial<ClientOptions> = {}): ScimClient {
  return new ScimClient({
    baseUrl,
    headers: () => Promise.resolve({ authorization: `Bearer ${TOKEN}` }),
    timeoutMs: 2000,
    deadlineMs: 10_000,
    limiter: new Limiter({ maxConcurrency: 16 }),
    secrets: () => [TOKEN],
    firstWaitMs: 5,
    ...options,
  });
}

/** Runs a test against a server that answers so, and closes both. */
export async function withClient(
  answer: Answerer,
  test: (client: ScimClient, server: HostileServer) => Promise<void>,
  options: Partial<ClientOptions> = {},
): Promise<void> {
  const server = await hostileServer(answer);
  const client = clientFor(server.url, options);
  try {
    await test(client, server);
  } finally {
    await server.close();
    await client.close();
  }
}

/** The error that a promise rejects with; fails if it does not. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`rejected with ${String(error)}`, { cause: error });
  }
  throw new Error("did not fail");
}
