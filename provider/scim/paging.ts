import { AnswerError, FailedServiceError, RefusedError } from "./errors.js";
import { isObject, type Json, type JsonObject } from "./json.js";

/** What to ask a list for (RFC 7644 section 3.4.2). */
export interface ListQuery {
  filter?: string | undefined;
  /** Page size asked for; the service may give less. Left out, the service decides. */
  count?: number | undefined;
  /** From 1. Left out, the beginning. */
  startIndex?: number | undefined;
  attributes?: string[] | undefined;
  excludedAttributes?: string[] | undefined;
  /** RFC 9865: where the last page said to go on. */
  cursor?: string | undefined;
}

/** One page of a list. */
export interface ListPage {
  resources: JsonObject[];
  /** As the service says, which is often the page's size only. */
  totalResults?: number;
  itemsPerPage?: number;
  startIndex?: number;
  /** RFC 9865: present while more is to come. */
  nextCursor?: string;
}

/** More pages than any real directory has; beyond it a service is taken to make them up. */
export const MAX_PAGES = 10_000;
/** Pages in a row with nothing new, after which a list led by cursors is taken to turn in circles. */
const MAX_BARREN_PAGES = 5;

type Fetch = (path: string, query: Record<string, string | number | undefined>) => Promise<JsonObject>;

/** Reads lists and remembers, for each endpoint, what the service makes of `count` and of `totalResults`. */
export class Pager {
  private readonly refusesCount = new Set<string>();
  /** Endpoints where totalResults was seen to count more than the page. */
  private readonly honestTotals = new Set<string>();

  constructor(private readonly fetch: Fetch) {}

  /** One page. A service that fails on any `count` is asked without it, from then on. */
  async page(endpoint: string, query: ListQuery): Promise<ListPage> {
    if (query.count === undefined || this.refusesCount.has(endpoint)) {
      return this.ask(endpoint, { ...query, count: undefined });
    }
    try {
      return await this.ask(endpoint, query);
    } catch (error) {
      if (!isFirst(query) || !mayBeCount(error)) throw error;
      const page = await this.ask(endpoint, { ...query, count: undefined }).catch(() => undefined);
      if (page === undefined) throw error;
      this.refusesCount.add(endpoint);
      return page;
    }
  }

  /** Everything that matches, each id once; ends where a page brings nothing new, whatever `totalResults` says. */
  async *list(endpoint: string, query: ListQuery): AsyncGenerator<JsonObject, void, undefined> {
    const seen = new Set<string>();
    const cursors = new Set<string>();
    let next: ListQuery = query;
    let received = 0;
    let barren = 0;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = await this.page(endpoint, next);
      const before = seen.size;
      for (const resource of identified(page.resources, endpoint)) {
        if (seen.has(resource.id)) continue;
        seen.add(resource.id);
        yield resource.value;
      }
      received += page.resources.length;
      const isNew = seen.size > before;
      barren = isNew ? 0 : barren + 1;
      if (page.nextCursor !== undefined) {
        if (cursors.has(page.nextCursor) || barren >= MAX_BARREN_PAGES) return;
        cursors.add(page.nextCursor);
        next = { ...query, startIndex: undefined, cursor: page.nextCursor };
        continue;
      }
      const offset = (query.startIndex ?? 1) - 1;
      if (next.cursor !== undefined || !isNew || this.isLast(endpoint, query, page, offset + received)) return;
      next = { ...query, startIndex: offset + received + 1 };
    }
    throw new AnswerError(
      `GET ${endpoint} does not end: ${MAX_PAGES} pages brought ${seen.size} resources. Narrow the list with a filter, or check the endpoint.`,
      { status: 200, reason: "endlessList" },
    );
  }

  /**
   * Whether totalResults may be believed to be reached. Some services give the page's own size there, so a first page that looks full
   * is followed by a second one, unless this endpoint has shown a larger total before; a total that was already passed is no total.
   */
  private isLast(endpoint: string, query: ListQuery, page: ListPage, position: number): boolean {
    const total = page.totalResults;
    if (total !== position) return false;
    const size = page.resources.length;
    if (total > size) this.honestTotals.add(endpoint);
    return this.honestTotals.has(endpoint) || !looksFull(size, query.count);
  }

  private async ask(endpoint: string, query: ListQuery): Promise<ListPage> {
    return readPage(await this.fetch(endpoint, queryOf(query)), endpoint);
  }
}

function queryOf(query: ListQuery): Record<string, string | number | undefined> {
  return {
    filter: query.filter,
    startIndex: query.startIndex,
    count: query.count,
    cursor: query.cursor,
    attributes: query.attributes?.join(","),
    excludedAttributes: query.excludedAttributes?.join(","),
  };
}

function isFirst(query: ListQuery): boolean {
  return (query.startIndex ?? 1) === 1 && query.cursor === undefined;
}

function mayBeCount(error: unknown): boolean {
  if (error instanceof FailedServiceError) return error.status === 500;
  return error instanceof RefusedError && error.status === 400 && error.scimType?.toLowerCase() !== "invalidfilter";
}

/** A page as large as was asked for, or of a round size as services cap pages at (20, 25, 50, 100, …), may be one of several. */
function looksFull(size: number, count: number | undefined): boolean {
  return size > 0 && ((count !== undefined && size >= count) || (size >= 10 && size % 5 === 0));
}

/** Reads a ListResponse in any of its known spellings; an object that is none at all is an AnswerError, never an empty list. */
function readPage(body: JsonObject, endpoint: string): ListPage {
  const resources = body["Resources"] ?? body["resources"] ?? undefined;
  const totalResults = wholeNumber(body["totalResults"]);
  if (resources === undefined && totalResults === undefined)
    throw notList(endpoint, "it has neither Resources nor totalResults");
  if (resources !== undefined && !Array.isArray(resources)) throw notList(endpoint, "its Resources are no array");
  const items = resources ?? [];
  if (!items.every(isObject)) throw notList(endpoint, "its Resources are not all objects");
  const itemsPerPage = wholeNumber(body["itemsPerPage"]);
  const startIndex = wholeNumber(body["startIndex"]);
  const nextCursor = body["nextCursor"];
  return {
    resources: items,
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(itemsPerPage === undefined ? {} : { itemsPerPage }),
    ...(startIndex === undefined ? {} : { startIndex }),
    ...(typeof nextCursor === "string" && nextCursor !== "" ? { nextCursor } : {}),
  };
}

function wholeNumber(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The resources that have an id (a number is taken as its text); a page where none has one cannot be what was asked for. */
function identified(resources: JsonObject[], endpoint: string): { id: string; value: JsonObject }[] {
  const found = resources.flatMap((value) => {
    const id = typeof value["id"] === "number" ? String(value["id"]) : value["id"];
    return typeof id === "string" && id !== "" ? [{ id, value: { ...value, id } }] : [];
  });
  if (found.length === 0 && resources.length > 0) throw notList(endpoint, "none of its Resources has an id");
  return found;
}

function notList(endpoint: string, why: string): AnswerError {
  return new AnswerError(
    `GET ${endpoint} was answered with something else than a SCIM list: ${why}. Check that endpoint is the service's SCIM base URL.`,
    { status: 200, reason: "notList" },
  );
}
