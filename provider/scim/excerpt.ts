import { redact } from "./redact.js";

/** How much of a service's own words an error repeats, in characters. */
export const MAX_EXCERPT = 300;
/** How much of a body is looked at for that. */
const LOOKED_AT = 20_000;

/** A short, harmless piece of what a service said: secrets hidden, on one line as `printable` has it, at most MAX_EXCERPT long. */
export function excerpt(text: string, secrets: readonly string[], limit: number = MAX_EXCERPT): string {
  // Hidden again, since characters that nobody sees may have stood within a secret.
  const clean = redact(printable(redact(text.slice(0, LOOKED_AT), secrets)), secrets);
  const characters = Array.from(clean);
  return characters.length <= limit ? clean : `${characters.slice(0, limit - 1).join("")}…`;
}

/**
 * A text that a terminal shows as it is, on one line: without control characters, which begin the sequences that terminals obey, and
 * without those that nobody sees or that turn the direction of writing.
 */
export function printable(text: string): string {
  return text
    .replace(/\p{Cf}+/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, " ")
    .trim();
}

/** The words of a page of HTML: its title and first heading if it has them, else its text without tags, scripts and styles. */
export function htmlText(html: string): string {
  const page = html.slice(0, LOOKED_AT);
  const named = ["title", "h1"].map((tag) => new RegExp(`<${tag}\\b[^>]*>([^<]*)`, "i").exec(page)?.[1]?.trim() ?? "");
  const words = [...new Set(named)].filter((text) => text !== "").join(": ");
  return words !== "" ? words : page.replace(/<(script|style)\b.*?(<\/\1>|$)/gis, " ").replace(/<[^>]*(>|$)/g, " ");
}

/** Whether a body is a page for people rather than an answer for programs. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(text.slice(0, 200));
}
