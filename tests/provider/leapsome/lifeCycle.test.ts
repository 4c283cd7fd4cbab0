import { type JsonObject, type State, held } from "../support/service.js";
import { all, inGroup, present, withLeapsome } from "./bench.js";

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
};

it("forty people with managers and three groups live through all of it", async () => {
  await withLeapsome({}, async ({ people, groups, memberships, nextRun, counted, sandbox, said }) => {
    const person = (n: number, manager?: string): JsonObject => ({
      userName: `p${n}@x.io`,
      externalId: `key-${n}`,
      name: { givenName: "P", familyName: `N${n}` },
      ...(n % 2 === 0 ? { title: "Engineer" } : {}),
      department: n < 20 ? "Research" : "Sales",
      manager: manager ?? null,
    });
    const boss = await people.create(person(0));
    const rest = await all(
      Array.from({ length: 39 }, (_, i) => i + 1),
      (n) => people.create(person(n, boss.id)),
    );
    const everybody: State[] = [boss, ...rest];
    expect(counted()).toEqual({ "POST /Users": 40, "PATCH /Users/…": 40 });

    const teams = await all(["A", "B", "C"], (displayName) => groups.create({ displayName }));
    const sets = await all(teams, ({ id }) =>
      memberships.create({ group: id, users: everybody.slice(0, 12).map((one) => one.id) }),
    );
    const filled = counted();
    expect(filled).toMatchObject({ "POST /Groups": 3, "PATCH /Groups/…": 3 });
    // Two scans show that adding works; a page of 40 looks as if it were cut, so that each asks for a second one.
    expect(filled["GET /Users"]).toBeLessThanOrEqual(4);

    nextRun();
    const seen = await all(everybody, async (one) => present(await people.refresh(one)));
    const seenSets = await all(sets, async (one) => present(await memberships.refresh(one)));
    expect(counted()).toEqual({ "GET /Users": 2, "GET /Groups": 1 });
    for (const one of seen) expect(people.diff(one, one.inputs)).toBe("none");
    for (const [n, one] of seen.entries()) expect(one.inputs).toEqual(person(n, n === 0 ? undefined : boss.id));
    for (const one of seenSets) expect(memberships.diff(one, one.inputs)).toBe("none");

    // A hand edit, a new manager, no manager, a new address.
    sandbox.edit("Users", at(seen, 5).id, (one) => {
      one["title"] = "Hacked";
    });
    nextRun();
    const edited = present(await people.refresh(at(seen, 5)));
    const wanted = [
      person(5, boss.id),
      person(6, at(seen, 1).id),
      person(7),
      { ...person(8, boss.id), userName: "n@x.io" },
    ];
    const [, moved, cleared, renamed] = await all([5, 6, 7, 8], (n) =>
      people.up(n === 5 ? edited : at(seen, n), at(wanted, n - 5)),
    );
    expect(held(sandbox, at(seen, 6).id)).toMatchObject({ manager: { value: at(seen, 1).id } });
    expect(held(sandbox, at(seen, 7).id)).not.toHaveProperty("manager");
    expect(held(sandbox, at(seen, 8).id)).toMatchObject({ userName: "n@x.io", externalId: "key-8" });
    expect(sandbox.dump().Users).toHaveLength(40);
    for (const one of [moved, cleared, renamed])
      expect(people.diff(present(await people.refresh(present(one))), present(one).inputs)).toBe("none");

    // A leaver, who comes back.
    nextRun();
    await people.delete(at(seen, 9));
    expect(held(sandbox, at(seen, 9).id)).toMatchObject({ active: false });
    nextRun();
    const back = await people.create(person(9, boss.id));
    expect(back.id).toBe(at(seen, 9).id);
    expect(held(sandbox, back.id)).toMatchObject({ active: true });

    // The end.
    nextRun();
    counted();
    await all(seenSets, (one) => memberships.delete(one));
    await all(teams, (one) => groups.delete(one));
    await all(everybody, (one) => people.delete(one));
    const ended = counted();
    expect(ended["PATCH /Groups/…"]).toBe(3);
    expect(ended["PATCH /Users/…"]).toBe(40);
    expect(said.filter((line) => line.includes("cannot delete groups"))).toHaveLength(3);
    for (const { id } of teams) expect(inGroup(sandbox.dump().Users, id)).toEqual([]);
    expect(sandbox.dump().Users.every(({ active }) => active === false)).toBe(true);
  });
});
