import { startSandbox, type JsonObject, type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { isObject, parseJson } from "../../../sandbox/json.js";
import { watchOpenApi, type OpenApiWatch, type Vendor } from "../../support/openApi.js";

/** An answer with its body parsed; `body` is {} when there is none, or no JSON object. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
  readonly text: string;
}

/** A request with the sandbox's token, unless the headers say otherwise; an empty header is left out. */
export type Call = (
  method: string,
  path: string,
  body?: JsonObject,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Runs a test against a vendor's fresh sandbox, and fails it when an answer does not fit the vendor's OpenAPI document. */
export async function withVendor(
  vendor: Vendor,
  options: SandboxOptions,
  test: (call: Call, sandbox: Sandbox, watch: OpenApiWatch) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, dialect: vendor, ...options });
  const watch = watchOpenApi(sandbox, vendor);
  try {
    await test(caller(sandbox), sandbox, watch);
    expect(watch.violations("answer")).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

function caller(sandbox: Sandbox): Call {
  return async (method, path, body, headers = {}) => {
    const all = {
      Authorization: `Bearer ${sandbox.token}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    };
    const response = await fetch(sandbox.url + path, {
      method,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? object(text) : {} };
  };
}

function object(text: string): JsonObject {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}

/** The `id` of a body. */
export function idOf(body: JsonObject): string {
  const { id } = body;
  if (typeof id !== "string") throw new Error(`The body has no id: ${JSON.stringify(body)}`);
  return id;
}

/** The resources of a list. */
export function resourcesOf(body: JsonObject): JsonObject[] {
  const { Resources: resources } = body;
  return Array.isArray(resources) ? (resources as JsonObject[]) : [];
}
