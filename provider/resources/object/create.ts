import { setTimeout } from "node:timers/promises";
import { type Answer, idInAddress } from "../../scim/client.js";
import { effectOf, isAbsent, RefusedError } from "../../scim/errors.js";
import { isEmpty } from "../../scim/compare.js";
import { idOf, textOf, type JsonObject } from "../../scim/json.js";
import { fieldOf, managedFields, putAt, valueAt } from "../fields.js";
import { StepError, reasonOf } from "../failure.js";
import { fromScim, holds, isInactive, toScim } from "../values.js";
import { type Adoptable, adoptable, refuseForeign, type Reason } from "./adopt.js";
import { type Change } from "./change.js";
import { isPosted, label, personOf, surroundings, type Context } from "./context.js";
import { finish, type Outcome } from "./finish.js";
import { isTaken, makeWay, TakenError } from "./names.js";

/** How often a POST whose answer was lost is sent, each further time after look-ups that found nothing. */
const ATTEMPTS = 3;
/** Waits before each further look-up for what a lost POST may have made, in milliseconds: lists of some services follow seconds later. */
const LOOK_WAITS_MS = [250, 750, 1500];

/**
 * Creates the object with one POST that carries all the service takes, then sends what is still missing (a manager
 * link). Somebody who exists is adopted where the policy allows it; a lost answer is settled by a look-up, never by a
 * second POST alone. Once there is an id, a failure is partial: the id is kept and the next `up` goes on.
 */
export async function create(context: Context, inputs: JsonObject): Promise<Outcome> {
  try {
    return await createOrAdopt(context, inputs);
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError(`Could not create ${label(context, inputs)}: ${reasonOf(error)}.`, { cause: error });
  }
}

async function createOrAdopt(context: Context, inputs: JsonObject): Promise<Outcome> {
  const { kind, directory } = context;
  const { lookBeforeCreate } = directory.connection.dialect[kind.noun];
  const isNew = kind.noun === "group" && inputs["adopt"] === "never";
  if ((lookBeforeCreate && !isNew) || isListed(context, inputs)) {
    const there = await inTheWay(context, inputs, "unasked");
    if (there && there !== "free") return takeOver(context, inputs, there);
  }
  let isLost = false;
  for (let attempt = 1; ; attempt += 1) {
    const answered = await post(context, inputs, true);
    const posted = "made" in answered ? await recognised(context, inputs, answered) : answered;
    if ("made" in posted) return settleIn(context, inputs, posted);
    isLost ||= "lost" in posted;
    const look = () =>
      inTheWay(context, inputs, "taken" in posted ? "taken" : "lost").catch((error: unknown) => {
        if (error instanceof StepError) throw error;
        const answer = reasonOf("taken" in posted ? posted.taken : posted.lost);
        throw new Error(`${answer}; who is there could not be looked up: ${reasonOf(error)}`, { cause: error });
      });
    let there = await look();
    for (const wait of isLost ? LOOK_WAITS_MS : []) {
      if (there !== undefined) break;
      await setTimeout(wait);
      there = await look();
    }
    if (there === "free" && attempt < ATTEMPTS) continue;
    if (there && there !== "free") return takeOver(context, inputs, there);
    if ("taken" in posted) throw new Error(`${reasonOf(posted.taken)}. ${unseen(context)}`);
    if (posted.isMade === true)
      throw new Error(
        `${reasonOf(posted.lost)}, and the service does not show it yet. Run \`pulumi up\` again, which looks for it`,
      );
    if (attempt >= ATTEMPTS) throw posted.lost;
  }
}

/** Who is to be taken over, if anybody; "free" when the one who had the name has given it up in this run, or may share it. */
async function inTheWay(context: Context, inputs: JsonObject, reason: Reason): Promise<Adoptable | "free" | undefined> {
  const { kind, directory } = context;
  const name = textOf(inputs[kind.nameAttribute]) ?? "";
  try {
    const there = await adoptable(context, inputs, reason);
    // Whoever was in the way may have given the name up before the look.
    const isFree =
      !there && reason === "taken" && directory.moves[kind.endpoint].of(name) && (await makeWay(context, name));
    return isFree === true ? "free" : there;
  } catch (error) {
    if (!(error instanceof TakenError) || error.holder === undefined) throw error;
    // The service says whether two groups may have one name (RFC 7643 section 8.7.1).
    if (reason === "unasked" && kind.noun === "group") return "free";
    if (await makeWay(context, name)) return "free";
    throw TakenError.of(context, inputs, error);
  }
}

/** Whether a list of this run has shown somebody with the same externalId, which many services would give to a second one too. */
function isListed({ kind, directory }: Context, inputs: JsonObject): boolean {
  const externalId = textOf(inputs["externalId"]);
  const isKept = directory.connection.dialect[kind.noun].externalId && inputs["adopt"] !== "never";
  return isKept && externalId !== undefined && directory.reads.showsExternalId(kind.endpoint, externalId);
}

/** What a POST comes to: the new object; somebody who is in the way; or no answer that says which. `isMade`: it was made all the same. */
type Posted = Made | { taken: Error } | { lost: unknown; isMade?: boolean };

interface Made {
  made: JsonObject;
  id: string;
  status: number;
}

/** A service that refuses a manager which it cannot resolve gets the person without the link, which follows. */
async function post(context: Context, inputs: JsonObject, withManager: boolean): Promise<Posted> {
  const { kind, directory } = context;
  const { dialect } = directory.connection;
  const link = withManager && dialect.user.createManager && !isEmpty(inputs["manager"]);
  try {
    const answer = await directory.create(kind.endpoint, bodyOf(context, inputs, link));
    const { status } = answer;
    const made = await madeBy(context, answer);
    const id = made && idOf(made);
    if (made && id !== undefined) return { made, id, status };
    const silent = new Error(`POST ${kind.endpoint} was answered with ${status} and without the new object's id`);
    if (kind.noun === "user" && dialect.user.emptyCreateMeansExists) return { taken: silent };
    return { lost: silent, isMade: status === 201 || status === 202 };
  } catch (error) {
    if (isTaken(context, error)) return { taken: error };
    if (effectOf(error) === "unknown" && !isAbsent(error)) return { lost: error };
    const perhapsLink = link && error instanceof RefusedError && (error.status === 400 || error.status === 422);
    if (!perhapsLink) throw error;
    return post(context, inputs, false);
  }
}

/** The new object, read once where the answer only says where it is. */
async function madeBy({ kind, directory }: Context, { body, location }: Answer): Promise<JsonObject | undefined> {
  const mayBeOther = kind.noun === "user" && directory.connection.dialect.user.emptyCreateMeansExists;
  if ((body && idOf(body) !== undefined) || mayBeOther) return body;
  const id = location === undefined ? undefined : idInAddress(kind.endpoint, location);
  if (id === undefined) return undefined;
  return directory.reads.byId(kind.endpoint, id, { fresh: true }).catch(() => undefined);
}

function bodyOf(context: Context, inputs: JsonObject, withManager: boolean): JsonObject {
  const { kind } = context;
  const body: JsonObject = {};
  const urns = new Set([kind.schema]);
  for (const field of managedFields(kind.fields, inputs)) {
    if (!isPosted(context, field.key) || (field.key === "manager" && !withManager)) continue;
    const value = valueAt(inputs, field.input) ?? null;
    if (isEmpty(value)) continue;
    const [head = ""] = field.place;
    if (head.startsWith("urn:")) urns.add(head);
    putAt(body, field.place, structuredClone(toScim(field, value)));
  }
  if (kind.noun === "user" && isPosted(context, "active")) body["active"] ??= true;
  return context.directory.connection.dialect[kind.noun].schemas ? { schemas: [...urns], ...body } : body;
}

/**
 * What a POST was answered with, as far as it can be seen: an answer that shows less than was sent proves nothing, so that
 * the object is read once. Somebody else, with whom a cache or a proxy has mixed up the answer, is nobody made.
 */
async function recognised(context: Context, inputs: JsonObject, posted: Made): Promise<Posted> {
  const { kind, directory } = context;
  const around = surroundings(context, inputs);
  const sent = wanted(context, inputs).filter(({ field, value }) => isPosted(context, field.key) && !isEmpty(value));
  const isShown = sent
    .filter(({ field }) => field.key !== "manager")
    .every(({ field, value }) => holds(field, value, posted.made, around));
  if (isShown) return posted;
  const read = await directory.reads.byId(kind.endpoint, posted.id, { fresh: true }).catch(() => undefined);
  const made = read ?? posted.made;
  const shown = sent.filter(({ field }) => field.key !== "active" && !isEmpty(fromScim(field, made)));
  const isOther = shown.length > 1 && !shown.some(({ field, value }) => holds(field, value, made, around));
  if (!isOther) return { ...posted, made };
  const who = `another ${kind.noun} (${textOf(valueAt(made, [kind.nameAttribute])) ?? "?"}, id ${posted.id})`;
  return { taken: new Error(`POST ${kind.endpoint} was answered with ${who}`) };
}

async function settleIn(context: Context, inputs: JsonObject, { made, id, status }: Made): Promise<Outcome> {
  const { kind, directory } = context;
  const changes = wanted(context, inputs);
  if (kind.noun === "user" && inputs["active"] === undefined && !isPosted(context, "active"))
    changes.push({ field: fieldOf(kind.fields, "active"), value: true });
  if (status !== 201) refuseForeign(context, inputs, made);
  if (!directory.ownership.create(id)) {
    throw new StepError(
      `Could not create ${label(context, inputs)}: the service answered with id ${id}, which another resource of this stack already manages. Remove one of the two.`,
    );
  }
  if (kind.noun === "group" && status === 201) directory.members.created(id);
  return finish(context, id, inputs, changes, { seen: made, isMade: true });
}

/** All that the inputs want and that can be seen. A password is sent by the POST alone, and never to somebody adopted. */
function wanted({ kind }: Context, inputs: JsonObject): Change[] {
  return managedFields(kind.fields, inputs)
    .filter(({ writeOnly }) => writeOnly !== true)
    .map((field) => ({ field, value: valueAt(inputs, field.input) ?? null }));
}

/** Somebody who was deactivated and is to be there again is reactivated. */
async function takeOver(
  context: Context,
  inputs: JsonObject,
  { resource, id, ours }: { resource: JsonObject; id: string; ours: boolean },
): Promise<Outcome> {
  const { kind, directory } = context;
  const changes = wanted(context, inputs);
  const asleep = kind.noun === "user" && inputs["active"] === undefined && isInactive(resource);
  if (asleep) changes.push({ field: fieldOf(kind.fields, "active"), value: true });
  if (isDeactivated(changes, resource)) await directory.leavers.byUpdate(personOf(id, inputs));
  if (!ours || asleep) {
    directory.notice(
      `${asleep ? "reactivated" : "adopted"} ${label(context, inputs)}, who was in the service with id ${id}.`,
    );
  }
  return finish(context, id, inputs, changes, { seen: resource });
}

function isDeactivated(changes: Change[], resource: JsonObject): boolean {
  return changes.some(({ field, value }) => field.key === "active" && value === false) && !isInactive(resource);
}

/** Why somebody who exists may not be found, and what to do. */
function unseen({ kind }: Context): string {
  return kind.noun === "user"
    ? "Nobody there has that userName or externalId, so another attribute that must be unique may be taken (an e-mail address), or the service hides somebody inactive; correct the attribute, or free it in the service"
    : "No group there has that displayName or externalId; correct them, or free the name in the service";
}
