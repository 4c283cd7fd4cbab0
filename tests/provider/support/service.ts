import { rfc7644, type Dialect } from "../../../provider/dialects/index.js";
import { type Connection } from "../../../provider/directory/connection.js";
import { memberList } from "../../../provider/directory/members.js";
import { Directory } from "../../../provider/directory/directory.js";
import { PartialFailure } from "../../../provider/resources/failure.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { type Seen } from "../../../provider/resources/object/read.js";
import { idOf, type Json, type JsonObject } from "../../../provider/scim/json.js";
import { type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { withSandbox } from "../../support/withSandbox.js";

export type { Json, JsonObject };

/** A connection with the defaults of design section 2, but short waits. */
export function connectionTo(endpoint: string, token: string, over: Partial<Connection> = {}): Connection {
  return {
    endpoint,
    dialect: rfc7644,
    token,
    headers: {},
    maxConcurrency: 16,
    timeoutMs: 2_000,
    deadlineMs: 10_000,
    unsupported: "error",
    ...over,
  };
}

/** The dialect `rfc7644` with some members otherwise. */
export function dialectWith(over: {
  user?: Partial<Dialect["user"]>;
  group?: Partial<Dialect["group"]>;
  members?: Partial<Dialect["members"]>;
}): Dialect {
  return {
    ...rfc7644,
    user: { ...rfc7644.user, ...over.user },
    group: { ...rfc7644.group, ...over.group },
    members: { ...rfc7644.members, ...over.members },
  };
}

/** One service with a process that manages it; `restart` is the next process on the same service. */
export interface Bench {
  sandbox: Sandbox;
  directory: Directory;
  restart: (over?: Partial<Connection>) => Directory;
  /** The lines that the operator was told. */
  said: string[];
  /** Requests since the last call, as `METHOD path` below the base URL, discovery left out. */
  sent: () => string[];
}

/** Runs a test on a sandbox; directories and server are closed, and what was printed is kept in `said`. */
export async function withService(
  options: SandboxOptions & { connection?: Partial<Connection> },
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { connection, ...sandboxOptions } = options;
  const said: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
  try {
    await withSandbox(sandboxOptions, async (sandbox) => {
      const opened: Directory[] = [];
      const open = (over: Partial<Connection> = {}) => {
        const directory = new Directory(connectionTo(sandbox.url, sandbox.token, { ...connection, ...over }));
        opened.push(directory);
        return directory;
      };
      try {
        const base = new URL(sandbox.url).pathname;
        await body({
          sandbox,
          directory: open(),
          restart: open,
          said,
          sent: () => {
            const lines = sandbox.requests().map(({ method, path }) => `${method} ${path.slice(base.length)}`);
            sandbox.clearRequests();
            return lines.filter((line) => !line.endsWith("/ServiceProviderConfig"));
          },
        });
      } finally {
        for (const directory of opened) await directory.close();
      }
    });
  } finally {
    log.mockRestore();
  }
}

/** What the engine keeps of one resource between runs. */
export interface State {
  id: string;
  inputs: JsonObject;
  outs: JsonObject;
}

/** What is kept of a step that failed in part. */
export interface Failed extends State {
  reasons: string[];
}

/** Plays the engine's part for one kind of resource, in the order of pulumi-engine.md section 1. */
export class Engine {
  constructor(
    readonly handlers: Handlers,
    public directory: Directory,
  ) {}

  check(inputs: JsonObject): JsonObject {
    this.directory.ownership.programRuns();
    const checked = this.handlers.check(this.directory, inputs);
    if (checked.failures.length > 0) throw new Error(checked.failures.map(({ reason }) => reason).join(" | "));
    return checked.inputs;
  }

  async create(inputs: JsonObject): Promise<State> {
    const checked = this.check(inputs);
    const { id, outs } = await this.handlers.create(this.directory, checked);
    return { id, inputs: checked, outs };
  }

  diff(state: State, inputs: JsonObject): "none" | "shown" | "hidden" | "replace" {
    const { changes, replaces = [] } = this.handlers.diff(this.directory, state.id, state.outs, this.check(inputs));
    if (changes === false) return "none";
    if (replaces.length > 0) return "replace";
    if (changes === true) return "hidden";
    // `changes` left out: the engine compares old inputs with new ones.
    return JSON.stringify(sorted(state.inputs)) === JSON.stringify(sorted(inputs)) ? "none" : "shown";
  }

  /** What `up` does with a resource that exists: a diff, and an update if there is a difference. */
  async up(state: State, inputs: JsonObject): Promise<State> {
    if (this.diff(state, inputs) === "none") return { ...state, inputs };
    const outs = await this.handlers.update(this.directory, state.id, state.outs, inputs);
    return { id: state.id, inputs, outs };
  }

  /** What a refresh does; undefined when the resource is gone. */
  async refresh(state: State): Promise<State | undefined> {
    const seen: Seen = await this.handlers.read(this.directory, state.id, state.outs);
    if (seen.id === undefined || seen.id === "") return undefined;
    return { id: seen.id, inputs: seen.inputs ?? state.inputs, outs: seen.props ?? {} };
  }

  delete(state: State): Promise<void> {
    return this.handlers.delete(this.directory, state.id, state.outs);
  }
}

/** The partial failure that a step ends in, as the engine keeps it with the new inputs. */
export async function partial(step: Promise<unknown>, inputs: JsonObject): Promise<Failed> {
  const error = await rejection(step);
  if (!(error instanceof PartialFailure)) throw new Error(`not a partial failure: ${error.message}`, { cause: error });
  return { id: error.id, inputs, outs: error.properties, reasons: error.reasons };
}

/** The error that a step ends in. */
export async function rejection(step: Promise<unknown>): Promise<Error> {
  const outcome = await step.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error("the step did not fail");
}

/** Makes a resource as by hand in the service; its id. */
export function planted(sandbox: Sandbox, kind: "Users" | "Groups", resource: JsonObject): string {
  const id = idOf(sandbox.create(kind, resource));
  if (id === undefined) throw new Error("the service gave no id");
  return id;
}

/** The resource with that id as the service has it. */
export function held(sandbox: Sandbox, id: string): JsonObject {
  const { Users, Groups } = sandbox.dump();
  const found = [...Users, ...Groups].find((resource) => resource["id"] === id);
  if (found === undefined) throw new Error(`the service has nothing with id ${id}`);
  return found;
}

/** Ids of a group's members as the service has them. */
export function membersOf(sandbox: Sandbox, group: string): string[] {
  const { members } = held(sandbox, group);
  return memberList({ members: members ?? null })?.map(({ id: member }) => member) ?? [];
}

function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name]) ?? null]));
}
