import { type JsonObject } from "../../provider/scim/json.js";

/** A resource that the written program declares. */
export interface Declared {
  readonly kind: "User" | "Group" | "Membership";
  /** Logical name. */
  readonly name: string;
  readonly id: string;
  /** What the program's side registers, but for `__provider`. */
  readonly inputs: JsonObject;
  /** What the service has; a membership has nothing of its own. */
  readonly resource?: JsonObject;
}

/** A program that was written, and what it declares. */
export interface Form {
  /** Text by name of the file. */
  readonly files: ReadonlyMap<string, string>;
  readonly declared: readonly Declared[];
  /** The component that all of it stands in. */
  readonly parent?: { readonly type: string; readonly name: string };
  /** What could not be written as it is in the service. */
  readonly notes: readonly string[];
}

/** The ScimService of the program. */
export interface ServiceArgs {
  readonly name: string;
  readonly endpoint: string;
  readonly dialect?: string | undefined;
}
