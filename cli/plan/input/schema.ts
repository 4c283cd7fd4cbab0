import { z } from "zod";

const properties = z
  .record(z.string(), z.json())
  .nullish()
  .transform((value) => value ?? {});

/** A resource as steps, engine events and exported states show it; what is not named here is of no use to a plan. */
export const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().nullish(),
  inputs: properties,
  outputs: properties,
  external: z.boolean().nullish(),
  delete: z.boolean().nullish(),
  retainOnDelete: z.boolean().nullish(),
  provider: z.string().nullish(),
  additionalSecretOutputs: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
});

/** The stack's configuration; secret values are `[secret]`. */
const configuration = z.record(z.string(), z.string()).nullish();

const detailedDiff = z.record(z.string(), z.unknown()).nullish();
const counts = z.record(z.string(), z.number()).nullish();

/** One step of `preview --json`. */
const step = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: resource.nullish(),
  newState: resource.nullish(),
  diffReasons: z.array(z.string()).nullish(),
  detailedDiff,
});

const diagnostic = z.object({
  urn: z.string().nullish(),
  prefix: z.string().nullish(),
  message: z.string().nullish(),
  severity: z.string().nullish(),
});

/** `pulumi preview --json` and its like: one document with the whole plan. */
export const digest = z.object({
  config: configuration,
  steps: z.array(step).nullish(),
  diagnostics: z.array(diagnostic).nullish(),
  changeSummary: counts,
});

const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: resource.nullish(),
  new: resource.nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff,
});

/** One engine event (`sdk/go/common/apitype/events.go` of pulumi/pulumi), as `--event-log` and `up --json` write them. */
export const event = z.object({
  sequence: z.number(),
  preludeEvent: z.object({ config: configuration }).nullish(),
  resourcePreEvent: z.object({ metadata }).nullish(),
  resOutputsEvent: z.object({ metadata }).nullish(),
  resOpFailedEvent: z.object({ metadata }).nullish(),
  diagnosticEvent: diagnostic.nullish(),
  summaryEvent: z.object({ resourceChanges: counts, isPreview: z.boolean().nullish() }).nullish(),
});

/** `pulumi stack export`. */
export const exportedState = z.object({
  deployment: z.object({ resources: z.array(resource).nullish() }),
});

export type Resource = z.infer<typeof resource>;
export type Digest = z.infer<typeof digest>;
export type EngineEvent = z.infer<typeof event>;
export type DiagnosticEntry = z.infer<typeof diagnostic>;
export type StepMetadata = z.infer<typeof metadata>;
