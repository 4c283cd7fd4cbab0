import { readFileSync } from "node:fs";
import { z } from "zod";

const state = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});
const counts = z.record(z.string(), z.number());
const metadata = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  keys: z.array(z.string()).nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
  logical: z.boolean().optional(),
});
const event = z.looseObject({
  sequence: z.number(),
  resourcePreEvent: z.looseObject({ metadata, planning: z.boolean().optional() }).optional(),
  resOutputsEvent: z.looseObject({ metadata, planning: z.boolean().optional() }).optional(),
  resOpFailedEvent: z.looseObject({ metadata }).optional(),
  diagnosticEvent: z.looseObject({ urn: z.string().optional(), message: z.string(), severity: z.string() }).optional(),
  summaryEvent: z.looseObject({ resourceChanges: counts.nullish() }).optional(),
});
const step = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: state.optional(),
  newState: state.optional(),
  diffReasons: z.array(z.string()).nullish(),
  replaceReasons: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

/** `pulumi preview --json`: one digest of the whole plan. */
export const previewDigest = z.looseObject({
  steps: z.array(step).default([]),
  diagnostics: z.array(z.looseObject({ message: z.string().optional(), severity: z.string().optional() })).default([]),
  changeSummary: counts.default({}),
});

/** `pulumi stack export`. */
export const stackState = z.looseObject({
  version: z.number(),
  deployment: z.looseObject({
    resources: z
      .array(
        z.looseObject({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          external: z.boolean().optional(),
          inputs: z.record(z.string(), z.unknown()).default({}),
          outputs: z.record(z.string(), z.unknown()).default({}),
          initErrors: z.array(z.string()).nullish(),
        }),
      )
      .default([]),
  }),
});

export type EngineEvent = z.infer<typeof event>;
export type PreviewDigest = z.infer<typeof previewDigest>;
export type PreviewStep = z.infer<typeof step>;
export type StackState = z.infer<typeof stackState>;
export type StateResource = StackState["deployment"]["resources"][number];

/** The engine's own record of a run (`--event-log`): what it did, in order, with severities and property diffs. */
export function readEventLog(file: string): EngineEvent[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return []; // The run ended before the engine started.
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => event.parse(JSON.parse(line)));
}

/** The counts by operation of the last summary, without "same": `{}` means that nothing changed. */
export function changesOf(events: readonly EngineEvent[]): Record<string, number> {
  const summary = events.map((e) => e.summaryEvent?.resourceChanges).findLast((changes) => changes != null) ?? {};
  return Object.fromEntries(Object.entries(summary).filter(([op]) => op !== "same"));
}

/** The messages of a run with at least the severity of a warning. */
export function problemsOf(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap((e) => (e.diagnosticEvent === undefined ? [] : [e.diagnosticEvent]))
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ message }) => message.trim());
}
