import { type Json, type JsonObject } from "../../../sandbox/index.js";

/** One resource of a program, in plain JSON: `{ $id: "ada" }` anywhere in its inputs stands for the id of the resource so named. */
export interface Declared {
  /** Logical name, unique among the resources of its kind. */
  readonly name: string;
  readonly kind: "User" | "Group" | "Membership";
  readonly inputs: JsonObject;
}

/** What a program declares, in the order of registration. */
export type Program = readonly Declared[];

/** Names a resource within a program: kinds have names of their own, as URNs do. */
export function keyOf({ kind, name }: Pick<Declared, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** A reference to a person of the program. */
export function person(name: string): JsonObject {
  return { $id: `User ${name}` };
}

/** A reference to a group of the program. */
export function group(name: string): JsonObject {
  return { $id: `Group ${name}` };
}

/** Keys of the resources that the inputs refer to. */
export function referencesIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const { $id } = value;
  return typeof $id === "string" ? [$id] : Object.values(value).flatMap(referencesIn);
}

/** The inputs with ids in the place of references; throws for a reference to what has no id. */
export function resolved(inputs: JsonObject, idOf: (key: string) => string | undefined): JsonObject {
  const resolve = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isObject(value)) return value;
    const { $id } = value;
    if (typeof $id !== "string") return mapped(value, resolve);
    const id = idOf($id);
    if (id === undefined) throw new Error(`${$id} has no id.`);
    return id;
  };
  return mapped(inputs, resolve);
}

function mapped(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
