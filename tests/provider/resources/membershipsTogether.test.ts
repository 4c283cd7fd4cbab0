import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { people, set, team } from "../support/members.js";
import { Engine, membersOf, withService, type Bench, type JsonObject, type State } from "../support/service.js";

describe("an exclusive set", () => {
  test("removes strangers but nobody whom another membership claims, and no nested group", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = "", b = "", c = ""] = people(sandbox, 3);
      const inner = team(sandbox, [], "inner");
      const group = team(sandbox, [c, inner]);
      const engine = new Engine(membership, directory);
      const exclusive = set(group, [a], { exclusive: true });
      const both = [engine.create(exclusive), engine.create({ group, user: b })] as const;
      const [state] = await Promise.all(both);
      expect(membersOf(sandbox, group).sort()).toEqual([a, b, inner].sort());
      engine.directory = restart();
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, exclusive)).toBe("none");
      sandbox.edit("Groups", group, (resource) => {
        resource["members"] = [{ value: a }, { value: b }, { value: c }, { value: inner }];
      });
      engine.directory = restart();
      const drifted = await engine.refresh(state);
      expect(drifted?.inputs["users"]).toEqual([a, c]);
      expect(drifted && engine.diff(drifted, exclusive)).toBe("shown");
      const single = { id: `${group}/${b}`, inputs: { group, user: b }, outs: { group, user: b } };
      expect(engine.diff(single, { group, user: b })).toBe("none");
      const healed = drifted && (await engine.up(drifted, exclusive));
      expect(membersOf(sandbox, group).sort()).toEqual([a, b, inner].sort());
      expect(healed && engine.diff(healed, exclusive)).toBe("none");
    }));

  test("finds no drift in whom a later membership brought, and drift in who comes back when that has ended", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const exclusive = set(group, [a], { exclusive: true });
      const state = await new Engine(membership, directory).create(exclusive);
      const single = await new Engine(membership, restart()).create({ group, user: b });
      // As the engine reads: several at once, the set before the other membership.
      const refreshed = async (...states: State[]) => {
        const engine = new Engine(membership, restart());
        const seen = await Promise.all([...states, { ...state, id: "bystander" }].map((one) => engine.refresh(one)));
        return { engine, seen: seen[0] ?? state };
      };
      const first = await refreshed(state, single);
      expect(first.engine.diff(first.seen, exclusive)).toBe("none");
      await new Engine(membership, restart()).delete(single);
      sandbox.edit("Groups", group, (resource) => {
        resource["members"] = [{ value: a }, { value: b }];
      });
      const second = await refreshed(first.seen);
      expect(second.seen.inputs["users"]).toEqual([a, b]);
      await second.engine.up(second.seen, exclusive);
      expect(membersOf(sandbox, group)).toEqual([a]);
    }));

  test("takes nobody out whose membership the program registers only later", () =>
    withService({}, async ({ sandbox, directory, restart, sent }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const single = await new Engine(membership, directory).create({ group, user: b });
      const engine = new Engine(membership, restart());
      await engine.refresh(single);
      sent();
      await engine.create(set(group, [a], { exclusive: true }));
      expect(engine.diff(single, single.inputs)).toBe("none");
      expect(sent().filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
      expect(membersOf(sandbox, group).sort()).toEqual([a, b].sort());
    }));

  test("leaves strangers alone when it is deleted", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const state = await engine.create(set(group, [a], { exclusive: true }));
      sandbox.edit("Groups", group, (resource) => {
        resource["members"] = [{ value: a }, { value: b }];
      });
      engine.directory = restart();
      const seen = await engine.refresh(state);
      if (seen) await engine.delete(seen);
      expect(membersOf(sandbox, group)).toEqual([b]);
    }));
});

describe("a removal, when all the others leave the group at the same time", () => {
  /** Removes the one of ours, after the only other member has left: known to the step, which has read the group before. */
  const removing = (leave: (bench: Bench, other: State) => Promise<unknown>, policy: JsonObject = {}) =>
    withService({ patchStatus: 204 }, async (bench) => {
      const { sandbox, directory, restart } = bench;
      const [a = ""] = people(sandbox, 1);
      const other = await new Engine(user, directory).create({ userName: "other@acme.io", ...policy });
      const group = team(sandbox, [other.id]);
      const state = await new Engine(membership, directory).create(set(group, [a]));
      const next = restart();
      await next.members.current(group);
      await leave({ ...bench, directory: next }, other);
      await new Engine(membership, next).delete(state);
      expect(membersOf(sandbox, group)).toEqual([]);
    });
  const takeOut = ({ sandbox }: Bench) => {
    sandbox.edit("Groups", "team", (resource) => {
      resource["members"] = [{ value: "u0" }];
    });
  };

  test("because this run deletes them, is done", () =>
    removing(({ directory }, other) => new Engine(user, directory).delete(other)));

  test.each([
    ["ends", ({ directory }: Bench, other: State) => new Engine(user, directory).delete(other)],
    [
      "makes inactive",
      ({ directory }: Bench, other: State) => new Engine(user, directory).up(other, { ...other.inputs, active: false }),
    ],
  ])("because the service takes out whom this run %s, is done", (_, end) =>
    removing(
      async (bench, other) => {
        await end(bench, other);
        takeOut(bench);
      },
      { onDelete: "deactivate" },
    ),
  );

  test("of whom this run ends nobody, is an error", async () => {
    const removal = removing((bench) => {
      takeOut(bench);
      return Promise.resolve();
    });
    await expect(removal).rejects.toThrow(/took everybody else .* out of the group when it was asked to remove/);
  });
});

describe("a set and single memberships that are exchanged", () => {
  test.each([
    ["in one run", false],
    ["after a run that failed between the two", true],
  ])("take nobody out, both ways, %s", (_, isBroken) =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const singles = [
        { group, user: a },
        { group, user: b },
      ];
      const ways = [singles, [set(group, [a, b])], singles];
      let before: State[] = [];
      let engine = new Engine(membership, directory);
      for (const inputs of ways) {
        const now: State[] = [];
        for (const one of inputs) now.push(await engine.create(one));
        if (isBroken) {
          // Another step failed, so that the engine deleted nobody; the next run compares those that are there.
          engine = new Engine(membership, restart());
          for (const state of now) expect(engine.diff(state, state.inputs)).toBe("none");
        }
        for (const state of before) await engine.delete(state);
        expect(membersOf(sandbox, group).sort()).toEqual([a, b].sort());
        before = now;
        engine = new Engine(membership, restart());
      }
      for (const state of before) await engine.delete(state);
      expect(membersOf(sandbox, group)).toEqual([]);
    }),
  );
});
