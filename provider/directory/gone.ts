import { setTimeout } from "node:timers/promises";
import { resourcePath } from "../scim/client.js";
import { GuardError, NAMED } from "./guardError.js";
import { named } from "./named.js";
import { type Endpoint, type Reads } from "./reads.js";

/** So many objects that are gone, and none that is there, are no coincidence. */
const MANY = 5;
/** How long no read may be under way before no further one is expected, in milliseconds. */
const QUIET_MS = 500;
const TURN_MS = 25;
/** How many objects that the missing ones name are asked for before they are given up. */
const PROBES = 8;

export interface GoneOptions {
  /** Base URL, for messages. */
  endpoint: string;
  /** Whether every answer is believed, for this run. */
  allowGone?: boolean;
  /** How long one operation may take, and so how long an answer is held while others are under way. */
  deadlineMs: number;
}

/** An object of the stack, by the id that the state has. */
export interface Target {
  endpoint: Endpoint;
  id: string;
}

/** What is read, and whom its state names by id: their being there proves that ids are of this service. */
export interface Asked extends Target {
  kin: readonly Target[];
}

/**
 * Keeps a refresh from dropping a whole stack when the endpoint is wrong or the service was emptied: answers "gone" are
 * held until one object of the stack is found, or no read is under way any more. Five or more and none found: all are
 * refused. The engine asks for as many objects at once as `--parallel` says; with less than five, the first four that are
 * gone are let pass.
 */
export class GoneGuard {
  readonly #options: GoneOptions;
  readonly #reads: Reads;
  readonly #gone = new Set<string>();
  readonly #kin = new Map<string, Target>();
  #isFound = false;
  #isRefused = false;
  #probe: Promise<void> | undefined;
  #reading = 0;
  /** The most reads that were under way at once. */
  #most = 0;
  #lastEvent = 0;

  constructor(options: GoneOptions, reads: Reads) {
    this.#options = options;
    this.#reads = reads;
  }

  /**
   * Waits until no read of the refresh is under way any more, in bounded time, so that all are known that the engine will
   * carry out; false where it may have others in hand that it does not begin with, as with `--parallel 1`.
   */
  async quiet(): Promise<boolean> {
    const deadline = Date.now() + this.#options.deadlineMs;
    while (!this.#isQuiet && Date.now() < deadline) await setTimeout(TURN_MS);
    return this.#isQuiet && this.#most > 1;
  }

  /** Carries out a read of a refresh. Throws a GuardError when what it did not find is not believed to be gone. */
  async during<T>(asked: Asked, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const found = await this.#counted(read);
    if (found !== undefined) this.#isFound = true;
    else if (this.#options.allowGone !== true) await this.#hold(asked);
    return found;
  }

  get #isQuiet(): boolean {
    return this.#reading === 0 && Date.now() - this.#lastEvent >= QUIET_MS;
  }

  async #counted<T>(read: () => Promise<T>): Promise<T> {
    this.#reading += 1;
    this.#most = Math.max(this.#most, this.#reading);
    try {
      return await read();
    } finally {
      this.#reading -= 1;
      this.#lastEvent = Date.now();
    }
  }

  async #hold({ endpoint, id, kin }: Asked): Promise<void> {
    this.#gone.add(resourcePath(endpoint, id));
    for (const one of kin) this.#kin.set(resourcePath(one.endpoint, one.id), one);
    const deadline = Date.now() + this.#options.deadlineMs;
    while (!this.#isFound && !this.#isRefused && !this.#isQuiet && Date.now() < deadline) await setTimeout(TURN_MS);
    if (!this.#isFound && !this.#isRefused && this.#gone.size >= MANY) {
      this.#probe ??= this.#askKin();
      await this.#probe;
      this.#isRefused = !this.#isFound;
    }
    if (!this.#isFound && this.#isRefused) throw this.#refusal();
  }

  /** Looks for one of those whom the missing ones name: a manager, a member. */
  async #askKin(): Promise<void> {
    const left = [...this.#kin].filter(([path]) => !this.#gone.has(path)).slice(0, PROBES);
    for (const [, { endpoint, id }] of left) {
      const resource = await this.#reads.byId(endpoint, id).catch(() => undefined);
      if (resource) this.#isFound = true;
      if (this.#isFound) return;
    }
  }

  #refusal(): GuardError {
    return new GuardError(
      "gone",
      `Could not refresh: ${this.#options.endpoint} answers that all ${this.#gone.size} objects of this stack that were looked at are gone (${named([...this.#gone], NAMED)}), which looks like a wrong endpoint, another tenant's token or a service that was emptied. ` +
        `They stay in the state. If they are really gone, set SCIM_ALLOW_GONE=1 in the environment for one run`,
    );
  }
}
