import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type Directory } from "../../../provider/directory/directory.js";
import { Engine, rejection, withService, type Bench, type JsonObject, type State } from "../support/service.js";

const names = ["a", "b", "c", "d", "e"];

/** Five people of an earlier run. */
async function settled({ directory }: Bench, more: JsonObject = {}): Promise<State[]> {
  const engine = new Engine(user, directory);
  const states: State[] = [];
  for (const name of names) states.push(await engine.create({ userName: `${name}@acme.io`, ...more }));
  return states;
}

/** One run of the engine: a refresh, then the program with those who stay, then the deletion of the others. */
class Run {
  readonly engine: Engine;
  constructor(directory: Directory) {
    this.engine = new Engine(user, directory);
  }

  async refresh(states: State[]): Promise<State[]> {
    const seen = await Promise.all(states.map((state) => this.engine.refresh(state)));
    return seen.flatMap((state) => state ?? []);
  }

  stay(states: State[]): void {
    for (const state of states) expect(this.engine.diff(state, state.inputs)).toBe("none");
  }

  /** What became of each deletion. */
  async end(states: State[]): Promise<string[]> {
    const ended = await Promise.allSettled(states.map((state) => this.engine.delete(state)));
    return ended.map((one) => (one.status === "fulfilled" ? "ended" : String(one.reason)));
  }
}

describe("maxLeavers, after a refresh in the same run", () => {
  test("refuses before anybody is ended, naming how many, the first of them, the limit and the way out", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const states = await settled(bench);
      const run = new Run(bench.restart());
      const seen = await run.refresh(states);
      run.stay(seen.slice(0, 1));
      bench.sent();
      const outcome = await run.end(seen.slice(1));
      expect(bench.sent()).toEqual([]);
      expect(outcome).toHaveLength(4);
      for (const one of outcome)
        expect(one).toMatch(
          /would end 4 people or more \(b@acme\.io, c@acme\.io, d@acme\.io and 1 more\), and maxLeavers allows 2; nobody has been ended\..*SCIM_ALLOW_LEAVERS=4/,
        );
    }));

  test("names by id whose userName is a secret", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const states = await settled(bench, { secretAttributes: ["userName"] });
      const run = new Run(bench.restart());
      const outcome = await run.end(await run.refresh(states));
      for (const one of outcome) {
        expect(one).toMatch(`would end 5 people or more (${states[0]?.id ?? ""}, `);
        expect(one).not.toContain("@acme.io");
      }
    }));

  test("lets as many go, and counts neither who stays under another name nor who is retained or asleep already", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const [a, b, c] = await settled(bench);
      if (!a || !b || !c) throw new Error("no people");
      const first = new Engine(user, bench.directory);
      const kept = await first.create({ userName: "kept@acme.io", onDelete: "retain" });
      const asleep = await first.create({ userName: "asleep@acme.io", onDelete: "deactivate" });
      bench.sandbox.edit("Users", asleep.id, (person) => {
        person["active"] = false;
      });
      const run = new Run(bench.restart());
      const seen = await run.refresh([a, b, c, kept, asleep]);
      // A rename without aliases: the successor adopts, the old resource is dropped.
      await run.engine.create({ userName: "c@acme.io" });
      expect(await run.end(seen)).toEqual(["ended", "ended", "ended", "ended", "ended"]);
      expect(bench.sandbox.dump().Users.map(({ userName }) => userName)).toEqual(
        expect.not.arrayContaining(["a@acme.io", "b@acme.io"]),
      );
      expect(bench.sandbox.dump().Users).toHaveLength(5);
    }));

  test("does not count whom retainOnDelete keeps, until the program says otherwise", () =>
    withService({ connection: { maxLeavers: 1 } }, async (bench) => {
      const retained = await settled(bench, { __retainOnDelete: true });
      const first = new Engine(user, bench.directory);
      const leaver = await first.create({ userName: "leaver@acme.io" });
      const run = new Run(bench.restart());
      const seen = await run.refresh([...retained, leaver]);
      expect(seen[0]?.inputs).toHaveProperty("__retainOnDelete", true);
      // The engine calls no delete of the others.
      expect(await run.end(seen.slice(-1))).toEqual(["ended"]);
      const next = new Run(bench.restart());
      const now = await next.refresh(retained);
      next.stay(now);
      bench.sent();
      const given: State[] = [];
      for (const state of now) {
        const inputs = { userName: state.inputs["userName"] ?? null };
        expect(next.engine.diff(state, inputs)).toBe("shown");
        given.push(await next.engine.up(state, inputs));
      }
      expect(bench.sent()).toEqual([]);
      const last = new Run(bench.restart());
      expect((await last.end(await last.refresh(given))).join()).toMatch(/would end 5 people/);
    }));

  test("counts who is made inactive by the program, together with who is dropped, before the first of them", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const states = await settled(bench);
      const run = new Run(bench.restart());
      const seen = await run.refresh(states);
      run.stay(seen.slice(0, 2));
      const [, , c, d] = seen;
      if (!c || !d) throw new Error("no people");
      const asleep = { ...c.inputs, active: false };
      expect(run.engine.diff(c, asleep)).toBe("shown");
      run.stay([d]);
      // c and e: two.
      await run.engine.handlers.update(run.engine.directory, c.id, c.outs, asleep);
      expect(await run.end(seen.slice(4))).toEqual(["ended"]);
      const again = new Run(bench.restart());
      const now = await again.refresh(seen.slice(0, 4));
      for (const state of now) again.engine.diff(state, { ...state.inputs, active: false });
      bench.sent();
      const [one] = now;
      if (!one) throw new Error("no people");
      const refused = await rejection(
        user.update(again.engine.directory, one.id, one.outs, { ...one.inputs, active: false }),
      );
      expect(refused.message).toMatch(/would end 3 people/); // c is asleep already
      expect(bench.sent()).toEqual([]);
    }));

  test("counts who is made inactive together with who is dropped, also when the latter is known only later", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const run = new Run(bench.restart());
      const seen = await run.refresh(await settled(bench));
      const [first, last] = [seen[0], seen[1]];
      if (!first || !last) throw new Error("no people");
      bench.sent();
      const step = rejection(run.engine.up(first, { ...first.inputs, active: false }));
      run.stay([last]); // registered while the step waits
      expect((await step).message).toMatch(/would end 4 people/);
      expect(bench.sent()).toEqual([]);
    }));

  test("does not take for leavers who is registered only after somebody is made inactive, whom they depend on", () =>
    withService({ connection: { maxLeavers: 1 } }, async (bench) => {
      const [top] = await settled(bench);
      if (!top) throw new Error("no people");
      const people = new Engine(user, bench.directory);
      const first = await people.create({ userName: "first@acme.io", manager: top.id });
      const second = await people.create({ userName: "second@acme.io", manager: first.id });
      const run = new Run(bench.restart());
      const [boss, ...reports] = await run.refresh([top, first, second]);
      if (!boss) throw new Error("no people");
      const outs = await run.engine.up(boss, { ...boss.inputs, active: false });
      expect(outs.outs["active"]).toBe(false);
      run.stay(reports);
      expect(await run.end([])).toEqual([]);
    }));

  test.each([
    ["allows as many as SCIM_ALLOW_LEAVERS says", 4, 4],
    ["refuses all when SCIM_ALLOW_LEAVERS is too small", 3, 0],
  ])("%s", (_, allowLeavers, ended) =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const states = await settled(bench);
      const run = new Run(bench.restart({ allowLeavers }));
      const seen = await run.refresh(states);
      run.stay(seen.slice(0, 1));
      expect((await run.end(seen.slice(1))).filter((one) => one === "ended")).toHaveLength(ended);
      expect(bench.sandbox.dump().Users).toHaveLength(5 - ended);
    }),
  );
});

describe("maxLeavers without a refresh", () => {
  test("counts as they come, and says how many were ended", () =>
    withService({ connection: { maxLeavers: 2 } }, async (bench) => {
      const states = await settled(bench);
      const run = new Run(bench.restart());
      run.stay(states.slice(0, 1));
      const outcome = await run.end(states.slice(1));
      expect(outcome.filter((one) => one === "ended")).toHaveLength(2);
      expect(outcome.at(-1)).toMatch(/would end 3 people or more .*maxLeavers allows 2; 2 have been ended already/);
      expect(bench.sandbox.dump().Users).toHaveLength(3);
    }));

  test("refuses a destroy until SCIM_ALLOW_LEAVERS says how many, and ends no more than those", () =>
    withService({ connection: { maxLeavers: 9 } }, async (bench) => {
      const states = await settled(bench);
      const [refused] = await new Run(bench.restart()).end(states);
      expect(refused).toMatch(/how many people this run would end is not known.*SCIM_ALLOW_LEAVERS.*--refresh/);
      expect(bench.sandbox.dump().Users).toHaveLength(5);
      // With a refresh first it is known.
      const counted = new Run(bench.restart({ maxLeavers: 4 }));
      expect((await counted.end(await counted.refresh(states))).join()).toMatch(/would end 5 people/);
      expect(await new Run(bench.restart({ allowLeavers: 5 })).end(states)).toEqual(names.map(() => "ended"));
      expect(bench.sandbox.dump().Users).toHaveLength(0);
    }));
});

test("groups and memberships are nobody's end", () =>
  withService({ connection: { maxLeavers: 0 } }, async (bench) => {
    const [a] = await settled(bench);
    if (!a) throw new Error("no people");
    const team = await new Engine(group, bench.directory).create({ displayName: "Team" });
    const set = await new Engine(membership, bench.directory).create({ group: team.id, users: [a.id] });
    const directory = bench.restart();
    await new Engine(membership, directory).delete(set);
    await new Engine(group, directory).delete(team);
    expect(bench.sandbox.dump().Groups).toEqual([]);
  }));

test("somebody active who is adopted to be made inactive is a leaver", () =>
  withService({ connection: { maxLeavers: 0 } }, async ({ sandbox, directory }) => {
    sandbox.create("Users", { userName: "a@acme.io", externalId: "1", active: true });
    const inputs = { userName: "a@acme.io", externalId: "1", active: false };
    await expect(new Engine(user, directory).create(inputs)).rejects.toThrow(/maxLeavers allows 0/);
    expect(sandbox.dump().Users[0]?.["active"]).toBe(true);
  }));
