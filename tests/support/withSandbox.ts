import {
  startSandbox,
  type JsonObject,
  type LoggedRequest,
  type Sandbox,
  type SandboxOptions,
} from "../../sandbox/index.js";

/** Starts a sandbox on a free port, hands it to `body` and closes it, whatever happens. Assert on `dump()` and `requests()`. */
export async function withSandbox<T>(options: SandboxOptions, body: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ port: 0, ...options });
  try {
    return await body(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** The environment by which the default connection of a program reaches a sandbox. */
export function connectionTo(sandbox: Sandbox): { SCIM_ENDPOINT: string; SCIM_TOKEN: string } {
  return { SCIM_ENDPOINT: sandbox.url, SCIM_TOKEN: sandbox.token };
}

/** The provider configuration of the default connection, for a plugin process without the engine. */
export function configurationOf(sandbox: Sandbox): Record<string, string> {
  return { "scim:endpoint": sandbox.url, "scim:token": sandbox.token };
}

/** How often each method met each kind of path: `{ "POST /Users": 2, "PATCH /Users/…": 1 }`. */
export function requestCounts(requests: readonly LoggedRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of requests) {
    const [, kind = path, id] =
      /\/(Users|Groups|ServiceProviderConfig|Schemas|ResourceTypes)(\/[^/]+)?$/.exec(path) ?? [];
    const key = `${method} /${kind}${id === undefined ? "" : "/…"}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The person with this userName as the service holds them now; throws when there is none or more than one. */
export function personIn(sandbox: Sandbox, userName: string): JsonObject & { id: string } {
  const found = sandbox.dump().Users.filter((user) => user["userName"] === userName);
  const [user] = found;
  const id = user?.["id"];
  if (user === undefined || typeof id !== "string" || found.length > 1) {
    throw new Error(`The sandbox has ${found.length} people named ${userName}.`);
  }
  return { ...user, id };
}
