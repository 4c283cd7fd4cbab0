import { lifeOf, type Stage } from "../../support/faults/company.js";
import { engineWorld } from "../../support/faults/engineWorld.js";
import { allKills, faultKinds } from "../../support/faults/faultKinds.js";
import { allCases, requestsOfLife, story, survived, tryAll, type Case } from "../../support/faults/matrix.js";
import { asked, stillToTry, writeDown } from "../../support/faults/scope.js";

jest.setTimeout(asked === undefined ? 600_000 : 12 * 3_600_000);

/** For `npm test`: one life at each kind of service, whose stages meet a fault each. */
const few = {
  withKeys: [
    "create, request 4: dropped after the effect",
    "change, request 9: dropped after the effect",
    "end, request 8: 500 after the effect",
  ],
  withoutKeys: [
    "create, request 12: forbidden from there on",
    "change, request 12: HTML after the effect",
    "end, request 9: forbidden from there on",
  ],
};

function chosen(part: string, cases: readonly Case[], named: readonly string[]): readonly Case[] {
  if (asked !== undefined) return stillToTry(part, cases);
  return cases.filter(({ stage, fault, k }) => named.includes(`${stage}, request ${k}: ${fault.name}`));
}

async function tryOnEngine(
  part: string,
  hasKeys: boolean,
  choose: (life: readonly Stage[], counts: ReadonlyMap<string, number>) => readonly Case[],
  atOnce: number,
): Promise<void> {
  const life = lifeOf({ hasKeys });
  // Without figures to fill, what is tried is known beforehand.
  const counts =
    asked === undefined
      ? new Map(life.map(({ name }) => [name, 20]))
      : await requestsOfLife(life, () => engineWorld({ hasKeys }));
  const cases = choose(life, counts);
  const open = (needsDoor: boolean) => engineWorld({ hasKeys, needsDoor });
  const all = await tryAll(life, cases, open, { atOnce, onTried: writeDown.bind(undefined, part) });
  expect(all.filter((tried) => !survived(tried)).map(story)).toEqual([]);
  expect(all).toHaveLength(cases.length);
}

describe.each([
  { where: "people have an externalId", hasKeys: true, named: few.withKeys },
  { where: "nobody has an externalId", hasKeys: false, named: few.withoutKeys },
])("where $where", ({ where, hasKeys, named }) => {
  it("up again ends in the desired state whichever request of the real engine's run meets whichever fault", async () => {
    const part = `engine, ${where}`;
    const choose = (life: readonly Stage[], counts: ReadonlyMap<string, number>) =>
      chosen(part, allCases(life, counts, faultKinds), named);
    await tryOnEngine(part, hasKeys, choose, asked?.atOnce ?? 1);
  });

  if (asked === undefined) return; // `npm test` kills in tests/engine/scale.
  it("up again ends in the desired state whoever is killed and whenever", async () => {
    const part = `kills, ${where}`;
    const choose = (life: readonly Stage[], counts: ReadonlyMap<string, number>) =>
      stillToTry(part, spread(allCases(life, counts, allKills)));
    // Whoever kills looks for what this process has started, so nothing else may run beside it.
    await tryOnEngine(part, hasKeys, choose, 1);
  });
});

/** A bounded number of kills, over all moments and ways. */
function spread(cases: readonly Case[]): Case[] {
  return cases.filter((_, at) => at % 13 === 0);
}
