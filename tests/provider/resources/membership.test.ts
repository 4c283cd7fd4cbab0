import { membership } from "../../../provider/resources/membership.js";
import { group as groupHandlers } from "../../../provider/resources/group.js";
import { dialectWith, Engine, membersOf, partial, rejection, withService, type State } from "../support/service.js";
import { people, set, team } from "../support/members.js";

describe("a set in a new group", () => {
  test.each([
    [1, 1],
    [99, 1],
    [100, 1],
    [101, 2],
    [200, 2],
    [201, 3],
    [1001, 11],
  ])("of %i people costs %i requests and no read of the group", (count, requests) =>
    withService({ maxMembersPerRequest: 100 }, async ({ sandbox, directory, sent }) => {
      const users = people(sandbox, count);
      const made = await new Engine(groupHandlers, directory).create({ displayName: "Engineering" });
      const engine = new Engine(membership, directory);
      const state = await engine.create(set(made.id, users));
      expect(sent()).toEqual([
        "GET /Groups",
        "POST /Groups",
        ...Array<string>(requests).fill(`PATCH /Groups/${made.id}`),
      ]);
      expect(membersOf(sandbox, made.id)).toEqual(users);
      expect(state.id).toBe(made.id);
      expect(engine.diff(state, set(made.id, [...users].reverse()))).toBe("none");
    }),
  );

  test("costs two reads more in a run where answers show no members, however many groups", () =>
    withService({ patchStatus: 204 }, async ({ sandbox, directory, sent }) => {
      const users = people(sandbox, 150);
      for (const name of ["a", "b", "c"]) {
        const made = await new Engine(groupHandlers, directory).create({ displayName: name });
        await new Engine(membership, directory).create(set(made.id, users));
        expect(membersOf(sandbox, made.id)).toHaveLength(150);
      }
      const requests = sent();
      expect(requests.filter((line) => line.startsWith("GET /Groups/"))).toHaveLength(2);
      expect(requests.filter((line) => line.startsWith("PATCH"))).toHaveLength(6);
    }));
});

test("only who is missing is added, and only our own leave with the set", () =>
  withService({}, async ({ sandbox, directory, restart, sent }) => {
    const [a = "", b = "", c = ""] = people(sandbox, 3);
    const group = team(sandbox, [a, c]);
    const engine = new Engine(membership, directory);
    const state = await engine.create(set(group, [a, b]));
    expect(sent()).toEqual([`GET /Groups/${group}`, `PATCH /Groups/${group}`]);
    expect(membersOf(sandbox, group)).toEqual([a, c, b]);
    engine.directory = restart();
    await engine.delete(state);
    expect(membersOf(sandbox, group)).toEqual([c]);
  }));

test("a change of the set sends just what differs, once a run", () =>
  withService({}, async ({ sandbox, directory, restart, sent }) => {
    const [a = "", b = "", c = ""] = people(sandbox, 3);
    const group = team(sandbox);
    const engine = new Engine(membership, directory);
    let state = await engine.create(set(group, [a, b]));
    engine.directory = restart();
    sent();
    state = await engine.up(state, set(group, [b, c]));
    expect(sent()).toEqual([`GET /Groups/${group}`, `PATCH /Groups/${group}`, `PATCH /Groups/${group}`]);
    expect(membersOf(sandbox, group).sort()).toEqual([b, c].sort());
    expect(engine.diff(state, set(group, [b, c]))).toBe("none");
  }));

test("somebody taken out by hand is drift and put back; a stranger is not ours", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const [a = "", b = "", c = ""] = people(sandbox, 3);
    const group = team(sandbox);
    const engine = new Engine(membership, directory);
    const state = await engine.create(set(group, [a, b]));
    sandbox.edit("Groups", group, (resource) => {
      resource["members"] = [{ value: b }, { value: c }];
    });
    engine.directory = restart();
    const seen = await engine.refresh(state);
    expect(seen?.inputs).toEqual(set(group, [b]));
    expect(seen && engine.diff(seen, state.inputs)).toBe("shown");
    if (seen) await engine.up(seen, state.inputs);
    expect(membersOf(sandbox, group).sort()).toEqual([a, b, c].sort());
  }));

describe("one person", () => {
  test("has the id <group>/<user>, encoded, and is found by it again", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      sandbox.create("Users", { id: "a/b%c", userName: "x@acme.io" });
      const group = team(sandbox, [], "g/1 %");
      const engine = new Engine(membership, directory);
      const state = await engine.create({ group, user: "a/b%c" });
      expect(state.id).toBe("g%2F1 %25/a%2Fb%25c");
      engine.directory = restart();
      const got = await engine.refresh({ ...state, outs: { __get: true } });
      expect(got?.outs).toMatchObject({ group, user: "a/b%c" });
      expect(got?.outs).not.toHaveProperty("__get");
      await engine.delete(state);
      expect(membersOf(sandbox, group)).toEqual([]);
    }));

  test("is gone when somebody took them out, and is made again", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = ""] = people(sandbox, 1);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const state = await engine.create({ group, user: a });
      sandbox.edit("Groups", group, (resource) => {
        resource["members"] = [];
      });
      engine.directory = restart();
      expect(await engine.refresh(state)).toBeUndefined();
    }));

  test("another person or group replaces the membership", () =>
    withService({}, async ({ sandbox, directory }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const state = await engine.create({ group, user: a });
      expect(engine.diff(state, { group, user: b })).toBe("replace");
      expect(engine.diff(state, { group: "other", user: a })).toBe("replace");
      expect(engine.diff(state, { group, users: [a] })).toBe("replace");
      expect(engine.diff(state, { group, user: a })).toBe("none");
    }));

  test("many at once on one group go out together, one writer at a time", () =>
    withService({ latencyMs: 5 }, async ({ sandbox, directory, sent }) => {
      const users = people(sandbox, 60);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      await Promise.all(users.map((user) => engine.create({ group, user })));
      expect(membersOf(sandbox, group).sort()).toEqual([...users].sort());
      expect(sent()).toEqual([`GET /Groups/${group}`, `PATCH /Groups/${group}`]);
    }));

  test("one who is refused fails alone", () =>
    withService({}, async ({ sandbox, directory }) => {
      const users = people(sandbox, 3);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const steps = await Promise.allSettled([...users, "nobody"].map((user) => engine.create({ group, user })));
      expect(steps.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
      expect(membersOf(sandbox, group).sort()).toEqual([...users].sort());
      await expect(engine.create({ group, user: "nobody" })).rejects.toThrow(/membership of nobody in group team/);
    }));
});

test("a pair that another membership claims is not removed, and one that was removed is added again when it is claimed", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const [a = "", b = ""] = people(sandbox, 2);
    const group = team(sandbox);
    const engine = new Engine(membership, directory);
    const one = await engine.create(set(group, [a, b]));
    const other = await engine.create({ group, user: b });
    engine.directory = restart();
    // The set shrinks before the other membership has said that it wants b.
    await engine.up(one, set(group, [a]));
    expect(membersOf(sandbox, group)).toEqual([a]);
    expect(engine.diff(other, { group, user: b })).toBe("hidden");
    await engine.up(other, { group, user: b });
    expect(membersOf(sandbox, group).sort()).toEqual([a, b].sort());
    // From now on the claim is known.
    await engine.delete(one);
    expect(membersOf(sandbox, group)).toContain(b);
  }));

test("nested groups go in and out with their type, and come back without one", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const [a = ""] = people(sandbox, 1);
    const inner = team(sandbox, [], "inner");
    const group = team(sandbox);
    const engine = new Engine(membership, directory);
    const inputs = { group, users: [a], groups: [inner] };
    const state = await engine.create(inputs);
    expect(membersOf(sandbox, group).sort()).toEqual([inner, a].sort());
    engine.directory = restart();
    const seen = await engine.refresh(state);
    expect(seen?.inputs).toEqual(inputs);
    engine.directory = restart();
    await engine.up(state, { group, users: [a] });
    expect(membersOf(sandbox, group)).toEqual([a]);
  }));

describe("answers that are lost", () => {
  test.each(["before", "after"] as const)("dropped %s the effect, are settled by reading the group", (drop) =>
    withService({}, async ({ sandbox, directory }) => {
      const users = people(sandbox, 3);
      const group = team(sandbox);
      sandbox.fault({ match: { method: "PATCH" }, action: { drop }, times: 1 });
      await new Engine(membership, directory).create(set(group, users));
      expect(membersOf(sandbox, group)).toEqual(users);
    }),
  );

  test("a chunk that fails for good leaves a partial set that the next update finishes", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const users = people(sandbox, 150);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const inputs = set(group, users);
      const fault = sandbox.fault({ match: { method: "PATCH" }, at: 2, action: { status: 403 } });
      const left = await partial(engine.create(inputs), inputs);
      expect(left.id).toBe(group);
      expect(left.outs["users"]).toHaveLength(100);
      expect(left.reasons.join()).toMatch(/members of group team.*403.*next `pulumi up`/);
      fault.remove();
      engine.directory = restart();
      expect(engine.diff(left, inputs)).toBe("hidden");
      const done = await engine.up(left, inputs);
      expect(membersOf(sandbox, group)).toEqual(users);
      expect(engine.diff(done, inputs)).toBe("none");
      const seen = await engine.refresh(left);
      expect(seen && engine.diff(seen, inputs)).not.toBe("none");
    }));

  test("a member who failed to leave is removed by the next update", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const [a = "", b = ""] = people(sandbox, 2);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const state = await engine.create(set(group, [a, b]));
      engine.directory = restart();
      const fault = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
      const inputs = set(group, [a]);
      const left = await partial(engine.up(state, inputs), inputs);
      fault.remove();
      engine.directory = restart();
      await engine.up(left, inputs);
      expect(membersOf(sandbox, group)).toEqual([a]);
    }));
});

test("a group that is gone: create says so, delete is done, a refresh drops the set", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const [a = ""] = people(sandbox, 1);
    const group = team(sandbox);
    const engine = new Engine(membership, directory);
    const state = await engine.create(set(group, [a]));
    sandbox.remove("Groups", group);
    engine.directory = restart();
    expect(await engine.refresh(state)).toBeUndefined();
    await engine.delete(state);
    const error = await rejection(engine.create(set("nowhere", [a])));
    expect(error.message).toMatch(/members of group nowhere: the service has no group with id nowhere/);
    const asked = await rejection(engine.refresh({ ...state, id: "nowhere", outs: { __get: true } }));
    expect(asked.message).toMatch(/Could not get the membership nowhere/);
  }));

test("where members cannot be read, they are added and removed all the same and never drift", () =>
  withService(
    {
      hideMembers: "always",
      removeWithoutMatch: "ignore",
      connection: { dialect: dialectWith({ members: { list: "none" } }) },
    },
    async ({ sandbox, directory, restart }) => {
      const users = people(sandbox, 3);
      const group = team(sandbox);
      const engine = new Engine(membership, directory);
      const state: State = await engine.create(set(group, users));
      engine.directory = restart();
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, state.inputs)).toBe("none");
      engine.directory = restart();
      await engine.up(state, set(group, users.slice(1)));
      const bodies = sandbox.requests().filter(({ method }) => method === "PATCH");
      expect(bodies).toHaveLength(2);
      expect(JSON.stringify(bodies[1]?.body)).toContain(`members[value eq \\"${users[0] ?? ""}\\"]`);
    },
  ));
