/** Control characters, line breaks, and what Unicode keeps for no text at all. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]+/gu;
/** Marks that turn the direction of the text around a name: they could make a name read as another one. */
const DIRECTION = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const ILL_FORMED = /[\p{Cs}\ufffe\uffff]/gu;

/** The text on one line, safe to stand in XML, HTML and a terminal once their own characters are escaped. */
export function cleanText(text: string): string {
  return text
    .replace(UNPRINTABLE, " ")
    .replace(DIRECTION, "")
    .replace(ILL_FORMED, "\ufffd")
    .replace(/ {2,}/g, " ")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escaped for text and quoted attribute values of XML and HTML. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
