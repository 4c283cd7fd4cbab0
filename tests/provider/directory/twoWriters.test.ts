import { setTimeout } from "node:timers/promises";
import { memberList } from "../../../provider/directory/members.js";
import { group as groups } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { json } from "../scim/support/hostileServer.js";
import { type Oddity, type OddService, withOddService } from "../support/oddService.js";
import { Engine, held, membersOf, partial, rejection, withService, type State } from "../support/service.js";
import { versioned } from "../support/versioned.js";

function people(sandbox: Sandbox, prefix: string, count: number): string[] {
  const ids = Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  for (const id of ids) sandbox.create("Users", { id, userName: `${id}@acme.io` });
  return ids;
}

const forms: [string, SandboxOptions][] = [
  ["PATCH, with entity tags", {}],
  ["PATCH, without entity tags", { etag: false }],
  ["PATCH without a body in its answer", { etag: false, patchStatus: 204 }],
  ["PUT, with entity tags", { patch: false }],
  ["PUT, without entity tags", { patch: false, etag: false }],
];

describe.each(forms)("two runs at once on one group that is changed by %s", (_, options) => {
  test("lose nobody: two sets, single memberships beside them, and a new name", () =>
    withService({ ...options, latencyMs: 3 }, async ({ sandbox, directory, restart }) => {
      const [mine, theirs, stays] = [people(sandbox, "m", 6), people(sandbox, "t", 6), people(sandbox, "s", 2)];
      const [out = "", kept = ""] = stays;
      sandbox.create("Groups", { id: "g", displayName: "G", members: stays.map((value) => ({ value })) });
      const here = new Engine(membership, directory);
      const there = new Engine(membership, restart());
      const group: State = {
        id: "g",
        inputs: { displayName: "G" },
        outs: { displayName: "G", __managed: ["displayName"] },
      };
      await Promise.all([
        here.create({ group: "g", users: mine.slice(0, 4) }),
        ...mine.slice(4).map((user) => here.create({ group: "g", user })),
        there.create({ group: "g", users: theirs.slice(0, 4) }),
        ...theirs.slice(4).map((user) => there.create({ group: "g", user })),
        there.delete({ id: `g/${out}`, inputs: {}, outs: { group: "g", user: out } }),
        new Engine(groups, here.directory).up(group, { displayName: "New" }),
      ]);
      expect(membersOf(sandbox, "g").sort()).toEqual([...mine, ...theirs, kept].sort());
      expect(held(sandbox, "g")["displayName"]).toBe("New");
    }));

  test("lose nobody, round after round of joining and leaving", () =>
    withService({ ...options, latencyMs: 2 }, async ({ sandbox, directory, restart }) => {
      const both = [people(sandbox, "m", 3), people(sandbox, "t", 3)];
      sandbox.create("Groups", { id: "g", displayName: "G" });
      const engines = [new Engine(membership, directory), new Engine(membership, restart())];
      const restarted = () => {
        for (const engine of engines) engine.directory = restart();
      };
      for (let round = 0; round < 3; round += 1) {
        restarted();
        const states = await Promise.all(
          engines.map((engine, at) => engine.create({ group: "g", users: both[at] ?? [] })),
        );
        expect(membersOf(sandbox, "g").sort()).toEqual(both.flat().sort());
        restarted();
        const one = (at: number) => both[at]?.slice(round, round + 1) ?? [];
        await Promise.all(
          engines.map((engine, at) => engine.up(states[at] ?? never(), { group: "g", users: one(at) })),
        );
        expect(membersOf(sandbox, "g").sort()).toEqual([...one(0), ...one(1)].sort());
      }
    }));
});

describe("where a group is changed by PUT only", () => {
  test.each([
    ["that is not known beforehand", { discovery: "absent" as const }],
    ["that ServiceProviderConfig tells", {}],
  ])("%s, one PATCH tells, and 250 people go in by one PUT", (_, options) =>
    withService({ ...options, patch: false }, async ({ sandbox, directory, restart, sent }) => {
      const users = people(sandbox, "u", 250);
      const made = await new Engine(groups, directory).create({ displayName: "G" });
      const other = await new Engine(groups, directory).create({ displayName: "H" });
      sent();
      const engine = new Engine(membership, directory);
      const state = await engine.create({ group: made.id, users });
      const writes = () => sent().filter((line) => !line.startsWith("GET"));
      expect(writes()).toEqual([`PATCH /Groups/${made.id}`, `PUT /Groups/${made.id}`]);
      expect(membersOf(sandbox, made.id)).toEqual(users);
      await engine.create({ group: other.id, users: users.slice(0, 100) });
      expect(writes()).toEqual([`PUT /Groups/${other.id}`]);
      engine.directory = restart();
      await engine.up(state, { group: made.id, users: users.slice(1) });
      expect(membersOf(sandbox, made.id)).toEqual(users.slice(1));
      expect(membersOf(sandbox, other.id)).toHaveLength(100);
    }),
  );

  test("what the service has of the group, and of those who stay, is sent back as it was, without meta", () =>
    withOddService({ answer: noPatch }, async (service, open) => {
      const nested = { value: "n", type: "Group", display: "Nested" };
      service.put("Groups", { id: "g", displayName: "G", externalId: "X", meta: { version: "1" }, members: [nested] });
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(service.requests.find(({ method }) => method === "PUT")?.body).toEqual({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        id: "g",
        displayName: "G",
        externalId: "X",
        members: [nested, { value: "a" }],
      });
    }));

  test("a list of exactly a hundred, which may be cut, is not written back", () =>
    withOddService({ answer: noPatch }, async (service, open) => {
      const members = Array.from({ length: 130 }, (_, at) => ({ value: `u${at}` }));
      service.oddity.show = (resource) => ({ ...resource, members: members.slice(0, 100) });
      service.put("Groups", { id: "g", displayName: "G", members });
      const error = await rejection(new Engine(membership, open()).create({ group: "g", user: "new" }));
      expect(error.message).toMatch(/membership of new in group g: the service shows exactly 100 members/);
      const state = { id: "g", inputs: {}, outs: { displayName: "G", __managed: ["displayName"] } };
      const left = await partial(new Engine(groups, open()).up(state, { displayName: "H" }), { displayName: "H" });
      expect(left.reasons.join()).toMatch(/the service shows exactly 100 members/);
      expect(service.lines().filter((line) => line.startsWith("PUT"))).toEqual([]);
    }));

  test("a list that another writer takes ours out of, right after our write, is written again", () =>
    withOddService({ answer: noPatch }, async (service, open) => {
      service.put("Groups", { id: "g", displayName: "G" });
      let undone = 0;
      service.oddity.answer = (request, response, odd) => {
        if (request.method !== "PUT" || undone++ > 0) return noPatch(request, response);
        odd.put("Groups", { id: "g", displayName: "G", members: [{ value: "theirs" }] });
        json(response, 200, { ...request.body, id: "g" });
        return true;
      };
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(idsIn(service)).toEqual(["a", "theirs"]);
    }));

  test("nor is it lost to one who had read before our write and writes a little after it", () =>
    withOddService({ answer: noPatch }, async (service, open) => {
      service.put("Groups", { id: "g", displayName: "G" });
      let late: Promise<void> | undefined;
      service.oddity.answer = (request, response, odd) => {
        if (request.method === "PUT")
          late ??= setTimeout(30).then(() => {
            odd.put("Groups", { id: "g", displayName: "G", members: [{ value: "theirs" }] });
          });
        return noPatch(request, response);
      };
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      await late;
      expect(idsIn(service)).toEqual(["a", "theirs"]);
    }));

  test("what nobody can store is reported after five times", () =>
    withOddService({ answer: noPatch }, async (service, open) => {
      service.put("Groups", { id: "g", displayName: "G" });
      service.oddity.show = (resource) => ({ ...resource, members: [] });
      const error = await rejection(new Engine(membership, open()).create({ group: "g", user: "a" }));
      expect(error.message).toMatch(/the service accepted the change, yet a is still not in the group/);
      expect(service.lines().filter((line) => line.startsWith("PUT"))).toHaveLength(5);
    }));

  test("another writer who is faster is met by the version of now, time and again", async () => {
    const service = versioned({}, { answer: noPatch });
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Groups", { id: "g", displayName: "G" });
      service.meanwhile.push(
        () => undefined,
        ...["x", "y", "z"].map((id) => (them: OddService) => {
          const members = [...idsIn(them), id].map((value) => ({ value }));
          them.put("Groups", { id: "g", displayName: "G", members });
          service.touch("g");
        }),
      );
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(idsIn(odd)).toEqual(["a", "x", "y", "z"]);
      expect(service.sent).toEqual(["none", 'W/"1"', 'W/"2"', 'W/"3"', 'W/"4"']);
    });
  });

  test("versions that never match are done without", async () => {
    const service = versioned({ compares: "strong" }, { answer: noPatch });
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Groups", { id: "g", displayName: "G" });
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(idsIn(odd)).toEqual(["a"]);
      expect(service.sent).toEqual(["none", 'W/"1"', "none"]);
    });
  });
});

test("members that a PATCH is answered 200 for and changes nothing go in and out by PUT", () =>
  withOddService({ apply: () => undefined }, async (service, open) => {
    service.put("Groups", { id: "g", displayName: "G", members: [{ value: "z" }] });
    const engine = new Engine(membership, open());
    const state = await engine.create({ group: "g", users: ["a", "b"] });
    expect(idsIn(service)).toEqual(["a", "b", "z"]);
    await engine.create({ group: "g", user: "c" });
    expect(service.lines().filter((line) => line.startsWith("P"))).toEqual([
      "PATCH /Groups/g",
      "PUT /Groups/g",
      "PUT /Groups/g",
    ]);
    engine.directory = open();
    await engine.up(state, { group: "g", users: ["b"] });
    expect(idsIn(service)).toEqual(["b", "c", "z"]);
  }));

test("a removal by filter that a service does not have (501) gives way to a list of values", () =>
  withOddService(
    {
      answer: ({ method, body }, response) => {
        const isAbsent = method === "PATCH" && JSON.stringify(body).includes("value eq");
        if (isAbsent) json(response, 501, {});
        return isAbsent;
      },
    },
    async (service, open) => {
      service.put("Groups", { id: "g", displayName: "G", members: [{ value: "a" }, { value: "z" }] });
      await new Engine(membership, open()).delete({ id: "g/a", inputs: {}, outs: { group: "g", user: "a" } });
      expect(idsIn(service)).toEqual(["z"]);
      expect(service.lines().filter((line) => line.startsWith("PUT"))).toEqual([]);
    },
  ));

test("the only other member whom somebody else takes out meanwhile is no reason to fail, once the way of writing is known", () =>
  withOddService({}, async (service, open) => {
    for (const id of ["g", "h"]) service.put("Groups", { id, displayName: id, members: [{ value: "z" }] });
    const directory = open();
    const engine = new Engine(membership, directory);
    await engine.create({ group: "h", user: "a" });
    await directory.members.current("g");
    service.put("Groups", { id: "g", displayName: "g", members: [] });
    await engine.create({ group: "g", user: "a" });
    expect(idsIn(service)).toEqual(["a"]);
  }));

function noPatch({ method }: { method: string }, response: Parameters<typeof json>[0]): boolean {
  if (method === "PATCH") json(response, 501, { status: "501" });
  return method === "PATCH";
}

function idsIn(service: OddService, group = "g"): string[] {
  const list = memberList(service.held(group)) ?? [];
  return list.map(({ id }) => id).sort();
}

function never(): never {
  throw new Error("no state");
}

describe.each([{ insists: true, takesAny: false }, { insists: true }, {}])(
  "somebody faster than a write (%j)",
  (tags) => {
    const faster = { ...tags, says: false } as const;

    test("of a membership does not stop it", () => {
      const { oddity, meanwhile, touch, sent } = versioned(faster, { answer: refusedOnce("PATCH") });
      return withOddService(oddity, async (service, open) => {
        service.put("Groups", { id: "g", displayName: "G", members: [{ value: "z" }] });
        meanwhile.push(
          ...Array.from({ length: 3 }, () => () => {
            touch("g");
          }),
        );
        await new Engine(membership, open()).create({ group: "g", user: "a" });
        expect(memberList(service.held("g"))?.map(({ id }) => id)).toEqual(["z", "a"]);
        expect(sent.length).toBeLessThan(8);
      });
    });

    test("to a person who is to end does not stop that", () => {
      const { oddity, meanwhile, touch } = versioned(faster, { answer: refusedOnce("DELETE") });
      return withOddService(oddity, async (service, open) => {
        service.put("Users", { id: "a", userName: "a@acme.io" });
        meanwhile.push(
          ...Array.from({ length: 3 }, () => () => {
            touch("a");
          }),
        );
        await new Engine(user, open()).delete({ id: "a", inputs: {}, outs: { userName: "a@acme.io" } });
        expect(service.Users.size).toBe(0);
      });
    });
  },
);

/** Says 412 to the first such request, as services do that keep versions for themselves. */
function refusedOnce(refused: string): NonNullable<Oddity["answer"]> {
  let left = 1;
  return ({ method }, response) => {
    if (method !== refused || left-- <= 0) return false;
    json(response, 412, { status: "412", detail: "changed" });
    return true;
  };
}
