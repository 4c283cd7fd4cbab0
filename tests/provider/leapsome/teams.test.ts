import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { held, partial, planted, rejection, type State } from "../support/service.js";
import { idsOf, inGroup, present, withLeapsome } from "./bench.js";

const QA = "Quality Assurance";
/** Somebody whose department and division are called the same, as in AdventureWorks. */
const both = { userName: "both@x.io", department: QA, division: QA };
const one = { userName: "one@x.io", department: QA };
const other = { userName: "other@x.io", division: QA };
const out = { userName: "out@x.io", department: "Sales" };

describe("one name in two attributes", () => {
  it("is one team where the service matches by name: adopted, and left when no attribute names it any more", async () => {
    await withLeapsome({ teamsBy: "name" }, async ({ people, groups, sandbox, nextRun }) => {
      const person = await people.create(both);
      const team = await groups.create({ displayName: QA });
      expect(sandbox.dump().Groups).toHaveLength(1);
      expect(inGroup(sandbox.dump().Users, team.id)).toEqual([person.id]);
      nextRun();
      const half = await people.up(person, { ...both, department: "Sales" });
      expect(inGroup(sandbox.dump().Users, team.id)).toEqual([person.id]);
      const gone = await people.up(half, { ...both, department: "Sales", division: null });
      expect(inGroup(sandbox.dump().Users, team.id)).toEqual([]);
      nextRun();
      expect(people.diff(present(await people.refresh(gone)), gone.inputs)).toBe("none");
    });
  });

  it("is two teams where it does not: a group of that name is refused with both ids and the ways out", async () => {
    await withLeapsome({ teamsBy: "nameAndAttribute" }, async ({ people, groups, sandbox, nextRun }) => {
      const person = await people.create(both);
      const [first = "", second = ""] = idsOf(sandbox.dump().Groups);
      const { message } = await rejection(groups.create({ displayName: QA }));
      expect(message).toMatch(/^Could not create group Quality Assurance: 2 groups have that displayName: /);
      for (const part of [first, second, "rename all but one of them in the service", "externalId", "pulumi import"])
        expect(message).toContain(part);
      expect(sandbox.dump().Groups).toHaveLength(2);
      nextRun();
      expect(people.diff(present(await people.refresh(person)), both)).toBe("none");
    });
  });

  it("leaves three ways to manage one of the two: another name, an externalId, its id", async () => {
    await withLeapsome({ teamsBy: "nameAndAttribute" }, async ({ people, groups, sandbox, nextRun }) => {
      await people.create(both);
      const [first = "", second = ""] = idsOf(sandbox.dump().Groups);
      sandbox.edit("Groups", second, (group) => {
        group["displayName"] = "QA division";
      });
      expect((await groups.create({ displayName: QA })).id).toBe(first);
      expect((await groups.create({ displayName: "QA division", externalId: "qa" })).id).toBe(second);
      nextRun();
      const imported = present(await groups.refresh({ id: second, inputs: {}, outs: {} }));
      expect(imported.outs["displayName"]).toBe("QA division");
    });
  });

  it("an externalId tells which of two teams is meant", async () => {
    await withLeapsome(
      { teamsBy: "nameAndAttribute" },
      async ({ people, groups, sandbox }) => {
        await people.create(both);
        expect(sandbox.dump().Groups).toHaveLength(2);
        const team = await groups.create({ displayName: QA, externalId: "qa" });
        expect(team.id).toBe("qa-team");
      },
      { seed: { Groups: [{ id: "qa-team", displayName: QA, externalId: "qa" }] } },
    );
  });

  it.each([
    [false, undefined],
    [true, /2 groups are called Quality Assurance \(id [0-9a-f]+, id [0-9a-f]+\).*Rename all but one of them/],
  ] as const)("members of one of two teams (name needed: %j)", async (groupPatchNeedsName, message) => {
    await withLeapsome({ teamsBy: "nameAndAttribute", groupPatchNeedsName }, async (bench) => {
      const { people, memberships, sandbox, nextRun } = bench;
      const [inOne, inOther, stranger] = [
        await people.create(one),
        await people.create(other),
        await people.create(out),
      ];
      const teamOf = ({ id }: State) =>
        idsOf(sandbox.dump().Groups).find((group) => inGroup([held(sandbox, id)], group).length > 0) ?? "";
      const [departments, divisions] = [teamOf(inOne), teamOf(inOther)];
      expect(departments).not.toBe(divisions);
      const inputs = { group: departments, users: [stranger.id] };
      if (message) {
        const failed = await partial(memberships.create(inputs), inputs);
        expect(failed.reasons.join()).toMatch(message);
        expect(failed.reasons.join()).toContain(departments);
        expect(failed.reasons.join()).toContain(divisions);
        return;
      }
      const set = await memberships.create(inputs);
      expect(inGroup(sandbox.dump().Users, departments)).toEqual([inOne.id, stranger.id].sort());
      expect(inGroup(sandbox.dump().Users, divisions)).toEqual([inOther.id]);
      nextRun();
      await memberships.delete(set);
      expect(inGroup(sandbox.dump().Users, departments)).toEqual([inOne.id]);
      expect(inGroup(sandbox.dump().Users, divisions)).toEqual([inOther.id]);
    });
  });
});

it("people whom an attribute puts into a team are neither drift nor removed by an exclusive set", async () => {
  await withLeapsome({}, async ({ people, groups, memberships, sandbox, nextRun }) => {
    const follower = await people.create(one);
    const member = await people.create(out);
    const strangerId = planted(sandbox, "Users", { userName: "stranger@x.io" });
    const team = await groups.create({ displayName: QA });
    const inputs = { group: team.id, users: [member.id], exclusive: true };
    const set = await memberships.create(inputs);
    nextRun();
    sandbox.edit("Groups", team.id, (group) => {
      group["members"] = [{ value: member.id }, { value: strangerId }];
    });
    const seen = present(await memberships.refresh(set));
    expect(seen.inputs["users"]).toEqual([member.id, strangerId]);
    await memberships.up(seen, inputs);
    expect(inGroup(sandbox.dump().Users, team.id)).toEqual([follower.id, member.id].sort());
  });
});

it("a change of department moves the person between teams at once, and no membership notices", async () => {
  await withLeapsome({}, async ({ people, groups, memberships, sandbox, nextRun, said }) => {
    const person = await people.create(one);
    const mate = await people.create(out);
    const qa = await groups.create({ displayName: QA });
    const sales = await groups.create({ displayName: "Sales" });
    const set = await memberships.create({ group: sales.id, users: [mate.id] });
    nextRun();
    const moved = await people.up(person, { ...one, department: "Sales" });
    expect(inGroup(sandbox.dump().Users, qa.id)).toEqual([]);
    expect(inGroup(sandbox.dump().Users, sales.id)).toEqual([mate.id, person.id].sort());
    nextRun();
    expect(people.diff(present(await people.refresh(moved)), moved.inputs)).toBe("none");
    expect(memberships.diff(present(await memberships.refresh(set)), set.inputs)).toBe("none");
    expect(said.filter((line) => !line.includes("adopted"))).toEqual([]);
  });
});

it.each(["newName", "oldName"] as const)(
  "a team that is renamed (people then read the %s) converges",
  async (renamedTeamReads) => {
    await withLeapsome({ renamedTeamReads }, async ({ people, groups, sandbox, nextRun }) => {
      const person = await people.create(one);
      const team = await groups.create({ displayName: QA });
      nextRun();
      await groups.up(team, { displayName: "Quality" });
      const renamed = { ...one, department: "Quality" };
      let state = await people.up(person, renamed);
      nextRun();
      state = present(await people.refresh(state));
      expect(people.diff(state, renamed)).toBe("none");
      expect(held(sandbox, person.id)[ENTERPRISE_USER]).toMatchObject({ department: "Quality" });
      expect(sandbox.dump().Groups.map(({ displayName }) => displayName)).toEqual(["Quality"]);
      // A program that keeps the old name: shown where the service shows it, and a team of that name is made again.
      nextRun();
      const again = await people.up(state, one);
      expect(held(sandbox, person.id)[ENTERPRISE_USER]).toMatchObject({ department: QA });
      expect(people.diff(present(await people.refresh(again)), one)).toBe("none");
    });
  },
);

it.each([
  ["newName", "shown"],
  ["oldName", "none"],
] as const)(
  "a team that somebody renamed by hand is a difference where people show it (%s: %s)",
  async (renamedTeamReads, difference) => {
    await withLeapsome({ renamedTeamReads }, async ({ people, sandbox, nextRun }) => {
      const person = await people.create(one);
      const [team = ""] = idsOf(sandbox.dump().Groups);
      sandbox.edit("Groups", team, (group) => {
        group["displayName"] = "Renamed";
      });
      nextRun();
      const seen = present(await people.refresh(person));
      expect(people.diff(seen, one)).toBe(difference);
      const healed = await people.up(seen, one);
      expect(held(sandbox, person.id)[ENTERPRISE_USER]).toMatchObject({ department: QA });
      expect(people.diff(present(await people.refresh(healed)), one)).toBe("none");
    });
  },
);
