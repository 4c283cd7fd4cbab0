import { changeOf, helloOf, objectOf, parse } from "./read.mjs";

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
  /** What a new connection has told so far. @type {ReturnType<typeof nothing> | undefined} */
  #coming;
  /** @type {EventSource | undefined} */
  #events;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {((change: Change) => void)[]} */
  #listeners = [];

  /** @param {(change: Change) => void} listener */
  listen(listener) {
    this.#listeners.push(listener);
  }

  /**
   * Reads the events, and tries again for ever when they end: each connection tells everything anew. A page that nobody sees reads
   * nothing, since a browser lets only few connections to one server be open; it catches up when it is seen again.
   */
  connect() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#stop();
      else this.#start();
    });
    if (!document.hidden) this.#start();
  }

  #start() {
    if (this.#events !== undefined) return;
    clearTimeout(this.#retry);
    const events = new EventSource("/page/events");
    this.#events = events;
    events.addEventListener("hello", ({ data }) => {
      this.#reset(helloOf(objectOf(parse(String(data)))));
    });
    events.addEventListener("change", ({ data }) => {
      this.#apply(changeOf(objectOf(parse(String(data)))));
    });
    events.addEventListener("ready", () => {
      this.#arrive();
    });
    events.addEventListener("error", () => {
      this.#stop();
      this.connection = "lost";
      this.#tell({});
      this.#retry = setTimeout(() => {
        if (!document.hidden) this.#start();
      }, RETRY_MS);
    });
  }

  #stop() {
    clearTimeout(this.#retry);
    this.#events?.close();
    this.#events = undefined;
  }

  /** @param {Hello} hello */
  #reset(hello) {
    this.hello = hello;
    this.#coming = nothing();
    this.#tell({});
  }

  /** All has been told anew: it takes the place of what was, at once, so that nothing flickers or scrolls away. */
  #arrive() {
    const { people, groups, requests } = this.#coming ?? nothing();
    const gone = (/** @type {Map<string, unknown>} */ before, /** @type {Map<string, unknown>} */ after) =>
      [...before.keys()].filter((id) => !after.has(id));
    const change = {
      Users: [...people.values()],
      Groups: [...groups.values()],
      goneUsers: gone(this.people, people),
      goneGroups: gone(this.groups, groups),
      requests: [...requests.values()],
    };
    this.people = people;
    this.groups = groups;
    this.requests = requests;
    this.#coming = undefined;
    this.connection = "live";
    this.#tell(change);
  }

  /** @param {Required<Change>} change */
  #apply(change) {
    const { Users, Groups, goneUsers, goneGroups } = change;
    const { people, groups, requests } = this.#coming ?? this;
    for (const person of Users) people.set(person.id, person);
    for (const group of Groups) groups.set(group.id, group);
    for (const id of goneUsers) people.delete(id);
    for (const id of goneGroups) groups.delete(id);
    for (const request of change.requests) requests.set(request.number, request);
    for (const number of requests.keys()) {
      if (requests.size <= this.hello.maxRequests) break;
      requests.delete(number);
    }
    if (this.#coming !== undefined) return;
    this.#freshen([...Users, ...Groups].map(({ id }) => id));
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

function nothing() {
  return {
    people: /** @type {Map<string, Person>} */ (new Map()),
    groups: /** @type {Map<string, Group>} */ (new Map()),
    requests: /** @type {Map<number, Request>} */ (new Map()),
  };
}
