import { randomBytes } from "node:crypto";
import { type Move } from "../../directory/moves.js";
import { ServiceError } from "../../scim/errors.js";
import { idOf, type JsonObject } from "../../scim/json.js";
import { StepError } from "../failure.js";
import { fieldOf } from "../fields.js";
import { type Surroundings } from "../values.js";
import { type Change } from "./change.js";
import { label, surroundings, type Context } from "./context.js";
import { type Known, store, type Stored } from "./store.js";

/** How often a write is sent whose name somebody else of this stack has. */
const ATTEMPTS = 3;
/** Of a name, so much goes into a temporary one; a service may take 64 characters of a local part (RFC 5321 section 4.5.3.1.1). */
const KEPT = 40;

/**
 * As `store`, for changes that may give the object a name which another object of this stack is about to give up: then
 * that is waited for, or the other one gets a temporary name until its own step, and the changes are sent again.
 */
export async function storeNamed(
  context: Context,
  id: string,
  changes: Change[],
  around: Surroundings,
  known: Known,
): Promise<Stored> {
  const { kind, directory } = context;
  const name = changes.find(({ field }) => field.key === kind.nameAttribute)?.value;
  if (typeof name !== "string") return store(context, id, changes, around, known);
  const moves = directory.moves[kind.endpoint];
  const send = () =>
    moves.alone(id, async () => {
      const stored = await store(context, id, changes, around, known);
      if (!stored.missing.some(({ field }) => field.key === kind.nameAttribute)) moves.passed(id);
      return stored;
    });
  let stored = await send();
  for (let sent = 1; sent < ATTEMPTS && isTaken(context, stored.failure); sent += 1) {
    if (!(await makeWay(context, name, id))) {
      const leaver = await leaverOf(context, name);
      return leaver === undefined ? stored : { ...stored, failure: new Error(leaver) };
    }
    stored = await send();
  }
  return stored;
}

/**
 * Sees to it that the name is free where its holder gives it up in this run: true when it is worth another try. Waits
 * for a moment for holders whom the program has not registered yet. `self`: the id of the one who is to have it, unless
 * that one is still to be created.
 */
export async function makeWay(context: Context, name: string, self?: string): Promise<boolean> {
  const { directory, kind } = context;
  const moves = directory.moves[kind.endpoint];
  if (!moves.of(name)) {
    let dependent = self === undefined ? undefined : await dependentWith(context, name, self);
    if (dependent === undefined) await registration(context, name);
    // Others may wait for this one by now, and the holder for them.
    if (self !== undefined && !moves.of(name)) dependent ??= await dependentWith(context, name, self);
    if (dependent !== undefined)
      return displaceDependent(context, dependent, { name, isSecret: moves.isSecret(self ?? "") });
  }
  const move = moves.of(name);
  if (!move || move.id === self) return false;
  return (await moves.settled(move, self)) ? move.state === "passed" : displace(context, move);
}

/** Waits for the program to register whoever holds the name; longer for one of whom a refresh has shown that this stack has them. */
async function registration(context: Context, name: string): Promise<void> {
  const { directory, kind } = context;
  const { ownership } = directory;
  const moves = directory.moves[kind.endpoint];
  await ownership.quiet();
  if (moves.of(name)) return;
  const holder = await holderOf(context, name);
  if (holder === undefined || ownership.remembered(holder) === undefined) return;
  await ownership.quiet(() => moves.of(name) !== undefined || ownership.isAlive(holder));
}

/**
 * The holder of the name, if the program cannot register it before the one who is to have the name: a report of theirs, or
 * of somebody who waits for them.
 */
async function dependentWith(context: Context, name: string, self: string): Promise<string | undefined> {
  const { ownership, moves } = context.directory;
  const holder = await holderOf(context, name);
  if (holder === undefined || ownership.isAlive(holder)) return undefined;
  const before = [self, ...moves[context.kind.endpoint].waitersFor(self)];
  return before.some((other) => ownership.comesAfter(holder, other)) ? holder : undefined;
}

/**
 * As `displace`, for somebody whom the program has not registered yet: their own update sends the name that the program
 * gives, the same one too, which then fails them; and whom it has dropped, it ends.
 */
function displaceDependent(
  context: Context,
  holder: string,
  { name, isSecret }: { readonly name: string; readonly isSecret: boolean },
): Promise<boolean> {
  const { directory, kind } = context;
  const moves = directory.moves[kind.endpoint];
  return moves.alone(holder, async () => {
    if (moves.hasLostName(holder)) return false;
    const value = await rename(context, holder, name);
    if (value === undefined) return false;
    moves.displaced(holder);
    const [who, called] = isSecret ? [`with id ${holder}`, "otherwise"] : [`${name} (id ${holder})`, value];
    directory.notice(`${kind.noun} ${who} is called ${called} until its own step, so that the name is free.`);
    return true;
  });
}

/** Gives the object a temporary name, which is returned when the service has taken it. */
async function rename(context: Context, id: string, from: string): Promise<string | undefined> {
  const { kind } = context;
  const value = temporary(from);
  const change = { field: fieldOf(kind.fields, kind.nameAttribute), value };
  const { failure, missing } = await store(context, id, [change], surroundings(context, {}), { inputs: {} });
  return failure === undefined && missing.length === 0 ? value : undefined;
}

/**
 * Gives the holder a temporary name. Its own update, which the program has asked for, gives it the final one later in
 * this run, or in the next if this one ends before: the state has the old name until then.
 */
function displace(context: Context, move: Move): Promise<boolean> {
  const { directory, kind } = context;
  return directory.moves[kind.endpoint].alone(move.id, async () => {
    if (move.state === "passed" || move.state === "failed") return move.state === "passed";
    if (move.isDisplaced) return false;
    move.isDisplaced = true;
    const value = await rename(context, move.id, move.from);
    if (value === undefined) return false;
    const { id, from, to, isSecret } = move;
    const [who, called, later] = isSecret
      ? [`with id ${id}`, "otherwise", "its own"]
      : [`${from} (id ${id})`, value, to];
    directory.notice(
      `${kind.noun} ${who} is called ${called} until its own change to ${later}, so that the name is free.`,
    );
    return true;
  });
}

/** A name that nobody has, in the form of the old one: an address stays one of the same domain. */
function temporary(name: string): string {
  const mark = `moving-${randomBytes(4).toString("hex")}`;
  const at = name.lastIndexOf("@");
  if (at < 0) return `${name.slice(0, KEPT)}-${mark}`;
  return `${name.slice(0, Math.min(at, KEPT))}-${mark}${name.slice(at)}`;
}

/**
 * What is wrong with a name that somebody of this stack holds whose resource the program has dropped; undefined when it
 * is not so. Only a refresh of this run tells.
 */
export function leaver({ directory, kind }: Context, holder: string): string | undefined {
  const what = directory.ownership.remembered(holder);
  if (what === undefined || directory.ownership.isAlive(holder)) return undefined;
  return (
    `${kind.nameAttribute} is still held by ${what} (id ${holder}) of this stack, whose resource the program has dropped, or which depends on this one: ` +
    `Pulumi ends resources last. Run \`pulumi up\` once without this ${kind.noun}, and again with it; if both are the same, give the resource an alias of the old one; ` +
    `if the other one gets another ${kind.nameAttribute}, give it that in a \`pulumi up\` before this one`
  );
}

async function leaverOf(context: Context, name: string): Promise<string | undefined> {
  const holder = await holderOf(context, name);
  return holder === undefined ? undefined : leaver(context, holder);
}

async function holderOf({ directory, kind }: Context, name: string): Promise<string | undefined> {
  const hits = await directory.reads
    .find(kind.endpoint, kind.nameAttribute, name, { expected: true })
    .catch((): JsonObject[] => []);
  return hits.flatMap((hit) => idOf(hit) ?? [])[0];
}

/** Whether a refusal says that somebody has it already: by its status, or by its word for that (RFC 7644 table 9). */
export function isTaken({ directory, kind }: Context, failure: unknown): failure is ServiceError {
  if (!(failure instanceof ServiceError)) return false;
  const { conflict } = directory.connection.dialect[kind.noun];
  return conflict.includes(failure.status) || failure.scimType?.toLowerCase() === "uniqueness";
}

/** A create that somebody stands in the way of. */
export class TakenError extends StepError {
  /** Who has the name that was asked for; undefined where something else is the matter. */
  readonly holder: string | undefined;

  constructor(message: string, holder: string | undefined) {
    super(message);
    this.holder = holder;
  }

  /** The same with what is known of a holder who is to leave. */
  static of(context: Context, inputs: JsonObject, error: TakenError): TakenError {
    const left = error.holder === undefined ? undefined : leaver(context, error.holder);
    return left === undefined
      ? error
      : new TakenError(`Could not create ${label(context, inputs)}: ${left}.`, error.holder);
  }
}
