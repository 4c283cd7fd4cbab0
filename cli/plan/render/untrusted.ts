import { cleanText, escapeMarkup } from "../../chart/cleanText.js";

/** No value is shown longer than this; what is longer ends with how much is missing. */
const LONGEST = 300;
/** Marks that nobody sees and that make a name look like another one; joiners of letters stay. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;
/** Keeps a mark from meaning something to a forge, without being seen. */
const BREAK = "\u200b";

/** A text from a service, a file or a program, on one line and of bounded length: safe for a terminal. */
export function plain(text: string): string {
  const clean = cleanText(text.replace(INVISIBLE, ""));
  const letters = Array.from(clean);
  if (letters.length <= LONGEST) return clean;
  return `${letters.slice(0, LONGEST).join("")}… (${letters.length - LONGEST} characters more)`;
}

/** The same as text in HTML. */
export function inHtml(text: string): string {
  return escapeMarkup(plain(text));
}

/**
 * The same as text in Markdown (CommonMark, with the tables and references of GitHub and GitLab): nothing of it is markup,
 * ends a cell, mentions anybody, refers to an issue or becomes a link.
 */
export function inMarkdown(text: string): string {
  return plain(text)
    .replace(/(^|[^A-Za-z0-9])@/g, `$1@${BREAK}`)
    .replace(/([#!~%&])(?=[A-Za-z0-9"])/g, `$1${BREAK}`)
    .replace(/(\bGH-)(?=\d)/gi, `$1${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${BREAK}.`)
    .replace(/[\\`*_{}[\]~$]/g, (mark) => `\\${mark}`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\|/g, "&#124;")
    .replace(/"/g, "&quot;");
}
