import { type Sandbox } from "../../../sandbox/index.js";
import { type State, partial, planted, rejection } from "../support/service.js";
import { inGroup, present, withLeapsome } from "./bench.js";

const seed = (count: number) => ({
  Users: Array.from({ length: count }, (_, n) => ({ id: `u${n}`, userName: `u${n}@x.io` })),
  Groups: [{ id: "g", displayName: "G" }],
});
/** Puts exactly these people into the group, as by hand. */
const put = (sandbox: Sandbox, members: string[]) => {
  sandbox.edit("Groups", "g", (group) => {
    group["members"] = members.map((value) => ({ value }));
  });
};
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `u${from + n}`);

it("adds in hundreds, and a removal drops nobody who was added meanwhile", async () => {
  await withLeapsome(
    {},
    async ({ memberships, sandbox, nextRun, counted }) => {
      const set = await memberships.create({ group: "g", users: ids(0, 250) });
      expect(counted()["PATCH /Groups/…"]).toBe(3);
      nextRun();
      const fewer = await memberships.up(set, { group: "g", users: ids(0, 60) });
      nextRun();
      await memberships.refresh(fewer);
      put(sandbox, [...ids(0, 60), "u300"]);
      await memberships.up(fewer, { group: "g", users: ids(0, 59) });
      expect(inGroup(sandbox.dump().Users, "g")).toEqual([...ids(0, 59), "u300"].sort());
    },
    { seed: seed(301) },
  );
});

it("more than a hundred who stay, strangers among them, are sent again only where that is permitted", async () => {
  await withLeapsome(
    {},
    async ({ memberships, sandbox, nextRun }) => {
      const set = await memberships.create({ group: "g", users: ids(0, 150) });
      put(sandbox, [...ids(0, 150), "u200"]);
      nextRun();
      const inputs = { group: "g", users: ids(0, 149) };
      const refused = await partial(memberships.up(set, inputs), inputs);
      expect(refused.reasons.join()).toMatch(/150 members.*1 of whom this stack does not manage.*allowRebuild/);
      expect(inGroup(sandbox.dump().Users, "g")).toHaveLength(151);
      const permitted = { ...inputs, leapsome: { allowRebuild: true } };
      const done = await memberships.up(refused, permitted);
      expect(inGroup(sandbox.dump().Users, "g")).toEqual([...ids(0, 149), "u200"].sort());
      expect(memberships.diff(present(await memberships.refresh(done)), permitted)).toBe("none");
    },
    { seed: seed(201) },
  );
});

it("what stops a rebuild midway leaves strangers in, and the next up brings ours back", async () => {
  await withLeapsome(
    {},
    async ({ memberships, sandbox, nextRun }) => {
      const set = await memberships.create({ group: "g", users: ids(0, 150) });
      const other = await memberships.create({ group: "g", users: ids(150, 200) });
      put(sandbox, [...ids(0, 200), "u200"]);
      nextRun();
      const inputs = { group: "g", users: ids(0, 149), leapsome: { allowRebuild: true } };
      sandbox.fault({ at: 2, match: { method: "PATCH", path: "/Groups/" }, action: { status: 400 } });
      expect(memberships.diff(other, other.inputs)).toBe("none");
      const stopped = await partial(memberships.up(set, inputs), inputs);
      expect(inGroup(sandbox.dump().Users, "g")).toHaveLength(100);
      expect(inGroup(sandbox.dump().Users, "g")).toContain("u200");
      nextRun();
      const healed: State = await memberships.up(stopped, inputs);
      await memberships.up(other, other.inputs);
      expect(inGroup(sandbox.dump().Users, "g")).toEqual([...ids(0, 149), ...ids(150, 201)].sort());
      expect(memberships.diff(present(await memberships.refresh(healed)), inputs)).toBe("none");
    },
    { seed: seed(201) },
  );
});

it.each([
  ["empty", undefined],
  ["refuse", /refuses to empty a group.*Remove the member in the service/],
] as const)("the last member, where an empty list is %s", async (emptyMembers, message) => {
  await withLeapsome(
    { emptyMembers },
    async ({ memberships, sandbox, nextRun }) => {
      const one = await memberships.create({ group: "g", user: "u0" });
      nextRun();
      if (message) expect((await rejection(memberships.delete(one))).message).toMatch(message);
      else await memberships.delete(one);
      expect(inGroup(sandbox.dump().Users, "g")).toEqual(message ? ["u0"] : []);
    },
    { seed: seed(1) },
  );
});

it.each(["name", "nameAndAttribute"] as const)(
  "a team of an attribute (teamsBy %s) is adopted and left alone",
  async (teamsBy) => {
    await withLeapsome({ teamsBy }, async ({ people, groups, memberships, sandbox, nextRun }) => {
      const name = "Quality Assurance";
      const both = await people.create({ userName: "a@x.io", department: name });
      const out = await people.create({ userName: "b@x.io", department: "Sales" });
      const team = await groups.create({ displayName: name, externalId: "qa" });
      const set = await memberships.create({ group: team.id, users: [out.id] });
      nextRun();
      expect(memberships.diff(present(await memberships.refresh(set)), set.inputs)).toBe("none");
      nextRun();
      await memberships.delete(set);
      expect(inGroup(sandbox.dump().Users, team.id)).toEqual([both.id]);
      sandbox.edit("Users", both.id, (person) => {
        person["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = {};
      });
      expect(inGroup(sandbox.dump().Users, team.id)).toEqual([]);
    });
  },
);

it.each([
  [{ missingGroupStatus: 401 }, false, /no group with id gone/],
  [{ missingGroupStatus: 404 }, false, /no group with id gone/],
  [{ missingGroupStatus: 401 }, true, /401.*token/],
] as const)("a group that is not there (%j, list refused: %j)", async (switches, isRefused, message) => {
  await withLeapsome(switches, async ({ memberships, sandbox }) => {
    const id = planted(sandbox, "Users", { userName: "a@x.io" });
    if (isRefused) sandbox.fault({ match: { path: "/Groups" }, action: { status: 401 } });
    expect((await rejection(memberships.create({ group: "gone", user: id }))).message).toMatch(message);
  });
});

it.each(["refuse", "ignore"] as const)("a member whom the service does not have (%s) fails", async (unknownMembers) => {
  await withLeapsome(
    { unknownMembers },
    async ({ memberships }) => {
      const error = await rejection(memberships.create({ group: "g", user: "nobody" }));
      expect(error.message).toMatch(/nobody/);
    },
    { seed: seed(1) },
  );
});
