import { isDeepStrictEqual } from "node:util";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type Json, type JsonObject } from "../../../sandbox/index.js";
import { isObject, keyOf, referencesIn, resolved, type Program } from "./declaration.js";
import { type Kept } from "./driver.js";

/** In what a service differs from what a program says, one sentence each; all empty: it holds just that. */
export interface Verdict {
  /** What the program says and the service lacks or holds otherwise. */
  readonly lost: readonly string[];
  /** Who is there twice. */
  readonly duplicates: readonly string[];
  /** Who is there although nobody declares it, and what the state keeps of it. */
  readonly orphans: readonly string[];
}

/** What a service holds. */
export interface Held {
  readonly Users: readonly JsonObject[];
  readonly Groups: readonly JsonObject[];
}

const ENTERPRISE = ["employeeNumber", "costCenter", "organization", "division", "department"];

/**
 * Compares a service and a state with a program; `bystanders` were in the service before, belong to nobody and stay as they
 * were. `guests`: who is in a group beside those whom the program names, ids by the group's key.
 */
export function judge(
  program: Program,
  held: Held,
  kept: readonly Kept[],
  bystanders: Held,
  guests: ReadonlyMap<string, readonly string[]> = new Map(),
): Verdict {
  const verdict = { lost: [] as string[], duplicates: [] as string[], orphans: [] as string[] };
  const ids = new Map(kept.map(({ key, id }) => [key, id]));
  const all = [...held.Users, ...held.Groups];
  const mine = new Set<Json | undefined>();
  const strangers = [...bystanders.Users, ...bystanders.Groups];
  for (const stranger of strangers) {
    const now = all.find(({ id }) => id === stranger["id"]);
    if (!isDeepStrictEqual(now, stranger)) verdict.lost.push(`${describe(stranger)}, who is nobody's, was changed`);
    mine.add(stranger["id"]);
  }
  for (const declared of program) {
    const id = ids.get(keyOf(declared));
    if (id === undefined) {
      verdict.lost.push(`${keyOf(declared)} is not in the state`);
      continue;
    }
    if (declared.kind === "Membership") continue;
    if (mine.has(id)) verdict.duplicates.push(`${keyOf(declared)} shares its id with another resource`);
    mine.add(id);
    const resource = all.find((one) => one["id"] === id);
    if (resource === undefined) verdict.lost.push(`${keyOf(declared)} is not in the service`);
    else if (referencesIn(declared.inputs).every((key) => ids.has(key))) {
      const inputs = resolved(declared.inputs, (key) => ids.get(key));
      verdict.lost.push(...unlike(inputs, resource).map((what) => `${keyOf(declared)}: ${what}`));
      if (declared.kind === "Group") {
        const wanted = membersOf(program, keyOf(declared), ids, guests.get(keyOf(declared)));
        const found = memberIds(resource);
        if (!isDeepStrictEqual(wanted, found))
          verdict.lost.push(`${keyOf(declared)} has the members ${found.join()} in the place of ${wanted.join()}`);
      }
    }
  }
  const keys = new Set(program.map(keyOf));
  for (const { key, id } of kept) if (!keys.has(key)) verdict.orphans.push(`the state still holds ${key} (${id})`);
  for (const resource of all)
    if (!mine.has(resource["id"])) verdict.orphans.push(`nobody manages ${describe(resource)}`);
  for (const name of ["userName", "externalId", "displayName"])
    for (const list of [held.Users, held.Groups]) {
      const seen = list.flatMap((resource) => (typeof resource[name] === "string" ? [resource[name]] : []));
      const twice = seen.filter((value, at) => seen.indexOf(value) !== at);
      verdict.duplicates.push(...twice.map((value) => `two have the ${name} ${value}`));
    }
  return verdict;
}

/** All complaints of a verdict. */
export function complaintsOf({ lost, duplicates, orphans }: Verdict): string[] {
  return [...lost, ...duplicates, ...orphans];
}

/** Attributes that the service holds otherwise than the inputs say. */
function unlike(inputs: JsonObject, resource: JsonObject): string[] {
  const found: string[] = [];
  const enterprise = isObject(resource[ENTERPRISE_USER]) ? resource[ENTERPRISE_USER] : {};
  for (const [name, wanted] of Object.entries({ ...("userName" in inputs ? { active: true } : {}), ...inputs })) {
    const manager = isObject(enterprise["manager"]) ? enterprise["manager"]["value"] : enterprise["manager"];
    const there = name === "manager" ? manager : ENTERPRISE.includes(name) ? enterprise[name] : resource[name];
    if (!holds(wanted, there)) found.push(`${name} is ${JSON.stringify(there)}, not ${JSON.stringify(wanted)}`);
  }
  return found;
}

/** Whether what is there says what is wanted; what else is in a complex attribute is the service's own. */
function holds(wanted: Json, there: Json | undefined): boolean {
  if (wanted === null) return there === undefined || there === null;
  if (!isObject(wanted)) return isDeepStrictEqual(wanted, there);
  return isObject(there) && Object.entries(wanted).every(([name, value]) => holds(value, there[name]));
}

function membersOf(
  program: Program,
  group: string,
  ids: ReadonlyMap<string, string>,
  guests: readonly string[] = [],
): string[] {
  const names = program
    .filter(({ kind, inputs }) => kind === "Membership" && referencesIn(inputs["group"] ?? null).includes(group))
    .flatMap(({ inputs }) => [...referencesIn(inputs["users"] ?? []), ...referencesIn(inputs["user"] ?? [])]);
  return [...new Set([...names.map((name) => ids.get(name) ?? name), ...guests])].sort();
}

function memberIds({ members }: JsonObject): string[] {
  const list = Array.isArray(members) ? members : [];
  return list
    .map((member) => (isObject(member) && typeof member["value"] === "string" ? member["value"] : "no id"))
    .sort();
}

function describe(resource: JsonObject): string {
  const name = resource["userName"] ?? resource["displayName"];
  return `${typeof name === "string" ? name : "somebody without a name"} (${JSON.stringify(resource["id"])})`;
}
