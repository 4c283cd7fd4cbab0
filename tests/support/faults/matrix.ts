import { type Stage } from "./company.js";
import { type Driver } from "./driver.js";
import { type Afflicted, type FaultKind } from "./faultKinds.js";
import { complaintsOf, judge, type Held, type Verdict } from "./verdict.js";

/** A service with whoever manages it, as a life begins. */
export interface World extends Afflicted {
  readonly driver: Driver;
  /** Who was in the service before and belongs to nobody. */
  readonly bystanders: Held;
  close(): Promise<void>;
}

/** One fault that one request of one stage meets. */
export interface Case {
  readonly stage: Stage["name"];
  readonly fault: FaultKind;
  /** Which request, counted within the stage's `up`. */
  readonly k: number;
  /** Whether the runs after the one that met the fault begin with a refresh. */
  readonly refreshes: boolean;
}

/** What became of a case. */
export interface Tried {
  readonly title: string;
  /** Runs of `up` that it took, the one with the fault among them. */
  readonly runs: number;
  /** What the runs said that failed. */
  readonly said: readonly string[];
  readonly verdict: Verdict;
  /** What a preview after all still wanted to do. */
  readonly differences: readonly string[];
}

/** The most runs after the one with the fault. */
const RECOVERIES = 3;

export function titleOf({ stage, fault, k, refreshes }: Case): string {
  return `${stage}, request ${k}: ${fault.name}${refreshes ? ", then with refresh" : ""}`;
}

export function survived({ verdict, differences }: Tried): boolean {
  return complaintsOf(verdict).length === 0 && differences.length === 0;
}

/** Lives through all stages without a fault; how many requests the `up` of each stage makes. */
export async function requestsOfLife(life: readonly Stage[], open: () => Promise<World>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const world = await open();
  try {
    for (const stage of life) {
      world.sandbox.clearRequests();
      await settle(world, stage);
      counts.set(stage.name, world.sandbox.requests().length);
      const problems = complaintsOf(await verdictOf(world, stage));
      if (problems.length > 0) throw new Error(`The life fails without a fault: ${problems.join("; ")}`);
    }
    return counts;
  } finally {
    await world.close();
  }
}

/** Every request of every stage with every fault. */
export function allCases(
  life: readonly Stage[],
  counts: ReadonlyMap<string, number>,
  faults: readonly FaultKind[],
): Case[] {
  return life.flatMap(({ name }) =>
    Array.from({ length: counts.get(name) ?? 0 }, (_, at) => at + 1).flatMap((k) =>
      faults.map((fault, at): Case => ({ stage: name, fault, k, refreshes: (k + at) % 2 === 0 })),
    ),
  );
}

/**
 * Tries all cases, each life meeting at most one in each stage, `atOnce` lives side by side. A life in which something went
 * wrong is left, and its later stages are lived in a new world.
 */
export async function tryAll(
  life: readonly Stage[],
  cases: readonly Case[],
  open: (needsDoor: boolean) => Promise<World>,
  { atOnce, onTried = () => undefined }: { readonly atOnce: number; readonly onTried?: (tried: Tried) => void },
): Promise<Tried[]> {
  const waiting = new Map(life.map(({ name }) => [name, cases.filter(({ stage }) => stage === name)]));
  const all: Tried[] = [];
  const worker = async () => {
    for (;;) {
      const plan = new Map(life.map(({ name }) => [name, waiting.get(name)?.shift()]));
      if ([...plan.values()].every((one) => one === undefined)) return;
      await live(life, plan, open, (tried) => {
        all.push(tried);
        onTried(tried);
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return all;
}

async function live(
  life: readonly Stage[],
  plan: ReadonlyMap<string, Case | undefined>,
  open: (needsDoor: boolean) => Promise<World>,
  onTried: (tried: Tried) => void,
): Promise<void> {
  const needsDoor = [...plan.values()].some((one) => one?.fault.needsDoor === true);
  let world = await open(needsDoor);
  try {
    for (const [at, stage] of life.entries()) {
      const planned = plan.get(stage.name);
      if (planned === undefined) {
        await settle(world, stage);
        continue;
      }
      const tried = await suffer(world, stage, planned);
      onTried(tried);
      if (survived(tried)) continue;
      await world.close();
      world = await open(needsDoor);
      for (const past of life.slice(0, at + 1)) await settle(world, past);
    }
  } finally {
    await world.close();
  }
}

/** A stage without a fault. */
async function settle({ driver }: World, { name, program }: Stage): Promise<void> {
  const { failures } = await driver.up(program, { refresh: true });
  if (failures.length > 0) throw new Error(`Stage ${name} fails without a fault: ${failures.join("; ")}`);
}

/** One stage whose run meets a fault, and the runs after it until one succeeds. */
async function suffer(world: World, stage: Stage, planned: Case): Promise<Tried> {
  const said: string[] = [];
  const end = planned.fault.arm(world, planned.k);
  let outcome = await world.driver.up(stage.program, { refresh: true });
  await end();
  let runs = 1;
  while (outcome.failures.length > 0 && runs <= RECOVERIES) {
    said.push(...outcome.failures);
    const isOffered = (way: string) => outcome.failures.some((failure) => failure.includes(way));
    outcome = await world.driver.up(stage.program, {
      refresh: planned.refreshes || isOffered("--refresh"),
      // Whoever is told so and has just seen a run that ended everybody die says that they are gone.
      allowGone: stage.program.length === 0 && isOffered("SCIM_ALLOW_GONE"),
    });
    runs += 1;
  }
  // What fails still is told as well.
  said.push(...outcome.failures);
  const verdict = await verdictOf(world, stage);
  const differences = await world.driver.differences(stage.program);
  return { title: titleOf(planned), runs, said, verdict, differences };
}

async function verdictOf({ sandbox, driver, bystanders }: World, { program }: Stage): Promise<Verdict> {
  return judge(program, sandbox.dump(), await driver.kept(), bystanders);
}

/** The figures of many cases in one line. */
export function figures(all: readonly Tried[]): string {
  const sum = (count: (tried: Tried) => number) => all.reduce((total, tried) => total + count(tried), 0);
  const alive = all.filter(survived).length;
  const runs = sum(({ runs: many }) => many);
  return (
    `${all.length} faults tried, ${alive} survived, ${sum(({ verdict }) => verdict.lost.length)} lost, ` +
    `${sum(({ verdict }) => verdict.duplicates.length)} duplicates, ${sum(({ verdict }) => verdict.orphans.length)} orphans, ` +
    `${runs} runs of up`
  );
}

/** A case that was not survived, for people. */
export function story({ title, runs, said, verdict, differences }: Tried): string {
  const lines = [...complaintsOf(verdict), ...differences.map((what) => `preview: ${what}`)];
  return [
    `${title} (${runs} runs)`,
    ...said.map((what) => `  said: ${what}`),
    ...lines.map((what) => `  ${what}`),
  ].join("\n");
}
