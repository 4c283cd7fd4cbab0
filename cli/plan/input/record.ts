import { type JsonObject } from "../../../provider/scim/json.js";
import { type Operation, type ResourceKind, type State } from "./run.js";
import { type Resource } from "./schema.js";

export const stackType = "pulumi:pulumi:Stack";
const providerType = "pulumi:providers:";
/** Components of this package, which only hold others. */
const componentType = "scim:index:";
const ours = /^pulumi-nodejs:dynamic\/scim:(User|Group|Membership)$/;

/** What a refresh did with one resource. */
export interface RefreshStep {
  readonly before: State | undefined;
  /** Undefined: the service does not have it any more. */
  readonly after: State | undefined;
  /** Whether `after` is the outcome, and not only what was there before the look at the service. */
  readonly isTold: boolean;
  readonly drifted: readonly string[] | undefined;
}

/** What the program's registration, or a destroy, does with one resource. */
export interface ProgramStep {
  readonly operation: Operation | undefined;
  readonly before: State | undefined;
  readonly after: State | undefined;
  readonly changed: readonly string[] | undefined;
}

/** The steps of one run by resource, as one source tells them. */
export class RunRecord {
  readonly refreshes = new Map<string, RefreshStep>();
  readonly steps = new Map<string, ProgramStep>();
  readonly failed = new Set<string>();
  readonly providers = new Map<string, JsonObject>();
  readonly others: Record<string, number> = {};
  /** So many resources stay as they are and are not listed. */
  unchanged = 0;
  /** Resources of any type that a refresh has read, and that no step of the program names. */
  readonly silent = new Set<string>();
  /** The URN of any resource, for the names of stack and project. */
  anyUrn: string | undefined;

  constructor(
    readonly kind: "up" | "refresh" | "destroy",
    readonly isRefreshed: boolean,
  ) {}

  /** Counts a step of any resource, this package's or not. */
  sees(urn: string, op: string): void {
    this.anyUrn ??= urn;
    const type = typeOfUrn(urn);
    const isOwn = kindOfUrn(urn) !== undefined || type === stackType || type.startsWith(componentType);
    const isOther = !isOwn && !type.startsWith(providerType);
    const operation = operationOf(op);
    if (operation === undefined) this.silent.add(urn);
    else this.silent.delete(urn);
    if (isOther && operation !== "same" && operation !== undefined)
      this.others[operation] = (this.others[operation] ?? 0) + 1;
  }

  refreshed(urn: string, step: RefreshStep): void {
    this.#learn(urn, step.after ?? step.before);
    if (kindOfUrn(urn) !== undefined) this.refreshes.set(urn, step);
  }

  /** The first step that says something counts: what follows are parts of a replacement. */
  step(urn: string, step: ProgramStep): void {
    this.#learn(urn, step.after ?? step.before);
    if (kindOfUrn(urn) === undefined || step.operation === undefined) return;
    const known = this.steps.get(urn);
    if (known === undefined || step.operation === "replace") this.steps.set(urn, step);
  }

  #learn(urn: string, state: State | undefined): void {
    if (state && typeOfUrn(urn).startsWith(providerType)) this.providers.set(urn, state.inputs);
  }
}

/** What an operation of the engine comes to; undefined for the parts that say nothing by themselves. */
export function operationOf(op: string): Operation | undefined {
  return OPERATIONS.get(op);
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["create", "create"],
  ["update", "update"],
  ["delete", "delete"],
  ["same", "same"],
  ["replace", "replace"],
  ["create-replacement", "replace"],
  ["read", "read"],
  ["read-replacement", "read"],
  ["import", "same"],
  ["import-replacement", "same"],
  ["discard", "forget"],
  ["read-discard", "forget"],
]);

/** The kind of this package's resources that a URN names; undefined for all others. */
export function kindOfUrn(urn: string): ResourceKind | undefined {
  const [, kind] = ours.exec(typeOfUrn(urn)) ?? [];
  return kind === "User" || kind === "Group" || kind === "Membership" ? kind : undefined;
}

/** The resource's own type: the last of the types that a URN has, which begin with its parents'. */
export function typeOfUrn(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.slice(types.lastIndexOf("$") + 1);
}

/** The logical name at the end of a URN; it may hold `::` itself. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Stack and project as every URN names them: `urn:pulumi:STACK::PROJECT::…`. */
export function stackOfUrn(urn: string | undefined): { stack: string; project: string } {
  const [, stack = "", project = ""] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn ?? "") ?? [];
  return { stack, project };
}

/** The state of a resource as a plan needs it. */
export function stateOf(found: Resource | null | undefined): State | undefined {
  if (!found) return undefined;
  const dependencies = Object.entries(found.propertyDependencies ?? {}).map(
    ([key, urns]) => [key, urns ?? []] as const,
  );
  return {
    urn: found.urn,
    id: found.id ?? "",
    inputs: found.inputs,
    outputs: found.outputs,
    isExternal: found.external === true,
    isRetained: found.retainOnDelete === true || found.inputs["__retainOnDelete"] === true,
    provider: found.provider ?? undefined,
    dependencies: Object.fromEntries(dependencies),
    secretOutputs: found.additionalSecretOutputs ?? [],
  };
}
