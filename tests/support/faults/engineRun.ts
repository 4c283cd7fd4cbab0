import { isDeepStrictEqual } from "node:util";
import { type Directory } from "../../../provider/directory/directory.js";
import { adapt } from "../../../provider/resources/adapter.js";
import { PartialFailure } from "../../../provider/resources/failure.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject } from "../../../sandbox/index.js";
import { keyOf, type Declared, type Program, referencesIn, resolved } from "./declaration.js";

/** What the engine keeps of one resource. */
export interface Held {
  readonly kind: Declared["kind"];
  id: string;
  inputs: JsonObject;
  outputs: JsonObject;
  /** Keys of the resources that it depends on. */
  dependencies: string[];
  /** Whether its last step failed in part. */
  isUnfinished: boolean;
}

export interface StackState {
  readonly resources: Map<string, Held>;
  /** What was replaced and is not deleted yet. */
  replaced: Held[];
}

type Step = "none" | "create" | "update" | "replace";

/** One run of the engine on a state, with one plugin process. After a failure it begins with nothing more. */
export class EngineRun {
  readonly failures: string[] = [];
  readonly #registered = new Set<string>();
  readonly #providers;
  readonly #pool: Pool;

  constructor(
    private readonly state: StackState,
    directory: Directory,
    parallel: number,
  ) {
    const host = (handlers: Handlers) =>
      adapt(
        handlers,
        () => undefined,
        () => directory,
      );
    this.#providers = { User: host(user), Group: host(group), Membership: host(membership) };
    this.#pool = new Pool(parallel);
  }

  get failed(): boolean {
    return this.failures.length > 0;
  }

  /** Begins nothing more. */
  abandon(): void {
    this.failures.push("abandoned");
  }

  /** Reads everything; what each read says is kept even if another one fails. */
  async refresh(): Promise<void> {
    await Promise.all(
      [...this.state.resources].map(([key, held]) =>
        this.#pool.run(() => this.#attempt(key, () => this.#readAgain(key, held))),
      ),
    );
  }

  async #readAgain(key: string, held: Held): Promise<void> {
    const provider = this.#providers[held.kind];
    const seen = answer(await provider.read?.(held.id, wire(held.outputs)));
    if (seen["id"] === "") {
      this.state.resources.delete(key);
      return;
    }
    const before = held.inputs;
    held.outputs = wire(seen["props"]);
    if (seen["inputs"] !== undefined) held.inputs = wire(seen["inputs"]);
    held.isUnfinished = false;
    await provider.diff?.(held.id, wire(held.outputs), wire(before));
  }

  /** The program: each resource as soon as what it refers to is there. */
  async register(program: Program): Promise<void> {
    const waiting = [...program];
    const done = new Map<string, string>();
    const running = new Set<Promise<void>>();
    while (waiting.length > 0 && !this.failed) {
      const at = waiting.findIndex(({ inputs }) => referencesIn(inputs).every((key) => done.has(key)));
      const next = at < 0 ? undefined : waiting.splice(at, 1)[0];
      if (next === undefined) {
        if (running.size === 0) throw new Error("The program refers to what it does not declare.");
        await Promise.race(running);
        continue;
      }
      const inputs = resolved(next.inputs, (key) => done.get(key));
      const step = await this.#attempt(keyOf(next), () => this.#compare(next, inputs));
      if (step === undefined) break;
      this.#registered.add(keyOf(next));
      const work = this.#pool
        .run(() => (this.failed ? Promise.resolve() : this.#attempt(keyOf(next), () => this.#carryOut(next, step))))
        .then(() => {
          const id = this.failures.some((failure) => failure.startsWith(`${keyOf(next)}: `))
            ? undefined
            : this.state.resources.get(keyOf(next))?.id;
          if (id !== undefined) done.set(keyOf(next), id);
          running.delete(work);
        });
      running.add(work);
    }
    await Promise.all(running);
  }

  /** What a preview would do, with the ids of now. */
  async preview(program: Program): Promise<string[]> {
    const found: string[] = [];
    for (const declared of program) {
      const key = keyOf(declared);
      this.#registered.add(key);
      const lacks = referencesIn(declared.inputs).some((name) => !this.state.resources.has(name));
      if (lacks || !this.state.resources.has(key)) {
        found.push(`${key}: create`);
        continue;
      }
      const inputs = resolved(declared.inputs, (name) => this.state.resources.get(name)?.id);
      const { what } = await this.#compare(declared, inputs);
      if (what !== "none") found.push(`${key}: ${what}`);
    }
    for (const key of this.state.resources.keys()) if (!this.#registered.has(key)) found.push(`${key}: delete`);
    return [...found, ...this.state.replaced.map(({ id }) => `replaced ${id}: delete`)];
  }

  async #compare({ name, kind }: Declared, inputs: JsonObject): Promise<{ what: Step; inputs: JsonObject }> {
    const provider = this.#providers[kind];
    const old = this.state.resources.get(keyOf({ name, kind }));
    const checked = await this.#check(kind, old?.inputs ?? {}, inputs);
    if (old === undefined) return { what: "create", inputs: checked };
    const difference = answer(await provider.diff?.(old.id, wire(old.outputs), wire(checked)));
    const { changes, replaces } = difference;
    if (changes !== false && Array.isArray(replaces) && replaces.length > 0)
      return { what: "replace", inputs: await this.#check(kind, {}, inputs) };
    // `changes` left out: the engine compares old inputs with new ones.
    const isChanged = changes === true || (changes !== false && !isDeepStrictEqual(old.inputs, checked));
    return { what: isChanged || old.isUnfinished ? "update" : "none", inputs: checked };
  }

  async #check(kind: Declared["kind"], olds: JsonObject, news: JsonObject): Promise<JsonObject> {
    const checked = answer(await this.#providers[kind].check?.(wire(olds), wire(news)));
    const { failures } = checked;
    if (Array.isArray(failures) && failures.length > 0) throw new Error(JSON.stringify(failures));
    return wire(checked["inputs"]);
  }

  async #carryOut(
    declared: Declared,
    { what, inputs }: { readonly what: Step; readonly inputs: JsonObject },
  ): Promise<void> {
    const { kind } = declared;
    const provider = this.#providers[kind];
    const key = keyOf(declared);
    const old = this.state.resources.get(key);
    const dependencies = referencesIn(declared.inputs);
    const keep = (id: string, outputs: JsonObject, isUnfinished: boolean) => {
      if (what === "replace" && old) this.state.replaced.push(old);
      this.state.resources.set(key, { kind, id, inputs, outputs, dependencies, isUnfinished });
    };
    try {
      if (what === "none" && old) keep(old.id, old.outputs, false);
      else if (what === "update" && old)
        keep(old.id, wire(answer(await provider.update?.(old.id, wire(old.outputs), wire(inputs)))["outs"]), false);
      else {
        const made = answer(await provider.create(wire(inputs)));
        keep(typeof made["id"] === "string" ? made["id"] : "", wire(made["outs"]), false);
      }
    } catch (error) {
      if (error instanceof PartialFailure) keep(error.id, wire(error.properties), true);
      throw error;
    }
  }

  /** Deletes what was not registered, and what was replaced; nobody before those that depend on them. */
  async end(): Promise<void> {
    const leaving = [
      ...[...this.state.resources].filter(([key]) => !this.#registered.has(key)),
      ...this.state.replaced.map((held): [string, Held] => ["", held]),
    ];
    while (leaving.length > 0 && !this.failed) {
      const isNeeded = (key: string) => leaving.some(([, held]) => held.dependencies.includes(key));
      const now = leaving.filter(([key]) => !isNeeded(key));
      await Promise.all(
        now.map(([key, held]) => this.#pool.run(() => this.#attempt(key, () => this.#delete(key, held)))),
      );
      for (const one of now) leaving.splice(leaving.indexOf(one), 1);
    }
  }

  async #delete(key: string, held: Held): Promise<void> {
    await this.#providers[held.kind].delete?.(held.id, wire(held.outputs));
    if (this.state.resources.get(key) === held) this.state.resources.delete(key);
    this.state.replaced = this.state.replaced.filter((one) => one !== held);
  }

  async #attempt<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.failures.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** So many pieces of work at once, in the order in which they were given. */
class Pool {
  readonly #waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}

/** A value as it comes out at the other end of the wire. */
function wire(value: unknown): JsonObject {
  const parsed: unknown = JSON.parse(JSON.stringify(value ?? {}));
  return answer(parsed);
}

function answer(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error(`The provider answered ${JSON.stringify(value)}.`);
  return value;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
