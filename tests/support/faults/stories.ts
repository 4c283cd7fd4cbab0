import fc from "fast-check";
import { type Event, events } from "./events.js";
import { faultKinds, kills } from "./faultKinds.js";
import { Hands } from "./hands.js";
import { type World } from "./matrix.js";
import { Model } from "./model.js";
import { complaintsOf, judge } from "./verdict.js";

/** One chapter: things happen, then `up` runs, perhaps into a fault. */
interface Chapter {
  readonly events: readonly Event[];
  readonly refresh: boolean;
  readonly fault?: { readonly kind: number; readonly k: number } | undefined;
}

type Story = readonly Chapter[];

/** Faults whose runs do not wait for the clock: a story has many. */
const quick = [
  ...kills,
  ...faultKinds.filter(({ name }) =>
    [
      "dropped after the effect",
      "500 after the effect",
      "409",
      "HTML after the effect",
      "forbidden from there on",
    ].includes(name),
  ),
];

/** Any story of up to eight chapters; the simplest has one, in which nothing happens. */
const stories: fc.Arbitrary<Story> = fc.array(
  fc.record({
    events: fc.array(events, { maxLength: 5, size: "max" }),
    refresh: fc.boolean(),
    fault: fc.option(fc.record({ kind: fc.nat(quick.length - 1), k: fc.integer({ min: 1, max: 16 }) }), {
      nil: undefined,
    }),
  }),
  { minLength: 1, maxLength: 8, size: "max" },
);

/**
 * Lives through a story. After each run that went well with a look at the service, and after one more at the end of the
 * story, the service holds what the model says and a preview is clean; at last everything ends. Throws the story in words.
 */
async function tell(story: Story, { hasKeys, world }: { readonly hasKeys: boolean; readonly world: World }) {
  const { sandbox, driver, bystanders } = world;
  const model = new Model(hasKeys);
  const lines: string[] = [];
  const up = async (title: string, refresh: boolean, program = model.program()): Promise<void> => {
    const { failures } = await driver.up(program, { refresh });
    lines.push(title, ...failures.map((failure) => `  said: ${failure}`));
    if (failures.length > 0 && refresh) throw new Error(failures.join("; "));
    if (!refresh) return;
    const kept = await driver.kept();
    const hands = new Hands(sandbox, kept);
    const strangers = { ...bystanders, Users: [...bystanders.Users, ...model.strangers(hands)] };
    const expected = program.length === 0 ? program : model.expected(hands);
    const problems = complaintsOf(judge(expected, sandbox.dump(), kept, strangers, model.guests(hands)));
    problems.push(...(await driver.differences(program)).map((what) => `a preview still wants: ${what}`));
    if (problems.length > 0) throw new Error(problems.join("; "));
    model.settled(hands);
  };
  try {
    await up("up", true);
    for (const { events: all, refresh, fault } of story) {
      const hands = new Hands(sandbox, await driver.kept());
      for (const one of all) {
        const told = model.happen(one, hands);
        if (told !== undefined) lines.push(told);
      }
      const kind = fault && quick[fault.kind];
      if (kind === undefined || fault === undefined) {
        await up(refresh ? "up --refresh" : "up", refresh);
        continue;
      }
      const end = kind.arm(world, fault.k);
      const { failures } = await driver.up(model.program(), { refresh });
      await end();
      lines.push(`up${refresh ? " --refresh" : ""}, whose request ${fault.k} is ${kind.name}`);
      lines.push(...failures.map((failure) => `  said: ${failure}`));
      // Whom a run that died has made, nobody knows once the program has forgotten or renamed them: up again comes first.
      if (kills.includes(kind)) await up("up --refresh", true);
    }
    await up("up --refresh", true);
    await up("destroy", true, []);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nThe story:\n  ${lines.join("\n  ")}`);
  }
}

/**
 * Tells that many stories, each in a world of its own. Of those that fail the shortest that was found, with what replays it;
 * none where all went well.
 */
export async function failuresIn(
  open: () => Promise<World>,
  { hasKeys, seed, count }: { readonly hasKeys: boolean; readonly seed: number; readonly count: number },
): Promise<string[]> {
  const property = fc.asyncProperty(fc.noBias(stories), async (story) => {
    const world = await open();
    try {
      await tell(story, { hasKeys, world });
    } finally {
      await world.close();
    }
  });
  const found = await fc.check(property, { seed, numRuns: count });
  if (!found.failed) return [];
  const { errorInstance, counterexamplePath } = found;
  const story = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [`${story}\n(seed ${seed}, path ${counterexamplePath ?? "none"})`];
}
