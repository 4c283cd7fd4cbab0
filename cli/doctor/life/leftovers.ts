import { resourcePath } from "../../../provider/scim/client.js";
import { eq } from "../../../provider/scim/filter.js";
import { idOf, type JsonObject, textOf } from "../../../provider/scim/json.js";
import { patchOp } from "../../../provider/scim/patch.js";
import { pageOf } from "../checks/reach.js";
import { isDone, type Probe } from "../probe.js";
import { type Leftover } from "../report.js";

type Endpoint = "/Users" | "/Groups";

interface Made {
  readonly endpoint: Endpoint;
  readonly id: string;
  readonly name: string;
}

/** Remembers everything that was made, so that it can be taken away whatever happens in between. */
export class Leftovers {
  readonly #probe: Pick<Probe, "ask" | "words">;
  readonly #quote: boolean;
  readonly #foreign: ReadonlySet<string>;
  readonly #made: Made[] = [];
  /** POSTs whose answer has not been understood yet. */
  readonly #open: { endpoint: Endpoint; name: string }[] = [];

  /** `foreign`: ids of whatever was there before; nothing of that is ever taken away, whatever an answer says. */
  constructor(
    probe: Pick<Probe, "ask" | "words">,
    { quote, foreign }: { quote: boolean; foreign: ReadonlySet<string> },
  ) {
    this.#probe = probe;
    this.#quote = quote;
    this.#foreign = foreign;
  }

  /** A POST is about to be sent. */
  begin(endpoint: Endpoint, name: string): void {
    this.#open.push({ endpoint, name });
  }

  /** Its answer is understood: it made that one, or nothing. */
  settle(endpoint: Endpoint, name: string, id: string | undefined): void {
    const at = this.#open.findIndex((each) => each.endpoint === endpoint && each.name === name);
    if (at >= 0) this.#open.splice(at, 1);
    if (id === undefined || this.#foreign.has(id)) return;
    const isKnown = this.#made.some((made) => made.endpoint === endpoint && made.id === id);
    if (!isKnown) this.#made.push({ endpoint, id, name });
  }

  /** Whether it was there before. */
  isForeign(id: string): boolean {
    return this.#foreign.has(id);
  }

  /** It is not there any more. */
  gone(endpoint: Endpoint, id: string): void {
    const at = this.#made.findIndex((made) => made.endpoint === endpoint && made.id === id);
    if (at >= 0) this.#made.splice(at, 1);
  }

  /** What would stay if nothing were done now. */
  list(): Leftover[] {
    return this.#made.map((made) => leftover(made, "as it was when the visit ended"));
  }

  /** Takes everything away, groups first, and gives what cannot be taken away. Throws nothing. */
  async clear(): Promise<Leftover[]> {
    for (const { endpoint, name } of [...this.#open]) await this.#find(endpoint, name);
    const stay: Leftover[] = [];
    const inOrder = [...this.#made].sort((a, b) => (a.endpoint === b.endpoint ? 0 : a.endpoint === "/Groups" ? -1 : 1));
    for (const made of inOrder) {
      const state = await this.#remove(made).catch(() => "the service did not answer");
      if (state !== undefined) stay.push(leftover(made, state));
      else this.gone(made.endpoint, made.id);
    }
    return stay;
  }

  /** Whether a POST without an answer has made something. */
  async #find(endpoint: Endpoint, name: string): Promise<void> {
    const attribute = endpoint === "/Users" ? "userName" : "displayName";
    const filter = eq(attribute, name, { quote: this.#quote });
    const matches = (each: JsonObject): boolean => textOf(each[attribute])?.toLowerCase() === name.toLowerCase();
    try {
      const reply = await this.#probe.ask("GET", endpoint, { query: { filter } });
      const found = (isDone(reply) ? pageOf(reply)?.resources : undefined)?.filter(matches) ?? [];
      for (const each of found) this.settle(endpoint, name, idOf(each));
    } catch {
      // Nobody answers; the name is in the result, so that it can be looked for.
      this.#made.push({ endpoint, id: "not known", name });
    }
  }

  /** Undefined when it is gone, else how it stays. */
  async #remove({ endpoint, id }: Made): Promise<string | undefined> {
    const path = resourcePath(endpoint, id);
    const answer = await this.#probe.ask("DELETE", path);
    const after = await this.#probe.ask("GET", path);
    if (after.status === 404) return undefined;
    if (!isDone(after) && isDone(answer)) return undefined;
    if (endpoint === "/Groups") return `DELETE: ${this.#probe.words(answer)}`;
    const isInactive = after.body?.["active"] === false || (await this.#deactivate(path, after.body ?? {}));
    return `${isInactive ? "inactive" : "active"}; DELETE: ${this.#probe.words(answer)}`;
  }

  async #deactivate(path: string, resource: JsonObject): Promise<boolean> {
    const operations = patchOp([{ op: "replace", path: "active", value: false }]);
    const userName = resource["userName"] ?? "";
    const whole = Object.fromEntries(Object.entries(resource).filter(([name]) => name !== "meta" && name !== "groups"));
    for (const [method, body] of [
      ["PATCH", operations],
      ["PATCH", { userName, active: false }],
      ["PUT", { ...whole, active: false }],
    ] as const) {
      if (!isDone(await this.#probe.ask(method, path, { body }))) continue;
      const { status, body: now } = await this.#probe.ask("GET", path);
      if (status === 404 || now?.["active"] === false) return true;
    }
    return false;
  }
}

function leftover({ endpoint, id, name }: Made, state: string): Leftover {
  return { kind: endpoint === "/Users" ? "person" : "group", id, name, state };
}
