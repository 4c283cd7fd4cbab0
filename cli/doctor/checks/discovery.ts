import { isObject, type Json, textOf } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER, GROUP, USER } from "../../../provider/scim/urns.js";
import { counted } from "../../words.js";
import { isAbsent, isDone, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";

/** The RFC's own schemas (RFC 7643 section 8.7). */
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:/;
const CLAIMS = ["patch", "filter", "etag", "sort", "bulk", "changePassword"] as const;

/** What the service says of itself (RFC 7644 section 4); whether that is true, later checks see. */
export async function checkDiscovery(visit: Visit): Promise<void> {
  const { findings } = visit;
  findings.in("discovery");
  await serviceProviderConfig(visit);
  await schemas(visit);
  await resourceTypes(visit);
}

async function serviceProviderConfig(visit: Visit): Promise<void> {
  const { probe, findings, dialect } = visit;
  const reply = await probe.ask("GET", "/ServiceProviderConfig");
  const { body } = reply;
  if (isDone(reply) && body !== undefined && CLAIMS.some((name) => body[name] !== undefined)) {
    visit.config = body;
    const claims = CLAIMS.map((name) => `${name} ${words(claimOf(body[name]))}`).join(", ");
    const most = isObject(body["filter"]) ? body["filter"]["maxResults"] : undefined;
    const results = typeof most === "number" ? `; at most ${most} results` : "";
    const means = dialect.discovery ? "" : `the dialect ${dialect.name} goes by the vendor's documents instead`;
    findings.ok("ServiceProviderConfig", `${claims}${results}`, means);
    return;
  }
  const means = "what the service can do has to be found out by trying";
  const seen = isDone(reply) ? "something else than a ServiceProviderConfig" : probe.words(reply);
  findings.compare("discovery", false, "ServiceProviderConfig", seen, means);
}

async function schemas({ probe, findings }: Visit): Promise<void> {
  const reply = await probe.ask("GET", "/Schemas");
  if (!isDone(reply)) {
    absent("Schemas", reply);
    return;
  }
  const found = listOf(reply.body).flatMap((schema) => (isObject(schema) ? (textOf(schema["id"]) ?? []) : []));
  const missing = [USER, GROUP].filter((urn) => !found.includes(urn));
  const others = found.filter((urn) => !CORE.test(urn) && urn !== ENTERPRISE_USER);
  const own = others.length === 0 ? "" : `; others: ${probe.shown(others.slice(0, 4).join(", "))}`;
  const seen = `${counted(found.length, "schema", "schemas")}${found.includes(ENTERPRISE_USER) ? ", the enterprise extension among them" : ""}${own}`;
  if (missing.length === 0) findings.ok("Schemas", seen);
  else findings.note("Schemas", `${seen}; without ${missing.join(", ")}`, "the list cannot be gone by");

  function absent(check: string, { status }: Reply): void {
    findings.note(check, probe.words(reply), isAbsent(reply) ? "not published" : `not readable (${status})`);
  }
}

async function resourceTypes(visit: Visit): Promise<void> {
  const { probe, findings } = visit;
  const reply = await probe.ask("GET", "/ResourceTypes");
  if (!isDone(reply)) {
    findings.note("ResourceTypes", probe.words(reply), isAbsent(reply) ? "not published" : "not readable");
    return;
  }
  const types = listOf(reply.body).filter(isObject);
  const endpoints = types.flatMap((type) => textOf(type["endpoint"]) ?? []);
  const seen = endpoints.length === 0 ? "none" : probe.shown(endpoints.join(", "));
  const isKnown = endpoints.some((endpoint) => endpoint.replace(/\/$/, "").endsWith("/Users"));
  if (isKnown) findings.ok("ResourceTypes", seen);
  else findings.note("ResourceTypes", seen, "/Users is not among them, though it answers");
}

/** What a feature of ServiceProviderConfig claims: `{ "supported": true }`, or as some write it, true. */
export function claimOf(feature: Json | undefined): boolean | undefined {
  const claim = isObject(feature) ? feature["supported"] : feature;
  return typeof claim === "boolean" ? claim : undefined;
}

/** The resources of a list, under the name that it should have, another one, or as a bare object. */
function listOf(body: Reply["body"]): Json[] {
  const found = body?.["Resources"] ?? body?.["resources"];
  if (Array.isArray(found)) return found;
  return body?.["id"] === undefined ? [] : [body];
}

function words(claim: boolean | undefined): string {
  return claim === undefined ? "?" : claim ? "yes" : "no";
}
