import { operationOf, RunRecord, stackType, stateOf } from "./record.js";
import { type EngineEvent } from "./schema.js";

/**
 * The engine's own events. A refresh of a resource begins with the operation `refresh` and ends with what was found there,
 * without a new state where the service has it no longer; all else is the program's.
 */
export function fromEvents(events: readonly EngineEvent[]): RunRecord {
  const pre = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
  const isRefreshed = pre.some(({ op }) => op === "refresh");
  const stacks = pre.filter(({ type, op }) => type === stackType && op !== "refresh");
  const isDestroyed = stacks.some(({ op }) => op === "delete");
  const kind = isDestroyed ? "destroy" : isRefreshed && stacks.length === 0 ? "refresh" : "up";
  const record = new RunRecord(kind, isRefreshed);
  const refreshing = new Set<string>();
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    if (resourcePreEvent) {
      const { metadata } = resourcePreEvent;
      const { op, urn } = metadata;
      const [before, after] = [stateOf(metadata.old), stateOf(metadata.new)];
      record.sees(urn, op);
      if (op === "refresh") {
        refreshing.add(urn);
        record.refreshed(urn, { before, after: before, isTold: false, drifted: undefined });
      } else record.step(urn, { operation: operationOf(op), before, after, changed: changedIn(metadata) });
    }
    if (resOutputsEvent) {
      const { metadata } = resOutputsEvent;
      const { urn } = metadata;
      const after = stateOf(metadata.new);
      if (refreshing.delete(urn)) {
        record.refreshed(urn, {
          before: stateOf(metadata.old),
          after,
          isTold: true,
          drifted: changedIn(metadata) ?? [],
        });
        continue;
      }
      // The outcome knows ids that the step before it could not.
      const step = record.steps.get(urn);
      if (step && after && step.operation === operationOf(metadata.op)) record.steps.set(urn, { ...step, after });
    }
    if (resOpFailedEvent) record.failed.add(resOpFailedEvent.metadata.urn);
  }
  return record;
}

function changedIn({
  detailedDiff,
  diffs,
}: {
  detailedDiff?: object | null | undefined;
  diffs?: string[] | null | undefined;
}) {
  return detailedDiff ? Object.keys(detailedDiff) : (diffs ?? undefined);
}
