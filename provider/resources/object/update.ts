import { isEmpty } from "../../scim/compare.js";
import { type Json, type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, valueAt } from "../fields.js";
import { ledgerOf, outputsAgain } from "../state.js";
import { sameExactly } from "../values.js";
import { guardService, label, type Context } from "./context.js";
import { finish } from "./finish.js";
import { type Change } from "./store.js";

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
  const changes = changesBetween(context, before, inputs);
  if (changes.length === 0) {
    const managed = managedFields(kind.fields, inputs).map(({ key }) => key);
    const { notStored, version } = ledgerOf(before);
    const service = directory.connection.endpoint;
    return outputsAgain(kind, inputs, before, { managed, pending: [], notStored, service, version });
  }
  const { outs } = await finish(context, id, inputs, changes, { before });
  return outs;
}

function changesBetween({ kind }: Context, before: JsonObject, inputs: JsonObject): Change[] {
  const ledger = ledgerOf(before);
  const now = managedFields(kind.fields, inputs);
  const changes: Change[] = [];
  for (const field of now) {
    const value: Json = valueAt(inputs, field.input) ?? null;
    const old = valueAt(before, field.input);
    const due = ledger.pending.includes(field.key);
    const same = sameExactly(value, old) || (isEmpty(value) && isEmpty(old ?? null));
    if (same && !due) continue;
    const dropped =
      field.list === "items" ? itemsOf(old).filter((item) => !itemsOf(value).some((kept) => sameItem(item, kept))) : [];
    changes.push({ field, value, ...(dropped.length > 0 && ledger.managed.includes(field.key) ? { dropped } : {}) });
  }
  const dropped = ledger.managed.filter((key) => !now.some((field) => field.key === key) && !kind.letGo.includes(key));
  for (const field of dropped.map((key) => fieldOf(kind.fields, key))) {
    const old = valueAt(before, field.input);
    if (
      isEmpty(old ?? null) ||
      isCovered(
        field.key,
        now.map(({ key }) => key),
      )
    )
      continue;
    changes.push({
      field,
      value: field.list === "items" ? [] : null,
      ...(field.list === "items" ? { dropped: itemsOf(old) } : {}),
    });
  }
  return changes;
}

/** `name` after `name.givenName`: the whole covers its part. */
function isCovered(key: string, now: string[]): boolean {
  return now.some((whole) => key.startsWith(`${whole}.`) || key.startsWith(`${whole}#`));
}

function itemsOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function sameItem(a: Json, b: Json): boolean {
  const key = (item: Json) => (typeof item === "object" && item !== null && "value" in item ? item["value"] : item);
  return sameExactly(key(a), key(b));
}
