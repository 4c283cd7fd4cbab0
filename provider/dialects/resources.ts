import { type Json } from "../scim/json.js";
import { type End } from "./dialect.js";
import { type Limit } from "./limits.js";
import { type ReferenceForm } from "./reference.js";

/**
 * One way to take an attribute's value away: a PATCH that removes it, or sets it to null or to an empty text; a PUT that
 * leaves it out, or has null or an empty text in its place.
 */
export type Clear = "patchRemove" | "patchNull" | "patchEmpty" | "putOmit" | "putNull" | "putEmpty";

/** How attributes of a person or a group are written. Keys are those of fields: `title`, `name.givenName`, `absorb.location`. */
export interface WriteCapabilities {
  /** Attributes that the service does not take, each with what messages say after the service's name. */
  unsupported: Record<string, string>;
  /** Those of `unsupported` that the service shows all the same. */
  readOnly: string[];
  /** What a value must look like, by attribute. */
  limits: Record<string, Limit>;
  /** How attributes are changed by PATCH: RFC 7644 section 3.5.2, a resource with the changed attributes only, or not at all. */
  patch: "patchOp" | "partialResource" | "none";
  /** Whether a PATCH carries any value, or texts only; other values then go by PUT. */
  patchValues: "any" | "string";
  /** Whether PUT exists. */
  put: boolean;
  /** Whether the bodies of POST and PUT name their schemas (RFC 7643 section 3). */
  schemas: boolean;
  /** Whether a PUT carries all that a GET shows, or only attributes that the service takes. */
  putBody: "whole" | "attributes";
  /** Attributes that stand in every body of that method, changed or not. `active` is a boolean there. */
  always: { put: string[]; patch: string[] };
  /** Ways to clear an attribute, tried in this order until the service holds nothing. Empty: there is none. */
  clear: Clear[];
  /** The same for attributes that differ, by key or by the start of it (`name` for `name.middleName`). */
  clearBy: Record<string, Clear[]>;
  /** Statuses of a POST that mean "exists". */
  conflict: number[];
  /** Whether the service keeps a client's `externalId` (RFC 7643 section 3.1). */
  externalId: boolean;
  /** Whether DELETE exists; without it `onDelete: "delete"` is refused. */
  delete: boolean;
  /** Whether GET by an id that nobody has finds whoever has it as externalId. */
  idFallsBack: boolean;
}

/** What a service does with people. */
export interface UserCapabilities extends WriteCapabilities {
  /** Attributes that a program must give. */
  required: string[];
  /** Attributes that are written only together: who gives one gives all. */
  together: string[][];
  /**
   * Attributes that may stand in the POST, the rest (and `active: true`, unless the program says otherwise) goes in a
   * write right after; undefined: all.
   */
  createFields?: string[] | undefined;
  /** Whether `manager` may stand in the POST. */
  createManager: boolean;
  /** How `manager` is written and read. */
  manager: ReferenceForm;
  /** What `onDelete` means when the program does not say. */
  defaultEnd: End;
  /** Whether the service forgets inactive people (GET answers 404), so that `active: false` cannot be kept. */
  inactiveIsGone: boolean;
  /** What operators are told when somebody was ended, where that is more than a DELETE says elsewhere. */
  endNotice?: string | undefined;
  /** Whether a 2xx answer to a POST without an id means "exists". */
  emptyCreateMeansExists: boolean;
  /** Whether a POST of somebody who exists may succeed, so that a look-up must come first. */
  lookBeforeCreate: boolean;
  /** Attributes that the service may show otherwise although it took them, so that this fails nothing. */
  mayReadOtherwise: string[];
  /** Values that the service puts where nothing was sent; never drift. */
  defaults: Record<string, Json>;
}

/** What a service does with groups. */
export interface GroupCapabilities extends WriteCapabilities {
  /** False where there is no `/Groups`. */
  supported: boolean;
  /** Whether a group may be made whose displayName another one has, so that a look-up must come first. */
  lookBeforeCreate: boolean;
  /** Whether a write may ask for an answer without members (RFC 7644 section 3.9), of which a group may have thousands. */
  excludesMembers: boolean;
  /** Statuses that a group which is not there may be answered with, beside 404; a list of groups must confirm it. */
  missingStatus: number[];
}
