import { foldCase } from "../../scim/compare.js";
import { textOf, type Json, type JsonObject } from "../../scim/json.js";
import { isUnknown } from "../check/unknown.js";
import { StepError } from "../failure.js";
import { type Field, managedFields, valueAt } from "../fields.js";
import { isHidden } from "../hidden.js";
import { ledgerOf, policies } from "../state.js";
import { sameExactly } from "../values.js";
import { guardActor, guardService, label, personOf, type Context } from "./context.js";

/**
 * The engine's three answers: no change; a change that it can show itself by comparing inputs (`changes` left out, so
 * that property diffs and replaceOnChanges work); a change that only outputs tell of.
 */
export type Difference = { changes?: boolean };

/** Compares what the program wants with what the service was last seen to hold, both in the program's words. */
export function diff(context: Context, id: string, before: JsonObject, inputs: JsonObject): Difference {
  const { kind, directory } = context;
  const what = label(context, inputs, id);
  guardService(directory, what, before);
  if (!directory.ownership.diffed(id)) {
    throw new StepError(
      `Could not compare ${what}: another resource of this stack has just adopted the same object (id ${id}). Remove one of the two.`,
    );
  }
  if (inputs["manager"] === id)
    throw new StepError(
      `Could not link ${what}: a person cannot be their own manager. Give another person, or null for nobody.`,
    );
  const { block } = kind.fields;
  if (!isUnknown(inputs["userName"]) && !sameExactly(inputs["userName"], before["userName"]))
    guardActor(context, id, before, `rename ${label(context, before, id)}`);
  if (directory.ownership.isProgramRunning) announce(context, id, before, inputs);
  const ledger = ledgerOf(before);
  const managed = managedFields(kind.fields, inputs);
  let shown = isUnknown(inputs["extensions"]) || (block !== undefined && isUnknown(inputs[block.name]));
  // A service that has moved: outputs are written anew, so that `movedFrom` is not needed for ever.
  const hasMoved = ledger.service !== undefined && ledger.service !== directory.connection.endpoint;
  const hasLostName = directory.moves[kind.endpoint].hasLostName(id);
  let hidden = ledger.pending.length > 0 || hasMoved || hasLostName;
  for (const field of managed) {
    const value = valueAt(inputs, field.input);
    const known = ledger.managed.includes(field.key);
    if (known && !isUnknown(value) && sameExactly(value, valueAt(before, field.input) ?? absent(value))) {
      if (ledger.notStored[field.key] !== undefined && !kind.unsure.includes(field.key)) recall(context, field, what);
      continue;
    }
    shown = true;
    if (value === null && !known) hidden = true;
  }
  shown ||= ledger.managed.some((key) => !managed.some((field) => field.key === key));
  shown ||= policies.some((policy) => !sameExactly(inputs[policy], before[policy]));
  if (hidden) return { changes: true };
  return shown ? {} : { changes: false };
}

/** Tells in every plan, once for each attribute, what an earlier run has found that the service does not keep. */
function recall({ directory }: Context, { path }: Field, what: string): void {
  if (!directory.ownership.isProgramRunning) return;
  directory.noticeOnce(
    `the service does not keep ${path} as the program gives it (${what}, and perhaps others); it is asked again when the value changes.`,
    `not kept: ${path}`,
  );
}

/** Tells what the other steps of this run must know: who is renamed, and who is made inactive. */
function announce({ kind, directory }: Context, id: string, before: JsonObject, inputs: JsonObject): void {
  const [from, to] = [textOf(before[kind.nameAttribute]), textOf(inputs[kind.nameAttribute])];
  const isMoved = from !== undefined && to !== undefined && foldCase(from) !== foldCase(to);
  const isSecret = [before, inputs].some((properties) => isHidden(properties, [kind.nameAttribute]));
  if (isMoved && !isUnknown(to)) directory.moves[kind.endpoint].announce(id, { from, to, isSecret });
  if (kind.noun === "user" && inputs["active"] === false && before["active"] !== false)
    directory.leavers.planned(personOf(id, before));
}

/** `null` and `[]` stay wanted although the service holds nothing. */
function absent(value: Json | undefined): Json | undefined {
  return value === null || (Array.isArray(value) && value.length === 0) ? value : undefined;
}
