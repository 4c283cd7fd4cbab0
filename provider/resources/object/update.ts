import { isEmpty } from "../../scim/compare.js";
import { isObject, type Json, type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, valueAt, type Field } from "../fields.js";
import { ledgerOf, outputsAgain, type Ledger } from "../state.js";
import { itemKey, sameExactly } from "../values.js";
import { guardService, label, personOf, type Context } from "./context.js";
import { finish, REACTIVATE } from "./finish.js";
import { type Change } from "./change.js";

/**
 * Sends what has changed since the last time: new values, and the clearing of attributes that the program has dropped.
 * Where only policies or the managed set differ, nothing is sent and the outputs are written anew.
 */
export async function update(
  context: Context,
  id: string,
  before: JsonObject,
  inputs: JsonObject,
): Promise<JsonObject> {
  const { kind, directory } = context;
  guardService(directory, label(context, before, id), before);
  directory.ownership.claim(id);
  const ledger = ledgerOf(before);
  const now = managedFields(kind.fields, inputs);
  const changes = [...clearings(context, before, ledger, now), ...settings(before, inputs, ledger, now)];
  if (ledger.pending.includes(REACTIVATE) && inputs["active"] === undefined)
    changes.push({ field: fieldOf(kind.fields, "active"), value: true });
  const name = { field: fieldOf(kind.fields, kind.nameAttribute), value: inputs[kind.nameAttribute] ?? null };
  const isRenamed = changes.some(({ field }) => field.key === kind.nameAttribute);
  if (directory.moves[kind.endpoint].hasLostName(id) && !isRenamed) changes.push(name);
  if (changes.length === 0) {
    const managed = now.map(({ key }) => key);
    const { notStored, version } = ledger;
    const service = directory.connection.endpoint;
    return outputsAgain(kind, inputs, before, { managed, pending: [], notStored, service, version });
  }
  const isEnded = changes.some(({ field, value }) => field.key === "active" && value === false);
  if (isEnded) directory.ownership.ending(id);
  if (isEnded && before["active"] !== false) await directory.leavers.byUpdate(personOf(id, before));
  const { outs } = await directory.moves[kind.endpoint].during(id, () =>
    finish(context, id, inputs, changes, { before }),
  );
  return outs;
}

/** What the program has dropped, apart from what is just let go. */
function clearings({ kind }: Context, before: JsonObject, ledger: Ledger, now: Field[]): Change[] {
  const kept = now.map(({ key }) => key);
  // What the program gave as an extension before and gives as an argument of its own now, or the other way round, stays.
  const places = new Set(now.map(placeOf));
  return ledger.managed
    .filter((key) => !kept.includes(key) && !kind.letGo.includes(key))
    .flatMap((key) => partsOf(key, before, kind.fields, kept))
    .filter((field) => !places.has(placeOf(field)))
    .flatMap((field): Change[] => {
      const old = valueAt(before, field.input);
      if (isEmpty(old)) return [];
      return field.list === "items" ? [{ field, value: [], dropped: itemsOf(old) }] : [{ field, value: null }];
    });
}

/** Where the field stands in the service's resource, names compared regardless of case. */
function placeOf({ place }: Field): string {
  return JSON.stringify(place).toLowerCase();
}

/** The dropped field; of a whole that the program now manages by parts, the parts that it does not name. */
function partsOf(key: string, before: JsonObject, table: Context["kind"]["fields"], kept: string[]): Field[] {
  const field = fieldOf(table, key);
  if (kept.some((whole) => key.startsWith(`${whole}.`) || key.startsWith(`${whole}#`))) return [];
  const mark = [".", "#"].find((separator) => kept.some((part) => part.startsWith(key + separator)));
  if (mark === undefined) return [field];
  const old = valueAt(before, field.input);
  const parts = isObject(old) ? Object.keys(old).map((name) => key + mark + name) : [];
  return parts.filter((part) => !kept.includes(part)).map((part) => fieldOf(table, part));
}

/** What the program wants otherwise than before, and what an earlier step left undone. */
function settings(before: JsonObject, inputs: JsonObject, { managed, pending }: Ledger, now: Field[]): Change[] {
  return now.flatMap((field): Change[] => {
    const value: Json = valueAt(inputs, field.input) ?? null;
    const old = valueAt(before, field.input);
    const isSame = sameExactly(value, old) || (isEmpty(value) && isEmpty(old));
    if (isSame && !pending.includes(field.key)) return [];
    if (field.list !== "items" || !managed.includes(field.key)) return [{ field, value }];
    const keyOf = (item: Json) => itemKey(item, field);
    const wanted = new Set(itemsOf(value).map(keyOf));
    const dropped = itemsOf(old).filter((item) => !wanted.has(keyOf(item)));
    return [dropped.length > 0 ? { field, value, dropped } : { field, value }];
  });
}

function itemsOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
