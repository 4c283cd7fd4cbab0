import { type JsonObject } from "../../../sandbox/index.js";
import { group, person, type Declared, type Program } from "./declaration.js";

/** A person of the company, as the stages of its life say. */
interface Member {
  readonly name: string;
  readonly boss?: string;
  readonly over?: JsonObject;
}

/** A stage of a company's life, and what its program says. */
export interface Stage {
  readonly name: "create" | "change" | "end";
  readonly program: Program;
}

const founders: readonly Member[] = [
  { name: "grace" },
  { name: "ada", boss: "grace" },
  { name: "alan", boss: "grace" },
  { name: "edsger", boss: "grace" },
  { name: "barbara", boss: "ada" },
  { name: "donald", boss: "ada" },
  { name: "john", boss: "ada" },
  { name: "frances", boss: "alan" },
  { name: "niklaus", boss: "alan" },
  { name: "tony", boss: "edsger" },
  { name: "robin", boss: "edsger" },
  { name: "margaret", boss: "barbara" },
];

/**
 * A life of 12 people with managers, 3 groups and their memberships as sets and single ones: all is created; people move,
 * are renamed and promoted, one joins and one leaves, a group is renamed, people change groups; everything ends.
 * `hasKeys`: whether people and groups carry an externalId.
 */
export function lifeOf({ hasKeys }: { readonly hasKeys: boolean }): readonly Stage[] {
  const create = [
    ...people(founders, hasKeys),
    ...groups(["engineering", "sales", "board"], {}, hasKeys),
    members("engineering", ["ada", "barbara", "donald", "john"]),
    members("sales", ["alan", "frances", "niklaus"]),
    seat("chair", "grace"),
    seat("treasurer", "alan"),
  ];
  const changed = founders
    .filter(({ name }) => name !== "robin")
    .map((member): Member => {
      const { name } = member;
      if (name === "tony") return { ...member, over: { title: "Professor", department: null } };
      if (name === "john") return { name, boss: "alan", over: { title: "Manager" } };
      if (name === "margaret") return { ...member, over: { userName: "margaret.hamilton@acme.example" } };
      if (name === "niklaus") return { name, boss: "edsger" };
      return member;
    });
  const change = [
    ...people([...changed, { name: "linus", boss: "john" }], hasKeys),
    ...groups(["engineering", "sales", "board"], { sales: "Sales and Marketing" }, hasKeys),
    members("engineering", ["ada", "barbara", "donald", "linus"]),
    members("sales", ["alan", "frances", "john"]),
    seat("chair", "grace"),
    seat("treasurer", "edsger"),
  ];
  return [
    { name: "create", program: create },
    { name: "change", program: change },
    { name: "end", program: [] },
  ];
}

function people(all: readonly Member[], hasKeys: boolean): Declared[] {
  return all.map(({ name, boss, over = {} }) => ({
    name,
    kind: "User",
    inputs: {
      userName: `${name}@acme.example`,
      name: { givenName: name, familyName: "Acme" },
      title: "Engineer",
      department: "Research",
      manager: boss === undefined ? null : person(boss),
      ...(hasKeys ? { externalId: `key-${name}` } : {}),
      ...over,
    },
  }));
}

function groups(names: readonly string[], renamed: Readonly<Record<string, string>>, hasKeys: boolean): Declared[] {
  return names.map((name) => ({
    name,
    kind: "Group",
    inputs: { displayName: renamed[name] ?? name, ...(hasKeys ? { externalId: `key-${name}` } : {}) },
  }));
}

function members(of: string, names: readonly string[]): Declared {
  return { name: of, kind: "Membership", inputs: { group: group(of), users: names.map(person) } };
}

function seat(name: string, of: string): Declared {
  return { name, kind: "Membership", inputs: { group: group("board"), user: person(of) } };
}
