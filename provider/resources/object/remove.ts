import { isAbsent, NotFoundError } from "../../scim/errors.js";
import { type JsonObject } from "../../scim/json.js";
import { type End } from "../../dialects/index.js";
import { reasonOf, StepError } from "../failure.js";
import { fieldOf } from "../fields.js";
import { inputsFrom } from "../state.js";
import { guardActor, guardService, label, personOf, surroundings, type Context } from "./context.js";
import { GoneError, store } from "./store.js";

/**
 * Ends the object as its `onDelete` of the last update says. Sends nothing for an id that another resource of this run
 * stands for (a rename without `aliases`); an object that is not there any more is success.
 */
export async function remove(context: Context, id: string, before: JsonObject): Promise<void> {
  const { directory } = context;
  const what = label(context, before, id);
  guardService(directory, what, before);
  if (directory.ownership.isKept(id)) {
    directory.notice(`${what} stays in the service: another resource of this program manages the same id.`);
    return;
  }
  const how = endOf(context, before);
  if (how !== "retain") guardActor(context, id, before, `end ${what}`);
  if (isEnd(context, how, before["active"] === false)) await directory.leavers.byDelete(personOf(id, before));
  if (how !== "retain") directory.ownership.ending(id);
  try {
    await end(context, id, how, before);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof GoneError) return;
    const wayOut = how === "delete" && isAbsent(error) ? withoutDelete(context) : "";
    throw new StepError(`Could not end ${what}: ${reasonOf(error)}.${wayOut}`, { cause: error });
  }
}

async function end(context: Context, id: string, how: End, before: JsonObject): Promise<void> {
  const { kind, directory } = context;
  if (how === "retain") {
    const { dialect } = directory.connection;
    if (kind.noun === "group" && before["onDelete"] === undefined)
      directory.notice(`${label(context, before, id)} stays in the service: ${dialect.title} cannot delete groups.`);
    return;
  }
  if (how === "delete") {
    await directory.remove(kind.endpoint, id);
    const { endNotice } = directory.connection.dialect.user;
    if (kind.noun === "user" && endNotice !== undefined) directory.noticeOnce(`${endNotice}.`);
    return;
  }
  const asleep = { field: fieldOf(kind.fields, "active"), value: false };
  const inputs = { [kind.nameAttribute]: before[kind.nameAttribute] ?? null, ...inputsFrom(kind, before) };
  const { missing, failure } = await store(context, id, [asleep], surroundings(context, {}), { inputs });
  if (failure !== undefined) throw failure instanceof Error ? failure : new Error(reasonOf(failure));
  if (missing.length > 0)
    throw new Error(
      'the service answered that it took active: false, yet the person is still active. Set onDelete: "delete" or "retain", run `pulumi up`, and try again',
    );
}

/** What to do where the service deletes nobody. */
function withoutDelete({ kind }: Context): string {
  const others = kind.noun === "user" ? 'onDelete: "deactivate" (or "retain")' : 'onDelete: "retain"';
  return ` The service deletes no ${kind.noun}: put the resource back with ${others}, run \`pulumi up\`, and drop it again.`;
}

/** Whether that end changes something for a person: then it counts among the leavers. */
export function isEnd({ kind }: Context, how: End, isAsleep: boolean): boolean {
  return kind.noun === "user" && (how === "delete" || (how === "deactivate" && !isAsleep));
}

/** What the deletion of the resource does in the service. */
export function endOf({ kind, directory }: Context, before: JsonObject): End {
  const given = before["onDelete"];
  if (given === "delete" || given === "deactivate" || given === "retain") return given;
  const { user, group } = directory.connection.dialect;
  if (kind.noun === "user") return user.defaultEnd;
  return group.delete ? "delete" : "retain";
}
