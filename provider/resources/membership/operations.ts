import { type Directory } from "../../directory/directory.js";
import { type Target } from "../../directory/gone.js";
import { ids, type Member, memberList } from "../../directory/members.js";
import { type Expectation } from "../../directory/pageReader.js";
import { withUnseen } from "../../directory/unseenMembers.js";
import { NotFoundError } from "../../scim/errors.js";
import { isObject, textsOf, type JsonObject } from "../../scim/json.js";
import { isUnknown } from "../check/unknown.js";
import { PartialFailure, reasonOf, StepError } from "../failure.js";
import { guardService } from "../object/context.js";
import { type Seen } from "../object/read.js";
import { rememberingLast } from "../rememberingLast.js";
import { ledgerOf, SCHEMA_VERSION, shownOf } from "../state.js";
import { sameExactly } from "../values.js";
import { fromMembershipId, membershipId, wantedFrom, type Wanted } from "./wanted.js";

/** What outputs carry for the next operation. */
interface Ledger {
  /** Members of an exclusive set's group whom other memberships claim. */
  others?: string[];
  /** Members of an exclusive set's group whom nobody wants: drift, removed by the next update, never by a delete. */
  strangers?: string[];
  pending?: string[];
}

/** What the engine is told after a comparison; see `object/diff`. */
export interface MembershipDifference {
  changes?: boolean;
  replaces?: string[];
}

export async function createMembership(
  directory: Directory,
  inputs: JsonObject,
): Promise<{ id: string; outs: JsonObject }> {
  const wanted = wantedFrom(inputs);
  const id = membershipId(wanted);
  return { id, outs: await bring(directory, inputs, wanted, [], id) };
}

export async function readMembership(directory: Directory, id: string, before: JsonObject): Promise<Seen> {
  const asked = before["__get"] === true;
  const properties = asked ? { ...fromMembershipId(id) } : before;
  const wanted = wantedFrom(properties);
  guardService(directory, describe(wanted), before);
  if (!asked) directory.ownership.rememberPairs(wanted.group, namedBy(before, wanted));
  const look = rememberingLast(async (group: JsonObject) =>
    whoIsIn(directory, wanted, before, await listOf(directory, group, wanted)),
  );
  const group = asked
    ? await directory.reads.byId("/Groups", wanted.group)
    : await directory.gone.during({ endpoint: "/Groups", id: wanted.group, kin: kinOf(wanted) }, () =>
        directory.reads.oneOfMany("/Groups", wanted.group, expectationOf(directory, wanted, before, look)),
      );
  const missing = () => {
    if (!asked) return {};
    throw new StepError(
      `Could not get the membership ${id}: ${directory.connection.endpoint} shows no such ${group ? "member" : "group"}. The id is <groupId>/<userId>, or <groupId> for a set.`,
    );
  };
  if (!group) return missing();
  owned(directory, before);
  const { list, present, ...rest } = await look(group);
  const { strangers, others } =
    rest.strangers.length + rest.others.length > 0 ? await settledOthers(directory, wanted, before, list) : rest;
  if (wanted.single && present.length === 0) return missing();
  const seen = wanted.single ? shownOf(properties) : listed(properties, asked ? list : [...present, ...strangers]);
  const props = outputs(directory, seen, { others, strangers: ids(strangers) });
  return { id, props, ...(asked ? {} : { inputs: seen }) };
}

/** Whom the state of a membership names beside its group. */
function kinOf({ members }: Wanted): Target[] {
  return members.map(({ id, group }) => ({ endpoint: group === true ? "/Groups" : "/Users", id }));
}

interface InGroup {
  list: Member[];
  /** Who of those that are wanted. */
  present: Member[];
  strangers: Member[];
  others: string[];
}

function whoIsIn(directory: Directory, wanted: Wanted, before: JsonObject, list: Member[]): InGroup {
  const there = new Set(ids(list));
  const present = wanted.members.filter(({ id }) => there.has(id));
  return { list, present, ...beside(directory, wanted, list, textsOf(before["__others"])) };
}

/** Who is in the group of an exclusive set beside those whom it names: for other memberships of the stack, and for nobody's. */
function beside(
  { ownership }: Directory,
  wanted: Wanted,
  list: Member[],
  known: string[],
): { strangers: Member[]; others: string[] } {
  if (!wanted.exclusive) return { strangers: [], others: [] };
  const former = new Set(known);
  const isOther = (id: string) => former.has(id) || ownership.isPairRemembered(wanted.group, id);
  const rest = strangersOf(list, wanted, () => false);
  return {
    strangers: rest.filter(({ id }) => !isOther(id)),
    others: ids(rest).filter(isOther),
  };
}

/** The same when the refresh has read all memberships of the group, by which the last time's others are put right. */
async function settledOthers(
  directory: Directory,
  wanted: Wanted,
  before: JsonObject,
  list: Member[],
): Promise<{ strangers: Member[]; others: string[] }> {
  const areAllKnown = await directory.gone.quiet();
  return beside(directory, wanted, list, areAllKnown ? [] : textsOf(before["__others"]));
}

/** Whom the membership's state stands for; not the strangers whom an earlier refresh has shown among them. */
function namedBy(before: JsonObject, { members }: Wanted): string[] {
  const strangers = new Set(textsOf(before["__strangers"]));
  return ids(members).filter((id) => !strangers.has(id));
}

/** Where the group itself shows its members, a list must show them too: who was in, and of an exclusive set that it shows any. */
function expectationOf(
  directory: Directory,
  wanted: Wanted,
  before: JsonObject,
  look: (group: JsonObject) => Promise<InGroup>,
): Expectation {
  if (directory.connection.dialect.members.list !== "group")
    return { isFull: false, before: {}, view: () => Promise.resolve({}) };
  const shown = (members: Member[], strangers: string[], isTold: boolean): JsonObject => ({
    members: ids(members),
    strangers,
    ...(wanted.exclusive && isTold ? { isTold } : {}),
  });
  return {
    isFull: true,
    before: shown(wanted.members, textsOf(before["__strangers"]), true),
    view: async (group) => {
      const { list, present, strangers } = await look(group);
      return shown(present, ids(strangers), list.length > 0);
    },
  };
}

/** Who is in the group; where nobody can see that, whoever is wanted. */
async function listOf(directory: Directory, group: JsonObject, wanted: Wanted): Promise<Member[]> {
  const { list } = directory.connection.dialect.members;
  if (list === "group") return withUnseen(directory.reads, wanted.group, memberList(group) ?? [], wanted.members);
  return list === "none" ? wanted.members : [...(await directory.members.current(wanted.group)).values()];
}

/** Tells the writer whom a membership names, or has named until now. */
function owned(directory: Directory, properties: JsonObject): void {
  const { group, members } = wantedFrom(properties);
  const allowRebuild = blockNames(directory).some((name) => {
    const block = properties[name];
    return isObject(block) && block["allowRebuild"] === true;
  });
  directory.members.own(group, ids(members), { allowRebuild });
}

/** The argument that this service alone has, if any. */
function blockNames({ connection }: Directory): string[] {
  const { block } = connection.dialect;
  return block ? [block.name] : [];
}

export function diffMembership(directory: Directory, before: JsonObject, inputs: JsonObject): MembershipDifference {
  const [old, now] = [wantedFrom(before), wantedFrom(inputs)];
  guardService(directory, describe(old), before);
  const known = ids(now.members).filter((id) => !isUnknown(id));
  const undone = !isUnknown(now.group) && directory.ownership.diffedPairs(now.group, known);
  const replaces = old.group === now.group ? [] : ["group"];
  if (old.single !== now.single || (now.single && old.members[0]?.id !== now.members[0]?.id)) {
    replaces.push(...["user", "users", "groups"].filter((name) => !sameExactly(before[name], inputs[name])));
  }
  if (replaces.length > 0) return { replaces };
  owned(directory, before);
  owned(directory, inputs);
  // A removal that was interrupted, by another membership of the group, has left somebody out.
  const lacks = (directory.roster?.lacking(now.group, known).length ?? 0) > 0;
  if (undone || lacks || ledgerOf(before).pending.length > 0 || hasMoved(directory, before)) return { changes: true };
  return isChanged(directory, before, inputs) ? {} : { changes: false };
}

/** Whether the arguments say something else; those of another service's block are ignored. */
function isChanged(directory: Directory, before: JsonObject, inputs: JsonObject): boolean {
  const names = ["users", "groups", "exclusive", ...blockNames(directory)];
  return names.some((name) => !sameExactly(before[name], inputs[name]));
}

/** Whether the outputs are of before the service's move, which an update writes anew. */
function hasMoved({ connection }: Directory, before: JsonObject): boolean {
  const { service } = ledgerOf(before);
  return service !== undefined && service !== connection.endpoint;
}

export async function updateMembership(
  directory: Directory,
  id: string,
  before: JsonObject,
  inputs: JsonObject,
): Promise<JsonObject> {
  const [old, now] = [wantedFrom(before), wantedFrom(inputs)];
  guardService(directory, describe(old), before);
  return bring(directory, inputs, now, old.members, id);
}

/** Takes our members out again; a group that is gone has none. */
export async function removeMembership(directory: Directory, before: JsonObject): Promise<void> {
  const wanted = wantedFrom(before);
  guardService(directory, describe(wanted), before);
  owned(directory, before);
  const strangers = new Set(textsOf(before["__strangers"]));
  const ours = wanted.members.filter(({ id }) => !strangers.has(id));
  const leaving = ours.filter(({ id }) => !directory.ownership.isClaimed(wanted.group, id));
  if (leaving.length === 0) return;
  try {
    await directory.members.change(wanted.group, { add: [], remove: leaving });
  } catch (error) {
    if (error instanceof NotFoundError) return;
    throw new StepError(`Could not end ${describe(wanted)}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Makes the group hold these members, and not those of before, nor strangers where the set is exclusive. */
async function bring(
  directory: Directory,
  inputs: JsonObject,
  wanted: Wanted,
  before: Member[],
  id: string,
): Promise<JsonObject> {
  const { ownership, members, connection } = directory;
  const { group } = wanted;
  const leaving = without(before, wanted.members);
  owned(directory, inputs);
  ownership.claimPairs(group, ids(wanted.members));
  try {
    const strangers = wanted.exclusive ? await strangersNow(directory, wanted) : [];
    // Where nobody can see who is in, those of before are taken to be.
    const add = connection.dialect.members.list === "none" ? without(wanted.members, before) : wanted.members;
    await members.change(group, { add, remove: [...leaving, ...strangers] });
    const isEmptied = wanted.exclusive && wanted.members.length === 0 && connection.dialect.members.list === "group";
    if (isEmptied && !(await members.showsMembers(group)))
      directory.notice(
        `the service shows no member of any group, so whether somebody is left in group ${group} cannot be told.`,
      );
    return outputs(directory, inputs, { others: othersIn(directory, wanted) });
  } catch (error) {
    if (error instanceof NotFoundError && error.path.endsWith(`/Groups/${group}`) && error.detail === "no such group")
      throw new StepError(`Could not change ${describe(wanted)}: the service has no group with id ${group}.`, {
        cause: error,
      });
    const reason = `Could not change ${describe(wanted)}: ${reasonOf(error)}`;
    const present = await membersAfter(directory, wanted, before);
    if (wanted.single || !present) throw new StepError(`${reason}.`, { cause: error });
    const properties = outputs(directory, listed(inputs, present), { pending: ["members"] });
    throw new PartialFailure(id, properties, [`${reason}. The next \`pulumi up\` goes on with who is missing.`]);
  }
}

/** Who of ours is in the group after a failure; undefined when the service does not tell. */
async function membersAfter(directory: Directory, wanted: Wanted, before: Member[]): Promise<Member[] | undefined> {
  if (directory.connection.dialect.members.list === "none") return before;
  try {
    const ours = [...wanted.members, ...without(before, wanted.members)];
    const seen = await directory.members.seen(wanted.group, ours);
    return ours.filter(({ id }) => seen.has(id));
  } catch {
    return undefined;
  }
}

function without(members: Member[], others: Member[]): Member[] {
  const known = new Set(ids(others));
  return members.filter(({ id }) => !known.has(id));
}

/** Who is in the group and neither wanted here nor claimed by another membership, once the program has said all it will. */
async function strangersNow(directory: Directory, wanted: Wanted): Promise<Member[]> {
  await directory.ownership.quiet();
  const members = await directory.members.current(wanted.group);
  const { ownership } = directory;
  // Whoever has a membership in the state is either wanted by it or taken out by its end.
  const isOthers = (id: string) =>
    ownership.isClaimed(wanted.group, id) || ownership.isPairRemembered(wanted.group, id);
  return strangersOf([...members.values()], wanted, isOthers);
}

function strangersOf(list: Member[], { members, nests }: Wanted, isKnown: (id: string) => boolean): Member[] {
  const wanted = new Set(ids(members));
  return list.filter(
    ({ id, group, follows }) => (nests || group !== true) && follows !== true && !wanted.has(id) && !isKnown(id),
  );
}

function othersIn(directory: Directory, { group, members, exclusive }: Wanted): string[] {
  if (!exclusive) return [];
  return [...directory.ownership.claimed(group)].filter((id) => !members.some((member) => member.id === id));
}

/** The arguments with other members. */
function listed(properties: JsonObject, members: Member[]): JsonObject {
  const { users, groups, ...rest } = shownOf(properties);
  const people = ids(members.filter((member) => member.group !== true));
  const nested = ids(members.filter((member) => member.group === true));
  return {
    ...rest,
    ...(users !== undefined || groups === undefined ? { users: people } : {}),
    ...(groups === undefined ? {} : { groups: nested }),
  };
}

function outputs(directory: Directory, inputs: JsonObject, ledger: Ledger): JsonObject {
  const { others = [], strangers = [], pending = [] } = ledger;
  return {
    ...shownOf(inputs),
    __schema: SCHEMA_VERSION,
    __service: directory.connection.endpoint,
    ...(others.length > 0 ? { __others: others } : {}),
    ...(strangers.length > 0 ? { __strangers: strangers } : {}),
    ...(pending.length > 0 ? { __pending: pending } : {}),
  };
}

function describe({ group, single, members }: Wanted): string {
  const [first] = members;
  return single && first ? `the membership of ${first.id} in group ${group}` : `the members of group ${group}`;
}
