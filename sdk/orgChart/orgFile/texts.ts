/** Characters that take no room, or turn the direction of a line; where a text begins or ends they are as good as spaces. */
const UNSEEN = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
/** What a message shows by its number, so that it stays on one line and nobody looks for a difference that cannot be seen. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?! )\p{Zs}/gu;
/** What no key and no userName holds. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** The text without spaces and unseen characters around it. */
export function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && UNSEEN.test(text.charAt(start))) start += 1;
  while (end > start && UNSEEN.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** A name of something in the form in which equal ones are equal: composed (NFC), with plain spaces, nothing unseen around it. */
export function nameOf(text: string): string {
  return trimmed(text)
    .normalize("NFC")
    .replace(/\p{Zs}/gu, " ");
}

/** The same for a header, of whose line breaks and repeated spaces nobody thinks. */
export function headerOf(text: string): string {
  return nameOf(text.replace(/[\s\u200b\ufeff]+/g, " "));
}

/** The form in which two names are compared that differ in nothing but letter case. */
export function folded(text: string): string {
  return nameOf(text).toLowerCase();
}

/** The text with all that cannot be seen as `<U+200B>`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (one) => `<U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`);
}

/** Whether a name holds characters that nobody sees, so that it is not what it seems to be. */
export function hidesSomething(name: string): boolean {
  return NOT_IN_NAMES.test(name);
}
