import { type LeapsomeSwitches } from "../../../sandbox/dialects/leapsome/switches.js";
import { type JsonObject, held, partial, planted } from "../support/service.js";
import { all, present, withLeapsome } from "./bench.js";

const ways: Partial<LeapsomeSwitches>[] = [{ unknownManager: "refuse" }, { unknownManager: "ignore" }];

it.each(ways)(
  "people who name their managers by address or externalId may come in any order (%j)",
  async (switches) => {
    await withLeapsome(switches, async ({ people, sandbox, nextRun, counted, said }) => {
      const org = Array.from({ length: 8 }, (_, n): JsonObject => {
        const manager = n === 7 ? null : n % 2 === 0 ? `P${n + 1}@x.io` : `key-${n + 1}`;
        return { userName: `p${n}@x.io`, externalId: `key-${n}`, manager };
      });
      const made = await all(org, (inputs) => people.create(inputs));
      const writes = Object.entries(counted()).filter(([what]) => !what.startsWith("GET"));
      expect(writes).toEqual([
        ["POST /Users", 8],
        ["PATCH /Users/…", 8],
      ]);
      expect(said).toEqual([]);
      for (const [n, one] of made.entries()) {
        expect(held(sandbox, one.id)["manager"]).toEqual(n === 7 ? undefined : { value: made[n + 1]?.id });
        expect(people.diff(one, one.inputs)).toBe("none");
      }
      nextRun();
      for (const one of made) {
        const seen = present(await people.refresh(one));
        expect(seen.inputs).toEqual(one.inputs);
        expect(people.diff(seen, one.inputs)).toBe("none");
      }
    });
  },
);

it("two who name each other as manager find each other", async () => {
  await withLeapsome({}, async ({ people, sandbox }) => {
    const [a, b] = await Promise.all([
      people.create({ userName: "a@x.io", manager: "b@x.io" }),
      people.create({ userName: "b@x.io", manager: "a@x.io" }),
    ]);
    expect(held(sandbox, a.id)).toMatchObject({ manager: { value: b.id } });
    expect(held(sandbox, b.id)).toMatchObject({ manager: { value: a.id } });
  });
});

it.each([
  ...ways.map((switches) => ["bos@x.io", switches] as const),
  ...ways.map((switches) => ["no-key", switches] as const),
])("a manager who never comes (%s, %j) fails the step, and the next up goes on", async (manager, switches) => {
  await withLeapsome(switches, async ({ people, sandbox, nextRun, counted }) => {
    const inputs = { userName: "ada@x.io", title: "Engineer", department: "R", manager };
    const failed = await partial(people.create(inputs), inputs);
    expect(failed.reasons.join()).toMatch(
      new RegExp(
        `Could not finish user ada@x.io: .*manager of user ada@x.io names ${manager}, whom the service does not have; correct it, or create that person`,
      ),
    );
    expect(held(sandbox, failed.id)).toMatchObject({ title: "Engineer", active: true });
    expect(failed.outs).toMatchObject({ __pending: ["manager"] });

    nextRun();
    expect(people.diff(failed, inputs)).toBe("hidden");
    const again = await partial(people.up(failed, inputs), inputs);
    expect(again.reasons.join()).toContain(manager);

    nextRun();
    const boss = await people.create({ userName: "bos@x.io", externalId: "no-key" });
    counted();
    const done = await people.up(again, inputs);
    expect(counted()["PATCH /Users/…"]).toBe(1);
    expect(held(sandbox, done.id)).toMatchObject({ manager: { value: boss.id } });
    expect(people.diff(done, inputs)).toBe("none");
  });
});

it("a manager who never comes leaves the one of before, and everything else is written", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    const boss = await people.create({ userName: "boss@x.io" });
    const ada = await people.create({ userName: "ada@x.io", title: "Engineer", manager: boss.id });
    nextRun();
    const inputs = { userName: "ada@x.io", title: "Director", manager: "bos@x.io" };
    const failed = await partial(people.up(ada, inputs), inputs);
    expect(failed.reasons.join()).toMatch(/ada@x.io names bos@x.io/);
    expect(held(sandbox, ada.id)).toMatchObject({ title: "Director", manager: { value: boss.id } });
    expect(failed.outs).toMatchObject({ title: "Director", manager: boss.id, __pending: ["manager"] });
    nextRun();
    expect(people.diff(present(await people.refresh(failed)), inputs)).not.toBe("none");
  });
});

it("somebody made by hand while a step waits is found at the next up only", async () => {
  await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
    const inputs = { userName: "ada@x.io", manager: "boss@x.io" };
    const failed = await partial(people.create(inputs), inputs);
    const boss = planted(sandbox, "Users", { userName: "boss@x.io" });
    nextRun();
    const done = await people.up(failed, inputs);
    expect(held(sandbox, done.id)).toMatchObject({ manager: { value: boss } });
  });
});

describe("where the engine begins with nobody else before a step is done", () => {
  it("the oldest goes on without the link, which is made when the manager comes", async () => {
    await withLeapsome({}, async ({ people, sandbox, said, nextRun, directory }) => {
      const inputs = { userName: "ada@x.io", manager: "boss@x.io" };
      // The engine has checked the next resource, too, and has nobody free to create it.
      directory.arrivals.announced();
      directory.arrivals.announced();
      const ada = await people.create(inputs);
      expect(said.join()).toMatch(/manager of user ada@x.io names boss@x.io, whom the service does not have yet/);
      expect(ada.outs).toMatchObject({ manager: "boss@x.io", __pending: ["manager"] });
      expect(held(sandbox, ada.id)["manager"]).toBeUndefined();
      const boss = await people.create({ userName: "boss@x.io" });
      expect(held(sandbox, ada.id)).toMatchObject({ manager: { value: boss.id } });

      nextRun();
      const seen = present(await people.refresh(ada));
      expect(seen.outs).not.toHaveProperty("__pending");
      expect(people.diff(seen, inputs)).toBe("none");
      nextRun();
      const unrefreshed = await people.up(ada, inputs);
      expect(unrefreshed.outs).not.toHaveProperty("__pending");
    });
  });

  it("a link that nobody came for stays to be done", async () => {
    await withLeapsome({}, async ({ people, directory, nextRun }) => {
      const inputs = { userName: "ada@x.io", manager: "bos@x.io" };
      directory.arrivals.announced();
      directory.arrivals.announced();
      const ada = await people.create(inputs);
      nextRun();
      expect(people.diff(ada, inputs)).toBe("hidden");
      const seen = present(await people.refresh(ada));
      expect(people.diff(seen, inputs)).not.toBe("none");
      expect((await partial(people.up(seen, inputs), inputs)).reasons.join()).toMatch(/names bos@x.io/);
    });
  });
});

it("a further manager who never comes is told, and is a difference after the next refresh", async () => {
  await withLeapsome({}, async ({ people, said, nextRun, sandbox }) => {
    const inputs = { userName: "a@x.io", leapsome: { additionalManagers: ["bos@x.io"] } };
    const ada = await people.create(inputs);
    expect(said.join()).toMatch(/additionalManagers of user a@x.io names bos@x.io, whom the service does not have/);
    nextRun();
    const seen = present(await people.refresh(ada));
    expect(people.diff(seen, inputs)).not.toBe("none");
    const boss = planted(sandbox, "Users", { userName: "bos@x.io" });
    const done = await people.up(seen, inputs);
    expect(JSON.stringify(held(sandbox, done.id))).toContain(`"additionalManagers":[{"managerId":"${boss}"`);
  });
});
