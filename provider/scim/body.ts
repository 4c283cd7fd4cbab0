import { promisify, TextDecoder } from "node:util";
import { brotliDecompress, unzip } from "node:zlib";
import { codeOf } from "./redact.js";

/** What reading a body can come to; `tooLarge` is said of the decompressed size, `cut` of one that breaks off. */
export type DecodedBody = { text: string } | { fault: "tooLarge" | "encoding" | "cut"; coding: string };

/** More content-codings one upon the other than any service uses; each may unpack to the whole limit. */
const MAX_CODINGS = 3;
/** Encodings in which any bytes at all are a text, so that stating one by mistake goes unnoticed. */
const SINGLE_BYTE = /^(windows-|iso-8859|koi8|ibm866|macintosh|x-mac)/;
/** A character that stands for bytes that are no UTF-8, and any other one beyond ASCII. */
const DAMAGED = "\u{FFFD}";
const BEYOND_ASCII = /[^\x00-\x7f\u{FFFD}]/u;

/** What node:zlib fails with, where it is not the bytes themselves. */
const FAULTS: Readonly<Record<string, "tooLarge" | "cut">> = { ERR_BUFFER_TOO_LARGE: "tooLarge", Z_BUF_ERROR: "cut" };

const inflate = { unzip: promisify(unzip), br: promisify(brotliDecompress) };

/**
 * The text of a body: content-codings undone (gzip, deflate, br; RFC 9110 section 8.4), never to more than `limit` bytes, a byte order
 * mark dropped. JSON is UTF-8 (RFC 8259 section 8.1), so another charset is believed only where the bytes do not speak against it.
 */
export async function decodeBody(body: Buffer, headers: Record<string, string>, limit: number): Promise<DecodedBody> {
  let bytes = body;
  const stated = (headers["content-encoding"] ?? "").toLowerCase().split(",");
  const codings = stated.map((name) => name.trim()).filter((name) => name !== "" && name !== "identity");
  if (codings.length > MAX_CODINGS) return { fault: "encoding", coding: codings.join(", ") };
  for (const coding of codings.reverse()) {
    if (bytes.length === 0) continue;
    const undo = decompressor(coding);
    if (undo === undefined) return { fault: "encoding", coding };
    try {
      bytes = await undo(bytes, { maxOutputLength: limit });
    } catch (error) {
      return { fault: FAULTS[codeOf(error) ?? ""] ?? "encoding", coding };
    }
  }
  return { text: textOf(bytes, headers["content-type"]) };
}

function decompressor(coding: string): typeof inflate.unzip | undefined {
  if (coding === "gzip" || coding === "x-gzip" || coding === "deflate") return inflate.unzip;
  return coding === "br" ? inflate.br : undefined;
}

/**
 * UTF-8 wherever the bytes are, though a single-byte charset is stated: many servers add one to what they did not encode. Bytes that
 * are not, and have no character of UTF-8 among them either, are of the stated charset, else of windows-1252, as browsers take them.
 */
function textOf(bytes: Buffer, contentType: string | undefined): string {
  const stated = byteOrder(bytes) ?? decoderFor(/;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1]);
  const isForeign = stated !== undefined && stated.encoding !== "utf-8";
  if (isForeign && !SINGLE_BYTE.test(stated.encoding)) return stated.decode(bytes);
  const text = new TextDecoder().decode(bytes);
  if (!text.includes(DAMAGED)) return text;
  if (isForeign) return stated.decode(bytes);
  return BEYOND_ASCII.test(text) ? text : new TextDecoder("windows-1252").decode(bytes);
}

/** UTF-16 that begins with its mark. */
function byteOrder(bytes: Buffer): TextDecoder | undefined {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xfffe) return new TextDecoder("utf-16le");
  return mark === 0xfeff ? new TextDecoder("utf-16be") : undefined;
}

function decoderFor(charset: string | undefined): TextDecoder | undefined {
  try {
    return charset === undefined ? undefined : new TextDecoder(charset);
  } catch {
    return undefined;
  }
}
