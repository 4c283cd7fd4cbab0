import { type IncomingMessage } from "node:http";
import { copy, isTooDeep, MAX_DEPTH, parseJson, type Json } from "../json.js";
import { badRequest, ScimError } from "../scimError.js";

/** How many times the limit is read and thrown away, so that a client that is still sending gets to see its 413. */
const DRAINED = 4;

/** Reads a request's body; one of more than `limit` bytes is drained and answered 413, on a connection that ends with it. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit * DRAINED) break;
    if (size <= limit) chunks.push(chunk);
  }
  if (size <= limit) return Buffer.concat(chunks);
  throw new ScimError(413, `The body is larger than ${limit} bytes.`, undefined, { Connection: "close" });
}

/** Parses a body as JSON in UTF-8, a byte order mark allowed; 400 invalidSyntax otherwise. Keys `__proto__` are dropped. */
export function parseBody(bytes: Buffer): Json | undefined {
  if (bytes.length === 0) return undefined;
  let value: Json;
  try {
    value = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest("invalidSyntax", "The body is not JSON in UTF-8.");
  }
  if (isTooDeep(value)) throw badRequest("invalidSyntax", `The body nests deeper than ${MAX_DEPTH} levels.`);
  return copy(value);
}

/** Refuses with 415 a body of a media type that is not among `accepted`; a body without a type is taken as JSON. */
export function checkMediaType(header: string | undefined, accepted: readonly string[]): void {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "" || accepted.includes(type)) return;
  throw new ScimError(415, `Bodies are taken as ${accepted.join(" or ")}, not ${type}.`);
}

/** Refuses with 406 a request that takes no JSON. */
export function checkAccept(header: string | undefined): void {
  if (header === undefined || header.trim() === "") return;
  const ranges = header.split(",").map((range) => range.split(";")[0]?.trim().toLowerCase() ?? "");
  const taken = ["*/*", "application/*", "application/json", "application/scim+json"];
  if (!ranges.some((range) => taken.includes(range))) {
    throw new ScimError(406, `Answers are application/scim+json; ${header} does not take that.`);
  }
}
