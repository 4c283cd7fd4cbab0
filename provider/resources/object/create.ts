import { type Answer } from "../../scim/client.js";
import { ConflictError, effectOf, RefusedError, ServiceError } from "../../scim/errors.js";
import { isEmpty } from "../../scim/compare.js";
import { idOf, type Json, type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, putAt, valueAt } from "../fields.js";
import { StepError, reasonOf } from "../failure.js";
import { toScim } from "../values.js";
import { adoptable, type Adoptable } from "./adopt.js";
import { label, type Context } from "./context.js";
import { finish, type Outcome } from "./finish.js";
import { type Change } from "./store.js";

/** How often a POST whose answer was lost is sent again after a look-up found nothing. */
const ATTEMPTS = 3;

/**
 * Creates the object with one POST that carries all the service takes, then sends what is still missing (a manager
 * link). Somebody who exists is adopted where the policy allows it; a lost answer is settled by a look-up, never by a
 * second POST alone. Once there is an id, a failure is partial: the id is kept and the next `up` goes on.
 */
export async function create(context: Context, inputs: JsonObject): Promise<Outcome> {
  const { kind, directory } = context;
  const what = label(context, inputs);
  try {
    if (kind.noun === "user" && directory.connection.dialect.user.lookBeforeCreate) {
      const there = await adoptable(context, inputs);
      if (there) return await takeOver(context, inputs, there);
    }
    for (let attempt = 1; ; attempt += 1) {
      const made = await post(context, inputs, attempt < ATTEMPTS);
      const id = made && idOf(made);
      if (made && id !== undefined) {
        directory.ownership.claim(id);
        if (kind.noun === "group") directory.members.created(id);
        return await finish(context, id, inputs, wanted(context, inputs), { seen: made });
      }
      const there = await adoptable(context, inputs);
      if (there) return await takeOver(context, inputs, there);
      if (attempt >= ATTEMPTS) throw new Error("the service says that it exists, and shows nobody of that name");
    }
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`Could not create ${what}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** The new object, or undefined when a look-up must tell: it exists, or the answer was lost or said nothing. */
async function post(context: Context, inputs: JsonObject, settle: boolean): Promise<JsonObject | undefined> {
  const { kind, directory } = context;
  const { conflict } = directory.connection.dialect[kind.noun];
  const linked = managedFields(kind.fields, inputs).some(
    (field) => field.reference === true && !isEmpty(valueAt(inputs, field.input) ?? null),
  );
  try {
    const answer = await send(context, inputs, true);
    return created(answer);
  } catch (error) {
    if (error instanceof ServiceError && conflict.includes(error.status)) return undefined;
    if (settle && !(error instanceof ConflictError) && effectOf(error) === "unknown") return undefined;
    if (!linked || !(error instanceof RefusedError) || error.status !== 400) throw error;
    return created(await send(context, inputs, false));
  }
}

function send({ kind, directory }: Context, inputs: JsonObject, withManager: boolean): Promise<Answer> {
  const { dialect } = directory.connection;
  const link = withManager && dialect.user.createManager;
  const body: JsonObject = {};
  const urns = new Set([kind.schema]);
  for (const field of managedFields(kind.fields, inputs)) {
    if (field.reference === true && !link) continue;
    const value = valueAt(inputs, field.input) ?? null;
    if (isEmpty(value)) continue;
    const [head = ""] = field.place;
    if (head.startsWith("urn:")) urns.add(head);
    putAt(body, field.place, structuredClone(toScim(field, value)));
  }
  if (kind.noun === "user" && body["active"] === undefined) body["active"] = true;
  return directory.create(kind.endpoint, { schemas: [...urns], ...body });
}

/** The new object, if the answer shows one. */
function created({ body }: Answer): JsonObject | undefined {
  return body && idOf(body) !== undefined ? body : undefined;
}

/** Everything that the inputs want, but what a create cannot mean: clearing what was never there. */
function wanted({ kind }: Context, inputs: JsonObject): Change[] {
  return managedFields(kind.fields, inputs).flatMap((field): Change[] => {
    const value: Json = valueAt(inputs, field.input) ?? null;
    return field.writeOnly === true || isEmpty(value) ? [] : [{ field, value }];
  });
}

/** Adoption sends no password; somebody who was deactivated and is to be there again is reactivated. */
async function takeOver(context: Context, inputs: JsonObject, there: Adoptable): Promise<Outcome> {
  const { kind, directory } = context;
  const changes: Change[] = managedFields(kind.fields, inputs)
    .filter(({ writeOnly }) => writeOnly !== true)
    .map((field) => ({ field, value: valueAt(inputs, field.input) ?? null }));
  const asleep = kind.noun === "user" && inputs["active"] === undefined && there.resource["active"] === false;
  if (asleep) changes.push({ field: fieldOf(kind.fields, "active"), value: true });
  directory.ownership.adopt(there.id);
  if (!there.ours || asleep) {
    directory.notice(
      `${asleep ? "reactivated" : "adopted"} ${label(context, inputs)}, who was in the service with id ${there.id}.`,
    );
  }
  return finish(context, there.id, inputs, changes, { seen: there.resource });
}
