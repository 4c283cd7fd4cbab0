import { startSandbox, type Json, type JsonObject, type Sandbox, type SandboxOptions } from "../../sandbox/index.js";

/** An answer with its body parsed; `body` is {} when there is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: JsonObject;
}

/** A request to a sandbox with its token; a string body is sent as it is. */
export type Call = (
  method: string,
  path: string,
  body?: JsonObject | string,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Runs a test against a fresh sandbox on a free port and closes it. */
export async function withSandbox(
  options: SandboxOptions,
  test: (call: Call, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, ...options });
  try {
    await test(caller(sandbox), sandbox);
  } finally {
    await sandbox.close();
  }
}

function caller(sandbox: Sandbox): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${sandbox.token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/scim+json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as JsonObject) : {},
    };
  };
}

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** One text attribute of each of a list of resources or values, with spaces between. */
export function pluck(list: Json | undefined, ...names: string[]): string {
  const items = Array.isArray(list) ? list : [];
  const text = (item: Json): string => {
    const found = isObject(item)
      ? names.map((name) => item[name]).find((value) => typeof value === "string")
      : undefined;
    return typeof found === "string" ? found : "?";
  };
  return items.map(text).join(" ");
}

function isObject(item: Json): item is JsonObject {
  return typeof item === "object" && item !== null && !Array.isArray(item);
}

/** A body of a user. */
export function user(userName: string, more: JsonObject = {}): JsonObject {
  return { schemas: [USER], userName, ...more };
}

/** A body of a group with members by id. */
export function group(displayName: string, members: readonly string[] = [], more: JsonObject = {}): JsonObject {
  return { schemas: [GROUP], displayName, members: members.map((value) => ({ value })), ...more };
}

/** A PatchOp body. */
export function patch(...operations: JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** Ids 1, 2, 3, … and a clock that stands still at the start of 2024. */
export function foreseeable(): Pick<SandboxOptions, "newId" | "now"> {
  let last = 0;
  return { newId: () => String(++last), now: () => new Date("2024-01-01T00:00:00.000Z") };
}
