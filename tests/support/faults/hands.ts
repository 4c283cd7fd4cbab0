import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { isObject, keyOf, type Declared } from "./declaration.js";
import { type Kept } from "./driver.js";

type Endpoint = "Users" | "Groups";

/** Somebody who changes things in the service by hand, and finds them by what the state keeps. */
export class Hands {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly kept: readonly Kept[],
  ) {}

  /** The id of a resource that the state knows, if the service still has it. */
  idOf(kind: "User" | "Group", name: Declared["name"]): string | undefined {
    const id = this.kept.find(({ key }) => key === keyOf({ kind, name }))?.id;
    return id === undefined || this.resource(`${kind}s`, id) === undefined ? undefined : id;
  }

  resource(endpoint: Endpoint, id: string): JsonObject | undefined {
    return this.sandbox.dump()[endpoint].find((resource) => resource["id"] === id);
  }

  set(endpoint: Endpoint, id: string, values: JsonObject): void {
    this.sandbox.edit(endpoint, id, (resource) => {
      Object.assign(resource, values);
    });
  }

  unlink(person: string): void {
    this.sandbox.edit("Users", person, (resource) => {
      const enterprise = resource[ENTERPRISE_USER];
      if (isObject(enterprise)) Reflect.deleteProperty(enterprise, "manager");
    });
  }

  take(person: string, group: string): void {
    this.#members(group, (ids) => ids.filter((id) => id !== person));
  }

  put(person: string, group: string): void {
    this.#members(group, (ids) => [...ids.filter((id) => id !== person), person]);
  }

  /** Who is in the group. */
  members(group: string): readonly string[] {
    return idsIn(this.resource("Groups", group) ?? {});
  }

  remove(endpoint: Endpoint, id: string): void {
    this.sandbox.remove(endpoint, id);
  }

  /** Makes a person; their id. */
  make(person: JsonObject): string {
    const { id } = this.sandbox.create("Users", person);
    if (typeof id !== "string") throw new Error("The sandbox gave no id.");
    return id;
  }

  #members(group: string, change: (ids: readonly string[]) => readonly string[]): void {
    this.sandbox.edit("Groups", group, (resource) => {
      resource["members"] = change(idsIn(resource)).map((value) => ({ value }));
    });
  }
}

function idsIn({ members }: JsonObject): string[] {
  const list = Array.isArray(members) ? members : [];
  return list.flatMap((member) => (isObject(member) && typeof member["value"] === "string" ? [member["value"]] : []));
}
