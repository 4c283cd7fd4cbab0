import { randomUUID } from "node:crypto";
import { resourcePath } from "../../../provider/scim/client.js";
import { idOf, isObject, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { versionOf } from "../../../provider/scim/version.js";
import { isDone, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";
import { claimOf } from "./discovery.js";

/** What GET says of an id that nobody has: the provider takes only a clear "there is none" for gone. */
export async function checkMissing({ probe, findings, hasGroups, dialect }: Visit): Promise<void> {
  findings.in("single resources");
  const user = await probe.ask("GET", resourcePath("/Users", randomUUID()));
  const seen = `GET: ${probe.words(user)}`;
  if (user.status === 404) findings.ok("a person who is not there", seen);
  else {
    const means = "whoever was removed by hand in the service is not seen to be gone";
    findings.add(isDone(user) ? "wrong" : "note", "a person who is not there", seen, means);
  }
  if (!hasGroups) return;
  const group = await probe.ask("GET", resourcePath("/Groups", randomUUID()));
  const words = `GET: ${probe.words(group)}`;
  if (group.status === 404) findings.ok("a group that is not there", words);
  else if (isDone(group)) findings.wrong("a group that is not there", words, "a removed group is not seen to be gone");
  else {
    const statuses = [...new Set([...dialect.group.missingStatus, group.status])];
    const means = "the provider asks the list of groups besides";
    findings.compare("group.missingStatus", statuses, "a group that is not there", words, means);
  }
}

/** One person by id: the same as in the list, with a version (RFC 7644 section 3.14) or without. */
export async function checkOne(visit: Visit): Promise<void> {
  const { probe, findings, people, config } = visit;
  findings.in("single resources");
  const [first] = people;
  const id = first === undefined ? undefined : idOf(first);
  if (first === undefined || id === undefined) {
    findings.unknown("a person by id", "there is nobody", "--write makes somebody");
    return;
  }
  const reply = await probe.ask("GET", resourcePath("/Users", id));
  if (!isDone(reply) || reply.body === undefined || idOf(reply.body) !== id) {
    const means = "people cannot be read one by one; changes cannot be compared";
    findings.wrong("a person by id", `GET: ${probe.words(reply)}`, means);
    return;
  }
  const [inList, alone] = [first, reply.body].map((resource) => new Set(Object.keys(resource)));
  const lacking = [...(alone ?? [])].filter((name) => inList?.has(name) === false);
  if (lacking.length === 0) findings.ok("a person by id", "shows what the list shows");
  else findings.note("a person by id", `shows more than the list: ${probe.shown(lacking.join(", "))}`, "");
  versions(visit, reply, claimOf(config?.["etag"]));
}

function versions({ findings }: Visit, { headers, body }: Reply, claimed: boolean | undefined): void {
  const version = versionOf(body);
  const where = [headers["etag"] === undefined ? "" : "ETag", version === undefined ? "" : "meta.version"];
  const seen = where.filter((text) => text !== "").join(" and ") || "none";
  const isThere = version !== undefined || headers["etag"] !== undefined;
  if (claimed === true && !isThere) {
    findings.note("versions", seen, "ServiceProviderConfig claims them; two writers at once may undo each other");
  } else if (claimed !== true && isThere) {
    findings.ok("versions", seen, "not claimed by ServiceProviderConfig, so not used");
  } else
    findings.ok(
      "versions",
      seen,
      isThere ? "writes are guarded by If-Match" : "two writers at once may undo each other",
    );
}

/** How managers are shown, where somebody has one. */
export function checkManagers({ probe, findings, people, dialect }: Visit): void {
  findings.in("single resources");
  const ids = new Set(people.flatMap((person) => idOf(person) ?? []));
  const shown = people.flatMap((person) => {
    const extension = person[ENTERPRISE_USER];
    const manager = isObject(extension) ? extension["manager"] : undefined;
    return manager === undefined || manager === null || manager === "" ? [] : [manager];
  });
  const objects = shown.filter(isObject);
  const keyed = objects.flatMap((manager) => keyOfId(manager, ids) ?? []);
  if (shown.length === 0) {
    findings.unknown("managers", "nobody was seen who has one");
    return;
  }
  const key = keyed[0];
  const count = `${shown.length} of ${people.length} people have one`;
  if (key !== undefined && !dialect.user.manager.readKeys.includes(key)) {
    findings.compare("user.manager.readKeys", [key], "managers", `${count}, in ${probe.shown(key)}`, "");
  } else if (key !== undefined) findings.ok("managers", `${count}, in ${probe.shown(key)}`);
  else if (objects.length === 0) findings.ok("managers", `${count}, as a text`);
  else
    findings.note(
      "managers",
      `${count}, but none by the id of anybody in the list`,
      "links to managers cannot be compared",
    );
}

function keyOfId(manager: JsonObject, ids: ReadonlySet<string>): string | undefined {
  return Object.keys(manager).find((key) => ids.has(textOf(manager[key]) ?? ""));
}

/** What answers say of the service's rate. */
export function checkRates({ findings, probe, dialect }: Visit, { headers }: Reply): void {
  findings.in("rate");
  const named = Object.entries(headers).filter(([name]) => /^(x-)?ratelimit|^x-rate-limit/.test(name));
  const policy = /(?:^|;\s*q=|^"[^"]*";\s*q=)(\d+)[^,]*;\s*w=(\d+)/.exec(headers["ratelimit-policy"] ?? "");
  if (policy !== null) {
    const rate = { requests: Number(policy[1]), seconds: Number(policy[2]) };
    findings.compare("rates", [rate], "limit", `${rate.requests} requests in ${rate.seconds} s`, "");
  } else if (named.length > 0) {
    const seen = probe.shown(named.map(([name, value]) => `${name}: ${value}`).join(", "));
    findings.note("limit", seen, "over which time is not said; maxRequestsPerSecond can be set by hand");
  } else if (dialect.rates.length > 0) {
    const rates = dialect.rates.map(({ requests, seconds }) => `${requests} in ${seconds} s`).join(", ");
    findings.ok("limit", `the dialect says ${rates}`);
  } else findings.ok("limit", "answers say nothing", "the rate is learnt from refusals");
}

/** What the doctor's own requests met. */
export function checkRefusals({ findings, probe }: Visit): void {
  findings.in("rate");
  if (probe.refusals === 0) return;
  findings.note("refusals", `${probe.refusals} of ${probe.requests} requests were refused for the rate and waited`, "");
}
