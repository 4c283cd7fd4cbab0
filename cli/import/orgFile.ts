import { Document, isCollection, isMap, isScalar } from "yaml";
import { type Dialect, dialectNamed, type WriteCapabilities } from "../../provider/dialects/index.js";
import { foldCase } from "../../provider/scim/compare.js";
import { isObject, type JsonObject, textOf } from "../../provider/scim/json.js";
import { withReferences } from "../../sdk/orgChart/orgFile/vendorReferences.js";
import { COMPONENT_TOKEN } from "../../sdk/tokens.js";
import { cleanText } from "../chart/cleanText.js";
import { type Company, type Person, type Team } from "./company.js";
import { type Declared, type Form, type ServiceArgs } from "./form.js";
import { Code, serviceDeclaration, typescript, type Written } from "./typescript.js";

/** What OrgChart does where its arguments do not say, which depends on whether the program knows the dialect. */
interface Defaults {
  readonly unsupported: "ignore" | undefined;
  readonly externalId: boolean;
}

/** Writes `org.yaml` and the `index.ts` that reads it with an OrgChart of that name. */
export function orgForm(
  company: Company,
  name: string,
  host: string,
  dialect: Dialect,
  service: ServiceArgs | undefined,
): Form {
  const known = dialectNamed(dialect.name) === dialect ? dialect : undefined;
  const defaults = { user: defaultsOf(known?.user), group: defaultsOf(known?.group) };
  const { teams } = company;
  const notes: string[] = [];
  const people = withoutStrangers(company.people, notes);
  const byUserName = new Map(people.map((person) => [userNameOf(person), person]));
  // The file names people by key, and the chart takes their ids.
  const referring = (person: Person, how: (named: Person) => string): Person => {
    const args = withReferences(person.args, (named) => {
      const found = byUserName.get(foldCase(named));
      return found === undefined ? named : how(found);
    });
    return { ...person, args: isObject(args) ? args : person.args };
  };
  const parents = parentsOf(teams, notes);
  // A key that the service does not have would be a change: where nobody has one, none is sent; else who has none says so.
  const keyed = [...people, ...teams].some(({ args }) => args["externalId"] !== undefined);
  const keys = { user: keyed && defaults.user.externalId, group: keyed && defaults.group.externalId };
  const left = people.filter(({ manager }) => manager.kind === "left").map(({ key }) => key);
  const files = new Map([
    [
      "org.yaml",
      yamlOf({ ...company, people: people.map((one) => referring(one, ({ key }) => key)) }, parents, host, keys),
    ],
    ["index.ts", programOf(name, keyed || !(defaults.user.externalId || defaults.group.externalId), left, service)],
  ]);
  const declared = [
    ...people.map((one) =>
      userOf(
        name,
        referring(one, ({ id }) => id),
        defaults.user,
        keys.user,
      ),
    ),
    ...teams.map((team) => groupOf(name, team, defaults.group, keys.group)),
    ...teams.flatMap((team) => membershipOf(name, team, teams, parents)),
  ];
  return { files, declared, parent: { type: COMPONENT_TOKEN, name }, notes };
}

function defaultsOf(writes: WriteCapabilities | undefined): Defaults {
  const keepsAll = writes !== undefined && Object.keys(writes.unsupported).length === 0;
  return { unsupported: keepsAll ? undefined : "ignore", externalId: writes?.externalId ?? true };
}

function userNameOf({ args }: Person): string {
  return foldCase(textOf(args["userName"]) ?? "");
}

/** In an org file, blocks of vendors name people of the file: who is not in it cannot be named, and the list is left as it is. */
function withoutStrangers(people: readonly Person[], notes: string[]): Person[] {
  const userNames = new Set(people.map(userNameOf));
  return people.map((person) => {
    const args = structuredClone(person.args);
    withReferences(args, (named, { block, attribute }) => {
      const inside = args[block];
      if (userNames.has(foldCase(named)) || !isObject(inside) || inside[attribute] === undefined) return named;
      Reflect.deleteProperty(inside, attribute);
      if (Object.keys(inside).length === 0) Reflect.deleteProperty(args, block);
      notes.push(`${person.key}: ${block}.${attribute} is not managed: ${named} is not in the file.`);
      return undefined;
    });
    return { ...person, args };
  });
}

/** The one team that each team stands in: an org file knows no more, and no cycle. */
function parentsOf(teams: readonly Team[], notes: string[]): Map<string, string> {
  const parents = new Map<string, string>();
  for (const team of teams)
    for (const child of teams.filter(({ id }) => team.teams.includes(id))) {
      const first = parents.get(child.id);
      const say = (why: string) => `The group ${child.key} in ${team.key} is not managed: ${why}.`;
      if (first !== undefined)
        notes.push(say(`an org file puts a team into one other, which is ${keyOf(teams, first)}`));
      else if (isAbove(child.id, team.id, parents)) notes.push(say("the groups form a cycle"));
      else parents.set(child.id, team.id);
    }
  return parents;
}

function isAbove(id: string, start: string, parents: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = start; at !== undefined; at = parents.get(at)) if (at === id) return true;
  return false;
}

function keyOf(teams: readonly Team[], id: string): string {
  return teams.find((team) => team.id === id)?.key ?? id;
}

function userOf(
  name: string,
  { key, id, args, manager, resource }: Person,
  { unsupported }: Defaults,
  sendsKeys: boolean,
): Declared {
  const inputs: JsonObject = { ...keyed(args, sendsKeys), ...(unsupported === undefined ? {} : { unsupported }) };
  if (manager.kind !== "left") inputs["manager"] = manager.kind === "nobody" ? null : manager.id;
  return { kind: "User", name: `${name}-${key}`, id, inputs, resource };
}

function groupOf(
  name: string,
  { key, id, args, resource }: Team,
  { unsupported }: Defaults,
  sendsKeys: boolean,
): Declared {
  const inputs: JsonObject = { ...keyed(args, sendsKeys), ...(unsupported === undefined ? {} : { unsupported }) };
  return { kind: "Group", name: `${name}-${key}`, id, inputs, resource };
}

function membershipOf(
  name: string,
  { key, id, people }: Team,
  teams: readonly Team[],
  parents: ReadonlyMap<string, string>,
): Declared[] {
  const nested = teams.filter((team) => parents.get(team.id) === id).map((team) => team.id);
  if (people.length + nested.length === 0) return [];
  const inputs: JsonObject = { group: id, users: [...people], ...(nested.length === 0 ? {} : { groups: nested }) };
  return [{ kind: "Membership", name: `${name}-${key}`, id, inputs }];
}

function yamlOf(
  { people, teams, lookups, keyOf: keyOfPerson }: Company,
  parents: ReadonlyMap<string, string>,
  host: string,
  sendsKeys: { readonly user: boolean; readonly group: boolean },
): string {
  const document = new Document({}, { aliasDuplicateObjects: false });
  const teamsOfPerson = new Map<string, string[]>();
  for (const { key, people: inside } of teams)
    for (const id of inside) teamsOfPerson.set(id, [...(teamsOfPerson.get(id) ?? []), key]);
  const entry = ({ key, id, args, manager }: Person): [string, JsonObject] => {
    const above = manager.kind === "person" || manager.kind === "lookup" ? { manager: keyOfPerson(manager.id) } : {};
    const inside = teamsOfPerson.get(id);
    return [key, { ...filed(key, args, sendsKeys.user), ...above, ...(inside === undefined ? {} : { teams: inside }) }];
  };
  const groups = teams.map(({ key, id, args }): [string, JsonObject] => {
    const parent = parents.get(id);
    const above = parent === undefined ? {} : { parent: keyOf(teams, parent) };
    return [key, { ...filed(key, args, sendsKeys.group), ...above }];
  });
  const outside = [...lookups.values()].map(({ key, userName }): [string, JsonObject] => [key, { userName }]);
  const org: JsonObject = {
    people: Object.fromEntries(people.map(entry)),
    ...(groups.length === 0 ? {} : { teams: Object.fromEntries(groups) }),
    ...(parents.size === 0 ? {} : { nestedTeams: true }),
    ...(outside.length === 0 ? {} : { lookup: Object.fromEntries(outside) }),
  };
  document.contents = document.createNode(org);
  document.commentBefore = [
    " yaml-language-server: $schema=node_modules/pulumi-scim/dist/org.schema.json",
    ` People and groups of ${cleanText(host)}, written by pulumi-scim import. A person's key stays, whatever else changes.`,
  ].join("\n");
  flow(document, "people");
  flow(document, "teams");
  flow(document, "lookup");
  remark(document, people);
  return document.toString({ lineWidth: 120, flowCollectionPadding: true });
}

/** OrgChart sends the key as externalId, unless told otherwise. */
function keyed(args: JsonObject, sendsKeys: boolean): JsonObject {
  const { userName, displayName, externalId = null, ...rest } = args;
  if (!sendsKeys) return args;
  const name = userName === undefined ? {} : { userName };
  return { ...name, ...(displayName === undefined ? {} : { displayName }), externalId, ...rest };
}

/** The same as it stands in the file, which need not repeat the key. */
function filed(key: string, args: JsonObject, sendsKeys: boolean): JsonObject {
  const { externalId, ...rest } = keyed(args, sendsKeys);
  return sendsKeys && externalId === key ? rest : keyed(args, sendsKeys);
}

/** Attributes stand one a line; what is inside of them, and teams, on the line of their own. */
function flow(document: Document, section: string): void {
  const map = document.get(section);
  if (!isMap(map)) return;
  for (const { value } of map.items) {
    if (!isMap(value)) continue;
    const isShort = section !== "people";
    value.flow = isShort;
    for (const pair of value.items)
      if (isCollection(pair.value)) pair.value.flow = JSON.stringify(pair.value).length < 100;
  }
}

function remark(document: Document, people: readonly Person[]): void {
  const map = document.get("people");
  if (!isMap(map)) return;
  const reasons = new Map(
    people.flatMap(({ key, manager }) => (manager.kind === "left" ? [[key, manager.reason]] : [])),
  );
  if (reasons.size === 0) return;
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const reason = reasons.get(String(key.value));
    if (reason !== undefined) key.commentBefore = ` The manager is not managed (see index.ts): ${cleanText(reason)}.`;
  }
}

function programOf(name: string, keyed: boolean, left: readonly string[], service: ServiceArgs | undefined): string {
  const args: Record<string, Written> = { file: "org.yaml", ...(keyed ? {} : { externalId: false }) };
  if (left.length > 0) args["transform"] = new Code(TRANSFORM);
  const text = typescript(args, 0, left.length > 0 ? 200 : 0);
  const options = service === undefined ? "" : ", { provider: service }";
  return [
    `import { OrgChart${service === undefined ? "" : ", ScimService"} } from "pulumi-scim";\n`,
    ...(service === undefined ? [] : [serviceDeclaration("service", service)]),
    ...(left.length === 0 ? [] : [`${LEFT}const leftAsTheyAre = new Set(${typescript([...left], 0, 32)});\n`]),
    `new OrgChart(${JSON.stringify(name)}, ${text}${options});\n`,
  ].join("\n");
}

const LEFT =
  "// No org chart can say who their manager is (org.yaml has the reasons): the link stays as it is in the service. Take\n" +
  "// somebody out once they have a manager in org.yaml, or shall have none.\n";

const TRANSFORM = `(args, { key }) => {
    if (!leftAsTheyAre.has(key)) return args;
    const { manager, ...others } = args;
    return others;
  }`;
