import { excerpt } from "./excerpt.js";

/** Where a redirect leads, for messages: the host that its Location header names, or "somewhere else". */
export function redirectTarget(location: string | undefined, from: string, secrets: readonly string[]): string {
  const host = location !== undefined && URL.canParse(location, from) ? new URL(location, from).host : "";
  return excerpt(host, secrets, 100) || "somewhere else";
}
