import { type Connection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { type Program } from "./declaration.js";
import { type Driver, type Kept, type RunOutcome, type UpOptions } from "./driver.js";
import { EngineRun, type Held, type StackState } from "./engineRun.js";

/** How the engine is played. */
export interface HandlersDriverOptions {
  /** The connection of each run's process. */
  readonly connection: () => Connection;
  /** Steps and reads that run at once. @default 8, the engine's own on two cores */
  readonly parallel?: number;
}

/**
 * Plays the engine's part on the provider's handlers, each run with a process (a Directory) of its own: order of
 * dependencies, checks and diffs one at a time, steps side by side, the end of a run at the first failure, partial
 * failures, replacements, deletes last (pulumi-engine.md, sections 1 and 2).
 */
export class HandlersDriver implements Driver {
  /** Runs that have not ended, those that were killed among them: they try for a while what they cannot do any more. */
  static readonly #working = new Set<Promise<RunOutcome>>();

  #state: StackState = { resources: new Map(), replaced: [] };
  readonly #options: HandlersDriverOptions;
  #kill: ((options: { readonly checkpoints: boolean }) => void) | undefined;

  constructor(options: HandlersDriverOptions) {
    this.#options = options;
  }

  /** Waits until nothing of any run is left. */
  static async rest(): Promise<void> {
    await Promise.allSettled(HandlersDriver.#working);
  }

  async up(program: Program, { refresh = false, allowGone = false }: UpOptions = {}): Promise<RunOutcome> {
    const work = async (run: EngineRun) => {
      if (refresh) await run.refresh();
      if (!run.failed) await run.register(program);
      if (!run.failed) await run.end();
    };
    return this.#run(this.#state, work, { allowGone });
  }

  async differences(program: Program): Promise<readonly string[]> {
    const state = copyOf(this.#state);
    const found: string[] = [];
    const before = new Map(state.resources);
    const { failures } = await this.#run(state, async (run) => {
      await run.refresh();
      for (const key of before.keys()) if (!state.resources.has(key)) found.push(`${key} is gone`);
      if (!run.failed) found.push(...(await run.preview(program)));
    });
    return [...failures, ...found];
  }

  kept(): Promise<readonly Kept[]> {
    const all = [...this.#state.resources, ...this.#state.replaced.map((held) => ["replaced", held] as const)];
    return Promise.resolve(all.map(([key, { id }]) => ({ key, id })));
  }

  /** Ends the run under way as SIGKILL does: what it has not sent yet is never sent, and what it learns is not kept. */
  kill(options: { readonly checkpoints: boolean }): void {
    this.#kill?.(options);
  }

  async #run(
    state: StackState,
    work: (run: EngineRun) => Promise<void>,
    over: Partial<Connection> = {},
  ): Promise<RunOutcome> {
    const directory = new Directory({ ...this.#options.connection(), ...over });
    const run = new EngineRun(state, directory, this.#options.parallel ?? 8);
    const before = copyOf(state);
    const killed = new Promise<RunOutcome>((resolve) => {
      this.#kill = ({ checkpoints }) => {
        this.#state = checkpoints ? copyOf(state) : before;
        run.abandon();
        void directory.close();
        resolve({ failures: ["The run was killed."] });
      };
    });
    const finished = work(run).then(
      async () => {
        await directory.close();
        return { failures: run.failures };
      },
      async (error: unknown) => {
        await directory.close();
        throw error;
      },
    );
    HandlersDriver.#working.add(finished);
    void finished.catch(() => undefined).then(() => HandlersDriver.#working.delete(finished));
    return Promise.race([finished, killed]);
  }
}

function copyOf({ resources, replaced }: StackState): StackState {
  const copies = [...resources].map(([key, held]): [string, Held] => [key, structuredClone(held)]);
  return { resources: new Map(copies), replaced: structuredClone(replaced) };
}
