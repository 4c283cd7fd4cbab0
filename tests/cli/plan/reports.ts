import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ConnectionHints, Connections } from "../../../cli/plan/facts/connections.js";
import { type Guarded } from "../../../cli/plan/guards.js";
import { readDocuments, readState } from "../../../cli/plan/input/documents.js";
import { readRun } from "../../../cli/plan/input/readRun.js";
import { type Run } from "../../../cli/plan/input/run.js";
import { type PlanReport } from "../../../cli/plan/report/model.js";
import { reportOf, type ReportOptions, stackFacts } from "../../../cli/plan/report/report.js";
import { type StackFacts } from "../../../cli/plan/report/transfers.js";

/** What a run is read from, beside what the preview wrote. */
export interface Beside {
  readonly eventLog?: string;
  readonly state?: string;
  readonly hints?: ConnectionHints;
}

/** A capture of the real engine: see tests/engine/planCaptures.test.ts. */
export function fixture(name: string): string {
  return readFileSync(join(__dirname, "fixtures", name), "utf8");
}

export function runFrom(text: string, { eventLog, state }: Beside = {}): Run {
  return readRun({
    name: "preview.json",
    documents: readDocuments(text, "preview.json"),
    eventLog: eventLog === undefined ? undefined : readDocuments(eventLog, "events.jsonl").events,
    state: state === undefined ? undefined : readState(state, "state.json"),
  });
}

export function factsFrom(text: string, beside: Beside = {}): StackFacts {
  return stackFacts(runFrom(text, beside), new Connections(beside.hints ?? {}));
}

/** The report on one run, its lists in an order that does not depend on the engine's. */
export function reportFrom(text: string, beside: Beside = {}, options: ReportOptions = {}): Guarded {
  return sorted(reportOf([factsFrom(text, beside)], options));
}

export function withoutGuards(report: Guarded): PlanReport {
  return { ...report, guards: [] };
}

function sorted<T>(report: T): T {
  const text = JSON.stringify(report, (_, value: unknown) => {
    if (!Array.isArray(value)) return value;
    const items: unknown[] = value;
    return [...items].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  });
  return JSON.parse(text) as T;
}
