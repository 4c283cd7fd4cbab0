import { type ServerResponse } from "node:http";
import { type FaultAction } from "../faults.js";
import { ScimError } from "../scimError.js";
import { type ScimResponse, type Service } from "../service.js";

/** An answer as it goes over the wire. */
export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const HTML = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n";

/** Turns an operation's answer into bytes. */
export function render(service: Service, { status, headers = {}, body }: ScimResponse): Rendered {
  if (body === undefined) return { status, headers, body: undefined };
  const type = { "Content-Type": service.options.dialect.contentType };
  return { status, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

/** Sends an answer. */
export function send(response: ServerResponse, { status, headers, body }: Rendered): void {
  const bodyless = status === 204 || status === 304;
  const length = bodyless ? {} : { "Content-Length": String(body?.length ?? 0) };
  response.writeHead(status, { ...headers, ...length });
  response.end(body);
}

/**
 * Does to a request what a fault says, letting the operation take effect (by calling `answer`) where the fault says so. Answers the
 * status that was sent; undefined when the connection was destroyed without one.
 */
export function sendFault(response: ServerResponse, fault: FaultAction, answer: () => Rendered): number | undefined {
  if (fault.drop === "after") {
    answer();
    response.socket?.destroy();
    return undefined;
  }
  if (fault.halfBody === true) return sendHalf(response, answer());
  const replaced = replacement(fault);
  const rendered = replaced === undefined || (fault.effect ?? fault.empty === true) ? answer() : undefined;
  const sent = replaced ?? rendered;
  if (sent === undefined) return undefined;
  send(response, sent);
  return sent.status;
}

/** The answer that a fault puts in place of the operation's; undefined for a mere delay. */
function replacement(fault: FaultAction): Rendered | undefined {
  if (fault.html === true) {
    return { status: 200, headers: { "Content-Type": "text/html; charset=utf-8" }, body: Buffer.from(HTML) };
  }
  if (fault.empty === true) return { status: 200, headers: {}, body: undefined };
  if (fault.status === undefined) return undefined;
  const body = fault.body ?? new ScimError(fault.status, "A fault that the sandbox was told to have.").body();
  const text = typeof body === "string" ? body : undefined;
  const retry = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
  const type = text === undefined ? "application/scim+json; charset=utf-8" : "text/plain; charset=utf-8";
  const bodyless = fault.status === 204 || fault.status === 304;
  const bytes = bodyless ? undefined : Buffer.from(text ?? JSON.stringify(body));
  return { status: fault.status, headers: { "Content-Type": type, ...retry, ...fault.headers }, body: bytes };
}

/** The connection ends when what was written has left; the promised length is never reached. */
function sendHalf(response: ServerResponse, { status, headers, body }: Rendered): number {
  const bytes = body ?? Buffer.from("{}");
  response.writeHead(status === 204 || status === 304 ? 200 : status, {
    ...headers,
    "Content-Length": String(bytes.length),
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    response.socket?.destroy();
  });
  return status;
}
