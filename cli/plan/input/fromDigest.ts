import { type Digest } from "./schema.js";
import { operationOf, RunRecord, stateOf, stackType, typeOfUrn } from "./record.js";

const REFRESH = "refresh";

/**
 * The steps of `preview --json`. The first step of a resource is what the refresh was about to do where there was one; under
 * `refresh` that step is written with its outcome, otherwise only the program's own step shows what the service was found
 * to have (seen with Pulumi 3.256).
 */
export function fromDigest({ steps, changeSummary }: Digest): RunRecord {
  const all = steps ?? [];
  const programStart = all.findIndex(({ op, urn }) => isStack(urn) && op !== REFRESH && op !== "delete");
  const isRefreshed = all.some(({ op }) => op === REFRESH);
  const isDestroyed = all.some(({ op, urn }) => isStack(urn) && op === "delete");
  const kind = isDestroyed ? "destroy" : isRefreshed && programStart < 0 ? "refresh" : "up";
  const record = new RunRecord(kind, isRefreshed);
  all.forEach((step, index) => {
    const { op, urn, oldState, newState, detailedDiff, diffReasons } = step;
    const isOfRefresh = op === REFRESH || kind === "refresh" || (isRefreshed && index < programStart);
    record.sees(urn, op);
    const [before, after] = [stateOf(oldState), stateOf(newState)];
    const changed = detailedDiff ? Object.keys(detailedDiff) : (diffReasons ?? undefined);
    if (!isOfRefresh) {
      record.step(urn, { operation: operationOf(op), before, after, changed });
      return;
    }
    // Only `refresh` by itself tells the outcome here.
    const isTold = kind === "refresh" || op !== REFRESH;
    record.refreshed(urn, { before, after: isTold ? after : before, isTold, drifted: isTold ? changed : undefined });
  });
  const told = all.filter(({ op }) => op === "same").length;
  record.unchanged = (changeSummary?.["same"] ?? 0) - told;
  return record;
}

function isStack(urn: string): boolean {
  return typeOfUrn(urn) === stackType;
}
