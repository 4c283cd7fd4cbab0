import { type Connection } from "../../provider/directory/connection.js";
import { type Dialect } from "../../provider/dialects/index.js";
import { type JsonObject } from "../../provider/scim/json.js";
import { type Findings } from "./findings.js";
import { type Probe } from "./probe.js";

/** What the checks share: the connection, and what earlier ones have read. */
export interface Visit {
  readonly connection: Connection;
  readonly dialect: Dialect;
  readonly probe: Probe;
  readonly findings: Findings;
  /** People and groups of the service, as far as lists have shown them. */
  readonly people: JsonObject[];
  readonly groups: JsonObject[];
  /** What ServiceProviderConfig claims; undefined where there is none. */
  config?: JsonObject | undefined;
  /** Whether `/Groups` is there. */
  hasGroups: boolean;
}
