import { AnswerError } from "./errors.js";
import { type JsonObject } from "./json.js";
import { identified, type ListPage, type ListQuery, looksFull } from "./listPage.js";

/** More pages than any real directory has; beyond it a service is taken to make them up. */
const MAX_PAGES = 10_000;
/** More resources than that either, whatever their pages hold: their ids are kept to tell what is new. */
const MAX_RESOURCES = 1_000_000;
/** Pages in a row with nothing new, after which a list led by cursors is taken to turn in circles. */
const MAX_BARREN_PAGES = 5;
/** Most pages asked for side by side, before what they brought is looked at. */
const WAVE = 8;

/** What is known of an endpoint beyond one walk. */
export interface Habits {
  /** Whether totalResults was seen to count more than the page. */
  honestTotal: boolean;
  /** Whether its whole list was seen not to end: it is not walked a second time. */
  isEndless?: boolean;
}

/**
 * One walk through a list (RFC 7644 section 3.4.2.4), page by page or the rest of it at once. Each id comes once; the walk
 * ends where a page brings nothing new, whatever `totalResults` says.
 */
export class PageWalk {
  readonly #endpoint: string;
  readonly #query: ListQuery;
  readonly #fetch: (query: ListQuery) => Promise<ListPage>;
  readonly #habits: Habits;
  readonly #seen = new Set<string>();
  readonly #cursors = new Set<string>();
  /** What to ask for next; undefined at the end. */
  #next: ListQuery | undefined;
  #received = 0;
  #barren = 0;
  #asked = 0;
  #pages = 0;
  /** Size of the first page, while every page but the last has had it. */
  #size: number | undefined;
  #total: number | undefined;
  #largestTotal = 0;

  constructor(endpoint: string, query: ListQuery, fetch: (query: ListQuery) => Promise<ListPage>, habits: Habits) {
    this.#endpoint = endpoint;
    this.#query = query;
    this.#fetch = fetch;
    this.#habits = habits;
    this.#next = query;
  }

  get isDone(): boolean {
    return this.#next === undefined;
  }

  /** Pages still to come; undefined where the service does not say so believably. */
  get remaining(): number | undefined {
    if (this.isDone) return 0;
    if (this.#size === undefined || this.#size === 0 || this.#total === undefined || this.#next?.cursor !== undefined)
      return undefined;
    return this.#total > this.#received && this.#total > this.#size
      ? Math.ceil((this.#total - this.#received) / this.#size)
      : undefined;
  }

  /** The new resources of one more page; none at the end. */
  async next(): Promise<JsonObject[]> {
    const query = this.#next;
    if (query === undefined) return [];
    return this.#take(query, await this.#ask(query));
  }

  /** All that is left, or the next `most` pages of it; they are asked for side by side as far as `remaining` is known. */
  async *rest(most = Infinity): AsyncGenerator<JsonObject[], void, undefined> {
    const end = this.#asked + most;
    while (!this.isDone && this.#asked < end) {
      const known = Math.min(this.remaining ?? 1, WAVE, end - this.#asked);
      const [size, from] = [this.#size ?? 0, this.#received];
      if (known <= 1) {
        yield await this.next();
        continue;
      }
      const queries = Array.from({ length: known }, (_, at) => this.#at(from + at * size));
      for (const [at, page] of (await Promise.all(queries.map((query) => this.#ask(query)))).entries()) {
        // A short page moves all that follows it: from there on the places are not those that were asked for.
        if (this.#next === undefined || this.#received !== from + at * size) break;
        yield this.#take(this.#at(from + at * size), page);
      }
    }
  }

  #at(offset: number): ListQuery {
    return { ...this.#query, startIndex: (this.#query.startIndex ?? 1) + offset };
  }

  #take(query: ListQuery, page: ListPage): JsonObject[] {
    this.#pages += 1;
    const fresh = identified(page.resources, this.#endpoint).filter(({ id }) => {
      const isNew = !this.#seen.has(id);
      this.#seen.add(id);
      return isNew;
    });
    this.#received += page.resources.length;
    this.#size = this.#pages === 1 || page.resources.length === this.#size ? page.resources.length : undefined;
    this.#total = page.totalResults;
    this.#largestTotal = Math.max(this.#largestTotal, page.totalResults ?? 0);
    this.#barren = fresh.length > 0 ? 0 : this.#barren + 1;
    this.#next = this.#after(query, page, fresh.length > 0);
    return fresh.map(({ value }) => value);
  }

  #after(query: ListQuery, page: ListPage, isNew: boolean): ListQuery | undefined {
    if (page.nextCursor !== undefined) {
      if (this.#cursors.has(page.nextCursor) || this.#barren >= MAX_BARREN_PAGES) return undefined;
      this.#cursors.add(page.nextCursor);
      return { ...this.#query, startIndex: undefined, cursor: page.nextCursor };
    }
    if (query.cursor !== undefined || !isNew || this.#isLast(page)) return undefined;
    return this.#at(this.#received);
  }

  /**
   * Whether totalResults may be believed to be reached. Some services give the page's own size there, so a first page that looks full
   * is followed by a second one, unless this endpoint has shown a larger total before; a total that was already passed is no total, and one that has shrunk to just here is looked behind.
   */
  #isLast({ totalResults: total, resources }: ListPage): boolean {
    if (total !== (this.#query.startIndex ?? 1) - 1 + this.#received) return false;
    if (total < this.#largestTotal && looksFull(resources.length, this.#query.count)) return false;
    if (total > resources.length) this.#habits.honestTotal = true;
    return this.#habits.honestTotal || !looksFull(resources.length, this.#query.count);
  }

  #ask(query: ListQuery): Promise<ListPage> {
    const isWhole = this.#query.filter === undefined;
    if (isWhole && this.#habits.isEndless === true) throw this.#endless("it did not end before in this run");
    this.#asked += 1;
    if (this.#asked <= MAX_PAGES && this.#seen.size < MAX_RESOURCES) return this.#fetch(query);
    if (isWhole) this.#habits.isEndless = true;
    throw this.#endless(`${this.#pages} pages brought ${this.#seen.size} resources`);
  }

  #endless(why: string): AnswerError {
    return new AnswerError(
      `GET ${this.#endpoint} does not end: ${why}. Narrow the list with a filter, or check the endpoint.`,
      { status: 200, reason: "endlessList" },
    );
  }
}
