import { memberList } from "../../../provider/directory/members.js";
import { resourcePath } from "../../../provider/scim/client.js";
import { type Json, type JsonObject } from "../../../provider/scim/json.js";
import { memberPath, patchOp } from "../../../provider/scim/patch.js";
import { tryFilter, valueOf } from "../checks/filters.js";
import { isAbsent, isDone, type Reply } from "../probe.js";
import { Subject, type Surrounding } from "./subject.js";

/** The life of a group: made, renamed, somebody in and out, its end. */
export async function groupLife(surrounding: Surrounding, person: Subject): Promise<void> {
  const { visit, tag, belief } = surrounding;
  const { findings, probe } = visit;
  findings.in("life of a group");
  const group = new Subject(surrounding, "group");
  const name = `pulumi-scim doctor ${tag}`;
  const isGiven = belief.group.unsupported["externalId"] === undefined;
  const values = new Map<string, Json>([
    ["displayName", name],
    ...(isGiven ? [["externalId", `doctor-${tag}`] as [string, Json]] : []),
  ]);
  let { reply, id } = await group.post(name, group.postBody(values));
  if (!isDone(reply) && isGiven) {
    values.delete("externalId");
    ({ reply, id } = await group.post(name, group.postBody(values)));
  }
  if (id === undefined || surrounding.leftovers.isForeign(id)) {
    const what = id === undefined ? "" : ", with a group that was there before";
    findings.wrong("create", `POST: ${probe.words(reply)}${what}`, "no group can be made");
    return;
  }
  group.id = id;
  for (const [key, value] of values) group.inputs[key] = value;
  findings.ok("create", `POST: ${probe.words(reply)}`);
  await group.read();
  if (isGiven && !group.hasAny("externalId")) {
    findings.compare("group.externalId", false, "externalId", "not kept", "groups are told apart by displayName");
    findings.learn("group.unsupported", { ...belief.group.unsupported, externalId: "keeps no externalId of groups" });
  }
  await find(surrounding, group);
  await double(surrounding, group, name);
  await rename(surrounding, group, name);
  await membership(surrounding, group, person);
  await end(surrounding, group);
}

/** Whether filters find the new group, and nobody else. */
async function find({ visit, belief }: Surrounding, group: Subject): Promise<void> {
  const { findings } = visit;
  const bad: string[] = [];
  for (const attribute of belief.filter.groups) {
    if (valueOf(group.resource, attribute) === undefined) continue;
    const { verdict, seen } = await tryFilter(visit, "/Groups", attribute, group.resource);
    findings.add(verdict === "good" ? "ok" : "note", `find by ${attribute}`, seen, "");
    if (verdict !== "good") bad.push(attribute);
  }
  if (bad.length === 0) return;
  belief.filter.groups = belief.filter.groups.filter((attribute) => !bad.includes(attribute));
  findings.learn("filter.groups", belief.filter.groups);
}

async function double({ visit, leftovers, belief, ask }: Surrounding, group: Subject, name: string): Promise<void> {
  const { findings, probe } = visit;
  const { reply, id } = await group.post(name, group.postBody(new Map([["displayName", name]])));
  const seen = `POST of the same displayName: ${probe.words(reply)}`;
  if (!isDone(reply)) {
    if (!belief.group.conflict.includes(reply.status))
      findings.learn("group.conflict", [...belief.group.conflict, reply.status]);
    findings.add("ok", "double", seen, "");
    findings.learn("group.lookBeforeCreate", false);
    return;
  }
  const means = "names of groups are not unique, so a look-up comes first";
  findings.compare(
    "group.lookBeforeCreate",
    true,
    "double",
    `${seen}${id === group.id ? ", the same group" : ", a second group"}`,
    means,
  );
  if (id === undefined || id === group.id || leftovers.isForeign(id)) return;
  if (isDone(await ask("DELETE", resourcePath("/Groups", id)))) leftovers.gone("/Groups", id);
}

async function rename({ visit, belief }: Surrounding, group: Subject, name: string): Promise<void> {
  const { findings, probe } = visit;
  const said = belief.group.patch;
  const kinds =
    said === "none"
      ? []
      : said === "partialResource"
        ? (["partialResource", "patchOp"] as const)
        : (["patchOp", "partialResource"] as const);
  const tried: string[] = [];
  let patch: typeof said = "none";
  for (const way of kinds) {
    const { reply, done, kept } = await group.write(way, "displayName", `${name} A`);
    tried.push(`${way}: ${probe.words(reply)}${kept || !done ? "" : ", but the name is as before"}`);
    if (kept) patch = way;
    if (kept || isAbsent(reply)) break;
  }
  if (kinds.length > 0)
    findings.compare(
      "group.patch",
      patch,
      "rename by PATCH",
      tried.join("; "),
      patch === "none" ? "names change by PUT" : "",
    );
  belief.group.patch = patch;
  if (!belief.group.put) return;
  const { reply, kept } = await group.write("put", "displayName", `${name} B`);
  findings.compare("group.put", kept, "rename by PUT", probe.words(reply), "");
  belief.group.put = kept;
  if (patch === "none" && !kept)
    findings.wrong("rename", "neither by PATCH nor by PUT", "groups keep their first name");
}

/** What a dialect need not say. */
const BY_PUT =
  "the whole list is written each time; the provider finds that out at its first change, no dialect says it";

async function membership(surrounding: Surrounding, group: Subject, person: Subject): Promise<void> {
  const { visit, belief, ask } = surrounding;
  const { findings, probe } = visit;
  const said = belief.members;
  const whole = (members: JsonObject[]): JsonObject => {
    const rest = Object.fromEntries(
      Object.entries(group.resource).filter(([name]) => name !== "meta" && name !== "members"),
    );
    return { ...rest, members };
  };
  const always = { displayName: group.inputs["displayName"] ?? "" };
  let named = belief.group.always.patch.includes("displayName") ? always : {};
  const own = { value: person.id };
  const adds: [way: string, () => Promise<Reply>][] = [
    ["PatchOp", () => ask("PATCH", group.path, { body: patchOp([{ op: "add", path: "members", value: [own] }]) })],
    ["a partial resource", () => ask("PATCH", group.path, { body: { ...named, members: [own] } })],
    ["a partial resource with the name", () => ask("PATCH", group.path, { body: { ...always, members: [own] } })],
    ["PUT", () => ask("PUT", group.path, { body: whole([own]) })],
  ];
  if (said.remove === "replaceAll") adds.splice(0, 1);
  const where = await inTurn(adds);
  if (where.way === undefined) {
    findings.wrong("member in", where.tried.join("; "), "nobody can be put into a group");
    return;
  }
  const isPartial = where.way.startsWith("a partial resource");
  if (where.way.endsWith("with the name")) {
    named = always;
    findings.learn("group.always.patch", ["displayName"]);
  }
  if (isPartial) findings.learn("group.patch", "partialResource");
  const list = where.place === "group" ? "group" : where.place === "person" && isPartial ? "scanUsers" : "none";
  const place =
    where.place === "group" ? "in the group" : where.place === "person" ? "in the person's groups" : "nowhere";
  const isPut = where.way === "PUT";
  const means = list === "none" ? "who is in a group is not seen" : isPut ? BY_PUT : "";
  findings.compare("members.list", list, "member in", `by ${where.way}; shown ${place}`, means);
  if (where.place === undefined) return;
  const removals: [way: string, () => Promise<Reply>][] = [
    ["filter", () => ask("PATCH", group.path, { body: patchOp([{ op: "remove", path: memberPath(person.id) }]) })],
    ["values", () => ask("PATCH", group.path, { body: patchOp([{ op: "remove", path: "members", value: [own] }]) })],
    ["replaceAll", () => ask("PATCH", group.path, { body: { ...named, members: [], replaceMembers: true } })],
    ["PUT", () => ask("PUT", group.path, { body: whole([]) })],
  ];
  const isOwn = ([way]: [string, unknown]): boolean => way === said.remove;
  const ordered = [...removals.filter(isOwn), ...removals.filter((each) => !isOwn(each))];
  const tried: string[] = [];
  for (const [way, send] of ordered) {
    const reply = await send();
    if ((await placeOf()) === undefined) {
      const before = tried.length === 0 ? "" : `; not by ${tried.join("; ")}`;
      if (way === "PUT") findings.note("member out", `by PUT of the group${before}`, isPut ? "" : BY_PUT);
      else findings.compare("members.remove", way, "member out", `by ${way}: ${probe.words(reply)}${before}`, "");
      return;
    }
    tried.push(`${way}: ${probe.words(reply)}`);
  }
  findings.wrong("member out", tried.join("; "), "nobody can be taken out of a group");

  async function inTurn(
    ways: typeof adds,
  ): Promise<{ way?: string; place?: "group" | "person" | undefined; tried: string[] }> {
    const answers: string[] = [];
    let blind: string | undefined;
    for (const [way, send] of ways) {
      const reply = await send();
      answers.push(`${way}: ${probe.words(reply)}`);
      if (!isDone(reply)) continue;
      const at = await placeOf();
      if (at !== undefined) return { way, place: at, tried: answers };
      blind ??= way;
    }
    return { ...(blind === undefined ? {} : { way: blind }), tried: answers };
  }

  async function placeOf(): Promise<"group" | "person" | undefined> {
    await group.read();
    if (memberList(group.resource)?.some(({ id }) => id === person.id) === true) return "group";
    await person.read();
    const own = memberList({ members: person.resource["groups"] ?? null }) ?? [];
    return own.some(({ id }) => id === group.id) ? "person" : undefined;
  }
}

async function end({ visit, ask, leftovers }: Surrounding, group: Subject): Promise<void> {
  const { findings, probe } = visit;
  const reply = await ask("DELETE", group.path);
  const after = await group.read();
  const isGone = !isDone(after) && isDone(reply);
  const seen = `DELETE: ${probe.words(reply)}; then GET: ${after.status}`;
  findings.compare("group.delete", isGone, "delete", seen, isGone ? "" : "groups stay there for ever", "wrong");
  if (isGone) leftovers.gone("/Groups", group.id);
}
