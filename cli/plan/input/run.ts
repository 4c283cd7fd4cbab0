import { type Json, type JsonObject } from "../../../provider/scim/json.js";

/** The kinds of resources that this package has. */
export type ResourceKind = "User" | "Group" | "Membership";

/** A resource at one moment. */
export interface State {
  readonly urn: string;
  /** The service's id; empty as long as there is none. */
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
  /** Read only: a look-up or a `get`. */
  readonly isExternal: boolean;
  /** The option `retainOnDelete`: Pulumi forgets it, and the service keeps it. */
  readonly isRetained: boolean;
  /** Reference of the provider instance. */
  readonly provider: string | undefined;
  /** URNs of the resources that the inputs came from, by input; empty where the source does not tell. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  readonly secretOutputs: readonly string[];
}

/** What a run does, or would do, with a resource. */
export type Operation = "create" | "update" | "delete" | "replace" | "same" | "read" | "forget";

/** One resource through a run: as the state had it, as the service was found, as it is to be. */
export interface Course {
  readonly urn: string;
  readonly kind: ResourceKind;
  /** In the state before the run; undefined when it was not there. */
  readonly stated: State | undefined;
  /** After a refresh, without one the same as `stated`; undefined when it was not there. */
  readonly found: State | undefined;
  /** After the run; undefined when it is not there any more. */
  readonly planned: State | undefined;
  readonly operation: Operation;
  /** Paths of inputs that a refresh found changed; undefined where the source does not tell. */
  readonly drifted?: readonly string[] | undefined;
  /** Paths of inputs that the program changes; undefined where the source does not tell. */
  readonly changed?: readonly string[] | undefined;
  /** The step was tried and failed (of an `up`). */
  readonly hasFailed?: boolean;
}

/** What a run says beside its steps. */
export interface Diagnostic {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  readonly urn?: string | undefined;
}

/** One run of Pulumi on one stack, whatever it was written as. */
export interface Run {
  readonly source: string;
  readonly stack: string;
  readonly project: string;
  /** What the command does: `preview` and `up` alike, `refresh`, or `destroy`. */
  readonly kind: "up" | "refresh" | "destroy";
  /** Whether the service was looked at first, so that drift is known. */
  readonly isRefreshed: boolean;
  /** Whether an event log told exactly what the refresh found. */
  readonly isDriftExact: boolean;
  /** Whether every resource of the stack is known, also those that stay as they are. */
  readonly isWhole: boolean;
  /** The run ended with an error, so that the plan is not all of it. */
  readonly hasFailed: boolean;
  readonly courses: ReadonlyMap<string, Course>;
  readonly diagnostics: readonly Diagnostic[];
  /** Steps of other packages' resources, by operation. */
  readonly others: Readonly<Record<string, number>>;
  /** The stack's configuration as far as the source shows it; secret values are `[secret]`. */
  readonly config: Readonly<Record<string, string>>;
  /** Configuration of the provider instances that the source shows, by URN. */
  readonly providers: ReadonlyMap<string, Readonly<Record<string, Json>>>;
  /** Resources that a refresh found gone and the program dropped, which the source does not name. */
  readonly unnamedGone: number;
}
