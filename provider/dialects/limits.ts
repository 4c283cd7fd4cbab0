/** What the value of an attribute must look like; checked in preview, for every text in it. */
export interface Limit {
  /** Fewest characters. */
  min?: number | undefined;
  /** Most characters. */
  max?: number | undefined;
  /** Most items of a list. */
  items?: number | undefined;
  /** Regular expressions that the text must match, each with what messages say after the service's name: `needs a digit`. */
  patterns?: { pattern: string; says: string }[] | undefined;
}

/** An e-mail address; loosely, since services differ in what they take for one. */
export const email: Limit = { patterns: [{ pattern: "^[^@\\s]+@[^@\\s]+$", says: "needs an e-mail address here" }] };
