import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type JsonObject, type Sandbox } from "../../../sandbox/index.js";
import { group, isObject, keyOf, person, type Declared, type Program } from "./declaration.js";
import { type Kept } from "./driver.js";

/** Somebody in the model: `key` is theirs for ever, everything else changes. */
interface Person {
  readonly key: string;
  logicalName: string;
  userName: string;
  title: string;
  boss: Person | undefined;
  readonly groups: Set<GroupName>;
}

const groupNames = ["set", "singles"] as const;
type GroupName = (typeof groupNames)[number];

/** What happens to the program or, by hand, to the service. Numbers choose among whoever is there. */
export type Event =
  | { readonly do: "join" | "leave" | "retitle" | "rename userName" | "rename logical name"; readonly who: number }
  | { readonly do: "move"; readonly who: number; readonly to: number }
  | { readonly do: "regroup"; readonly who: number; readonly group: number }
  | { readonly do: "rename group"; readonly group: number }
  | { readonly do: "retitle by hand" | "unlink by hand" | "delete by hand"; readonly who: number }
  | { readonly do: "take out by hand"; readonly who: number; readonly group: number }
  | { readonly do: "rename group by hand" | "delete group by hand"; readonly group: number };

/** A company as its program says it is. Every name is new whenever it is given, so that no two people ever want one. */
export class Model {
  readonly #people: Person[] = [];
  readonly #displayNames: Record<GroupName, string> = { set: "Group set", singles: "Group singles" };
  #names = 0;

  constructor(private readonly hasKeys: boolean) {
    for (let n = 0; n < 4; n += 1) this.#join(n);
  }

  program(): Program {
    const groups = groupNames.map((name): Declared => {
      const keyed = this.hasKeys ? { externalId: `key-${name}` } : {};
      return { name, kind: "Group", inputs: { displayName: this.#displayNames[name], ...keyed } };
    });
    const people = this.#bossesFirst().map(({ key, logicalName, userName, title, boss }): Declared => {
      const manager = boss === undefined ? null : person(boss.logicalName);
      const keyed = this.hasKeys ? { externalId: key } : {};
      const name = { givenName: key, familyName: "Acme" };
      return { name: logicalName, kind: "User", inputs: { userName, name, title, manager, ...keyed } };
    });
    const inGroup = (name: GroupName) => this.#people.filter(({ groups: of }) => of.has(name));
    const users = inGroup("set").map(({ logicalName }) => person(logicalName));
    const singles = inGroup("singles").map(({ key, logicalName }): Declared => ({
      name: `seat-${key}`,
      kind: "Membership",
      inputs: { group: group("singles"), user: person(logicalName) },
    }));
    return [
      ...groups,
      ...people,
      { name: "set", kind: "Membership", inputs: { group: group("set"), users } },
      ...singles,
    ];
  }

  /** Lets it happen; the answer tells of it in words, undefined when there was nobody to whom it could. */
  happen(event: Event, sandbox: Sandbox, kept: readonly Kept[]): string | undefined {
    if (event.do === "join") return `${this.#join(event.who).key} joins`;
    if (!("who" in event)) return this.#onGroup(event, sandbox, kept);
    const who = this.#people[event.who % Math.max(1, this.#people.length)];
    if (who === undefined) return undefined;
    const there = held(sandbox, "Users", keyOf({ kind: "User", name: who.logicalName }), kept);
    switch (event.do) {
      case "leave":
        this.#people.splice(this.#people.indexOf(who), 1);
        for (const report of this.#people) if (report.boss === who) report.boss = who.boss;
        return `${who.key} leaves`;
      case "retitle":
        who.title = this.#name("Title");
        return `${who.key} becomes ${who.title}`;
      case "rename userName":
        who.userName = `${this.#name(who.key)}@acme.example`;
        return `${who.key} has the userName ${who.userName} now`;
      case "rename logical name":
        who.logicalName = this.#name(who.key);
        return `${who.key} is called ${who.logicalName} in the program now`;
      case "move": {
        const boss = this.#people[event.to % this.#people.length];
        if (boss === undefined || this.#isUnder(boss, who)) return undefined;
        who.boss = boss;
        return `${who.key} reports to ${boss.key} now`;
      }
      case "regroup": {
        const name = nameOf(event.group);
        const isIn = who.groups.delete(name);
        if (!isIn) who.groups.add(name);
        return `${who.key} ${isIn ? "leaves" : "joins"} the group ${name}`;
      }
      case "retitle by hand":
        if (there === undefined) return undefined;
        sandbox.edit("Users", there, (resource) => {
          resource["title"] = this.#name("By hand");
        });
        return `somebody gives ${who.key} another title by hand`;
      case "unlink by hand":
        if (there === undefined) return undefined;
        sandbox.edit("Users", there, (resource) => {
          const enterprise = resource[ENTERPRISE_USER];
          if (isObject(enterprise)) Reflect.deleteProperty(enterprise, "manager");
        });
        return `somebody takes ${who.key}'s manager away by hand`;
      case "delete by hand":
        if (there === undefined) return undefined;
        sandbox.remove("Users", there);
        return `somebody deletes ${who.key} by hand`;
      case "take out by hand": {
        const name = nameOf(event.group);
        const from = held(sandbox, "Groups", keyOf({ kind: "Group", name }), kept);
        if (there === undefined || from === undefined) return undefined;
        sandbox.edit("Groups", from, (resource) => {
          const members = Array.isArray(resource["members"]) ? resource["members"] : [];
          resource["members"] = members.filter((member) => !isObject(member) || member["value"] !== there);
        });
        return `somebody takes ${who.key} out of the group ${name} by hand`;
      }
    }
  }

  #onGroup(
    event: Exclude<Event, { readonly who: number }>,
    sandbox: Sandbox,
    kept: readonly Kept[],
  ): string | undefined {
    const name = nameOf(event.group);
    if (event.do === "rename group") {
      this.#displayNames[name] = this.#name("Group");
      return `the group ${name} is called ${this.#displayNames[name]} now`;
    }
    const there = held(sandbox, "Groups", keyOf({ kind: "Group", name }), kept);
    if (there === undefined) return undefined;
    if (event.do === "delete group by hand") {
      sandbox.remove("Groups", there);
      return `somebody deletes the group ${name} by hand`;
    }
    sandbox.edit("Groups", there, (resource) => {
      resource["displayName"] = this.#name("By hand");
    });
    return `somebody renames the group ${name} by hand`;
  }

  #join(who: number): Person {
    const key = this.#name("p");
    const boss = this.#people[who % Math.max(1, this.#people.length)];
    const groups = new Set(groupNames.filter((_, at) => ((who >> at) & 1) === 1));
    const userName = `${key}@acme.example`;
    const joiner: Person = { key, logicalName: key, userName, title: "Engineer", boss, groups };
    this.#people.push(joiner);
    return joiner;
  }

  #isUnder(one: Person, other: Person): boolean {
    for (let above: Person | undefined = one; above !== undefined; above = above.boss) if (above === other) return true;
    return false;
  }

  #bossesFirst(): Person[] {
    const depth = ({ boss }: Person): number => (boss === undefined ? 0 : 1 + depth(boss));
    return [...this.#people].sort((a, b) => depth(a) - depth(b));
  }

  #name(stem: string): string {
    this.#names += 1;
    return `${stem}-${this.#names}`;
  }
}

function nameOf(group: number): GroupName {
  return groupNames[group % 2 === 0 ? 0 : 1];
}

/** The id of a resource that the state knows, if the service still has it. */
function held(sandbox: Sandbox, kind: "Users" | "Groups", key: string, kept: readonly Kept[]): string | undefined {
  const id = kept.find((one) => one.key === key)?.id;
  return sandbox.dump()[kind].some((resource: JsonObject) => resource["id"] === id) ? id : undefined;
}
