import { idOf, isObject, type Json, type JsonObject } from "../scim/json.js";
import { named } from "./named.js";

/** A member of a group (RFC 7643 section 4.2): a person, or a nested group. */
export interface Member {
  id: string;
  group?: boolean;
  /** In the group by an attribute of the person's own (a department), perhaps by that alone. */
  follows?: boolean;
}

/** What one membership resource wants done to its group. */
export interface MemberChange {
  add: Member[];
  remove: Member[];
}

/** The members that a group's resource shows, or undefined when it shows no such attribute. */
export function memberList(group: JsonObject): Member[] | undefined {
  const { members } = group;
  if (!Array.isArray(members)) return undefined;
  return members.flatMap((member: Json): Member[] => {
    if (typeof member === "string") return [{ id: member }];
    if (!isObject(member)) return [];
    const id = idOf({ id: member["value"] ?? "" });
    if (id === undefined) return [];
    return [isNested(member) ? { id, group: true } : { id }];
  });
}

/** How many members a group's resource shows. */
export function sizeShown(group: JsonObject | undefined): number {
  return group === undefined ? 0 : (memberList(group)?.length ?? 0);
}

function isNested(member: JsonObject): boolean {
  const { type, $ref } = member;
  if (typeof type === "string" && type !== "") return type.toLowerCase() === "group";
  return typeof $ref === "string" && /\/Groups\//i.test($ref);
}

/** The member as it stands in a body. */
export function referenceTo({ id, group }: Member): JsonObject {
  return group === true ? { value: id, type: "Group" } : { value: id };
}

export function ids(members: Member[]): string[] {
  return members.map(({ id }) => id);
}

export function byId(members: Member[]): ReadonlyMap<string, Member> {
  return new Map(members.map((member) => [member.id, member]));
}

/** Whether two changes are about the same members. */
export function sameChange(a: MemberChange, b: MemberChange): boolean {
  return ids(a.add).join() === ids(b.add).join() && ids(a.remove).join() === ids(b.remove).join();
}

/** All changes in one: who is wanted by one is not removed for another. */
export function merged(changes: MemberChange[]): MemberChange {
  const add = byId(changes.flatMap((change) => change.add));
  const remove = byId(changes.flatMap((change) => change.remove));
  return { add: [...add.values()], remove: [...remove.values()].filter(({ id }) => !add.has(id)) };
}

export function chunks<T>(items: T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

/** Lists are cut at round numbers of members, 100 of them mostly. */
const CUTS = 100;

/** Whether a list of so many members may leave out others, so that a whole list made of it would throw those out. */
export function mayBeCut(size: number): boolean {
  return size > 0 && size % CUTS === 0;
}

/** A whole list would be written that may lack people. */
export class CutListError extends Error {
  constructor(size: number) {
    super(
      `the service shows exactly ${size} members, as services do that cut the list, and takes only a whole new list, which ` +
        "would throw out whoever it does not show. Put somebody into the group in the service, or take somebody out, and try again",
    );
  }
}

/** Nothing shows somebody who was added to a group whose list may be cut. */
export class UnseenMembersError extends Error {
  constructor(size: number, unseen: string[]) {
    super(
      `the service accepted the change, yet its list shows exactly ${size} members, and ${named(unseen)} ${unseen.length === 1 ? "is" : "are"} not among them, nor do their own groups tell. ` +
        'If the service cuts such lists, set members.list: "none" in the dialect of the connection; else try again',
    );
  }
}

/** A whole list would be written for a group of which the service shows nobody, as services do that hide members. */
export class HiddenMembersError extends Error {
  constructor(options?: { cause?: unknown }) {
    super(
      `${options?.cause instanceof Error ? `${options.cause.message}; ` : ""}the service shows no member of any group, so that a PUT of the group might throw out whom it hides. ` +
        'If it hides them, set members.list: "none" in the dialect of the connection (`pulumi-scim doctor` writes one); else put somebody into a group in the service, and try again',
      options,
    );
  }
}

/** The service took a change of members and did not carry it out. */
export class UnstoredMembersError extends Error {
  readonly way: "add" | "remove";
  readonly unchanged: readonly string[];

  constructor(way: "add" | "remove", unchanged: string[]) {
    const what = way === "add" ? "still not in the group" : "still in the group";
    super(`the service accepted the change, yet ${named(unchanged)} ${unchanged.length === 1 ? "is" : "are"} ${what}`);
    this.way = way;
    this.unchanged = unchanged;
  }
}

/** A change of some members took all the others out of the group as well. */
export class LostMembersError extends Error {
  constructor(way: "add" | "remove", lost: string[]) {
    super(
      `the service took everybody else (${named(lost)}) out of the group when it was asked to ${way} some members. ` +
        "Put them back in the service; this group cannot be managed by adding and removing",
    );
  }
}
