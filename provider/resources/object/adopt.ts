import { idOf, textOf, type Json, type JsonObject } from "../../scim/json.js";
import { isEmpty, sameValue } from "../../scim/compare.js";
import { findAttribute } from "../../scim/schemas.js";
import { managedFields, valueAt } from "../fields.js";
import { StepError } from "../failure.js";
import { fromScim, holds } from "../values.js";
import { label, surroundings, type Context } from "./context.js";

/** What `adopt` may say; the default depends on whether the service keeps an externalId. */
type Policy = "externalId" | "userName" | "never";

/** An object that was there before and may now be managed. */
export interface Adoptable {
  resource: JsonObject;
  id: string;
  /** Whether it is what a create of ours left behind, whose answer never came. */
  ours: boolean;
}

/**
 * Looks for the object that stands in the way of a create, or that a create with a lost answer made, and decides whether
 * it is ours (design section 4). Undefined when the service shows none; throws a StepError that names both people and
 * the ways out when it must not be taken.
 */
export async function adoptable(context: Context, inputs: JsonObject): Promise<Adoptable | undefined> {
  const { kind, directory } = context;
  const externalId = textOf(inputs["externalId"]);
  const name = textOf(inputs[kind.nameAttribute]) ?? "";
  const policy = policyOf(context, inputs);
  const keyed = externalId === undefined ? [] : await directory.find(kind.endpoint, "externalId", externalId);
  if (keyed.length > 1)
    throw refusal(
      context,
      inputs,
      `${keyed.length} objects have the externalId ${externalId}: ${ids(keyed)}`,
      "leave it to one of them",
    );
  const [byKey] = keyed;
  if (byKey) return checked(context, inputs, byKey, policy !== "never", foreignName);
  const named = await directory.find(kind.endpoint, kind.nameAttribute, name, { expected: true });
  if (named.length > 1)
    throw refusal(
      context,
      inputs,
      `${named.length} objects have that ${kind.nameAttribute}: ${ids(named)}`,
      "rename all but one of them in the service",
    );
  const [byName] = named;
  if (!byName) return undefined;
  return checked(
    context,
    inputs,
    byName,
    policy === "userName" || (policy === "externalId" && isTwin(context, inputs, byName)),
    foreignKey,
  );
}

type Objection = (
  context: Context,
  inputs: JsonObject,
  resource: JsonObject,
) => [problem: string, wayOut: string] | undefined;

function checked(
  context: Context,
  inputs: JsonObject,
  resource: JsonObject,
  allowed: boolean,
  objection: Objection,
): Adoptable {
  const { kind, directory } = context;
  const id = idOf(resource);
  if (id === undefined)
    throw refusal(context, inputs, "the service shows it without an id", "ask the service's vendor");
  if (directory.ownership.isAlive(id)) {
    throw refusal(
      context,
      inputs,
      `another resource of this stack already manages ${describe(context, resource)}`,
      "remove one of the two",
    );
  }
  const problem = objection(context, inputs, resource);
  if (problem) throw refusal(context, inputs, ...problem);
  const ours = isTwin(context, inputs, resource);
  if (!allowed) {
    const way =
      kind.noun === "user"
        ? 'adopt: "userName" (or give both the same externalId)'
        : 'adopt: "userName" (adopts by displayName)';
    throw refusal(
      context,
      inputs,
      `${kind.nameAttribute} is taken by ${describe(context, resource)}`,
      `set ${way} to take it over, or choose another ${kind.nameAttribute}`,
    );
  }
  return { resource, id, ours };
}

/** Equal externalId, but neither the name nor the person's name: a key that was given to somebody else. */
const foreignName: Objection = (context, inputs, resource) => {
  const { nameAttribute } = context.kind;
  const sameName = same(context, nameAttribute, inputs[nameAttribute], resource[nameAttribute]);
  const parts = ["givenName", "familyName"].map(
    (part) => [valueAt(inputs, ["name", part]), valueAt(resource, ["name", part])] as const,
  );
  const known = parts.filter(([mine, theirs]) => !isEmpty(mine ?? null) || !isEmpty(theirs ?? null));
  const samePerson = known.length > 0 && known.every(([mine, theirs]) => same(context, "name.givenName", mine, theirs));
  if (sameName || samePerson || context.kind.noun === "group") return undefined;
  return [
    `the externalId ${textOf(inputs["externalId"])} belongs to ${describe(context, resource)}, who has another userName and another name`,
    "correct the externalId of one of them",
  ];
};

/** Equal name, but somebody else's key on it: it is never overwritten. */
const foreignKey: Objection = (context, inputs, resource) => {
  const theirs = textOf(resource["externalId"]);
  const mine = textOf(inputs["externalId"]);
  if (theirs === undefined || mine === undefined || theirs === mine) return undefined;
  return [
    `${describe(context, resource)} carries another externalId (${theirs})`,
    "correct or leave out externalId, or rename the other one",
  ];
};

/** Whether every attribute that a create sends is so already (the manager may follow): then it may as well be our own. */
function isTwin(context: Context, inputs: JsonObject, resource: JsonObject): boolean {
  const around = surroundings(context, inputs);
  return managedFields(context.kind.fields, inputs)
    .filter(
      (field) => field.writeOnly !== true && !(field.reference === true && isEmpty(fromScim(field, resource) ?? null)),
    )
    .every((field) => holds(field, valueAt(inputs, field.input) ?? null, resource, around));
}

function policyOf({ kind, directory }: Context, inputs: JsonObject): Policy {
  const given = inputs["adopt"];
  if (given === "externalId" || given === "userName" || given === "never") return given;
  return directory.connection.dialect[kind.noun].externalId ? "externalId" : "userName";
}

function refusal(context: Context, inputs: JsonObject, problem: string, wayOut: string): StepError {
  const { noun } = context.kind;
  return new StepError(
    `Could not create ${label(context, inputs)}: ${problem}. To go on, ${wayOut.replaceAll("object", noun)}.`,
  );
}

function describe(context: Context, resource: JsonObject): string {
  const key = textOf(resource["externalId"]);
  return `${label(context, resource)} (id ${idOf(resource)}${key === undefined ? "" : `, externalId ${key}`})`;
}

function ids(resources: JsonObject[]): string {
  return resources.map(idOf).join(", ");
}

function same({ kind }: Context, path: string, a: Json | undefined, b: Json | undefined): boolean {
  return !isEmpty(a ?? null) && sameValue(findAttribute(kind.type, path), a ?? null, b ?? null);
}
