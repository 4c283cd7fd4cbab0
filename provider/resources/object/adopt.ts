import { idOf, textOf, type Json, type JsonObject } from "../../scim/json.js";
import { isEmpty, sameValue } from "../../scim/compare.js";
import { findAttribute } from "../../scim/schemas.js";
import { type Field, managedFields, valueAt } from "../fields.js";
import { isHidden } from "../hidden.js";
import { fromScim, holds } from "../values.js";
import { isPosted, label, surroundings, type Context } from "./context.js";
import { TakenError } from "./names.js";
import { getToKnow } from "./people.js";

/** An object that was there before and is managed from now on. */
export interface Adoptable {
  resource: JsonObject;
  id: string;
  /** Whether it is what a create of ours left behind, whose answer never came. */
  ours: boolean;
}

/** How the object was found. */
type Key = "externalId" | "name";

/**
 * Why it is looked for: before the create, because the service might make a second one; because the answer to the create
 * was lost; or because the service says that it is taken.
 */
export type Reason = "unasked" | "lost" | "taken";

/**
 * Looks for the object that stands in the way of a create, or that a create with a lost answer made, and decides whether
 * it is ours (design section 4); then it counts as alive and adopted at once. Undefined when the service shows none;
 * throws a TakenError that names both people and the ways out when it must not be taken. Where the service has said that
 * it is taken, a filter which finds nobody is not believed.
 */
export async function adoptable(context: Context, inputs: JsonObject, reason: Reason): Promise<Adoptable | undefined> {
  const { kind, directory } = context;
  const { reads } = directory;
  const look = (attribute: string, value: string, expected = false) =>
    reason === "unasked"
      ? reads.seek(kind.endpoint, attribute, value)
      : reads.find(kind.endpoint, attribute, value, { expected });
  const externalId = textOf(inputs["externalId"]);
  const hasKeys = directory.connection.dialect[kind.noun].externalId;
  if (externalId !== undefined && hasKeys) {
    const all = await look("externalId", externalId);
    // Somebody whom a killed run made again, under a new name, beside the one whom this stack is about to end.
    const others = all.filter((hit) => directory.ownership.remembered(idOf(hit) ?? "") === undefined);
    const keyed = others.length === 1 && others.every((hit) => hasName(context, inputs, hit)) ? others : all;
    if (keyed.length > 1)
      throw refusal(context, inputs, `${keyed.length} ${kind.noun}s have the externalId ${externalId}: ${ids(keyed)}`, [
        "leave it to one of them in the service",
        "run `pulumi up --refresh` if this stack has made them",
      ]);
    if (keyed[0]) return taken(context, inputs, keyed[0], "externalId", reason);
  }
  const name = textOf(inputs[kind.nameAttribute]) ?? "";
  const held = await look(kind.nameAttribute, name, reason === "taken");
  if (held.length > 1) await directory.ownership.quiet();
  const named = held.length > 1 ? held.filter((hit) => !directory.ownership.isManaged(idOf(hit) ?? "")) : held;
  if (named.length > 1)
    throw refusal(context, inputs, `${named.length} ${kind.noun}s have that ${kind.nameAttribute}: ${ids(named)}`, [
      "rename all but one of them in the service",
      ...(hasKeys ? ["give the right one the same externalId in the program and in the service"] : []),
      "take one over with `pulumi-scim import` and `pulumi import`",
    ]);
  return named[0] && taken(context, inputs, named[0], "name", reason);
}

/** Decides on the one that was found. A row of a list may be cut, so the object is read in full. */
async function taken(
  context: Context,
  inputs: JsonObject,
  hit: JsonObject,
  by: Key,
  reason: Reason,
): Promise<Adoptable | undefined> {
  const { kind, directory } = context;
  const id = idOf(hit);
  if (id === undefined)
    throw refusal(context, inputs, "the service shows it without an id", ["ask the service's vendor"]);
  const holder = by === "name" ? id : undefined;
  if (directory.ownership.isManaged(id)) throw rival(context, inputs, hit, holder);
  if (holder !== undefined) {
    // A resource of this stack that the program has not registered yet may be about to give the name up, or to keep it.
    await directory.ownership.quiet();
    if (directory.ownership.remembered(id) !== undefined)
      await directory.ownership.quiet(() => directory.ownership.isManaged(id));
    if (directory.ownership.isManaged(id)) throw rival(context, inputs, hit, holder);
  }
  const resource = await directory.reads.byId(kind.endpoint, id, { fresh: true });
  if (!resource) return undefined;
  // Another resource's step may have renamed it since it was found.
  if (holder !== undefined && !hasName(context, inputs, resource)) return undefined;
  await getToKnow(context, inputs, [], resource);
  const ours = isTwin(context, inputs, resource);
  const mayBeOurs = ours || (reason === "lost" && isPartialTwin(context, inputs, resource));
  const objection =
    by === "externalId" ? foreignName(context, inputs, resource) : foreignKey(context, inputs, resource);
  if (!directory.ownership.isReplaced(id)) {
    if (objection) throw refusal(context, inputs, ...objection, holder);
    if (!isAllowed(context, inputs, resource, by, mayBeOurs))
      throw refusal(context, inputs, ...inTheWay(context, inputs, resource, by), holder);
  }
  if (!directory.ownership.adopt(id)) throw rival(context, inputs, resource, holder);
  return { resource, id, ours };
}

/** What `adopt` permits (design section 4). */
function isAllowed(context: Context, inputs: JsonObject, resource: JsonObject, by: Key, ours: boolean): boolean {
  const { kind, directory } = context;
  const policy = inputs["adopt"];
  if (policy === "never") return false;
  if (by === "externalId" || ours || policy === "userName") return true;
  // A filter for the externalId may find nobody although somebody has it.
  if (textOf(inputs["externalId"]) !== undefined && inputs["externalId"] === resource["externalId"]) return true;
  const { dialect } = directory.connection;
  // A group that people's attributes make is there before the program can make it.
  const isMadeByItself = kind.noun === "group" && dialect.members.fromAttributes.length > 0;
  const byDefault = policy === undefined && (!dialect[kind.noun].externalId || isMadeByItself);
  return byDefault && (kind.noun === "group" || isSamePerson(inputs, resource, context));
}

function inTheWay(context: Context, inputs: JsonObject, resource: JsonObject, by: Key): [string, string[]] {
  const { kind } = context;
  const attribute = by === "externalId" ? "externalId" : kind.nameAttribute;
  const policy = by === "externalId" ? '"externalId"' : '"userName"';
  const also = kind.noun === "group" && by === "name" ? " (for a group: by displayName)" : "";
  return [
    `${attribute} is taken by ${describe(context, inputs, resource)}`,
    [
      `set adopt: ${policy}${also} to take over that ${kind.noun}`,
      ...(by === "name" ? [`give both the same externalId`] : []),
      `choose another ${attribute}`,
    ],
  ];
}

/** Equal externalId, but neither the name nor the person's name: a key that was given to somebody else. */
function foreignName(context: Context, inputs: JsonObject, resource: JsonObject): [string, string[]] | undefined {
  const { kind } = context;
  if (kind.noun === "group") return undefined;
  if (hasName(context, inputs, resource) || isSamePerson(inputs, resource, context)) return undefined;
  return [
    `the externalId ${textOf(inputs["externalId"]) ?? ""} belongs to ${describe(context, inputs, resource)}, who has another userName and another name`,
    ["correct the externalId of one of them", "rename the other one in the service"],
  ];
}

/** Equal name, but somebody else's key on it: it is never overwritten. */
function foreignKey(context: Context, inputs: JsonObject, resource: JsonObject): [string, string[]] | undefined {
  const theirs = textOf(valueAt(resource, ["externalId"]));
  const mine = inputs["externalId"];
  if (theirs === undefined || mine === undefined || theirs === mine) return undefined;
  return [
    `${describe(context, inputs, resource)} carries another externalId`,
    [`give that externalId`, "leave externalId out", "rename the other one in the service"],
  ];
}

/**
 * Refuses somebody whom a POST was answered with, without a word that anybody was made, and who carries somebody else's
 * externalId.
 */
export function refuseForeign(context: Context, inputs: JsonObject, resource: JsonObject): void {
  const isKeyed = textOf(inputs["externalId"]) !== undefined && foreignKey(context, inputs, resource) !== undefined;
  if (!isKeyed) return;
  throw refusal(
    context,
    inputs,
    `the service answered with ${describe(context, inputs, resource)}, who was there before`,
    ["correct the name or the externalId", "rename the other one in the service"],
  );
}

function isSamePerson(inputs: JsonObject, resource: JsonObject, context: Context): boolean {
  const parts = [["name", "givenName"], ["name", "familyName"], ["displayName"]].map(
    (place) => [place.join("."), valueAt(inputs, place), valueAt(resource, place)] as const,
  );
  const comparable = parts.filter(([, mine, theirs]) => !isEmpty(mine) && !isEmpty(theirs));
  return comparable.length > 0 && comparable.every(([path, mine, theirs]) => same(context, path, mine, theirs));
}

/**
 * Whether every attribute that a POST sends is so already, and what follows a POST (a manager, what the POST cannot carry)
 * is so or is not there: then it may as well be our own.
 */
function isTwin(context: Context, inputs: JsonObject, resource: JsonObject): boolean {
  const around = surroundings(context, inputs);
  return managedFields(context.kind.fields, inputs)
    .filter((field) => field.writeOnly !== true && !mayFollow(context, field, resource))
    .every((field) => holds(field, valueAt(inputs, field.input) ?? null, resource, around));
}

/**
 * The same where the service keeps less than a POST sends: nothing else than that stands there, more than the name, and the key if
 * there is one. Enough only where this process has just sent that POST.
 */
function isPartialTwin(context: Context, inputs: JsonObject, resource: JsonObject): boolean {
  const around = surroundings(context, inputs);
  const kept = managedFields(context.kind.fields, inputs).filter(
    (field) => field.writeOnly !== true && !isEmpty(fromScim(field, resource)),
  );
  const own = kept.filter(({ key }) => key !== context.kind.nameAttribute && key !== "active");
  if (!isEmpty(inputs["externalId"]) && !own.some(({ key }) => key === "externalId")) return false;
  return own.length > 0 && kept.every((field) => holds(field, valueAt(inputs, field.input) ?? null, resource, around));
}

/** Whether what the resource has there is what a POST leaves there, so that a write was to follow. */
function mayFollow(context: Context, field: Field, resource: JsonObject): boolean {
  const value = fromScim(field, resource);
  if (field.reference !== undefined && isEmpty(value)) return true;
  if (isPosted(context, field.key)) return false;
  // A service makes a whole name of the parts that a POST has.
  const [whole = ""] = field.key.split(".");
  const isOfPosted = context.directory.connection.dialect.user.createFields?.some((key) => key.startsWith(`${whole}.`));
  return isEmpty(value) || isOfPosted === true || (field.key === "active" && value === true);
}

function rival(context: Context, inputs: JsonObject, resource: JsonObject, holder: string | undefined): TakenError {
  const problem = `another resource of this stack already manages ${describe(context, inputs, resource)}`;
  return refusal(context, inputs, problem, ["remove one of the two"], holder);
}

function refusal(
  context: Context,
  inputs: JsonObject,
  problem: string,
  waysOut: string[],
  holder?: string,
): TakenError {
  const message = `Could not create ${label(context, inputs)}: ${problem}. To go on, ${waysOut.join(", or ")}.`;
  return new TakenError(message, holder);
}

/** Somebody in the service, without what this program calls secret. */
function describe(context: Context, inputs: JsonObject, resource: JsonObject): string {
  const seen = { ...resource, secretAttributes: inputs["secretAttributes"] ?? null };
  const id = idOf(resource) ?? "?";
  const key = isHidden(seen, ["externalId"]) ? undefined : textOf(valueAt(resource, ["externalId"]));
  return `${label(context, seen, id)} (id ${id}${key === undefined ? "" : `, externalId ${key}`})`;
}

function ids(resources: JsonObject[]): string {
  return resources.map((resource) => `id ${idOf(resource) ?? "?"}`).join(", ");
}

function hasName(context: Context, inputs: JsonObject, resource: JsonObject): boolean {
  const { nameAttribute } = context.kind;
  return same(context, nameAttribute, inputs[nameAttribute], resource[nameAttribute]);
}

function same({ kind }: Context, path: string, a: Json | undefined, b: Json | undefined): boolean {
  return !isEmpty(a) && sameValue(findAttribute(kind.type, path), a, b);
}
