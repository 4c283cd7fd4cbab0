import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type Directory } from "../../../provider/directory/directory.js";
import { Engine, withService, type Bench, type State } from "../support/service.js";

/** People of an earlier run. */
async function settled({ directory }: Bench, number: number): Promise<State[]> {
  const engine = new Engine(user, directory);
  const states: State[] = [];
  for (let at = 0; at < number; at += 1) states.push(await engine.create({ userName: `p${at}@acme.io` }));
  return states;
}

/** Refreshes people as the engine does, at most `parallel` at once: how many are there, are gone, and why others failed. */
async function refreshed(directory: Directory, states: State[], parallel = states.length) {
  const engine = new Engine(user, directory);
  const left = [...states];
  const outcome = { there: 0, gone: 0, refused: [] as string[] };
  const worker = async () => {
    for (let state = left.shift(); state !== undefined; state = left.shift())
      await engine.refresh(state).then(
        (seen) => {
          if (seen) outcome.there += 1;
          else outcome.gone += 1;
        },
        (error: unknown) => outcome.refused.push(String(error)),
      );
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return outcome;
}

function wipe({ sandbox }: Bench, keep: readonly string[] = []): void {
  for (const { id } of sandbox.dump().Users)
    if (typeof id === "string" && !keep.includes(id)) sandbox.remove("Users", id);
}

describe("a refresh in which nobody is found", () => {
  test("is refused, naming the service, the number and the way out", () =>
    withService({}, async (bench) => {
      const states = await settled(bench, 6);
      wipe(bench);
      const { gone, refused } = await refreshed(bench.restart(), states);
      expect(gone).toBe(0);
      expect(refused).toHaveLength(6);
      expect(refused[0]).toContain(`${bench.sandbox.url} answers that all 6 objects of this stack`);
      expect(refused[0]).toMatch(/wrong endpoint.*They stay in the state.*SCIM_ALLOW_GONE=1/);
    }));

  test("is believed for one run where SCIM_ALLOW_GONE says so", () =>
    withService({}, async (bench) => {
      const states = await settled(bench, 6);
      wipe(bench);
      expect(await refreshed(bench.restart({ allowGone: true }), states)).toEqual({ there: 0, gone: 6, refused: [] });
    }));

  test("is believed of fewer than five", () =>
    withService({}, async (bench) => {
      const states = await settled(bench, 4);
      wipe(bench);
      expect(await refreshed(bench.restart(), states)).toEqual({ there: 0, gone: 4, refused: [] });
    }));

  test.each([1, 2])("drops four at most when the engine asks for %i at once", (parallel) =>
    withService({}, async (bench) => {
      const states = await settled(bench, 12);
      wipe(bench);
      const { gone, refused } = await refreshed(bench.restart(), states, parallel);
      expect(gone).toBeLessThanOrEqual(4);
      expect(gone + refused.length).toBe(12);
    }),
  );
});

describe("a refresh in which somebody is found", () => {
  test("believes all the others at once, whoever is asked for first", () =>
    withService({}, async (bench) => {
      const states = await settled(bench, 20);
      wipe(bench, [states.at(-1)?.id ?? ""]);
      const start = Date.now();
      expect(await refreshed(bench.restart(), states)).toEqual({ there: 1, gone: 19, refused: [] });
      expect(Date.now() - start).toBeLessThan(5_000);
    }));

  test("holds nobody any more when the engine asks for two at once", () =>
    withService({}, async (bench) => {
      const states = await settled(bench, 100);
      wipe(bench, [states[3]?.id ?? ""]);
      const directory = bench.restart();
      expect(await refreshed(directory, states.slice(0, 4), 2)).toMatchObject({ there: 1 });
      const start = Date.now();
      expect(await refreshed(directory, states.slice(4), 2)).toEqual({ there: 0, gone: 96, refused: [] });
      expect(Date.now() - start).toBeLessThan(5_000);
    }));

  test("believes eight who are gone and all that the engine asks for at once, when their manager is there", () =>
    withService({}, async (bench) => {
      const engine = new Engine(user, bench.directory);
      const boss = await engine.create({ userName: "boss@acme.io" });
      const states: State[] = [];
      for (let at = 0; at < 8; at += 1)
        states.push(await engine.create({ userName: `p${at}@acme.io`, manager: boss.id }));
      wipe(bench, [boss.id]);
      expect(await refreshed(bench.restart(), [...states, boss], 8)).toEqual({ there: 1, gone: 8, refused: [] });
    }));
});

test("groups count with people, and a group with all its memberships counts once", () =>
  withService({}, async (bench) => {
    const people = await settled(bench, 4);
    const team = await new Engine(group, bench.directory).create({ displayName: "Team" });
    const singles: State[] = [];
    for (const { id } of people)
      singles.push(await new Engine(membership, bench.directory).create({ group: team.id, user: id }));
    bench.sandbox.remove("Groups", team.id);
    const read = async (directory: Directory) => {
      const groups = new Engine(group, directory);
      const members = new Engine(membership, directory);
      return Promise.allSettled([groups.refresh(team), ...singles.map((single) => members.refresh(single))]);
    };
    // One group that is gone, by five resources.
    expect(await read(bench.restart())).toEqual(
      Array.from({ length: 5 }, () => ({ status: "fulfilled", value: undefined })),
    );
    wipe(bench);
    const directory = bench.restart();
    const [rest, all] = await Promise.all([refreshed(directory, people), read(directory)]);
    expect(rest.refused).toHaveLength(4);
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "rejected"));
  }));
