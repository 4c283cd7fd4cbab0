/** attrPath of RFC 7644 section 3.4.2.2: an optional URN, a name, an optional sub-attribute. */
const ATTRIBUTE_PATH = /^([\w.:-]+:)?[A-Za-z$][\w$-]*(\.[A-Za-z$][\w$-]*)?$/;

/**
 * `attribute eq value`, the value escaped as JSON, so that no quote or backslash in it can end it (RFC 7644 section 3.4.2.2).
 * `quote: false`: the value as it is, for services whose filters are no more than this one comparison.
 */
export function eq(
  attributePath: string,
  value: string | number | boolean | null,
  { quote = true }: { quote?: boolean } = {},
): string {
  if (!ATTRIBUTE_PATH.test(attributePath)) {
    throw new TypeError(`${JSON.stringify(attributePath)} is no attribute path that a filter can name.`);
  }
  return `${attributePath} eq ${quote ? JSON.stringify(value) : String(value)}`;
}
