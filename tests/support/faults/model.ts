import { type JsonObject } from "../../../sandbox/index.js";
import { group, keyOf, person, type Declared, type Program } from "./declaration.js";
import { type Event } from "./events.js";
import { Guests } from "./guests.js";
import { type Hands } from "./hands.js";

/** Somebody in the model: `key` is theirs for ever, everything else changes. */
interface Person {
  readonly key: string;
  logicalName: string;
  userName: string;
  title: string;
  boss: Person | undefined;
  readonly groups: Set<GroupName>;
  /** What the program says of it; undefined: nothing. */
  active?: boolean;
  /** Whether somebody has made them inactive by hand while the program says nothing; "perhaps" they have come back by an adoption. */
  asleep: "no" | "yes" | "perhaps";
  /** Which name has changed since the service was last seen to equal the model; of both, the logical one. */
  renamed?: "userName" | "logical name" | undefined;
  /**
   * Why they may not change otherwise until then: somebody else waits for their userName, so that they may neither leave nor
   * become a new resource; or they were made anew by hand, so that they are known by their name alone.
   */
  bound?: "waited for" | "made anew" | undefined;
}

const groupNames = ["set", "singles"] as const;
type GroupName = (typeof groupNames)[number];

/** A company as its program says it is, with what was done by hand and is to stay. */
export class Model {
  readonly #people: Person[] = [];
  readonly #displayNames: Record<GroupName, string> = { set: "Group set", singles: "Group singles" };
  #names = 0;
  /** Whether nobody but the program's people may be in the groups. */
  #isExclusive = false;
  readonly #guests = new Guests();
  /** People made by hand, whom nobody may touch. */
  readonly #strangers: JsonObject[] = [];
  /** userNames that nobody has any more, and those that will be free at the end of the next run. */
  readonly #free: string[] = [];
  readonly #freed: string[] = [];
  /** Who has joined or left which group since the service was last seen to equal the model. */
  readonly #regrouped = new Set<string>();
  /** Whether people report to others since then: who was registered first may come later now, which nobody can foresee. */
  #isReordered = false;

  constructor(private readonly hasKeys: boolean) {
    for (let n = 0; n < 4; n += 1) this.#join(n);
  }

  program(): Program {
    const groups = groupNames.map((name): Declared => {
      const keyed = this.hasKeys ? { externalId: `key-${name}` } : {};
      return { name, kind: "Group", inputs: { displayName: this.#displayNames[name], ...keyed } };
    });
    const people = this.#bossesFirst().map(({ key, logicalName, userName, title, boss, active }): Declared => {
      const manager = boss === undefined ? null : person(boss.logicalName);
      const keyed = this.hasKeys ? { externalId: key } : {};
      const given = active === undefined ? {} : { active };
      return {
        name: logicalName,
        kind: "User",
        inputs: { userName, name: nameOf(key), title, manager, ...keyed, ...given },
      };
    });
    const inGroup = (name: GroupName) => this.#people.filter(({ groups: of }) => of.has(name));
    const set = (name: string, of: GroupName, users: readonly Person[]): Declared => ({
      name,
      kind: "Membership",
      inputs: {
        group: group(of),
        users: users.map(({ logicalName }) => person(logicalName)),
        ...(this.#isExclusive ? { exclusive: true } : {}),
      },
    });
    const seats = inGroup("singles").map(({ key, logicalName }): Declared => ({
      name: `seat-${key}`,
      kind: "Membership",
      inputs: { group: group("singles"), user: person(logicalName) },
    }));
    const nobodyElse = this.#isExclusive ? [set("nobody-else", "singles", [])] : [];
    return [...groups, ...people, set("set", "set", inGroup("set")), ...seats, ...nobodyElse];
  }

  /** The program together with what was done by hand to what it does not manage. */
  expected(hands: Hands): Program {
    const asleep = new Map(this.#people.map((who) => [keyOf({ kind: "User", name: who.logicalName }), who]));
    return this.program().map((declared) => {
      const who = asleep.get(keyOf(declared));
      if (who === undefined || who.active !== undefined || !this.#isAsleep(who, hands)) return declared;
      return { ...declared, inputs: { ...declared.inputs, active: false } };
    });
  }

  /** Who is in a group by hand and stays there, by the group's key. */
  guests(hands: Hands): ReadonlyMap<string, readonly string[]> {
    return new Map(
      groupNames.map((name) => {
        const exists = (id: string) => hands.resource("Users", id) !== undefined;
        const there = this.#isExclusive ? [] : this.#guests.in(name, membersOf(name, hands), exists);
        return [keyOf({ kind: "Group", name }), there];
      }),
    );
  }

  /** People who were made by hand, as they must be; which groups they are in is another matter. */
  strangers(hands: Hands): readonly JsonObject[] {
    return this.#strangers.map((stranger) => {
      const { id } = stranger;
      const groups = typeof id === "string" ? hands.resource("Users", id)?.["groups"] : undefined;
      return groups === undefined ? stranger : { ...stranger, groups };
    });
  }

  /** The service equals the model. */
  settled(hands: Hands): void {
    for (const one of this.#people) {
      one.renamed = undefined;
      one.bound = undefined;
      one.asleep = this.#isAsleep(one, hands) ? "yes" : "no";
    }
    for (const name of groupNames) {
      const ours = this.#people.filter(({ groups }) => groups.has(name)).map((who) => idOf(who, hands));
      this.#guests.settle(name, this.#isExclusive ? [] : membersOf(name, hands).filter((id) => !ours.includes(id)));
    }
    this.#free.push(...this.#freed.splice(0));
    this.#regrouped.clear();
    this.#isReordered = false;
  }

  /** Lets it happen; the answer tells of it in words, undefined when there was nobody to whom it could. */
  happen(event: Event, hands: Hands): string | undefined {
    if (event.do === "join") return `${this.#join(event.who).key} joins`;
    if (event.do === "join with a name of before") return this.#joinWithFormerName(event.who);
    if (!("who" in event)) return this.#onGroup(event, hands);
    const who = this.#people[event.who % Math.max(1, this.#people.length)];
    if (who === undefined) return undefined;
    if ("to" in event) return this.#onTwo(event, who);
    if ("group" in event) return this.#onMember(event.do, who, nameAt(event.group), hands);
    return this.#onPerson(event.do, who) ?? this.#byHand(event.do, who, hands);
  }

  #onPerson(what: Event["do"], who: Person): string | undefined {
    switch (what) {
      case "leave":
        if (who.bound !== undefined) return undefined;
        this.#people.splice(this.#people.indexOf(who), 1);
        for (const report of this.#people.filter(({ boss }) => boss === who)) {
          report.boss = who.boss;
          this.#isReordered = true;
        }
        this.#freed.push(who.userName);
        return `${who.key} leaves`;
      case "retitle":
        who.title = this.#name("Title");
        return `${who.key} becomes ${who.title}`;
      case "rename userName":
        if (who.bound === "made anew") return undefined;
        who.renamed ??= "userName";
        this.#freed.push(who.userName);
        who.userName = this.#userName(who.key);
        return `${who.key} has the userName ${who.userName} now`;
      case "rename logical name":
        if (who.bound !== undefined) return undefined;
        who.renamed = "logical name";
        who.logicalName = this.#name(who.key);
        if (who.asleep === "yes") who.asleep = "perhaps";
        return `${who.key} is called ${who.logicalName} in the program now`;
      case "deactivate":
      case "reactivate":
        who.active = what === "reactivate";
        return `the program says active: ${who.active} of ${who.key} now`;
      default:
        return undefined;
    }
  }

  #onTwo({ do: what, to }: Extract<Event, { readonly to: number }>, who: Person): string | undefined {
    const other = this.#people[to % this.#people.length];
    if (other === undefined) return undefined;
    if (what === "move") {
      if (this.#isUnder(other, who) || this.#people.some(({ bound }) => bound === "waited for")) return undefined;
      who.boss = other;
      this.#isReordered = true;
      return `${who.key} reports to ${other.key} now`;
    }
    if (other.renamed === "logical name" || other.bound === "made anew") return undefined;
    if (what === "take over") {
      const joiner = this.#join(this.#people.indexOf(who), other.userName);
      this.#giveUp(other, this.#userName(other.key));
      return `${joiner.key} joins with the userName ${joiner.userName} of ${other.key}, who has ${other.userName} now`;
    }
    if (who === other || who.renamed === "logical name" || who.bound === "made anew" || this.#isReordered)
      return undefined;
    const { userName } = who;
    this.#giveUp(who, other.userName);
    this.#giveUp(other, userName);
    return `${who.key} and ${other.key} swap their userNames: ${who.userName} and ${other.userName} now`;
  }

  #byHand(what: Event["do"], who: Person, hands: Hands): string | undefined {
    const there = idOf(who, hands);
    if (there === undefined) return undefined;
    switch (what) {
      case "retitle by hand":
        hands.set("Users", there, { title: this.#name("By hand") });
        return `somebody gives ${who.key} another title by hand`;
      case "unlink by hand":
        hands.unlink(there);
        return `somebody takes ${who.key}'s manager away by hand`;
      case "delete by hand":
        if (who.bound !== undefined) return undefined;
        hands.remove("Users", there);
        who.asleep = "no";
        return `somebody deletes ${who.key} by hand`;
      case "deactivate by hand":
        hands.set("Users", there, { active: false });
        who.asleep = who.renamed === "logical name" ? "perhaps" : "yes";
        return `somebody makes ${who.key} inactive by hand`;
      case "reactivate by hand":
        hands.set("Users", there, { active: true });
        who.asleep = "no";
        return `somebody makes ${who.key} active by hand`;
      case "make anew by hand": {
        // Under another name nobody could tell who it is.
        if (hands.resource("Users", there)?.["userName"] !== who.userName || who.bound !== undefined) return undefined;
        who.bound = "made anew";
        hands.remove("Users", there);
        const keyed = this.hasKeys ? { externalId: who.key } : {};
        const { userName } = who;
        const title = this.#name("By hand");
        hands.make({ userName, name: nameOf(who.key), title, active: true, ...keyed });
        who.asleep = "no";
        return `somebody deletes ${who.key} by hand and makes them anew`;
      }
      case "make a namesake by hand": {
        const id = hands.make({
          userName: this.#userName("namesake"),
          name: nameOf(who.key),
          title: who.title,
          active: true,
        });
        this.#strangers.push(hands.resource("Users", id) ?? {});
        return `somebody makes a namesake of ${who.key} by hand`;
      }
      default:
        return undefined;
    }
  }

  #onMember(what: Event["do"], who: Person, name: GroupName, hands: Hands): string | undefined {
    const there = idOf(who, hands);
    const of = hands.idOf("Group", name);
    if (what === "regroup") {
      const isIn = who.groups.delete(name);
      if (!isIn) who.groups.add(name);
      this.#regrouped.add(`${who.key} ${name}`);
      if (there !== undefined) this.#guests.doubt(name, there);
      return `${who.key} ${isIn ? "leaves" : "joins"} the group ${name}`;
    }
    if (of === undefined) return undefined;
    if (what === "put in a namesake by hand") {
      const id = this.#strangers[this.#people.indexOf(who) % this.#strangers.length]?.["id"];
      if (typeof id !== "string") return undefined;
      hands.put(id, of);
      this.#guests.put(name, id, !this.#isExclusive);
      return `somebody puts a namesake into the group ${name} by hand`;
    }
    if (there === undefined) return undefined;
    if (what === "take out by hand") {
      hands.take(there, of);
      this.#guests.forget(name, there);
      return `somebody takes ${who.key} out of the group ${name} by hand`;
    }
    if (who.groups.has(name)) return undefined;
    hands.put(there, of);
    this.#guests.put(name, there, !this.#isExclusive && !this.#regrouped.has(`${who.key} ${name}`));
    return `somebody puts ${who.key} into the group ${name} by hand`;
  }

  #onGroup({ do: what, group: at }: Extract<Event, { readonly group: number }>, hands: Hands): string | undefined {
    const name = nameAt(at);
    if (what === "rename group") {
      this.#displayNames[name] = this.#name("Group");
      return `the group ${name} is called ${this.#displayNames[name]} now`;
    }
    if (what === "exclude or admit others") {
      this.#isExclusive = !this.#isExclusive;
      this.#guests.doubtAll();
      return `the groups are ${this.#isExclusive ? "for nobody else" : "open to others"} now`;
    }
    const there = hands.idOf("Group", name);
    if (there === undefined) return undefined;
    if (what === "delete group by hand") {
      hands.remove("Groups", there);
      this.#guests.forgetAll(name);
      return `somebody deletes the group ${name} by hand`;
    }
    hands.set("Groups", there, { displayName: this.#name("By hand") });
    return `somebody renames the group ${name} by hand`;
  }

  #giveUp(who: Person, userName: string): void {
    who.userName = userName;
    who.renamed = "userName";
    who.bound = "waited for";
  }

  #joinWithFormerName(at: number): string | undefined {
    const [userName] = this.#free.splice(at % Math.max(1, this.#free.length), 1);
    if (userName === undefined) return undefined;
    return `${this.#join(at, userName).key} joins with the userName ${userName}, which somebody else had before`;
  }

  #join(who: number, userName?: string): Person {
    const key = this.#name("p");
    const boss = this.#people[who % Math.max(1, this.#people.length)];
    const groups = new Set(groupNames.filter((_, at) => ((who >> at) & 1) === 1));
    const joiner: Person = {
      key,
      logicalName: key,
      userName: userName ?? `${key}@acme.example`,
      title: "Engineer",
      boss,
      groups,
      asleep: "no",
    };
    this.#people.push(joiner);
    return joiner;
  }

  #isAsleep(who: Person, hands: Hands): boolean {
    if (who.asleep !== "perhaps") return who.asleep === "yes";
    const id = idOf(who, hands);
    return id !== undefined && hands.resource("Users", id)?.["active"] === false;
  }

  #isUnder(one: Person, other: Person): boolean {
    for (let above: Person | undefined = one; above !== undefined; above = above.boss) if (above === other) return true;
    return false;
  }

  #bossesFirst(): Person[] {
    const depth = ({ boss }: Person): number => (boss === undefined ? 0 : 1 + depth(boss));
    return [...this.#people].sort((a, b) => depth(a) - depth(b));
  }

  #userName(stem: string): string {
    return `${this.#name(stem)}@acme.example`;
  }

  #name(stem: string): string {
    this.#names += 1;
    return `${stem}-${this.#names}`;
  }
}

function nameAt(group: number): GroupName {
  return groupNames[group % 2 === 0 ? 0 : 1];
}

function nameOf(key: string): JsonObject {
  return { givenName: key, familyName: "Acme" };
}

function idOf({ logicalName }: Person, hands: Hands): string | undefined {
  return hands.idOf("User", logicalName);
}

function membersOf(name: GroupName, hands: Hands): readonly string[] {
  const id = hands.idOf("Group", name);
  return id === undefined ? [] : hands.members(id);
}
