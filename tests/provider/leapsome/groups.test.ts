import { type JsonObject, held, partial, planted, rejection } from "../support/service.js";
import { inGroup, present, withLeapsome } from "./bench.js";

const seed = {
  Users: Array.from({ length: 3 }, (_, n) => ({ id: `u${n}`, userName: `u${n}@x.io` })),
  Groups: [{ id: "g", displayName: "Old" }],
};

it.each([true, false])(
  "a rename beside a change of members keeps both, where the PATCH of members has the name (%j)",
  async (groupPatchNeedsName) => {
    await withLeapsome(
      { groupPatchNeedsName },
      async ({ groups, memberships, sandbox }) => {
        const group = present(await groups.refresh({ id: "g", inputs: {}, outs: { displayName: "Old" } }));
        await memberships.create({ group: "g", users: ["u0"] });
        // The change of members carries the old name and lies in the service for a while before it is carried out.
        sandbox.fault({ at: 1, match: { method: "PATCH", path: "/Groups/" }, action: { delayMs: 150 } });
        const change = memberships.create({ group: "g", users: ["u1"] });
        await new Promise((turn) => setTimeout(turn, 50));
        await Promise.all([change, groups.up(group, { displayName: "New" })]);
        expect(held(sandbox, "g")["displayName"]).toBe("New");
        expect(inGroup(sandbox.dump().Users, "g")).toEqual(["u0", "u1"]);
        // The other way round: what changes members after the rename carries the new name.
        sandbox.fault({ at: 1, match: { method: "PATCH", path: "/Groups/" }, action: { delayMs: 150 } });
        const rename = groups.up({ ...group, outs: { ...group.outs, displayName: "New" } }, { displayName: "Newest" });
        await new Promise((turn) => setTimeout(turn, 50));
        await Promise.all([rename, memberships.create({ group: "g", users: ["u2"] })]);
        expect(held(sandbox, "g")["displayName"]).toBe("Newest");
        expect(inGroup(sandbox.dump().Users, "g")).toEqual(["u0", "u1", "u2"]);
      },
      { seed },
    );
  },
);

it("a group is made without members, renamed by one PATCH, known by its externalId, and retained at its end", async () => {
  await withLeapsome({ unknownFields: "refuse" }, async ({ groups, sandbox, counted, nextRun, said }) => {
    const bodies: unknown[] = [];
    sandbox.watch(({ method, path, requestBody }) => {
      if (method !== "GET" && path.includes("/Groups")) bodies.push(requestBody);
    });
    const first: JsonObject = { displayName: "A", externalId: "key" };
    let group = await groups.create(first);
    expect(counted()).toEqual({ "POST /Groups": 1 });
    nextRun();
    group = present(await groups.refresh(group));
    expect(group.inputs).toEqual(first);
    group = await groups.up(group, { ...first, displayName: "B" });
    group = await groups.up(group, { displayName: "B", externalId: "key-2" });
    expect(bodies).toEqual([first, { displayName: "B" }, { displayName: "B", externalId: "key-2" }]);
    nextRun();
    counted();
    await groups.delete(group);
    expect(counted()).toEqual({});
    expect(said.join()).toMatch(/group B stays in the service: Leapsome cannot delete groups/);
    expect(held(sandbox, group.id)).toMatchObject({ displayName: "B", externalId: "key-2" });
    nextRun();
    const again = await groups.create({ displayName: "B", externalId: "key-2" });
    expect(again.id).toBe(group.id);
  });
});

it("a name that another group has is refused in words, and the group keeps its own", async () => {
  await withLeapsome({}, async ({ groups, sandbox, nextRun }) => {
    planted(sandbox, "Groups", { displayName: "Taken" });
    const group = await groups.create({ displayName: "Own" });
    nextRun();
    const inputs = { displayName: "Taken" };
    const failed = await partial(groups.up(group, inputs), inputs);
    expect(failed.reasons.join()).toMatch(/Could not finish group Taken: .*409.*already in use/);
    expect(failed.outs).toMatchObject({ displayName: "Own", __pending: ["displayName"] });
    expect(held(sandbox, group.id)["displayName"]).toBe("Own");
  });
});

it.each([
  ["as many as asked for", { groupsPageSize: 1 }, undefined, ["count=1000"]],
  ["fewer", {}, 2, ["count=1000", "startIndex=3&count=1000", "startIndex=5&count=1000", "startIndex=7&count=1000"]],
] as const)("lists of groups are read to their end: a page has %s", async (_, switches, maxPageSize, asked) => {
  const Groups = Array.from({ length: 7 }, (_each, n) => ({ id: `g${n}`, displayName: `G${n}` }));
  await withLeapsome(
    switches,
    async ({ groups, sandbox }) => {
      const lists: string[] = [];
      sandbox.watch(({ path, query }) => {
        if (path.endsWith("/Groups")) lists.push(query.toString());
      });
      // A token that may not read this one group: the list shows it, so it is not gone.
      sandbox.fault({ match: { method: "GET", path: "/Groups/g6" }, action: { status: 401 } });
      const state = { id: "g6", inputs: {}, outs: { displayName: "G6" } };
      expect((await rejection(groups.refresh(state))).message).toMatch(/401/);
      expect(lists).toEqual(asked);
    },
    { seed: { Groups }, ...(maxPageSize === undefined ? {} : { maxPageSize }) },
  );
});
