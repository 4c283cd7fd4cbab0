import { type Attribute } from "../scim/schemas/attribute.js";
import { type ReferenceForm } from "./reference.js";

/** The typed arguments of ScimUser that one service alone has: `absorb: { location: … }`. */
export interface VendorBlock {
  /** The argument's name. */
  name: "leapsome" | "absorb" | "ironclad";
  /** The extension that holds the attributes. */
  urn: string;
  /**
   * The attributes, as a schema would define them (RFC 7643 section 7). The sub-attributes of a single-valued complex
   * one are managed one by one, as those of `name`; one that is readOnly is shown only.
   */
  attributes: Attribute[];
  /** Of multi-valued ones, those of which only the given items are managed; the sub-attributes that tell items apart. */
  itemsBy: Record<string, string[]>;
  /** Attributes that name people. */
  references: Record<string, ReferenceForm>;
  /** How answers misspell an attribute, by its right name: `userManagementSettings.managedGroupId`. */
  misspelt: Record<string, string>;
  /** Argument whose members are attributes of the extension themselves, of names that no schema knows. */
  rest?: string | undefined;
  /** Arguments that never reach the service: true lifts the refusal of these attributes. */
  optIns: Record<string, string[]>;
}
