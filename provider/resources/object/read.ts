import { isEmpty } from "../../scim/compare.js";
import { type JsonObject } from "../../scim/json.js";
import { StepError } from "../failure.js";
import { type Field, fieldOf, valueAt } from "../fields.js";
import { inputsFrom, ledgerOf, outputsFrom } from "../state.js";
import { holds, isInactive, type Surroundings } from "../values.js";
import { guardService, label, surroundings, type Context } from "./context.js";
import { getToKnow } from "./people.js";

/** What the engine is told after a read; without an id the object is gone. */
export interface Seen {
  id?: string;
  props?: JsonObject;
  inputs?: JsonObject;
}

/**
 * Reads the object by id. `before` are the outputs of the last time, or the constructor's arguments of a `get`, whose
 * hidden marker makes a missing id an error (the engine would accept it in silence).
 */
export async function read(context: Context, id: string, before: JsonObject): Promise<Seen> {
  const { kind, directory } = context;
  const what = label(context, before, id);
  guardService(directory, what, before);
  const resource = await directory.read(kind.endpoint, id);
  if (!resource) {
    if (before["__get"] !== true) return {};
    throw new StepError(
      `Could not get the ${kind.noun} with id ${id}: ${directory.connection.endpoint} has none. Check the id, or look the person up with ScimUser.lookup.`,
    );
  }
  const ledger = ledgerOf(before);
  if (kind.noun === "user" && isInactive(resource) && !ledger.managed.includes("active") && before["__get"] !== true) {
    directory.notice(`${what} is inactive in the service; declare active to manage it.`);
  }
  const managed = ledger.managed.map((key) => fieldOf(kind.fields, key));
  await getToKnow(context, before, managed, resource);
  const service = directory.connection.endpoint;
  const around = surroundings(context, before);
  const pending = ledger.pending.filter((key) => !isLinked(fieldOf(kind.fields, key), before, resource, around));
  const props = outputsFrom(kind, before, resource, { ...ledger, pending, service }, around);
  return before["__get"] === true ? { id, props } : { id, props, inputs: inputsFrom(kind, props) };
}

/** Whether a link that was to follow later in the run of before was made. */
function isLinked(field: Field, before: JsonObject, resource: JsonObject, around: Surroundings): boolean {
  const wanted = valueAt(before, field.input) ?? null;
  return field.reference !== undefined && !isEmpty(wanted) && holds(field, wanted, resource, around);
}
