import { createHash, timingSafeEqual } from "node:crypto";
import { type IncomingHttpHeaders } from "node:http";

/** The token of an `Authorization: Bearer` header; undefined when there is none. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

/** Compares two texts in a time that tells nothing about them. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
