import { held, planted, rejection, type State } from "../support/service.js";
import { present, withLeapsome, type LeapsomeBench } from "./bench.js";

const statuses = [{ missingGroupStatus: 401 }, { missingGroupStatus: 404 }] as const;

/** A person, a group and a membership, and the next run's process. */
async function settled({
  people,
  groups,
  memberships,
  nextRun,
}: LeapsomeBench): Promise<Record<"person" | "group" | "set", State>> {
  const person = await people.create({ userName: "ada@x.io", title: "CTO" });
  const group = await groups.create({ displayName: "G" });
  const set = await memberships.create({ group: group.id, users: [person.id] });
  nextRun();
  return { person, group, set };
}

describe.each(statuses)("a group that was deleted by hand (%j)", (switches) => {
  it("is gone for a read of it and of its membership", async () => {
    await withLeapsome(switches, async (bench) => {
      const { group, set } = await settled(bench);
      bench.sandbox.remove("Groups", group.id);
      expect(await bench.groups.refresh(group)).toBeUndefined();
      expect(await bench.memberships.refresh(set)).toBeUndefined();
      expect(bench.counted()["GET /Groups"] ?? 0).toBe(switches.missingGroupStatus === 401 ? 1 : 0);
    });
  });

  it("fails an update in words that name it, and none of its ends", async () => {
    await withLeapsome(switches, async (bench) => {
      const { person, group, set } = await settled(bench);
      bench.sandbox.remove("Groups", group.id);
      const renamed = await rejection(bench.groups.up(group, { displayName: "New" }));
      expect(renamed.message).toMatch(/Could not finish group New: .*no such group.*pulumi up --refresh/);
      const users = [person.id, planted(bench.sandbox, "Users", { userName: "b@x.io" })];
      const changed = await rejection(bench.memberships.up(set, { group: group.id, users }));
      expect(changed.message).toContain(`the service has no group with id ${group.id}`);
      bench.nextRun();
      await bench.memberships.delete(set);
      await bench.groups.delete(group);
    });
  });

  it("is an error for a get by its id, which names the id", async () => {
    await withLeapsome(switches, async ({ groups, sandbox }) => {
      planted(sandbox, "Groups", { displayName: "G" });
      const error = await rejection(groups.refresh({ id: "gone", inputs: {}, outs: { __get: true } }));
      expect(error.message).toMatch(/Could not get the group with id gone/);
    });
  });
});

it("a person who was deleted by hand is gone for a read, named by an update, and done for an end", async () => {
  await withLeapsome({}, async (bench) => {
    const { person } = await settled(bench);
    bench.sandbox.remove("Users", person.id);
    expect(await bench.people.refresh(person)).toBeUndefined();
    bench.nextRun();
    const error = await rejection(bench.people.up(person, { userName: "ada@x.io", title: "CEO" }));
    expect(error.message).toMatch(/Could not finish user ada@x.io: .*pulumi up --refresh/);
    bench.nextRun();
    await bench.people.delete(person);
  });
});

describe("an id that nobody has and somebody carries as externalId", () => {
  it("is not that person: gone for a read, an update and an end, and nobody else is touched", async () => {
    await withLeapsome({}, async (bench) => {
      const { person, group, set } = await settled(bench);
      const { sandbox, people, groups, memberships, nextRun } = bench;
      sandbox.remove("Users", person.id);
      sandbox.remove("Groups", group.id);
      const heir = planted(sandbox, "Users", { userName: "heir@x.io", externalId: person.id });
      const team = planted(sandbox, "Groups", { displayName: "Heirs", externalId: group.id });
      const before = [held(sandbox, heir), held(sandbox, team)];
      expect(await people.refresh(person)).toBeUndefined();
      expect(await groups.refresh(group)).toBeUndefined();
      expect(await memberships.refresh(set)).toBeUndefined();
      nextRun();
      await rejection(people.up(person, { userName: "ada@x.io", title: "CEO" }));
      await rejection(groups.up(group, { displayName: "New" }));
      nextRun();
      await people.delete(person);
      await memberships.delete(set);
      expect([held(sandbox, heir), held(sandbox, team)]).toEqual(before);
    });
  });

  it("is not that person's manager either, unless the program means the externalId", async () => {
    await withLeapsome({}, async ({ people, sandbox }) => {
      const heir = planted(sandbox, "Users", { userName: "heir@x.io", externalId: "some-key" });
      const ada = await people.create({ userName: "ada@x.io", manager: "some-key" });
      expect(held(sandbox, ada.id)).toMatchObject({ manager: { value: heir } });
      expect(ada.outs["manager"]).toBe("some-key");
    });
  });
});

describe("a token that was revoked", () => {
  it("is an error of every step and never a thing that is gone", async () => {
    await withLeapsome({}, async (bench) => {
      const { person, group, set } = await settled(bench);
      const { people, groups, memberships, nextRun } = bench;
      const refused = async (step: () => Promise<unknown>) => {
        nextRun({ token: "revoked-7h1s" });
        const { message } = await rejection(step());
        expect(message).toMatch(/403: Invalid token passed\..*token/);
        expect(message).not.toContain("revoked-7h1s");
      };
      await refused(() => people.refresh(person));
      await refused(() => groups.refresh(group));
      await refused(() => memberships.refresh(set));
      await refused(() => people.up(person, { userName: "ada@x.io", title: "CEO" }));
      await refused(() => groups.up(group, { displayName: "New" }));
      await refused(() => memberships.up(set, { group: group.id, users: [] }));
      await refused(() => people.delete(person));
      await refused(() => memberships.delete(set));
      await refused(() => people.create({ userName: "new@x.io" }));
      await refused(() => groups.create({ displayName: "New" }));
      expect(bench.sandbox.dump().Users).toHaveLength(1);
      nextRun();
      expect(people.diff(present(await people.refresh(person)), person.inputs)).toBe("none");
    });
  });

  it.each([401, 403])("with less than it needs (%j on groups) is no group that is gone", async (status) => {
    await withLeapsome({}, async (bench) => {
      const { group, set } = await settled(bench);
      bench.sandbox.fault({ match: { path: "/Groups" }, action: { status } });
      expect((await rejection(bench.groups.refresh(group))).message).toContain(String(status));
      expect((await rejection(bench.memberships.refresh(set))).message).toContain(String(status));
      expect((await rejection(bench.groups.up(group, { displayName: "New" }))).message).toContain(String(status));
      expect((await rejection(bench.memberships.delete(set))).message).toContain(String(status));
    });
  });
});

it.each([401, 403] as const)("a request without a token (%j) is an error that says what to check", async (status) => {
  await withLeapsome({ missingTokenStatus: status }, async (bench) => {
    const { person } = await settled(bench);
    bench.nextRun({ token: undefined });
    const { message } = await rejection(bench.people.refresh(person));
    expect(message).toMatch(new RegExp(`${status}: .*Check the connection's token`));
  });
});
