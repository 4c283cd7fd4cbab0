import { type Dialect } from "../../../provider/dialects/index.js";
import { resourcePath } from "../../../provider/scim/client.js";
import { isEmpty } from "../../../provider/scim/compare.js";
import { idOf, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { patchOp } from "../../../provider/scim/patch.js";
import { type Field, fieldOf, putAt, valueAt } from "../../../provider/resources/fields.js";
import { groupKind, type Kind, userKind } from "../../../provider/resources/kinds.js";
import {
  type Ground,
  operationsOf,
  type Part,
  partialResource,
  wholeResource,
} from "../../../provider/resources/object/bodies.js";
import { type Form } from "../../../provider/resources/object/forms.js";
import { holds, toScim } from "../../../provider/resources/values.js";
import { isDone, type Probe, type Reply } from "../probe.js";
import { type Visit } from "../visit.js";
import { type Leftovers } from "./leftovers.js";

/** Ways to write, as the provider has them. */
export type Way = "patchOp" | "partialResource" | "put";

/** How one write came out. */
export interface Outcome {
  readonly reply: Reply;
  /** Whether it was answered as done, and whether a GET then shows what was sent. */
  readonly done: boolean;
  readonly kept: boolean;
}

/** What one life shares with its steps. */
export interface Surrounding {
  readonly visit: Visit;
  readonly leftovers: Leftovers;
  /** Tells this visit's names from others'. */
  readonly tag: string;
  /** The dialect as it is believed to be so far; steps mend it. */
  readonly belief: Dialect;
  /** Asks, unless the visit was interrupted. */
  readonly ask: Probe["ask"];
}

/** The throw-away person or group: how it is written, by the provider's own code, and read back. */
export class Subject {
  readonly endpoint: "/Users" | "/Groups";
  readonly #ground: Surrounding;
  readonly #noun: "user" | "group";
  id = "";
  /** As a GET last showed it; empty when it is not there. */
  resource: JsonObject = {};
  /** What was given so far, as a program would say it. */
  readonly inputs: JsonObject = {};

  constructor(ground: Surrounding, noun: "user" | "group") {
    this.#ground = ground;
    this.#noun = noun;
    this.endpoint = noun === "user" ? "/Users" : "/Groups";
  }

  get path(): string {
    return resourcePath(this.endpoint, this.id);
  }

  /** How the provider sees this kind by what is believed now. */
  get kind(): Kind {
    const { block, user } = this.#ground.belief;
    if (this.#noun === "group") return groupKind;
    return { ...userKind, fields: { ...userKind.fields, references: { manager: user.manager }, block } };
  }

  get can(): Dialect["user"] | Dialect["group"] {
    return this.#ground.belief[this.#noun];
  }

  field(key: string): Field {
    return fieldOf(this.kind.fields, key);
  }

  /** The body of a POST with these values, by key. */
  postBody(values: ReadonlyMap<string, Json>, { schemas = this.can.schemas } = {}): JsonObject {
    const body: JsonObject = {};
    const urns = new Set([this.kind.schema]);
    for (const [key, value] of values) {
      const { place } = this.field(key);
      const [head = ""] = place;
      if (head.startsWith("urn:")) urns.add(head);
      putAt(body, place, structuredClone(toScim(this.field(key), value)));
    }
    return schemas ? { schemas: [...urns], ...body } : body;
  }

  /** Sends a POST under the eyes of the leftovers; the id, if the answer has one. */
  async post(name: string, body: JsonObject): Promise<{ reply: Reply; id: string | undefined }> {
    const { leftovers, ask } = this.#ground;
    leftovers.begin(this.endpoint, name);
    const reply = await ask("POST", this.endpoint, { body });
    const id = isDone(reply) && reply.body !== undefined ? idOf(reply.body) : undefined;
    // An answer that says "done" without an id, or "failed" after all, leaves it open whether there is somebody.
    if (id !== undefined || (reply.status >= 300 && reply.status < 500)) leftovers.settle(this.endpoint, name, id);
    return { reply, id };
  }

  async read(): Promise<Reply> {
    const reply = await this.#ground.ask("GET", this.path);
    this.resource = isDone(reply) ? (reply.body ?? {}) : {};
    return reply;
  }

  /** Whether the last GET shows that value. */
  shows(key: string, value: Json): boolean {
    const { userName } = this.inputs;
    const around = {
      userName: typeof userName === "string" ? userName : undefined,
      defaults: {},
      isNamed: () => false,
    };
    return holds(this.field(key), value, this.resource, around);
  }

  /** Whether the last GET shows anything there. */
  hasAny(key: string): boolean {
    return !isEmpty(valueAt(this.resource, this.field(key).place));
  }

  /** Writes one attribute in one way, and looks. */
  async write(way: Way, key: string, value: Json, form: Partial<Form> = {}): Promise<Outcome> {
    const reply = await this.send(way, key, value, form);
    if (!isDone(reply)) return { reply, done: false, kept: false };
    this.inputs[key] = value;
    await this.read();
    return { reply, done: true, kept: this.shows(key, value) };
  }

  send(way: Way, key: string, value: Json, form: Partial<Form> = {}): Promise<Reply> {
    const part: Part = {
      field: this.field(key),
      value: toScim(this.field(key), value),
      form: { method: "patch", ...form },
    };
    return this.#ground.ask(way === "put" ? "PUT" : "PATCH", this.path, { body: this.#body(way, [part]) });
  }

  #body(way: Way, parts: Part[]): JsonObject {
    const { userName, displayName } = this.inputs;
    const names = {
      ...(userName === undefined ? {} : { userName }),
      ...(displayName === undefined ? {} : { displayName }),
    };
    const ground: Ground = { kind: this.kind, id: this.id, can: this.can, resource: this.resource, inputs: names };
    if (way === "patchOp") return patchOp(operationsOf(parts, ground));
    return way === "put" ? wholeResource(parts, ground) : partialResource(parts, ground);
  }
}
