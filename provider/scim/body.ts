import { promisify, TextDecoder } from "node:util";
import { brotliDecompress, unzip } from "node:zlib";
import { codeOf } from "./redact.js";

/** What reading a body can come to; `tooLarge` is said of the decompressed size. */
export type DecodedBody = { text: string } | { fault: "tooLarge" | "encoding"; coding: string };

const inflate = { unzip: promisify(unzip), br: promisify(brotliDecompress) };

/**
 * The text of a body: content-codings undone (gzip, deflate, br; RFC 9110 section 8.4), never to more than `limit` bytes, a byte order
 * mark dropped, and decoded as the charset says (UTF-8 unless the service states another one).
 */
export async function decodeBody(body: Buffer, headers: Record<string, string>, limit: number): Promise<DecodedBody> {
  let bytes = body;
  const codings = (headers["content-encoding"] ?? "").toLowerCase().split(",").reverse();
  for (const coding of codings.map((name) => name.trim())) {
    if (coding === "" || coding === "identity" || bytes.length === 0) continue;
    const undo = decompressor(coding);
    if (undo === undefined) return { fault: "encoding", coding };
    try {
      bytes = await undo(bytes, { maxOutputLength: limit });
    } catch (error) {
      return { fault: isTooLarge(error) ? "tooLarge" : "encoding", coding };
    }
  }
  return { text: decoder(headers["content-type"]).decode(bytes) };
}

function decompressor(coding: string): typeof inflate.unzip | undefined {
  if (coding === "gzip" || coding === "x-gzip" || coding === "deflate") return inflate.unzip;
  return coding === "br" ? inflate.br : undefined;
}

function isTooLarge(error: unknown): boolean {
  return codeOf(error) === "ERR_BUFFER_TOO_LARGE";
}

function decoder(contentType: string | undefined): TextDecoder {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1];
  try {
    return new TextDecoder(charset ?? "utf-8");
  } catch {
    return new TextDecoder();
  }
}
