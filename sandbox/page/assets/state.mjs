/** @typedef {{ id: string, name: string, userName: string, title: string, department: string, manager: string | null, active: boolean }} Person */
/** @typedef {{ id: string, name: string, members: string[] }} Group */
/** A status of null is a running request, or a dropped one when ms is there. @typedef {{ number: number, at: number, method: string, target: string, status: number | null, ms: number | null }} Request */
/** @typedef {{ dialect: string, url: string, maxRequests: number }} Hello */
/** @typedef {{ Users?: Person[], Groups?: Group[], goneUsers?: string[], goneGroups?: string[], requests?: Request[] }} Change */
/** @typedef {"connecting" | "live" | "lost"} Connection */

const RETRY_MS = 1500;
const FRESH_MS = 1500;

/** What the sandbox holds, as its events tell it; whoever listens is told after each of them. */
export class State {
  /** @type {Map<string, Person>} */
  people = new Map();
  /** @type {Map<string, Group>} */
  groups = new Map();
  /** By number, oldest first. @type {Map<number, Request>} */
  requests = new Map();
  /** @type {Hello} */
  hello = { dialect: "", url: "", maxRequests: 1000 };
  /** @type {Connection} */
  connection = "connecting";
  /** Ids of what changed just now, for a moment. @type {Set<string>} */
  fresh = new Set();
  #isReady = false;
  /** @type {((change: Change) => void)[]} */
  #listeners = [];

  /** @param {(change: Change) => void} listener */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Reads the events, and tries again for ever when they end: each connection tells everything anew. */
  connect() {
    const events = new EventSource("/page/events");
    events.addEventListener("hello", ({ data }) => {
      this.#reset(/** @type {Hello} */ (JSON.parse(String(data))));
    });
    events.addEventListener("change", ({ data }) => {
      this.#apply(/** @type {Change} */ (JSON.parse(String(data))));
    });
    events.addEventListener("ready", () => {
      this.#isReady = true;
      this.connection = "live";
      this.#tell({});
    });
    events.addEventListener("error", () => {
      events.close();
      this.connection = "lost";
      this.#tell({});
      setTimeout(() => {
        this.connect();
      }, RETRY_MS);
    });
  }

  /** @param {Hello} hello */
  #reset(hello) {
    this.hello = hello;
    this.#isReady = false;
    this.people.clear();
    this.groups.clear();
    this.requests.clear();
    this.fresh.clear();
    this.#tell({});
  }

  /** @param {Change} change */
  #apply(change) {
    const { Users = [], Groups = [], goneUsers = [], goneGroups = [], requests = [] } = change;
    for (const person of Users) this.people.set(person.id, person);
    for (const group of Groups) this.groups.set(group.id, group);
    for (const id of goneUsers) this.people.delete(id);
    for (const id of goneGroups) this.groups.delete(id);
    for (const request of requests) this.requests.set(request.number, request);
    for (const number of this.requests.keys()) {
      if (this.requests.size <= this.hello.maxRequests) break;
      this.requests.delete(number);
    }
    if (this.#isReady) this.#freshen([...Users, ...Groups].map(({ id }) => id));
    this.#tell(change);
  }

  /** @param {string[]} ids */
  #freshen(ids) {
    for (const id of ids) this.fresh.add(id);
    if (ids.length === 0) return;
    setTimeout(() => {
      for (const id of ids) this.fresh.delete(id);
      this.#tell({});
    }, FRESH_MS);
  }

  /** @param {Change} change */
  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }
}
