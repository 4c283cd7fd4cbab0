import { type Directory } from "../../directory/directory.js";
import { idOf, textOf, type Json, type JsonObject } from "../../scim/json.js";
import { type Field, valueAt } from "../fields.js";
import { reasonOf } from "../failure.js";
import { withoutSecrets } from "../hidden.js";
import { type Change } from "./change.js";
import { label, surroundings, type Context } from "./context.js";
import { store } from "./store.js";

/** What can be sent now, and what lacks people who are not there yet. */
export interface Split {
  changes: Change[];
  /** Fields of lists that are sent without those people, and whole when they come. */
  deferred: Field[];
  /** Links that are sent when the person comes: in this run, else at the next `up`. */
  late: Change[];
  /** Links to people who do not come, each with its reason. */
  dead: { change: Change; reason: string }[];
}

/**
 * Takes out of the changes whom the service does not have yet: further managers may form cycles with `manager`, so that
 * one of the two is named (by e-mail address or externalId) before it exists. The whole list is sent once that person is
 * made in this run. A `manager` named so is waited for as long as this run may bring that person.
 */
export async function withoutAbsent(context: Context, id: string, inputs: JsonObject, all: Change[]): Promise<Split> {
  const { directory, kind } = context;
  const split: Split = { changes: [], deferred: [], late: [], dead: [] };
  for (const change of all) {
    const { value, field } = change;
    const absent = await absentIn(directory, change);
    const isCritical = kind.critical.includes(field.key);
    const end = absent.length > 0 && isCritical ? await directory.arrivals.awaited(absent) : "arrived";
    if (absent.length === 0 || (isCritical && end === "arrived")) {
      split.changes.push(change);
      continue;
    }
    for (const name of absent) directory.arrivals.when(name, () => complete(context, id, inputs, change));
    const named = withoutSecrets(absent.join(", "), [inputs]);
    const lack = `${field.path} of ${label(context, inputs, id)} names ${named}, whom the service does not have`;
    if (end === "absent") {
      split.dead.push({ change, reason: `${lack}; correct it, or create that person` });
    } else if (isCritical) {
      split.late.push(change);
      directory.notice(`${lack} yet; sent when this program makes that person, else at the next \`pulumi up\`.`);
    } else {
      split.deferred.push(field);
      const here = (Array.isArray(value) ? value : []).filter((item) => !isIn(absent, item));
      split.changes.push({ ...change, value: here });
      directory.notice(
        `${lack}; sent when this program makes that person in this run, else shown as a difference by the next refresh.`,
      );
    }
  }
  return split;
}

/** Tells what waited for this person, whom the service now has. */
export function arrive({ directory, kind }: Context, resource: JsonObject): Promise<void> {
  if (kind.noun === "group") return Promise.resolve();
  const names = [idOf(resource), textOf(valueAt(resource, ["userName"])), textOf(valueAt(resource, ["externalId"]))];
  return directory.arrivals.arrived(names.filter((name) => name !== undefined));
}

async function complete(context: Context, id: string, inputs: JsonObject, change: Change): Promise<void> {
  const { value } = change;
  const absent = await absentIn(context.directory, change);
  const now = Array.isArray(value) ? { ...change, value: value.filter((name) => !isIn(absent, name)) } : change;
  const { missing, failure } = await store(context, id, [now], surroundings(context, inputs), { inputs });
  if (failure === undefined && missing.length === 0) return;
  const reason = failure === undefined ? "the service did not keep it" : withoutSecrets(reasonOf(failure), [inputs]);
  context.directory.notice(
    `could not complete ${change.field.path} of ${label(context, inputs, id)}: ${reason}. Run \`pulumi up --refresh\` to try again.`,
  );
}

/** Whom of the named people the service does not have. */
async function absentIn(directory: Directory, { field: { reference }, value }: Change): Promise<string[]> {
  if (!reference || reference.alsoAccepts.length === 0) return [];
  const names = (Array.isArray(value) ? value : [value]).flatMap((name) => textOf(name) ?? []);
  const unknown = names.filter((name) => !directory.ownership.isAlive(name) && !directory.arrivals.has(name));
  const found = await Promise.all(unknown.map((name) => isThere(directory, name)));
  await directory.arrivals.arrived(unknown.filter((_, at) => found[at] === true));
  return unknown.filter((_, at) => found[at] === false);
}

async function isThere(directory: Directory, name: string): Promise<boolean> {
  const people = name.includes("@") ? await directory.reads.find("/Users", "userName", name) : [];
  if (people.length > 0) return true;
  if (await directory.reads.byId("/Users", name, { fresh: true })) return true;
  return (await directory.reads.find("/Users", "externalId", name)).length > 0;
}

function isIn(names: readonly string[], item: Json): boolean {
  return typeof item === "string" && names.includes(item);
}
