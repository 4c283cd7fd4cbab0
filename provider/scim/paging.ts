import { FailedServiceError, RefusedError } from "./errors.js";
import { type JsonObject } from "./json.js";
import { type ListPage, type ListQuery, readPage } from "./listPage.js";
import { type Habits, PageWalk } from "./pageWalk.js";

type Fetch = (path: string, query: Record<string, string | number | undefined>) => Promise<JsonObject>;

/** Reads lists and remembers, for each endpoint, what the service makes of `count` and of `totalResults`. */
export class Pager {
  private readonly refusesCount = new Set<string>();
  private readonly habits = new Map<string, Habits>();

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

  /** A walk through everything that matches. */
  walk(endpoint: string, query: ListQuery): PageWalk {
    const habits = this.habits.get(endpoint) ?? { honestTotal: false };
    this.habits.set(endpoint, habits);
    return new PageWalk(endpoint, query, (next) => this.page(endpoint, next), habits);
  }

  /** Everything that matches, each id once, page after page. */
  async *list(endpoint: string, query: ListQuery): AsyncGenerator<JsonObject, void, undefined> {
    const walk = this.walk(endpoint, query);
    while (!walk.isDone) yield* await walk.next();
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
