import { ENTERPRISE_USER } from "../../provider/scim/urns.js";
import { type Keeper } from "../dialects/dialect.js";
import { isObject, type Json, type JsonObject } from "../json.js";
import { redact } from "../requestLog.js";
import { type Kind } from "../schema/resourceType.js";
import { type Service } from "../service.js";
import { type Stored } from "../store.js";
import { type Secrets } from "./secrets.js";

/** What the page shows of people and groups: lines for its lists, and resources in full. */
export class Snapshot {
  constructor(
    private readonly service: Service,
    private readonly keeper: Keeper,
    private readonly secrets: Secrets,
  ) {}

  ids(kind: Kind): string[] {
    return this.service.store.all(kind).map(({ id }) => id);
  }

  /** The line of one resource: what the chart and the lists need; undefined when there is none of that id. */
  row(kind: Kind, id: string): Json | undefined {
    const stored = this.service.store.get(kind, id);
    if (stored === undefined) return undefined;
    const shown = this.keeper.show(this.service, stored);
    if (kind === "Users") return this.secrets.hide(personRow(id, shown));
    const members = this.keeper.membersOf?.(this.service, stored) ?? idsOf(shown["members"]);
    return this.secrets.hide({ id, name: textOf(shown["displayName"]) ?? id, members });
  }

  /** All that an administrator sees of one resource; a group's members are in its line already. */
  detail(kind: Kind, id: string): Json | undefined {
    const shown = this.shown(kind, id);
    if (shown === undefined) return undefined;
    if (kind === "Groups") Reflect.deleteProperty(shown, "members");
    return this.secrets.hide(redact(shown));
  }

  /** The groups whose members may be others since a person changed, where a service derives members from what a person is. */
  groupsOf(...people: readonly (Stored | undefined)[]): string[] {
    if (this.keeper.membersOf === undefined) return [];
    return people.flatMap((stored) => {
      const groups = stored === undefined ? undefined : this.keeper.show(this.service, stored)["groups"];
      return idsOf(groups);
    });
  }

  private shown(kind: Kind, id: string): JsonObject | undefined {
    const stored = this.service.store.get(kind, id);
    return stored === undefined ? undefined : this.keeper.show(this.service, stored);
  }
}

function personRow(id: string, person: JsonObject): JsonObject {
  const enterprise = objectOf(person[ENTERPRISE_USER]);
  return {
    id,
    name: nameOf(person) ?? id,
    userName: textOf(person["userName"]) ?? "",
    title: textOf(person["title"]) ?? "",
    department: textOf(enterprise["department"]) ?? "",
    manager: managerOf(enterprise["manager"]) ?? managerOf(person["manager"]) ?? null,
    active: person["active"] !== false,
  };
}

function nameOf(person: JsonObject): string | undefined {
  const name = objectOf(person["name"]);
  const parts = [textOf(name["givenName"]), textOf(name["familyName"])].filter((part) => part !== undefined).join(" ");
  return textOf(person["displayName"]) ?? textOf(name["formatted"]) ?? textOf(parts) ?? textOf(person["userName"]);
}

/** The id in any form that a service spells a manager in: RFC 7643 `value`, Leapsome `managerId`, plain text. */
function managerOf(manager: Json | undefined): string | undefined {
  if (!isObject(manager)) return textOf(manager);
  return textOf(manager["value"]) ?? textOf(manager["managerId"]);
}

function idsOf(references: Json | undefined): string[] {
  if (!Array.isArray(references)) return [];
  return references.flatMap((each) => textOf(isObject(each) ? each["value"] : each) ?? []);
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
