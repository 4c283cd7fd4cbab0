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

/** The service took a change of members and did not carry it out. */
export class UnstoredMembersError extends Error {
  constructor(way: "add" | "remove", unchanged: string[]) {
    const what = way === "add" ? "still not in the group" : "still in the group";
    super(`the service accepted the change, yet ${named(unchanged)} ${unchanged.length === 1 ? "is" : "are"} ${what}`);
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
