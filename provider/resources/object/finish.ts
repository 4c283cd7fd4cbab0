import { isEmpty } from "../../scim/compare.js";
import { type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, putAt, valueAt } from "../fields.js";
import { isUnsure } from "../kinds.js";
import { PartialFailure, reasonOf, StepError } from "../failure.js";
import { isLossUnchanged, ledgerOf, noteLoss, outputsFrom, type Ledger } from "../state.js";
import { fromScim, holds, type Surroundings } from "../values.js";
import { type Change } from "./change.js";
import { label, surroundings, type Context } from "./context.js";
import { arrive, withoutAbsent } from "./deferred.js";
import { getToKnow } from "./people.js";
import { storeNamed } from "./names.js";

/** What the engine is told after a create or an update. */
export interface Outcome {
  id: string;
  outs: JsonObject;
}

/** What is known before the changes are sent. */
interface Known {
  /** The object as the service has it now. */
  seen?: JsonObject;
  /** The outputs of before; none for a create. */
  before?: JsonObject;
  /** Whether this step has made the object: a service that does not know it yet will. */
  isMade?: boolean;
}

/** Step of `__pending`: somebody who was inactive is to be active again, although the program does not manage `active`. */
export const REACTIVATE = "reactivate";

/**
 * Carries out changes on an object that exists and works out its outputs. A failure, or a loss of an attribute that
 * access depends on, is partial: the outputs tell what the service holds and `__pending` which steps are left. Other
 * losses are named in a notice and recorded, so that they are not reported as drift for ever.
 */
export async function finish(
  context: Context,
  id: string,
  inputs: JsonObject,
  changes: Change[],
  known: Known,
): Promise<Outcome> {
  const { kind, directory } = context;
  const what = label(context, inputs, id);
  const around = surroundings(context, inputs);
  const before = ledgerOf(known.before ?? {});
  const managed = managedFields(kind.fields, inputs).map(({ key }) => key);
  const still = Object.entries(before.notStored).filter(
    ([key]) => managed.includes(key) && !changes.some(({ field }) => field.key === key),
  );
  const ledger: Ledger = {
    managed,
    pending: [],
    notStored: Object.fromEntries(still),
    service: directory.connection.endpoint,
  };
  if (known.seen) await arrive(context, known.seen);
  const split = await withoutAbsent(context, id, inputs, changes);
  const dead = split.dead.map(({ change }) => change);
  const { resource, missing, failure } = await storeNamed(context, id, split.changes, around, {
    inputs,
    seen: known.seen,
    version: before.version,
  });
  if (resource) await getToKnow(context, inputs, [], resource);
  const partial = (reason: string, left: Change[], seen: JsonObject) =>
    new PartialFailure(id, unfinished(context, inputs, left, seen, ledger, around), [
      `Could not finish ${what}: ${reason}`,
    ]);
  if (failure !== undefined) {
    const reason = reasonOf(failure);
    const shown = resource ?? (known.isMade === true ? known.seen : undefined);
    if (!shown)
      throw new StepError(
        `Could not finish ${what}: ${reason}. Run \`pulumi up --refresh\`, so that Pulumi sees what is there.`,
        { cause: failure },
      );
    const left = [...missing, ...dead, ...split.late];
    throw partial(`${reason}. What is missing is sent at the next \`pulumi up\`.`, left, shown);
  }
  if (!resource) throw new StepError(`Could not finish ${what}: the service did not show it.`);
  for (const { field, value } of changes)
    if (isUnsure(kind, field.key, value) && !holds(field, value, resource, around)) noteLoss(ledger, field, resource);
  const lost = missing.filter(({ field }) => !kind.critical.includes(field.key));
  for (const { field } of lost) noteLoss(ledger, field, resource);
  if (lost.length > 0)
    directory.notice(
      `the service took ${names(lost)} of ${what} and did not keep it; it is not asked again until the value changes.`,
    );
  const fatal = missing.filter(({ field }) => kind.critical.includes(field.key));
  if (fatal.length > 0) {
    const isShown = fatal.some(({ field }) => !isEmpty(fromScim(field, resource)));
    const contrary = isShown ? "holds something else" : "shows nothing there";
    throw partial(
      `the service answered that it took ${names(fatal)}, yet it ${contrary}. Correct the value, or leave it out of the program.`,
      [...fatal, ...dead, ...split.late],
      resource,
    );
  }
  if (dead.length > 0) {
    const reason = split.dead.map((one) => one.reason).join("; ");
    throw partial(`${reason}. The next \`pulumi up\` tries again.`, [...dead, ...split.late], resource);
  }
  const late = split.late.map(({ field }) => field);
  ledger.pending = [...drifted(context, inputs, changes, resource, ledger, around), ...late.map(({ key }) => key)];
  await arrive(context, resource);
  const outs = outputsFrom(kind, inputs, resource, ledger, around);
  for (const { input } of [...split.deferred, ...late]) putAt(outs, input, valueAt(inputs, input));
  return { id, outs };
}

/**
 * Outputs of a step that stopped half-way. What was to be cleared or taken out of a list counts as managed until that is
 * done, since the next update sees nothing but these outputs.
 */
function unfinished(
  { kind }: Context,
  inputs: JsonObject,
  left: Change[],
  resource: JsonObject,
  ledger: Ledger,
  around: Surroundings,
): JsonObject {
  const wanted = structuredClone(inputs);
  const pending: string[] = [];
  const managed = [...ledger.managed];
  for (const { field, value, dropped = [] } of left) {
    const isOurs = managed.includes(field.key);
    if (!isOurs && field.key === "active" && value === true) {
      pending.push(REACTIVATE);
      continue;
    }
    pending.push(field.key);
    if (!isOurs) managed.push(field.key);
    if (dropped.length > 0) putAt(wanted, field.input, [...(Array.isArray(value) ? value : []), ...dropped]);
  }
  return outputsFrom(kind, wanted, resource, { ...ledger, managed, pending }, around);
}

/**
 * Managed fields that an update found changed by somebody else: the engine compares inputs with inputs and would not
 * see it before the next refresh.
 */
function drifted(
  { kind }: Context,
  inputs: JsonObject,
  changes: Change[],
  resource: JsonObject,
  ledger: Ledger,
  around: Surroundings,
): string[] {
  return ledger.managed.filter((key) => {
    const field = fieldOf(kind.fields, key);
    if (changes.some((change) => change.field.key === key)) return false;
    if (isLossUnchanged(field, resource, ledger)) return false;
    return !holds(field, valueAt(inputs, field.input) ?? null, resource, around);
  });
}

function names(changes: Change[]): string {
  return changes.map(({ field }) => field.path).join(", ");
}
