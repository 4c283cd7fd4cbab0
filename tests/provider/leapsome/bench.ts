import { leapsome } from "../../../provider/dialects/leapsome.js";
import { type Connection } from "../../../provider/directory/connection.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type SandboxOptions } from "../../../sandbox/index.js";
import { type LeapsomeSwitches } from "../../../sandbox/dialects/leapsome/switches.js";
import { watchOpenApi } from "../../support/openApi.js";
import { type Bench, Engine, type JsonObject, type State, withService } from "../support/service.js";

/** A strict Leapsome with one process that manages it, and the engine's part for each kind of resource. */
export interface LeapsomeBench extends Bench {
  people: Engine;
  groups: Engine;
  memberships: Engine;
  /** The next run: a new process on the same service. */
  nextRun: (over?: Partial<Connection>) => void;
  /** Requests since the last call, counted by `METHOD /Kind`. */
  counted: () => Record<string, number>;
}

/** Runs a test against Leapsome's sandbox; a request or an answer that does not fit the OpenAPI document fails it. */
export async function withLeapsome(
  switches: Partial<LeapsomeSwitches>,
  body: (bench: LeapsomeBench) => Promise<void>,
  options: Pick<SandboxOptions, "seed" | "maxPageSize"> & { connection?: Partial<Connection> } = {},
): Promise<void> {
  const connection = { dialect: leapsome, deadlineMs: 4_000, ...options.connection };
  const sandboxOptions = { ...options, dialect: "leapsome", leapsome: { rateLimit: false as const, ...switches } };
  await withService({ ...sandboxOptions, connection }, async (bench) => {
    const watch = watchOpenApi(bench.sandbox, "leapsome");
    const engines = [user, group, membership].map((handlers) => new Engine(handlers, bench.directory));
    const [people, groups, memberships] = engines;
    if (!people || !groups || !memberships) throw new Error("three engines");
    await body({
      ...bench,
      people,
      groups,
      memberships,
      nextRun: (over) => {
        const directory = bench.restart(over);
        for (const engine of engines) engine.directory = directory;
      },
      counted: () => {
        const counts: Record<string, number> = {};
        for (const line of bench.sent()) {
          const key = line.replace(/^(\w+ \/\w+)(\/[^?]+)?.*$/, (_, head: string, id?: string) =>
            id === undefined ? head : `${head}/…`,
          );
          counts[key] = (counts[key] ?? 0) + 1;
        }
        return counts;
      },
    });
    expect(watch.violations()).toEqual([]);
    expect(watch.checked()).toBeGreaterThan(0);
  });
}

/** Some resources in one turn of the engine. */
export async function all<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  return Promise.all(items.map(step));
}

export function present(state: State | undefined): State {
  if (state === undefined) throw new Error("the resource is gone");
  return state;
}

/** Ids in that order. */
export function idsOf(resources: readonly JsonObject[]): string[] {
  return resources.flatMap(({ id }) => (typeof id === "string" ? [id] : []));
}

/** Ids of those whose `groups` name the group, as Leapsome shows them. */
export function inGroup(people: readonly JsonObject[], group: string): string[] {
  return idsOf(people.filter(({ groups }) => JSON.stringify(groups ?? []).includes(`"${group}"`))).sort();
}
