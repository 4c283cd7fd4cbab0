import { type ReferenceForm } from "../../provider/dialects/index.js";
import { fieldOf } from "../../provider/resources/fields.js";
import { type Kind } from "../../provider/resources/kinds.js";
import { fromScim, isInactive } from "../../provider/resources/values.js";
import { foldCase } from "../../provider/scim/compare.js";
import { idOf, type JsonObject, textOf } from "../../provider/scim/json.js";

/** Whom a program can name as somebody's manager. */
export type Manager =
  | { readonly kind: "nobody" }
  /** Somebody who is imported too. */
  | { readonly kind: "person"; readonly id: string }
  /** Somebody who exists in the service and is looked up. */
  | { readonly kind: "lookup"; readonly id: string }
  /** No program can say it: the link stays as it is in the service and is not managed. */
  | { readonly kind: "left"; readonly reason: string };

/** The managers of the chosen people, by id; and the cycles that stood among them, each as the ids of those in it. */
export interface Managers {
  readonly of: ReadonlyMap<string, Manager>;
  readonly cycles: readonly (readonly string[])[];
}

/** Finds people by what services put into a manager's place: the id, or a name that the dialect takes too. */
export class Finder {
  readonly #byId: ReadonlyMap<string, JsonObject>;
  readonly #byName = new Map<string, JsonObject>();

  constructor(users: readonly JsonObject[], { alsoAccepts }: ReferenceForm) {
    this.#byId = new Map(users.map((user) => [idOf(user) ?? "", user]));
    for (const name of alsoAccepts)
      for (const user of users) {
        const value = textOf(user[name]);
        if (value !== undefined && !this.#byName.has(foldCase(value))) this.#byName.set(foldCase(value), user);
      }
  }

  find(name: string): JsonObject | undefined {
    return this.#byId.get(name) ?? this.#byName.get(foldCase(name));
  }
}

/**
 * Works out whom the program names as each person's manager. Of a cycle one link is left to the service: that of the person
 * with the most reports, who is most likely the head.
 */
export function managersOf(
  kind: Kind,
  people: readonly JsonObject[],
  everybody: Finder,
  labelOf: (id: string) => string,
): Managers {
  const chosen = new Set(people.map((user) => idOf(user) ?? ""));
  const field = fieldOf(kind.fields, "manager");
  const managers = new Map<string, Manager>();
  for (const user of people) {
    const id = idOf(user) ?? "";
    const named = textOf(fromScim(field, user));
    managers.set(id, named === undefined ? { kind: "nobody" } : managerOf(id, named, chosen, everybody, labelOf));
  }
  const found = cyclesIn(managers);
  for (const cycle of found) {
    const head = headOf(cycle, managers, labelOf);
    const from = cycle.indexOf(head);
    const path = [...cycle.slice(from), ...cycle.slice(0, from), head].map(labelOf).join(" → ");
    managers.set(head, { kind: "left", reason: `a cycle of managers: ${path}` });
  }
  return { of: managers, cycles: found };
}

function managerOf(
  id: string,
  named: string,
  chosen: ReadonlySet<string>,
  everybody: Finder,
  labelOf: (id: string) => string,
): Manager {
  const user = everybody.find(named);
  const manager = user && idOf(user);
  if (manager === undefined) return { kind: "left", reason: `nobody in the service has the manager's id ${named}` };
  if (manager === id) return { kind: "left", reason: "their own manager" };
  if (chosen.has(manager)) return { kind: "person", id: manager };
  if (user && isInactive(user)) return { kind: "left", reason: `the manager ${labelOf(manager)} is inactive` };
  return { kind: "lookup", id: manager };
}

function cyclesIn(managers: ReadonlyMap<string, Manager>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of managers.keys()) {
    const path: string[] = [];
    const places = new Map<string, number>();
    for (let at: string | undefined = start; at !== undefined && !done.has(at);) {
      const first = places.get(at);
      if (first !== undefined) {
        cycles.push(path.slice(first));
        break;
      }
      places.set(at, path.length);
      path.push(at);
      const next: Manager | undefined = managers.get(at);
      at = next?.kind === "person" ? next.id : undefined;
    }
    for (const id of path) done.add(id);
  }
  return cycles;
}

function headOf(cycle: readonly string[], managers: ReadonlyMap<string, Manager>, labelOf: (id: string) => string) {
  const inside = new Set(cycle);
  const reports = new Map<string, number>();
  for (const manager of managers.values())
    if (manager.kind === "person" && inside.has(manager.id))
      reports.set(manager.id, (reports.get(manager.id) ?? 0) + 1);
  const most = (id: string) => reports.get(id) ?? 0;
  const ordered = [...cycle].sort((a, b) => most(b) - most(a) || (labelOf(a) < labelOf(b) ? -1 : 1));
  return ordered[0] ?? "";
}
