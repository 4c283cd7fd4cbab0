/** What the value of an attribute must look like; checked in preview, for every text in it. */
export interface Limit {
  /** Fewest characters. */
  min?: number | undefined;
  /** Most characters. */
  max?: number | undefined;
  /** Most items of a list. */
  items?: number | undefined;
  /** Regular expressions that the text must match, each with what it asks for: `needs a digit`. */
  patterns?: { pattern: string; says: string }[] | undefined;
}
