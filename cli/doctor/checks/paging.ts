import { idOf, type JsonObject } from "../../../provider/scim/json.js";
import { isDone, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";
import { pageOf } from "./reach.js";

/** Asked for at first; more than most services give. */
const MANY = 1000;
/** Asked for in turn where a service refuses what is above its limit. */
const SIZES = [500, 200, 100, 50, 20, 10] as const;
/** Pages that are read at most to count everybody. */
const MAX_PAGES = 12;

type Endpoint = "/Users" | "/Groups";

/**
 * How lists are cut (RFC 7644 section 3.4.2.4): the largest page, whether pages lie side by side without gap or overlap, whether
 * they come in one order, and whether totalResults is true. Everything that was seen is kept in `into`.
 */
export async function checkPaging(visit: Visit, endpoint: Endpoint, into: JsonObject[]): Promise<void> {
  const { findings, dialect } = visit;
  const kind = endpoint === "/Users" ? "users" : "groups";
  findings.in(endpoint === "/Users" ? "lists of people" : "lists of groups");
  const first = await largestPage(visit, endpoint);
  if (first === undefined) return;
  const { asked, resources, total, refused } = first;
  into.push(...resources);
  const wanted = dialect.page[kind];
  const given = resources.length;
  const isCapped = total !== undefined && total > given;
  const size = `asked for ${asked}, given ${given}${total === undefined ? "" : ` of ${total}`}`;
  if (refused !== undefined) {
    const means = `more than ${asked} a page are refused`;
    const isAsked = wanted === undefined || wanted <= asked;
    findings.learn(`page.${kind}`, isAsked && wanted !== undefined ? wanted : asked);
    findings.add(isAsked ? "ok" : "wrong", "page size", `${size}; ${refused}`, means);
  } else if (isCapped) {
    const means = given < (wanted ?? 0) ? "the provider reads so many at a time" : "";
    findings.compare(`page.${kind}`, given, "page size", size, means, given < (wanted ?? 0) ? "note" : "ok");
  } else findings.ok("page size", size, given < asked ? "everybody on one page, so no limit was seen" : "");
  if (given < 2) {
    findings.unknown("paging", `${given === 0 ? "nothing" : "one"} in the list`, "");
    return;
  }
  await neighbours(visit, endpoint, resources);
  await count(visit, endpoint, first, into);
}

interface First {
  readonly asked: number;
  readonly resources: JsonObject[];
  readonly total: number | undefined;
  /** How the service refused more. */
  readonly refused?: string;
}

async function largestPage({ probe, findings }: Visit, endpoint: Endpoint): Promise<First | undefined> {
  let refused: string | undefined;
  let reply: Reply | undefined;
  for (const asked of [MANY, ...SIZES]) {
    reply = await probe.ask("GET", endpoint, { query: { count: asked } });
    const page = isDone(reply) ? pageOf(reply) : undefined;
    if (page !== undefined) {
      const { resources, totalResults: total } = page;
      return { asked, resources, total, ...(refused === undefined ? {} : { refused }) };
    }
    refused ??= probe.words(reply);
  }
  findings.wrong("page size", refused ?? "", "no size of a page is taken");
  return undefined;
}

/** Two small pages against the large one: nothing twice, nothing left out, the same order. */
async function neighbours({ probe, findings }: Visit, endpoint: Endpoint, whole: JsonObject[]): Promise<void> {
  const half = Math.max(1, Math.min(10, Math.floor(whole.length / 2)));
  const pages: string[][] = [];
  for (const startIndex of [1, half + 1]) {
    const reply = await probe.ask("GET", endpoint, { query: { startIndex, count: half } });
    const page = isDone(reply) ? pageOf(reply) : undefined;
    if (page === undefined) {
      findings.wrong("paging", `startIndex ${startIndex}: ${probe.words(reply)}`, "only the first page can be read");
      return;
    }
    pages.push(page.resources.flatMap((resource) => idOf(resource) ?? []));
  }
  const [before = [], after = []] = pages;
  const expected = whole.flatMap((resource) => idOf(resource) ?? []);
  const doubles = after.filter((id) => before.includes(id)).length;
  const two = [...before, ...after];
  if (before.length > half) {
    findings.note(
      "paging",
      `count ${half} gave ${before.length}`,
      "count is not heeded; pages are as the service likes",
    );
  } else if (doubles > 0) {
    findings.wrong(
      "paging",
      `${doubles} of ${after.length} stand on two pages`,
      "startIndex is not heeded; people are missed",
    );
  } else if (two.join() === expected.slice(0, two.length).join()) {
    findings.ok("paging", `2 pages of ${half}: no gap, no overlap, the same order`);
  } else if (two.every((id) => expected.includes(id))) {
    findings.note("paging", "pages come in another order each time", "people may be missed while lists are read");
  } else {
    findings.note("paging", "small pages show others than the large one", "lists change while they are read");
  }
}

/** Whether totalResults is how many there are, as far as a few pages tell. */
async function count(visit: Visit, endpoint: Endpoint, first: First, into: JsonObject[]): Promise<void> {
  const { probe, findings } = visit;
  const { asked, total } = first;
  const small = await probe.ask("GET", endpoint, { query: { count: 1 } });
  const claimed = isDone(small) ? pageOf(small)?.totalResults : undefined;
  const seen = new Set(into.flatMap((resource) => idOf(resource) ?? []));
  for (let page = 1; page < MAX_PAGES && total !== undefined && seen.size < total; page++) {
    const reply = await probe.ask("GET", endpoint, { query: { startIndex: into.length + 1, count: asked } });
    const more = (isDone(reply) ? pageOf(reply)?.resources : undefined) ?? [];
    const fresh = more.filter((resource) => !seen.has(idOf(resource) ?? ""));
    if (fresh.length === 0) break;
    for (const resource of fresh) seen.add(idOf(resource) ?? "");
    into.push(...fresh);
  }
  if (total === undefined) findings.note("totalResults", "not given", "every list is read until a page is empty");
  else if (claimed !== undefined && claimed < seen.size) {
    const means = "it counts the page, not all; every list is read until a page is empty";
    findings.note("totalResults", `${claimed} where there are ${seen.size}`, means);
  } else if (seen.size >= total) findings.ok("totalResults", `${total}, as many as were counted`);
  else if (seen.size < MAX_PAGES * first.resources.length) {
    findings.note("totalResults", `${total}, but ${seen.size} were to be found`, "it cannot be gone by");
  } else findings.unknown("totalResults", `${total}; counted ${seen.size} and stopped there`);
}
