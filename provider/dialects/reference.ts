/** How a service writes and shows a reference to a person. */
export interface ReferenceForm {
  /** Whether the body has `{ "value": id }` (RFC 7643 section 4.3) or the id alone. */
  write: "object" | "string";
  /** Members of a shown object that may hold the id, the first that is there counts. */
  readKeys: string[];
  /** What else than an id the service takes; the answer shows the id, so that the person behind it is compared. */
  alsoAccepts: ("userName" | "externalId")[];
}

/** RFC 7643 section 4.3. */
export const idInValue: ReferenceForm = { write: "object", readKeys: ["value"], alsoAccepts: [] };
