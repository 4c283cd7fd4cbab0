import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { idOf, isObject, textOf, type Json, type JsonObject } from "../scim/json.js";
import { type PageWalk } from "../scim/pageWalk.js";
import { pruned } from "../scim/pruned.js";

/** How long a first read waits for others before it is asked for alone, in milliseconds. */
const GATHER_MS = 10;
/** Requests that may be spent beyond twice the cheaper way. */
const SLACK = 2;
/** How often a list must agree with requests by id before it is believed when it shows something else than expected. */
const PROOFS = 2;
/** How much of lists is kept, in characters of JSON: as much as some 150,000 people. Beyond it everybody is asked for by id. */
const MAX_HELD = 256 * 2 ** 20;
/** Pages by which a list may have grown since they were counted. */
const GROWN = 1;
/** A directory of so many pages for each known read is not walked in the hope of hits. */
const FAR = 4;

/** What the engine last knew of a resource, to tell whether a list shows it whole. */
export interface Expectation {
  /** Whether the view takes in all that others may want of the resource; of a group, its members too. */
  isFull: boolean;
  before: JsonObject;
  /** What the asker makes of a resource, to be compared with `before`. */
  view: (resource: JsonObject) => Promise<JsonObject>;
}

interface Checked {
  whole: JsonObject | undefined;
  /** Whether it says the same as the list. */
  isAgreed: boolean;
}

/** Where a reader gets things from. */
export interface Source {
  walk: PageWalk;
  /** The resource by id, whole; concurrent calls share one request. */
  get: (id: string) => Promise<JsonObject | undefined>;
  /** Hears of each resource that a page shows. */
  shown: (resource: JsonObject) => void;
}

/**
 * Answers reads of one endpoint from its list pages, fetched once and shared by all who ask, or one by one where that is
 * cheaper. Nobody knows how many reads will come, so pages and single requests are weighed as they come: what is spent,
 * and what those who wait may still cost, stays within twice the cheaper of "all pages" and "one request each", plus two.
 *
 * A page proves only what it shows: who is missing from all of them is asked for by id, and so is who lacks something that
 * was there before, and who looks different until lists were seen to be right about that. What this process has written is
 * never answered from a page.
 */
export class PageReader {
  /** The externalIds that the pages read so far have shown. */
  readonly externalIds = new Set<string>();
  readonly #from: Source;
  readonly #items = new Map<string, JsonObject>();
  readonly #written = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, { turn: Promise<boolean>; end: (isPaid: boolean) => void }>();
  /** How often lists agreed with requests by id about something unexpected; -Infinity once they did not. */
  #proofs = 0;
  #lastCheck: Promise<unknown> = Promise.resolve();
  /** How often a list left out what a request by id then showed. */
  #cuts = 0;
  #spent = 0;
  #pages = 0;
  #held = 0;
  /** Pages that were read for look-ups of objects about to be made. */
  #sought = 0;
  /** Reads that a page has answered when they waited for one. */
  #hits = 0;
  /** Reads whose item is being compared with what was expected, and which may still be asked for by id. */
  #doubtful = 0;
  #isSteering = false;
  #walks = Promise.resolve();
  #isBroken = false;

  constructor(from: Source) {
    this.#from = from;
  }

  /** What a page has shown under that id, unless this process has written it since. */
  item(id: string): JsonObject | undefined {
    return this.#items.get(id);
  }

  /** What was shown of that id is out of date. */
  forget(id: string): void {
    this.#written.add(id);
    this.#items.delete(id);
  }

  /** The resource with that id; undefined when a request by id says that there is none. */
  async read(id: string, expectation?: Expectation): Promise<JsonObject | undefined> {
    if (this.#written.has(id)) return this.#from.get(id);
    this.#asked.add(id);
    const mayBeListed = !this.#items.has(id) && this.#mayList();
    const isPaid = mayBeListed && (await this.#turn(id));
    const item = this.#items.get(id);
    if (item === undefined) return isPaid ? this.#from.get(id) : this.#one(id);
    if (!expectation) return item;
    this.#doubtful += 1;
    return this.#believed(id, item, expectation).finally(() => {
      this.#doubtful -= 1;
    });
  }

  /** Everything; undefined where this process has written, so that the pages do not tell all. */
  async all(): Promise<Iterable<JsonObject> | undefined> {
    if (this.#written.size === 0 && this.#mayList()) await this.#rest();
    return this.#written.size === 0 && this.#from.walk.isDone && !this.#isBroken ? this.#items.values() : undefined;
  }

  /** Everything but what this process has written, unless more than `most` pages would be read for those who ask so. */
  async everybody(most: number): Promise<Iterable<JsonObject> | undefined> {
    for (let before = -1; this.#mayList() && this.#sought !== before;) {
      before = this.#sought;
      await this.#walking(() => this.#seek(most));
    }
    return this.#mayList() || this.#isBroken ? undefined : this.#items.values();
  }

  async #seek(most: number): Promise<void> {
    const { remaining = 1 } = this.#from.walk;
    if (!this.#mayList() || this.#sought + remaining > most) return;
    this.#sought += remaining;
    await this.#read(remaining > 1 ? remaining + GROWN : 1);
  }

  async #believed(id: string, item: JsonObject, expectation: Expectation): Promise<JsonObject | undefined> {
    const view = async (resource: JsonObject) => pruned(await expectation.view(resource));
    const [shown, before] = [await view(item), pruned(expectation.before)];
    if (isDeepStrictEqual(shown, before)) return item;
    const check = async () => {
      const whole = await this.#one(id);
      return { whole, isAgreed: whole !== undefined && isDeepStrictEqual(shown, await view(whole)) };
    };
    if (!lacks(shown, before)) return this.#proven(item, check);
    const { whole, isAgreed } = await check();
    if (whole && !isAgreed) this.#cuts += 1;
    return whole;
  }

  /** Something unexpected: believed once lists have proven right; until then one after the other is checked. */
  #proven(item: JsonObject, check: () => Promise<Checked>): Promise<JsonObject | undefined> {
    const step = async () => {
      if (this.#proofs >= PROOFS) return item;
      const { whole, isAgreed } = await check();
      this.#proofs = isAgreed ? this.#proofs + 1 : -Infinity;
      return whole;
    };
    if (this.#proofs < 0) return step();
    const turn = this.#lastCheck.then(step);
    this.#lastCheck = turn.catch(() => undefined);
    return turn;
  }

  #one(id: string): Promise<JsonObject | undefined> {
    this.#spent += 1;
    return this.#from.get(id);
  }

  #mayList(): boolean {
    return !this.#isBroken && !this.#from.walk.isDone;
  }

  /** Resolves when the id is on a page, or with true when a request by id is due and counted already. */
  #turn(id: string): Promise<boolean> {
    const known = this.#waiting.get(id);
    if (known) return known.turn;
    let end: (isPaid: boolean) => void = () => undefined;
    const turn = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    this.#waiting.set(id, { turn, end });
    if (!this.#isSteering) void this.#steer();
    return turn;
  }

  async #steer(): Promise<void> {
    this.#isSteering = true;
    if (this.#spent === 0 && this.#asked.size === 1) await setTimeout(GATHER_MS);
    while (this.#waiting.size > 0) {
      const step = this.#mayList() ? this.#plan() : "one";
      if (step === "page") await this.#page();
      else if (step === "rest") await this.#rest(this.#from.walk.remaining);
      else this.#releaseAll();
    }
    this.#isSteering = false;
  }

  /** What to do for those who wait: the rest of the pages, one more of them, or a request for each. */
  #plan(): "rest" | "page" | "one" {
    const reads = this.#asked.size;
    if (this.#cuts > 1 || (reads === 1 && this.#spent === 0)) return "one";
    const { remaining } = this.#from.walk;
    const waiting = this.#waiting.size;
    // Whoever is found on a page may have to be asked for all the same, until lists have proven right.
    const checks = this.#proofs < 0 ? Infinity : PROOFS - this.#proofs;
    const doubtful = Math.min(this.#doubtful, checks);
    const budget = 2 * Math.min(reads, this.#pages + (remaining ?? Infinity)) + SLACK;
    if (remaining !== undefined) {
      const rest = remaining + Math.min(waiting, checks - doubtful);
      if (this.#spent + doubtful + rest <= budget || rest <= waiting) return "rest";
    }
    if (this.#spent + doubtful + 1 + waiting > budget) return "one";
    const isNear = remaining === undefined || remaining <= FAR * (reads + SLACK);
    const isFruitful = this.#hits * 2 >= reads;
    return isNear || isFruitful ? "page" : "one";
  }

  #page(): Promise<void> {
    return this.#walking(async () => {
      if (this.#mayList()) this.#file(await this.#from.walk.next());
    });
  }

  /** So many pages as were planned: a total may grow with each of them, without end. */
  #rest(pages = Infinity): Promise<void> {
    return this.#walking(() => this.#read(pages + GROWN));
  }

  async #read(pages?: number): Promise<void> {
    for await (const page of this.#from.walk.rest(pages)) {
      this.#file(page);
      if (this.#isBroken) return;
    }
  }

  /** One at a time goes on with the walk; a list that fails is not asked again. */
  #walking(work: () => Promise<void>): Promise<void> {
    this.#walks = this.#walks.then(work).catch(() => {
      this.#isBroken = true;
    });
    return this.#walks;
  }

  #file(page: JsonObject[]): void {
    this.#spent += 1;
    this.#pages += 1;
    this.#held += JSON.stringify(page).length;
    if (this.#held > MAX_HELD) this.#isBroken = true;
    for (const resource of page) {
      const id = idOf(resource);
      if (id === undefined || this.#written.has(id)) continue;
      this.#items.set(id, resource);
      const externalId = textOf(resource["externalId"]);
      if (externalId !== undefined) this.externalIds.add(externalId);
      this.#from.shown(resource);
      const waiting = this.#waiting.get(id);
      if (!waiting) continue;
      this.#hits += 1;
      this.#waiting.delete(id);
      waiting.end(false);
    }
  }

  #releaseAll(): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#spent += all.length;
    for (const { end } of all) end(true);
  }
}

/** Whether something that was there before is not there now, however deep. */
function lacks(now: Json | undefined, before: Json | undefined): boolean {
  if (Array.isArray(before)) return !Array.isArray(now) || now.length < before.length;
  if (!isObject(before)) return before !== undefined && before !== null && (now === undefined || now === null);
  return (
    !isObject(now) ||
    Object.keys(before).some((key) => lacks(Object.hasOwn(now, key) ? now[key] : undefined, before[key]))
  );
}
