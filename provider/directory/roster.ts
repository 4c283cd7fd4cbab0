import { foldCase } from "../scim/compare.js";
import { idOf, isObject, textOf, type JsonObject } from "../scim/json.js";
import { ENTERPRISE_USER } from "../scim/urns.js";
import { type Member } from "./members.js";
import { type Reads } from "./reads.js";

/** What a scan keeps of one person. */
interface Person {
  groups: Set<string>;
  /** Names of the groups that follow from attributes, in one letter case. */
  follows: string[];
}

type People = Map<string, Person>;

/**
 * Who is in which group, at services where only the people tell: one walk through all of them, shared by every
 * membership of the run and kept up to date with what this process itself writes.
 */
export class Roster {
  readonly #reads: Pick<Reads, "list" | "listShared" | "byId">;
  readonly #attributes: string[];
  #people: People | undefined;
  #running: Promise<People> | undefined;
  #next: Promise<People> | undefined;
  /** What this process has changed since the running scan began, which may have passed those people already. */
  #journal: ((people: People) => void)[] = [];

  /** `attributes`: those of the enterprise extension that put people into the group of that name. */
  constructor(reads: Pick<Reads, "list" | "listShared" | "byId">, attributes: string[]) {
    this.#reads = reads;
    this.#attributes = attributes;
  }

  /** Whether somebody has that id, as far as a scan has told. */
  has(id: string): boolean {
    return this.#people?.has(id) ?? false;
  }

  /** The ids out of these that the last scan did not find in the group; none before the first scan. */
  lacking(group: string, ids: readonly string[]): string[] {
    const people = this.#people;
    return people ? ids.filter((id) => people.get(id)?.groups.has(group) !== true) : [];
  }

  /**
   * Everybody in the group, by id; `fresh` by a scan that begins after this call. Calls that wait for the same beginning
   * share it. `name`: the group's, by which `follows` is told.
   */
  async members(group: string, name: string, options: { fresh?: boolean } = {}): Promise<ReadonlyMap<string, Member>> {
    const people =
      options.fresh === true ? await this.#scan() : (this.#people ?? (await (this.#running ?? this.#scan(true))));
    const members = new Map<string, Member>();
    for (const [id, { groups, follows }] of people)
      if (groups.has(group)) members.set(id, follows.includes(foldCase(name)) ? { id, follows: true } : { id });
    return members;
  }

  /** A person as an answer to a write showed them. */
  shown(resource: JsonObject): void {
    const id = idOf(resource);
    if (id === undefined || !Array.isArray(resource["groups"])) return;
    const person = this.#personIn(resource);
    this.#change((people) => people.set(id, person));
  }

  /** Who of a group's members is there after a write of this process. */
  moved(group: string, ids: readonly string[], isIn: boolean): void {
    this.#change((people) => {
      for (const id of ids) {
        if (isIn) people.get(id)?.groups.add(group);
        else people.get(id)?.groups.delete(group);
      }
    });
  }

  /** The person is not there any more. */
  ended(id: string): void {
    this.#change((people) => people.delete(id));
  }

  /** Something was written whose effect is not known: the next question is answered by a new scan. */
  forget(): void {
    this.#people = undefined;
    this.#running = undefined;
  }

  #change(change: (people: People) => void): void {
    if (this.#people) change(this.#people);
    if (this.#running) this.#journal.push(change);
  }

  #scan(isShared = false): Promise<People> {
    this.#next ??= (this.#running ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        const running = this.#read(isShared);
        this.#running = running;
        return running.finally(() => {
          if (this.#running === running) this.#running = undefined;
        });
      });
    return this.#next;
  }

  async #read(isShared: boolean): Promise<People> {
    this.#journal = [];
    const people: People = new Map();
    const all = isShared ? this.#reads.listShared("/Users") : this.#reads.list("/Users");
    for await (const resource of all) {
      const id = idOf(resource);
      if (id !== undefined) people.set(id, this.#personIn(resource));
    }
    await this.#findAgain(people);
    for (const change of this.#journal) change(people);
    this.#people = people;
    return people;
  }

  /** Whoever was there before and is on no page now may have slipped from one page to the one before: they are asked for by id. */
  async #findAgain(people: People): Promise<void> {
    const missing = [...(this.#people ?? new Map<string, Person>())].filter(
      ([id, { groups }]) => groups.size > 0 && !people.has(id),
    );
    await Promise.all(
      missing.map(async ([id]) => {
        const resource = await this.#reads.byId("/Users", id, { fresh: true });
        if (resource) people.set(id, this.#personIn(resource));
      }),
    );
  }

  #personIn(resource: JsonObject): Person {
    const { groups } = resource;
    const ids = (Array.isArray(groups) ? groups : []).map((group) =>
      isObject(group) ? idOf({ id: group["value"] ?? "" }) : textOf(group),
    );
    const extension = resource[ENTERPRISE_USER];
    const names = this.#attributes.map((name) => (isObject(extension) ? textOf(extension[name]) : undefined));
    return {
      groups: new Set(ids.filter((id) => id !== undefined)),
      follows: names.flatMap((name) => (name === undefined ? [] : [foldCase(name)])),
    };
  }
}
