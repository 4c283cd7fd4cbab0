import { type Target } from "../../directory/gone.js";
import { isEmpty } from "../../scim/compare.js";
import { textOf, type JsonObject } from "../../scim/json.js";
import { StepError } from "../failure.js";
import { type Field, fieldOf, valueAt } from "../fields.js";
import { rememberingLast } from "../rememberingLast.js";
import { inputsFrom, ledgerOf, outputsFrom, RETAINED, shownOf } from "../state.js";
import { holds, isInactive, type Surroundings } from "../values.js";
import { guardService, label, personOf, surroundings, type Context } from "./context.js";
import { getToKnow } from "./people.js";
import { endOf, isEnd } from "./remove.js";

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
  const ledger = ledgerOf(before);
  const managed = ledger.managed.map((key) => fieldOf(kind.fields, key));
  const service = directory.connection.endpoint;
  const outputs = rememberingLast(async (resource: JsonObject) => {
    await getToKnow(context, before, managed, resource);
    const around = surroundings(context, before);
    const pending = ledger.pending.filter((key) => !isLinked(fieldOf(kind.fields, key), before, resource, around));
    return outputsFrom(kind, before, resource, { ...ledger, pending, service }, around);
  });
  const isGet = before["__get"] === true;
  const expectation = {
    isFull: kind.noun === "user",
    before: shownOf(before),
    view: async (resource: JsonObject) => shownOf(await outputs(resource)),
  };
  const resource = isGet
    ? await directory.reads.byId(kind.endpoint, id)
    : await directory.gone.during({ endpoint: kind.endpoint, id, kin: kinOf(before) }, () =>
        directory.reads.oneOfMany(kind.endpoint, id, expectation),
      );
  if (!resource) {
    if (!isGet) return {};
    throw new StepError(
      `Could not get the ${kind.noun} with id ${id}: ${service} has none. Check the id, or look the person up with ScimUser.lookup.`,
    );
  }
  if (!isGet && managed.length > 0) {
    const end = before[RETAINED] === true ? "retain" : endOf(context, before);
    const manager = textOf(before["manager"]);
    directory.ownership.remember(id, { what, manager, isDeletable: end === "delete" });
    if (isEnd(context, end, isInactive(resource))) directory.leavers.shown(personOf(id, before), before);
  }
  if (kind.noun === "user" && isInactive(resource) && !ledger.managed.includes("active") && !isGet) {
    directory.notice(`${what} is inactive in the service; declare active to manage it.`);
  }
  const props = await outputs(resource);
  return isGet ? { id, props } : { id, props, inputs: inputsFrom(kind, props) };
}

/** Whom the state of a person names by id. */
function kinOf(before: JsonObject): Target[] {
  const manager = textOf(before["manager"]);
  return manager === undefined ? [] : [{ endpoint: "/Users", id: manager }];
}

/** Whether a link that was to follow later in the run of before was made. */
function isLinked(field: Field, before: JsonObject, resource: JsonObject, around: Surroundings): boolean {
  const wanted = valueAt(before, field.input) ?? null;
  return field.reference !== undefined && !isEmpty(wanted) && holds(field, wanted, resource, around);
}
