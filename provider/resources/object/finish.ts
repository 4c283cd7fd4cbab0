import { type JsonObject } from "../../scim/json.js";
import { managedFields } from "../fields.js";
import { PartialFailure, reasonOf, StepError } from "../failure.js";
import { fingerprint, ledgerOf, outputsFrom, type Ledger } from "../state.js";
import { holds } from "../values.js";
import { label, surroundings, type Context } from "./context.js";
import { store, type Change, type Stored } from "./store.js";

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
}

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
  const base: Ledger = {
    managed,
    pending: [],
    notStored: {},
    service: directory.connection.endpoint,
    version: undefined,
  };
  const still = Object.entries(before.notStored).filter(
    ([key]) => managed.includes(key) && !changes.some(({ field }) => field.key === key),
  );
  let stored: Stored;
  try {
    stored = await store(context, id, changes, around, {
      ...(known.seen && { seen: known.seen }),
      version: before.version,
    });
  } catch (error) {
    const resource = await directory.read(kind.endpoint, id, { fresh: true }).catch(() => known.seen);
    const reason = `Could not finish ${what}: ${reasonOf(error)}. What is missing is sent at the next \`pulumi up\``;
    if (!resource) throw new StepError(`${reason}.`, { cause: error });
    const left = changes.filter(
      ({ field, value }) => field.writeOnly === true || !holds(field, value, resource, around),
    );
    const ledger = { ...base, notStored: Object.fromEntries(still), pending: left.map(({ field }) => field.key) };
    throw new PartialFailure(id, outputsFrom(kind, inputs, resource, ledger, around), [`${reason}.`]);
  }
  const { resource, missing } = stored;
  const fatal = missing.filter(({ field }) => kind.critical.includes(field.key)).map(({ field }) => field.key);
  const lost = missing.filter(({ field }) => !kind.critical.includes(field.key));
  const notStored = Object.fromEntries([
    ...still,
    ...lost.map(({ field }) => [field.key, fingerprint(field, resource)] as const),
  ]);
  const outs = outputsFrom(kind, inputs, resource, { ...base, notStored, pending: fatal }, around);
  if (lost.length > 0)
    directory.notice(
      `the service took ${names(lost)} of ${what} and did not keep it; it is not asked again until the value changes.`,
    );
  if (fatal.length === 0) return { id, outs };
  throw new PartialFailure(id, outs, [
    `Could not finish ${what}: the service answered that it took ${fatal.join(", ")}, yet it holds something else. Correct the value, or leave it out of the program.`,
  ]);
}

function names(changes: Change[]): string {
  return changes.map(({ field }) => field.path).join(", ");
}
