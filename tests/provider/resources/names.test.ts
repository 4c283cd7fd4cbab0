import { setTimeout } from "node:timers/promises";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { type Directory } from "../../../provider/directory/directory.js";
import {
  Engine,
  held,
  partial,
  planted,
  rejection,
  withService,
  type JsonObject,
  type State,
} from "../support/service.js";

const person = (userName: string, more: JsonObject = {}): JsonObject => ({ userName: `${userName}@acme.io`, ...more });

/** A person of an earlier run for each name. */
async function settled(directory: Directory, ...names: string[]): Promise<State[]> {
  const states: State[] = [];
  for (const name of names) states.push(await new Engine(user, directory).create(person(name)));
  return states;
}

/** What one run of the engine does with people who get new names: it compares them one by one, then updates `parallel` of them at once. */
async function run(directory: Directory, renamed: [State, JsonObject][], parallel = renamed.length): Promise<State[]> {
  const engine = new Engine(user, directory);
  for (const [state, inputs] of renamed) expect(engine.diff(state, inputs)).toBe("shown");
  const done: State[] = [];
  const left = [...renamed];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [{ id, outs }, inputs] = next;
      done.push({ id, inputs, outs: await user.update(directory, id, outs, inputs) });
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return done;
}

const pick = (states: State[], at: number): State => {
  const state = states[at];
  if (!state) throw new Error("no such person");
  return state;
};

describe("a name that is a secret stands in no notice where", () => {
  const secret = { secretAttributes: ["userName"] };

  test("its holder is moved aside before their own change", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const old = await new Engine(user, directory).create(person("sekret", secret));
      const engine = new Engine(user, restart());
      engine.diff(old, person("sekret.old", secret));
      await engine.create(person("sekret", { externalId: "2", ...secret }));
      expect(held(sandbox, old.id)["userName"]).toMatch(/^sekret-moving-/);
      expect(said.join()).toMatch(`user with id ${old.id} is called otherwise until its own change`);
      expect(said.join()).not.toMatch(/sekret/i);
    }));

  test("its holder depends on whoever is to have it", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const before = new Engine(user, directory);
      const boss = await before.create(person("boss", secret));
      const report = await before.create(person("sekret", { manager: boss.id, ...secret }));
      const engine = new Engine(user, restart());
      for (const state of [boss, report]) await engine.refresh(state);
      await engine.up(boss, person("sekret", secret));
      expect(held(sandbox, report.id)["userName"]).toMatch(/^sekret-moving-/);
      expect(said.join()).toMatch(`user with id ${report.id} is called otherwise until its own step`);
      expect(said.join()).not.toMatch(/sekret/i);
    }));
});

describe("a joiner with the name of somebody who is renamed in the same run", () => {
  test.each(["before", "after"])("gets it, compared %s the other one", (order) =>
    withService({}, async ({ sandbox, directory, restart, sent }) => {
      const old = pick(await settled(directory, "ada"), 0);
      const next = restart();
      const engine = new Engine(user, next);
      const join = () => engine.create(person("ada", { externalId: "2" }));
      const rename = () => run(next, [[old, person("ada.old")]]);
      sent();
      const [joined] =
        order === "before" ? await Promise.all([join(), rename()]) : (await Promise.all([rename(), join()])).reverse();
      const id = joined !== undefined && "id" in joined ? joined.id : "";
      expect(held(sandbox, old.id)["userName"]).toBe("ada.old@acme.io");
      expect(held(sandbox, id)["userName"]).toBe("ada@acme.io");
      expect(sandbox.dump().Users).toHaveLength(2);
      expect(sent().filter((line) => line.startsWith("PATCH"))).toHaveLength(1); // waited for, not moved aside
    }),
  );

  test("gets it also when the engine does not begin with the other one before: that one is moved aside", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const old = pick(await settled(directory, "ada"), 0);
      const next = restart();
      const engine = new Engine(user, next);
      const wanted = person("ada.old");
      expect(engine.diff(old, wanted)).toBe("shown");
      const joined = await engine.create(person("ada", { externalId: "2" }));
      expect(held(sandbox, old.id)["userName"]).toMatch(/^ada-moving-[0-9a-f]{8}@acme\.io$/);
      expect(said.join()).toMatch(
        /user ada@acme\.io .*is called ada-moving-.* until its own change to ada\.old@acme\.io/,
      );
      await user.update(next, old.id, old.outs, wanted);
      expect(held(sandbox, old.id)["userName"]).toBe("ada.old@acme.io");
      expect(held(sandbox, joined.id)["userName"]).toBe("ada@acme.io");
    }));

  test("does not take the other one over, whatever adopt says, when a refresh has shown them", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const old = pick(await settled(directory, "ada"), 0);
      const next = restart();
      const engine = new Engine(user, next);
      await engine.refresh(old);
      const [joined] = await Promise.all([
        engine.create(person("ada", { adopt: "userName" })),
        // Registered when the create has met it already.
        setTimeout(50).then(() => run(next, [[old, person("ada.old")]])),
      ]);
      expect(joined.id).not.toBe(old.id);
      expect(sandbox.dump().Users).toHaveLength(2);
    }));

  test("does not take over somebody who has got another name since they were found", () =>
    withService({}, async ({ sandbox, directory }) => {
      const id = planted(sandbox, "Users", person("ada"));
      sandbox.fault({ match: { method: "GET", path: "/Users/[^/?]+$" }, action: { delayMs: 200 } });
      const joining = rejection(new Engine(user, directory).create(person("ada", { adopt: "userName", title: "CTO" })));
      while (!sandbox.requests().some(({ method, path }) => method === "GET" && path.endsWith("/Users")))
        await setTimeout(5);
      sandbox.edit("Users", id, (resource) => {
        resource["userName"] = "eve@acme.io";
      });
      expect((await joining).message).toMatch(/Could not create user ada@acme\.io/);
      expect(held(sandbox, id)).not.toHaveProperty("title");
    }));
});

describe("people who pass their names on", () => {
  const shapes: [string, string[], string[]][] = [
    ["a swap of two", ["a", "b"], ["b", "a"]],
    ["a circle of three", ["a", "b", "c"], ["b", "c", "a"]],
    ["a chain", ["a", "b", "c", "d"], ["b", "c", "d", "e"]],
    ["a chain, the other way round", ["d", "c", "b", "a"], ["e", "d", "c", "b"]],
  ];
  const cases = shapes.flatMap(([what, from, to]) =>
    [from.length, 1].map((parallel) => ({ what, from, to, parallel })),
  );

  test.each(cases)("$what, $parallel at once", ({ from, to, parallel }) =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const before = await settled(directory, ...from);
      const next = restart();
      const renamed = before.map((state, at): [State, JsonObject] => [state, person(to[at] ?? "")]);
      const after = await run(next, renamed, parallel);
      expect(before.map(({ id }) => held(sandbox, id)["userName"])).toEqual(to.map((name) => `${name}@acme.io`));
      const again = new Engine(user, restart());
      for (const state of after) expect(again.diff(state, state.inputs)).toBe("none");
      for (const state of after) expect((await again.refresh(state))?.inputs).toEqual(state.inputs);
    }),
  );

  test.each([false, true])("a swap that crashes half-way ends right in the next run (refresh first: %s)", (refreshes) =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const before = await settled(directory, "a", "b");
      const [a, b] = [pick(before, 0), pick(before, 1)];
      const crashed = restart();
      const engine = new Engine(user, crashed);
      engine.diff(a, person("b"));
      engine.diff(b, person("a"));
      // a's step has moved b aside; what it then sends is refused, and the engine begins no further step.
      sandbox.fault({ match: { method: "PATCH" }, at: 3, action: { status: 403 } });
      const failed = await partial(user.update(crashed, a.id, a.outs, person("b")), person("b"));
      expect(held(sandbox, b.id)["userName"]).toMatch(/^b-moving-/);
      expect(failed.outs["__pending"]).toEqual(["userName"]);
      const next = restart();
      const again = new Engine(user, next);
      const states: State[] = [failed, b];
      const known = refreshes
        ? (await Promise.all(states.map((one) => again.refresh(one)))).flatMap((one) => one ?? [])
        : states;
      const [one, two] = [pick(known, 0), pick(known, 1)];
      await Promise.all([again.up(one, person("b")), again.up(two, person("a"))]);
      expect([a, b].map(({ id }) => held(sandbox, id)["userName"])).toEqual(["b@acme.io", "a@acme.io"]);
    }),
  );

  test("one whose holder cannot be renamed fails, and moves nobody for good", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const before = await settled(directory, "a", "b", "taken");
      const [a, b] = [pick(before, 0), pick(before, 1)];
      const next = restart();
      const engine = new Engine(user, next);
      engine.diff(a, person("b"));
      engine.diff(b, person("taken"));
      const steps = [user.update(next, a.id, a.outs, person("b")), user.update(next, b.id, b.outs, person("taken"))];
      const errors = await Promise.all(steps.map(rejection));
      expect(errors.map(({ message }) => message).join("\n")).toMatch(/Could not finish user b@acme\.io: .*409/);
      expect([a, b].map(({ id }) => held(sandbox, id)["userName"])).toEqual(["a@acme.io", "b@acme.io"]);
    }));
});

describe("a boss who gets the name of a report, whom the program can only register after the boss's step", () => {
  /** Boss, report and the report's report of an earlier run, as a refresh of the next one shows them. */
  async function chain(directory: Directory, next: Directory, more: JsonObject = {}): Promise<[State, State, State]> {
    const engine = new Engine(user, directory);
    const boss = await engine.create(person("boss"));
    const middle = await engine.create(person("middle", { manager: boss.id }));
    const report = await engine.create(person("report", { manager: middle.id, ...more }));
    const seen: State[] = [];
    for (const state of [boss, middle, report]) seen.push((await new Engine(user, next).refresh(state)) ?? state);
    return [pick(seen, 0), pick(seen, 1), pick(seen, 2)];
  }

  test("gets it, and the report the boss's", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const next = restart();
      const engine = new Engine(user, next);
      const [boss, middle, report] = await chain(directory, next);
      await engine.up(boss, person("report"));
      expect(said.join()).toMatch(
        /user report@acme\.io .*is called report-moving-[0-9a-f]{8}@acme\.io until its own step/,
      );
      engine.diff(middle, middle.inputs);
      const after = await engine.up(report, { ...report.inputs, ...person("boss") });
      expect(held(sandbox, boss.id)["userName"]).toBe("report@acme.io");
      expect(held(sandbox, report.id)["userName"]).toBe("boss@acme.io");
      expect(new Engine(user, restart()).diff(after, after.inputs)).toBe("none");
    }));

  test("gets it also in a circle of three, in which the report comes after somebody who waits for the one", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const next = restart();
      const engine = new Engine(user, next);
      const other = await new Engine(user, directory).create(person("other"));
      const [boss, middle] = await chain(directory, next);
      await engine.refresh(other);
      // other → middle, boss → other, middle → boss; middle is registered when boss is done.
      await Promise.all([
        engine.up(other, person("middle")),
        engine.up(boss, person("other")).then(() => engine.up(middle, { ...middle.inputs, ...person("boss") })),
      ]);
      expect([other, boss, middle].map(({ id }) => held(sandbox, id)["userName"])).toEqual([
        "middle@acme.io",
        "other@acme.io",
        "boss@acme.io",
      ]);
    }));

  test("gets it from somebody who leaves, whom the run then ends", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const next = restart();
      const [boss, , report] = await chain(directory, next);
      await new Engine(user, next).up(boss, person("report"));
      await new Engine(user, next).delete(report);
      expect(sandbox.dump().Users.map(({ userName }) => userName)).toEqual(["report@acme.io", "middle@acme.io"]);
    }));

  test("when both are to have it, the report's step fails, and the next run sets right what the program has corrected", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const next = restart();
      const engine = new Engine(user, next);
      const [boss, , report] = await chain(directory, next);
      const mistaken = await engine.up(boss, person("report"));
      expect(engine.diff(report, report.inputs)).toBe("hidden");
      const failed = await partial(user.update(next, report.id, report.outs, report.inputs), report.inputs);
      expect(failed.reasons.join()).toMatch(/Could not finish user report@acme\.io: .*409/);
      const last = new Engine(user, restart());
      await Promise.all([last.up(mistaken, person("boss")), last.up(failed, report.inputs)]);
      expect([boss, report].map(({ id }) => held(sandbox, id)["userName"])).toEqual(["boss@acme.io", "report@acme.io"]);
    }));

  test.each([{ onDelete: "deactivate" }, { onDelete: "retain" }, { __retainOnDelete: true }])(
    "does not where the report may stay in the service for good: %j",
    (more) =>
      withService({}, async ({ sandbox, directory, restart }) => {
        const next = restart();
        const [boss, , report] = await chain(directory, next, more);
        const error = await rejection(new Engine(user, next).up(boss, person("report")));
        expect(error.message).toMatch(/userName is still held by user report@acme\.io .*depends on this one/);
        expect(error.message).toMatch(/give it that in a `pulumi up` before this one/);
        expect(held(sandbox, report.id)["userName"]).toBe("report@acme.io");
      }),
  );
});

describe("the name of somebody who leaves in the same run", () => {
  const twoSteps =
    /userName is still held by user ada@acme\.io \(id .+\) of this stack, whose resource the program has dropped.*Run `pulumi up` once without this user, and again with it/;

  test("fails a joiner with the leaver's name and the way in two steps", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const old = pick(await settled(directory, "ada"), 0);
      const engine = new Engine(user, restart());
      await engine.refresh(old);
      const error = await rejection(engine.create(person("ada", { externalId: "2" })));
      expect(error.message).toMatch(twoSteps);
      expect(error.message).toMatch(/^Could not create user ada@acme\.io: /);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  test("fails somebody who is renamed so", () =>
    withService({}, async ({ directory, restart }) => {
      const before = await settled(directory, "ada", "eve");
      const engine = new Engine(user, restart());
      for (const state of before) await engine.refresh(state);
      const error = await rejection(engine.up(pick(before, 1), person("ada")));
      expect(error.message).toMatch(twoSteps);
    }));

  test("is free in the next run", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const old = pick(await settled(directory, "ada"), 0);
      await new Engine(user, restart()).delete(old);
      await new Engine(user, restart()).create(person("ada", { externalId: "2" }));
      expect(sandbox.dump().Users).toHaveLength(1);
    }));
});

test("somebody who keeps the name is a rival as before", () =>
  withService({}, async ({ directory, restart }) => {
    const old = pick(await settled(directory, "ada"), 0);
    const engine = new Engine(user, restart());
    engine.diff(old, { ...old.inputs, title: "CTO" });
    const error = await rejection(engine.create(person("ada", { externalId: "2" })));
    expect(error.message).toMatch(/another resource of this stack already manages user ada@acme\.io/);
  }));

test("groups swap their names at a service that refuses equal ones", () =>
  withService({ uniqueGroupNames: true }, async ({ sandbox, directory, restart }) => {
    const first = new Engine(group, directory);
    const [one, two] = [await first.create({ displayName: "One" }), await first.create({ displayName: "Two" })];
    const next = restart();
    const engine = new Engine(group, next);
    engine.diff(one, { displayName: "Two" });
    engine.diff(two, { displayName: "One" });
    await Promise.all([
      group.update(next, one.id, one.outs, { displayName: "Two" }),
      group.update(next, two.id, two.outs, { displayName: "One" }),
    ]);
    expect([one, two].map(({ id }) => held(sandbox, id)["displayName"])).toEqual(["Two", "One"]);
    // A new group with a name that another one gives up.
    const last = restart();
    const joining = new Engine(group, last);
    joining.diff({ ...one, outs: { ...one.outs, displayName: "Two" } }, { displayName: "Three" });
    const [joined] = await Promise.all([
      joining.create({ displayName: "Two", externalId: "new" }),
      group.update(last, one.id, { ...one.outs, displayName: "Two" }, { displayName: "Three" }),
    ]);
    expect(held(sandbox, joined.id)["displayName"]).toBe("Two");
    expect(held(sandbox, one.id)["displayName"]).toBe("Three");
  }));
