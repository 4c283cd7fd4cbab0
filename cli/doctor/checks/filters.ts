import { randomUUID } from "node:crypto";
import { foldCase } from "../../../provider/scim/compare.js";
import { eq } from "../../../provider/scim/filter.js";
import { idOf, isObject, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { isDone, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";
import { claimOf } from "./discovery.js";
import { pageOf } from "./reach.js";

/** What the provider looks people and groups up by. */
const ATTRIBUTES = { "/Users": ["userName", "externalId", "emails.value"], "/Groups": ["displayName", "externalId"] };

type Endpoint = keyof typeof ATTRIBUTES;

/** Whether `eq` finds who is there, nobody else, and nobody for a nonsense value (RFC 7644 section 3.4.2.2). */
export async function checkFilters(visit: Visit, endpoint: Endpoint, holders: readonly JsonObject[]): Promise<void> {
  const { findings, dialect } = visit;
  const kind = endpoint === "/Users" ? "users" : "groups";
  findings.in(endpoint === "/Users" ? "filters of people" : "filters of groups");
  const said = dialect.filter[kind];
  const good: string[] = [];
  const open: string[] = [];
  const claims = claimOf(visit.config?.["filter"]);
  for (const attribute of ATTRIBUTES[endpoint]) {
    const holder = holders.find((resource) => valueOf(resource, attribute) !== undefined);
    if (holder === undefined) {
      findings.unknown(attribute, `nobody was seen who has one`);
      open.push(attribute);
      continue;
    }
    const outcome = await tryFilter(visit, endpoint, attribute, holder);
    if (outcome.verdict === "good") good.push(attribute);
    report(visit, attribute, outcome, said.includes(attribute), claims);
  }
  // Where not one of those that could be tried is of use, the others are not believed either.
  const isUseless = open.length < ATTRIBUTES[endpoint].length && good.length === 0;
  const isUsable = (name: string): boolean => good.includes(name) || (open.includes(name) && !isUseless);
  findings.learn(`filter.${kind}`, said.filter(isUsable));
}

/** How a filter came out. */
export interface Outcome {
  readonly verdict: "good" | "refused" | "lies";
  readonly seen: string;
}

/** Asks for somebody who is there, and for nobody. Learns on the way whether texts must stand without quotes. */
export async function tryFilter(
  { probe, findings, dialect }: Visit,
  endpoint: Endpoint,
  attribute: string,
  holder: JsonObject,
): Promise<Outcome> {
  const value = valueOf(holder, attribute) ?? "";
  const { quote } = dialect.filter;
  const ask = (wanted: string, isQuoted: boolean): Promise<Reply> =>
    probe.ask("GET", endpoint, { query: { filter: eq(attribute, wanted, { quote: isQuoted }) } });
  let isQuoted = quote;
  let found = hits(await ask(value, quote), holder, attribute, value);
  if (found.hit === 0) {
    const other = hits(await ask(value, !quote), holder, attribute, value);
    if (other.hit > 0 && other.strangers === 0) {
      isQuoted = !quote;
      found = other;
      findings.learn("filter.quote", isQuoted);
    }
  }
  if (found.refusal !== undefined) return { verdict: "refused", seen: probe.words(found.refusal) };
  if (found.strangers > 0) return { verdict: "lies", seen: `finds ${found.strangers} others as well` };
  if (found.hit === 0) return { verdict: "lies", seen: "finds nobody although somebody has that value" };
  const nonsense = hits(await ask(`none-${randomUUID()}`, isQuoted), {}, attribute, "");
  if (nonsense.refusal !== undefined) {
    return { verdict: "refused", seen: `for a value that nobody has: ${probe.words(nonsense.refusal)}` };
  }
  if (nonsense.strangers > 0)
    return { verdict: "lies", seen: `finds ${nonsense.strangers} for a value that nobody has` };
  const swapped = swapCase(value);
  const isCaseless = swapped !== value && hits(await ask(swapped, isQuoted), holder, attribute, value).hit > 0;
  const letters = swapped === value ? "" : `; letter case ${isCaseless ? "does not matter" : "matters"}`;
  return {
    verdict: "good",
    seen: `finds who is there and nobody else${letters}${isQuoted === quote ? "" : `; ${isQuoted ? "in" : "without"} quotes`}`,
  };
}

function report(
  { findings, dialect }: Visit,
  attribute: string,
  { verdict, seen }: Outcome,
  isSaid: boolean,
  claims: boolean | undefined,
): void {
  if (verdict === "good") findings.ok(attribute, seen, isSaid ? "" : "the dialect does not use it");
  else if (verdict === "refused") {
    const claimed = claims === true ? " (ServiceProviderConfig claims filters)" : "";
    findings.add(isSaid ? "note" : "ok", attribute, `${seen}${claimed}`, "look-ups read all pages instead");
  } else {
    // Strangers are sorted out by the provider; somebody who is not found is taken for new.
    const isBlind = seen.startsWith("finds nobody") && isSaid && dialect.filter.emptyIsProof;
    const means = isBlind
      ? "people who are there are taken for new; use the dialect object below"
      : "look-ups read all pages instead";
    findings.add(isBlind ? "wrong" : isSaid ? "note" : "ok", attribute, `lies: ${seen}`, means);
  }
}

interface Hits {
  readonly hit: number;
  readonly strangers: number;
  readonly refusal?: Reply;
}

function hits(reply: Reply, holder: JsonObject, attribute: string, value: string): Hits {
  const page = isDone(reply) ? pageOf(reply) : undefined;
  if (page === undefined) return { hit: 0, strangers: 0, refusal: reply };
  const id = idOf(holder);
  const hit = page.resources.filter((resource) => id !== undefined && idOf(resource) === id).length;
  const others = page.resources.filter((resource) => idOf(resource) !== id);
  const strangers = others.filter((resource) => foldCase(valueOf(resource, attribute) ?? "") !== foldCase(value));
  return { hit, strangers: strangers.length };
}

/** The value that a filter on the attribute would look at. */
export function valueOf(resource: JsonObject, attribute: string): string | undefined {
  if (attribute !== "emails.value") return textOf(resource[attribute]);
  const { emails } = resource;
  const [first] = Array.isArray(emails) ? emails.filter(isObject) : [];
  return textOf(first?.["value"]);
}

function swapCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}
