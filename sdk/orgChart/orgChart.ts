import * as pulumi from "@pulumi/pulumi";
import { type Dialect, dialectNamed, type WriteCapabilities } from "../../provider/dialects/index.js";
import { ScimGroup } from "../scimGroup.js";
import { ScimMembership } from "../scimMembership.js";
import { dialectOf } from "../scimService.js";
import { ScimUser } from "../scimUser.js";
import { COMPONENT_TOKEN, typeToken } from "../tokens.js";
import { type ScimUserArgs } from "../types/userArgs.js";
import { Later } from "./later.js";
import { LeftOut } from "./leftOut.js";
import { orgFileReader } from "./loadOrgFile.js";
import { type OrgChartArgs, type OrgPolicies } from "./orgChartArgs.js";
import { type Org, type OrgPerson, type OrgTeam } from "./orgFile/org.js";
import { withReferences } from "./orgFile/vendorReferences.js";

/**
 * The people and teams of an org chart: one ScimUser for each person, one ScimGroup and one set ScimMembership for each
 * team. Their logical names are `<name>-<key>`, so that a change of anything but the key is an update, and a key that
 * changed is one too where `was` names the old one. Throws with all problems of the file at once.
 */
export class OrgChart extends pulumi.ComponentResource {
  /** The people, by key. */
  public readonly users: Readonly<Record<string, ScimUser>>;
  /** The groups of the teams, by key. */
  public readonly groups: Readonly<Record<string, ScimGroup>>;
  /** What the chart was read as: who is whose manager, who left, who joins later. */
  public readonly org: Org;

  public constructor(name: string, args: OrgChartArgs, opts?: pulumi.ComponentResourceOptions) {
    // Before anything is registered: a chart that cannot be read leaves nothing in the plan.
    const org = read(name, args);
    super(COMPONENT_TOKEN, name, {}, opts);
    for (const note of org.notes) void pulumi.log.info(note, this);
    const service = dialectOf(this.getProvider(typeToken("User")));
    const dialect = service === undefined ? undefined : dialectNamed(service);
    for (const warning of org.warnings) {
      const isOfOther = dialect !== undefined && warning.block !== undefined && warning.block !== dialect.block?.name;
      if (!isOfOther) void pulumi.log.warn(orgFileReader().problemText(warning), this);
    }
    const leftOut = new LeftOut(dialect);
    const policies = withEnds(name, org, forKind(args, dialect?.user), dialect, this);
    const people = declarePeople(name, org, policies, leftOut, this);
    const groups = declareGroups(name, org, forKind(args, dialect?.group), leftOut, this);
    const warning = leftOut.warning();
    if (warning !== undefined) void pulumi.log.warn(warning, this);
    for (const team of org.teams.values()) declareMembers(name, team, args, people, groups, this);
    this.org = org;
    // In the order of the file, not of the managers.
    this.users = Object.fromEntries([...org.people.keys()].flatMap((key) => pair(key, people.get(key))));
    this.groups = Object.fromEntries(groups);
    this.registerOutputs({ people: people.size, teams: groups.size });
  }
}

function read(name: string, args: OrgChartArgs): Org {
  const place = `OrgChart "${name}"`;
  const given: { file?: unknown; people?: unknown } = args;
  if ((given.file === undefined) === (given.people === undefined)) {
    throw new pulumi.RunError(`${place}: give either "file" or "people".`);
  }
  const { OrgFileError, orgOf, readOrg } = orgFileReader();
  const { today, service, leavers } = args;
  const options = { today, service, leavers };
  try {
    const org = args.file === undefined ? orgOf(args, options) : readOrg(args.file, options);
    if (service === undefined && org.services.length > 0) {
      throw new pulumi.RunError(
        `${place}: the chart feeds several services. Say which one this is: service: ${org.services.map((one) => `"${one}"`).join(" or ")}.`,
      );
    }
    return org;
  } catch (error) {
    if (error instanceof OrgFileError) throw new pulumi.RunError(`${place}: ${error.message}`);
    throw error;
  }
}

/** The policies where the program does not say: what the service cannot keep is left out, the key if there is no externalId. */
function forKind<T extends OrgPolicies>(args: T, writes: WriteCapabilities | undefined): T {
  const keepsAll = writes !== undefined && Object.keys(writes.unsupported).length === 0;
  const unsupported = args.unsupported ?? (keepsAll ? undefined : "ignore");
  return { ...args, unsupported, externalId: args.externalId ?? writes?.externalId ?? true };
}

/**
 * Leavers who are to stay inactive are left out of the program as all are, so that nobody is created for it; their end in
 * the service is what makes them inactive.
 */
function withEnds(
  name: string,
  org: Org,
  args: OrgChartArgs,
  dialect: Dialect | undefined,
  chart: pulumi.Resource,
): OrgChartArgs {
  if (org.leaversBecome !== "inactive") return args;
  const { onDelete } = args;
  if (typeof onDelete === "string" && onDelete !== "deactivate") {
    throw new pulumi.RunError(
      `OrgChart "${name}": leavers are to stay inactive, but onDelete is "${onDelete}". Leave onDelete out, or give leavers: "end".`,
    );
  }
  if (dialect?.user.inactiveIsGone !== true) return { ...args, onDelete: onDelete ?? "deactivate" };
  const text = `${dialect.title} has no inactive people: leavers end there as the service ends people.`;
  void pulumi.log.warn(text, chart);
  return args;
}

function declarePeople(
  name: string,
  org: Org,
  args: OrgChartArgs,
  leftOut: LeftOut,
  parent: pulumi.Resource,
): Map<string, ScimUser> {
  const references = { id: new Later(), userName: new Later(), ownName: new Later() };
  const settle = (key: string, user: ScimUser) => {
    references.id.settle(key, user.id);
    references.userName.settle(key, user.userName);
  };
  for (const [key, by] of org.lookup) settle(key, ScimUser.lookup(`${name}-${key}`, by, { parent }));
  // All arguments are there before the first person is declared, so that what is wrong with one leaves nobody half made.
  const declared = new Map<string, ScimUserArgs>();
  for (const person of org.people.values()) {
    const plain = userArgs(person, references, args);
    const transformed = leftOut.from("user", args.transform?.(plain, person) ?? plain);
    references.ownName.settle(person.key, pulumi.output(transformed.userName));
    declared.set(person.key, transformed);
  }
  checkUserNames(name, declared);
  const people = new Map<string, ScimUser>();
  for (const key of org.managersFirst) {
    const own = declared.get(key);
    if (own === undefined) continue;
    const user = new ScimUser(`${name}-${key}`, own, { parent, ...aliases(name, org.people.get(key)?.was ?? []) });
    settle(key, user);
    people.set(key, user);
  }
  return people;
}

/** Throws for people to whom `transform` gives one userName, letter case aside; before it, the file has been checked. */
function checkUserNames(name: string, people: ReadonlyMap<string, ScimUserArgs>): void {
  const first = new Map<string, string>();
  const doubles: string[] = [];
  for (const [key, { userName }] of people) {
    if (typeof userName !== "string") continue;
    const other = first.get(userName.toLowerCase());
    if (other === undefined) first.set(userName.toLowerCase(), key);
    else doubles.push(`  the userName "${userName}" of "${key}" is also that of "${other}".`);
  }
  if (doubles.length === 0) return;
  const each = doubles.length === 1 ? "" : ` ${doubles.length} times`;
  throw new pulumi.RunError(
    `OrgChart "${name}": after transform, people have one userName${each}.\n${doubles.join("\n")}`,
  );
}

/** What people refer to each other by. Who has the id or the userName of another one is created after them. */
interface References {
  readonly id: Later;
  readonly userName: Later;
  /** The userName of a person for their own arguments, which wait for nobody. */
  readonly ownName: Later;
}

function userArgs(person: OrgPerson, references: References, policies: OrgPolicies): ScimUserArgs {
  const { adopt, onDelete, unsupported, secretAttributes, externalId } = policies;
  const { key, manager } = person;
  const attributes = withReferences(person.attributes, (named, { block }) => {
    if (block === "leapsome") return references.id.of(named);
    return references[named === key ? "ownName" : "userName"].of(named);
  });
  const args = {
    ...(externalId === true ? { externalId: key } : {}),
    ...attributes,
    manager: manager === null ? (attributes["manager"] ?? null) : references.id.of(manager),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(adopt === undefined ? {} : { adopt }),
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(secretAttributes === undefined ? {} : { secretAttributes }),
  };
  // The file's shape, or the types of people in code, say what the attributes are.
  return args as ScimUserArgs;
}

function declareGroups(
  name: string,
  org: Org,
  policies: OrgPolicies,
  leftOut: LeftOut,
  parent: pulumi.Resource,
): Map<string, ScimGroup> {
  const { adopt, onDeleteGroup, unsupported, externalId } = policies;
  const groups = new Map<string, ScimGroup>();
  for (const { key, displayName, externalId: given, extensions, was } of org.teams.values()) {
    const ownKey = given === undefined ? (externalId === true ? key : undefined) : given;
    const args = leftOut.from("group", {
      displayName,
      ...(unsupported === undefined ? {} : { unsupported }),
      ...(ownKey === undefined ? {} : { externalId: ownKey }),
      ...(extensions === undefined ? {} : { extensions }),
      ...(adopt === undefined ? {} : { adopt }),
      ...(onDeleteGroup === undefined ? {} : { onDelete: onDeleteGroup }),
    });
    const group = new ScimGroup(`${name}-${key}`, args, { parent, ...aliases(name, was) });
    groups.set(key, group);
  }
  return groups;
}

function declareMembers(
  name: string,
  team: OrgTeam,
  { exclusive }: OrgPolicies,
  people: ReadonlyMap<string, ScimUser>,
  groups: ReadonlyMap<string, ScimGroup>,
  parent: pulumi.Resource,
): void {
  const group = groups.get(team.key);
  const users = team.members.flatMap((key) => people.get(key) ?? []);
  const nested = team.teams.flatMap((key) => groups.get(key) ?? []);
  if (group === undefined || (users.length === 0 && nested.length === 0)) return;
  new ScimMembership(
    `${name}-${team.key}`,
    {
      group,
      users,
      ...(nested.length === 0 ? {} : { groups: nested }),
      ...(exclusive === undefined ? {} : { exclusive }),
    },
    { parent, ...aliases(name, team.was) },
  );
}

function aliases(name: string, was: readonly string[]): pulumi.CustomResourceOptions {
  return was.length === 0 ? {} : { aliases: was.map((key) => ({ name: `${name}-${key}` })) };
}

function pair<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]];
}
