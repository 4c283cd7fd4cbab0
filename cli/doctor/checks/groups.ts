import { memberList } from "../../../provider/directory/members.js";
import { resourcePath } from "../../../provider/scim/client.js";
import { idOf, type JsonObject } from "../../../provider/scim/json.js";
import { counted } from "../../words.js";
import { isAbsent, isDone } from "../probe.js";
import { type Visit } from "../visit.js";
import { pageOf } from "./reach.js";

/** Groups looked at one by one for members. */
const MAX_LOOKED_AT = 10;

/** Whether there are groups, and the token may read them. */
export async function checkGroups(visit: Visit): Promise<void> {
  const { probe, findings } = visit;
  findings.in("groups");
  let reply = await probe.ask("GET", "/Groups", { query: { count: 1 } });
  if (reply.status === 400 || reply.status === 500) reply = await probe.ask("GET", "/Groups");
  if (isDone(reply) && pageOf(reply) !== undefined) {
    visit.hasGroups = true;
    findings.compare("group.supported", true, "endpoint", `GET /Groups: ${probe.words(reply)}`, "");
    return;
  }
  const seen = `GET /Groups: ${probe.words(reply)}`;
  if (isAbsent(reply) || isDone(reply)) {
    findings.compare("group.supported", false, "endpoint", seen, "no ScimGroup and no ScimMembership there");
    findings.learn("members.list", "none");
    findings.learn("group.delete", false);
  } else findings.note("endpoint", seen, "the token may not read groups; it manages people only");
}

/** Where members are to be seen: in the group, in people's own `groups`, or nowhere (RFC 7643 sections 4.1.2 and 4.2). */
export async function checkMembers(visit: Visit): Promise<void> {
  const { probe, findings, groups } = visit;
  findings.in("groups");
  if (groups.length === 0) findings.unknown("members", "there is no group", "--write makes one");
  else await lookForMembers(visit);
  const lean = await probe.ask("GET", "/Groups", { query: { count: 1, excludedAttributes: "members" } });
  const page = isDone(lean) ? pageOf(lean) : undefined;
  const isHeeded = page?.resources.every((group) => memberList(group) === undefined);
  const seen = page === undefined ? probe.words(lean) : isHeeded === true ? "heeded" : "not heeded";
  if (page === undefined) {
    findings.compare("group.excludesMembers", false, "excludedAttributes", seen, "answers bring all members");
  } else findings.add(isHeeded === true ? "ok" : "note", "excludedAttributes", seen);
}

async function lookForMembers({ probe, findings, people, groups, dialect }: Visit): Promise<void> {
  const inList = groups.some((group) => (memberList(group) ?? []).length > 0);
  const looked: JsonObject[] = [];
  for (const group of inList ? [] : groups.slice(0, MAX_LOOKED_AT)) {
    const reply = await probe.ask("GET", resourcePath("/Groups", idOf(group) ?? "?"));
    if (isDone(reply) && reply.body !== undefined) looked.push(reply.body);
    if (looked.some((each) => (memberList(each) ?? []).length > 0)) break;
  }
  const inGroup = inList || looked.some((group) => (memberList(group) ?? []).length > 0);
  const known = new Set(groups.flatMap((group) => idOf(group) ?? []));
  const inPeople = people.some((person) =>
    (memberList({ members: person["groups"] ?? null }) ?? []).some(({ id }) => known.has(id)),
  );
  if (inGroup) {
    const where = inList ? "in the list of groups" : "in a group that is asked for by id, not in the list";
    findings.compare("members.list", "group", "members", where, "");
  } else if (inPeople && dialect.members.list === "scanUsers") findings.ok("members", "in people's own groups");
  else if (inPeople) {
    const means = "the provider looks into groups only; who is in one is not seen to have changed";
    findings.compare("members.list", "none", "members", "in people's own groups only", means);
  } else
    findings.unknown(
      "members",
      `no member was seen in ${counted(groups.length, "group", "groups")}`,
      "--write puts one into a group",
    );
}
