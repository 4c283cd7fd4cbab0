import { type Documents } from "./documents.js";
import { fromDigest } from "./fromDigest.js";
import { fromEvents } from "./fromEvents.js";
import {
  kindOfUrn,
  type ProgramStep,
  type RefreshStep,
  type RunRecord,
  stackOfUrn,
  stateOf,
  typeOfUrn,
} from "./record.js";
import { type Course, type Diagnostic, type Run, type State } from "./run.js";
import { type DiagnosticEntry, type EngineEvent, type Resource } from "./schema.js";

/** All that is known of one run. */
export interface Sources {
  /** How messages call the run. */
  readonly name: string;
  readonly documents: Documents;
  /** `--event-log` of the same run. */
  readonly eventLog?: readonly EngineEvent[] | undefined;
  /** `pulumi stack export` from before the run. */
  readonly state?: readonly Resource[] | undefined;
}

/** Brings together what the sources tell of a run. */
export function readRun({ name, documents, eventLog = [], state = [] }: Sources): Run {
  const { digest } = documents;
  const events = [...documents.events, ...eventLog];
  const plan = digest && fromDigest(digest);
  const log = events.length === 0 ? undefined : fromEvents(events);
  const main = plan ?? log;
  const states = statesIn(state);
  const courses = new Map<string, Course>();
  for (const urn of new Set([...urnsOf(plan), ...urnsOf(log), ...states.keys()])) {
    const course = courseOf(urn, plan, log, states.get(urn));
    if (course) courses.set(urn, course);
  }
  const isRefreshed = main?.isRefreshed === true || log?.isRefreshed === true;
  const diagnostics = diagnosticsIn(digest?.diagnostics ?? [], events);
  const { silent = new Set<string>(), unchanged = 0 } = plan ?? {};
  const isUp = main?.kind === "up";
  return {
    source: name,
    ...stackOfUrn(main?.anyUrn ?? state[0]?.urn),
    kind: main?.kind ?? "up",
    isRefreshed,
    isDriftExact: log !== undefined || main?.kind === "refresh",
    isWhole: isRefreshed || log !== undefined || states.size > 0 || unchanged <= 0,
    hasFailed: diagnostics.some(({ severity }) => severity === "error") || (log?.failed.size ?? 0) > 0,
    courses,
    diagnostics,
    others: plan?.others ?? log?.others ?? {},
    config: digest?.config ?? configIn(events),
    providers: new Map([...providersIn(state), ...(plan?.providers ?? []), ...(log?.providers ?? [])]),
    unnamedGone: isUp && isRefreshed && log === undefined ? Math.max(0, silent.size - unchanged) : 0,
  };
}

function urnsOf(record: RunRecord | undefined): string[] {
  return record === undefined ? [] : [...record.refreshes.keys(), ...record.steps.keys()];
}

function courseOf(
  urn: string,
  plan: RunRecord | undefined,
  log: RunRecord | undefined,
  held: State | undefined,
): Course | undefined {
  const kind = kindOfUrn(urn);
  if (kind === undefined) return undefined;
  const refresh = log?.refreshes.get(urn) ?? plan?.refreshes.get(urn);
  const [told, logged] = [plan?.steps.get(urn), log?.steps.get(urn)];
  const step = told && logged ? { ...told, after: withId(told.after, logged.after) } : (told ?? logged);
  const stated = filled(
    refresh?.before ?? (refresh ? undefined : (step?.before ?? (step ? undefined : held))),
    plan,
    urn,
  );
  const isExternal = (step?.after ?? step?.before ?? stated)?.isExternal === true;
  const operation = isExternal && step?.operation !== "forget" ? "read" : (step?.operation ?? "same");
  const { kind: command } = plan ?? log ?? {};
  const found = foundOf(refresh, step, stated, command);
  // A refresh knows no program: it is taken to be as at the last `up`.
  const planned = command === "refresh" ? stated : plannedOf(operation, step, found, command);
  const drifted = refresh?.isTold === true ? (refresh.drifted ?? []) : undefined;
  const hasFailed = log?.failed.has(urn) === true;
  return { urn, kind, stated, found, planned, operation, drifted, changed: step?.changed, hasFailed };
}

function foundOf(
  refresh: RefreshStep | undefined,
  step: ProgramStep | undefined,
  stated: State | undefined,
  kind: RunRecord["kind"] | undefined,
): State | undefined {
  if (refresh === undefined) return stated;
  if (refresh.isTold) return refresh.after;
  // A destroy ends all that is there.
  if (step === undefined) return kind === "destroy" ? undefined : stated;
  return step.before;
}

function plannedOf(
  operation: Course["operation"],
  step: ProgramStep | undefined,
  found: State | undefined,
  kind: RunRecord["kind"] | undefined,
): State | undefined {
  if (operation === "delete" || operation === "forget") return undefined;
  const after = step?.after;
  if (after === undefined) return kind === "destroy" ? undefined : found;
  if (operation === "read")
    return { ...after, outputs: { ...found?.outputs, ...after.outputs }, id: after.id || (found?.id ?? "") };
  // An update keeps the id and what the service added; a step shows neither.
  if (operation === "create" || operation === "replace") return after;
  return { ...after, id: found?.id ?? after.id, outputs: found?.outputs ?? after.outputs };
}

function withId(told: State | undefined, logged: State | undefined): State | undefined {
  if (!told || !logged) return told ?? logged;
  return { ...told, id: told.id || logged.id };
}

/** Events show no dependencies; the steps of the same run do. */
function filled(state: State | undefined, plan: RunRecord | undefined, urn: string): State | undefined {
  if (!state || Object.keys(state.dependencies).length > 0) return state;
  const known = plan?.refreshes.get(urn)?.before ?? plan?.steps.get(urn)?.before;
  return known ? { ...state, dependencies: known.dependencies, secretOutputs: known.secretOutputs } : state;
}

function statesIn(state: readonly Resource[]): Map<string, State> {
  return new Map(
    state.flatMap((one) => {
      const read = kindOfUrn(one.urn) === undefined ? undefined : stateOf(one);
      return read ? [[one.urn, read] as const] : [];
    }),
  );
}

function configIn(events: readonly EngineEvent[]): Run["config"] {
  for (const { preludeEvent } of events) if (preludeEvent?.config) return preludeEvent.config;
  return {};
}

function providersIn(state: readonly Resource[]): [string, Resource["inputs"]][] {
  return state
    .filter(({ urn }) => typeOfUrn(urn).startsWith("pulumi:providers:"))
    .map(({ urn, inputs }) => [urn, inputs]);
}

function diagnosticsIn(told: readonly DiagnosticEntry[], events: readonly EngineEvent[]): Diagnostic[] {
  const logged = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : []));
  const seen = new Set<string>();
  return [...told, ...logged].flatMap(({ message, severity, urn }): Diagnostic[] => {
    const text = (message ?? "").replace(/<\{%.*?%\}>/g, "").trim();
    const level = severity === "info#err" ? "info" : severity;
    if (text === "" || (level !== "info" && level !== "warning" && level !== "error")) return [];
    const key = `${level} ${text.replace(/^error: |^warning: /, "")}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ severity: level, message: text.replace(/^(error|warning): /, ""), urn: urn ?? undefined }];
  });
}
