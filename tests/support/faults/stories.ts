import fc from "fast-check";
import { faultKinds, kills } from "./faultKinds.js";
import { type World } from "./matrix.js";
import { Model, type Event } from "./model.js";
import { complaintsOf, judge } from "./verdict.js";

/** One chapter: things happen, then `up` runs, perhaps into a fault. */
interface Chapter {
  readonly events: readonly Event[];
  readonly refresh: boolean;
  readonly fault?: { readonly kind: number; readonly k: number } | undefined;
}

export type Story = readonly Chapter[];

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

const number = fc.nat(11);
const toProgram = fc.constantFrom(...(["join", "leave", "retitle", "rename userName", "rename logical name"] as const));
const byHand = fc.constantFrom(...(["retitle by hand", "unlink by hand", "delete by hand"] as const));
const toGroup = fc.constantFrom(...(["rename group", "rename group by hand", "delete group by hand"] as const));
const ofMember = fc.constantFrom("regroup" as const, "take out by hand" as const);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: toProgram, who: number }) },
  { weight: 2, arbitrary: fc.record({ do: byHand, who: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("move" as const), who: number, to: number }) },
  { weight: 2, arbitrary: fc.record({ do: ofMember, who: number, group: number }) },
  { weight: 1, arbitrary: fc.record({ do: toGroup, group: number }) },
);

/** Any story of up to eight chapters; the simplest has one, in which nothing happens. */
export const stories: fc.Arbitrary<Story> = fc.array(
  fc.record({
    events: fc.array(event, { maxLength: 5, size: "max" }),
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
export async function tell(story: Story, { hasKeys, world }: { readonly hasKeys: boolean; readonly world: World }) {
  const { sandbox, driver, bystanders } = world;
  const model = new Model(hasKeys);
  const lines: string[] = [];
  const up = async (title: string, refresh: boolean, program = model.program()): Promise<void> => {
    const { failures } = await driver.up(program, { refresh });
    lines.push(title, ...failures.map((failure) => `  said: ${failure}`));
    if (failures.length > 0 && refresh) throw new Error(failures.join("; "));
    if (!refresh) return;
    const problems = complaintsOf(judge(program, sandbox.dump(), await driver.kept(), bystanders));
    problems.push(...(await driver.differences(program)).map((what) => `a preview still wants: ${what}`));
    if (problems.length > 0) throw new Error(problems.join("; "));
  };
  try {
    await up("up", true);
    for (const { events, refresh, fault } of story) {
      const kept = await driver.kept();
      for (const one of events) {
        const told = model.happen(one, sandbox, kept);
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
