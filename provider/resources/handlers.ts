import { type Directory } from "../directory/directory.js";
import { type JsonObject } from "../scim/json.js";
import { type Failure } from "./check/issues.js";
import { type Seen } from "./object/read.js";

/** What a kind of resource does with one directory; all values are plain JSON, secrets already unwrapped. */
export interface Handlers {
  /** Validates inputs without network; may leave out what the service cannot hold. */
  check(directory: Directory, inputs: JsonObject): { inputs: JsonObject; failures: Failure[] };
  create(directory: Directory, inputs: JsonObject): Promise<{ id: string; outs: JsonObject }>;
  read(directory: Directory, id: string, before: JsonObject): Promise<Seen>;
  diff(
    directory: Directory,
    id: string,
    before: JsonObject,
    inputs: JsonObject,
  ): { changes?: boolean; replaces?: string[] };
  update(directory: Directory, id: string, before: JsonObject, inputs: JsonObject): Promise<JsonObject>;
  delete(directory: Directory, id: string, before: JsonObject): Promise<void>;
}
