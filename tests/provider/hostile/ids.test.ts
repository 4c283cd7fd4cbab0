import { type Directory } from "../../../provider/directory/directory.js";
import { memberList } from "../../../provider/directory/members.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { json } from "../scim/support/hostileServer.js";
import { type Oddity, type OddService, withOddService } from "../support/oddService.js";
import { Engine, rejection, type State } from "../support/service.js";

const strange = [
  "a/b",
  "/a",
  "a/",
  "a//b",
  "../Groups/1",
  "../../admin",
  "...",
  "a?b=c",
  "?filter=x",
  "a#b",
  "%2f",
  "a%2Fb",
  "%2e%2e",
  "100%",
  "%zz",
  "a b",
  " a ",
  "a+b",
  "a&b=c;d,e",
  'a"b',
  "a'b`c",
  "a\\b",
  "a]b[c",
  'x"] or members[value eq "y',
  "日本 Ünïcode",
  "é", // one letter, as one character
  "e\u0301", // the same letter, as two
  "😀",
  "\u202egnirts",
  "a\u0000b",
  "a\r\nX-Evil: 1",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "0",
  "lookup:userName=bob%40acme.io",
  "a:b@c",
  "ID",
  "id",
  "x".repeat(1000),
];

/** A service that gives the ids of a list, in its order. */
function giving(...ids: string[]): Oddity {
  const left = [...ids];
  return {
    answer: ({ method, kind, body }, response, service) => {
      const id = left[0];
      if (method !== "POST" || kind === "ServiceProviderConfig" || id === undefined) return false;
      left.shift();
      service.put(kind, { ...body, id });
      json(response, 201, service.held(id));
      return true;
    },
  };
}

const membersOf = (service: OddService, id: string) => memberList(service.held(id))?.map((member) => member.id) ?? [];

/** Every request stays one segment below its kind, whatever stands in the id, and carries no header of an id's making. */
function expectContained(service: OddService, ids: readonly string[]): void {
  for (const { id, seen } of service.requests) {
    const [path = "", ...more] = seen.url.split("?");
    expect(more.length).toBeLessThanOrEqual(1);
    expect(path.split("/").length).toBeLessThanOrEqual(4);
    expect(path).toMatch(/^\/scim\/(Users|Groups|ServiceProviderConfig)(\/[\w.~!'()*%-]+)?$/);
    if (id !== undefined) expect(ids).toContain(id);
    expect(seen.headers).not.toHaveProperty("x-evil");
  }
}

describe.each(strange)("the id %j", (id) => {
  it("of a person and of a group lives through create, read, update, membership, list and delete", async () => {
    const other = `${id}-group`;
    await withOddService(giving(id, "plain", other), async (service, open) => {
      const at = (directory: Directory) => ({
        people: new Engine(user, directory),
        groups: new Engine(group, directory),
        links: new Engine(membership, directory),
      });
      let { people, groups, links } = at(open());
      let ada = await people.create({ userName: "ada@acme.io", title: "A" });
      const bob = await people.create({ userName: "bob@acme.io", manager: id });
      let team = await groups.create({ displayName: "Team" });
      expect([ada.id, bob.id, team.id]).toEqual([id, "plain", other]);
      const one = await links.create({ group: other, user: id });
      const set = await links.create({ group: other, users: ["plain"] });
      expect(membersOf(service, other)).toEqual([id, "plain"]);

      ({ people, groups, links } = at(open()));
      const seen: (State | undefined)[] = await Promise.all([
        ...[ada, bob].map((state) => people.refresh(state)),
        groups.refresh(team),
        ...[one, set].map((state) => links.refresh(state)),
      ]);
      expect(seen.map((state) => state?.id)).toEqual([id, "plain", other, one.id, set.id]);
      expect(seen[0]?.outs).toMatchObject({ userName: "ada@acme.io", title: "A" });
      expect(seen[1]?.outs["manager"]).toBe(id);
      const got = await membership.read(links.directory, one.id, { __get: true });
      expect(got).toMatchObject({ id: one.id, props: { group: other, user: id } });
      expect(await user.read(people.directory, id, { __get: true })).toMatchObject({ id, props: { title: "A" } });

      ada = await people.up(seen[0] ?? ada, { userName: "ada@acme.io", title: "B" });
      team = await groups.up(seen[2] ?? team, { displayName: "Team B" });
      expect(service.held(id)["title"]).toBe("B");
      expect(service.held(other)["displayName"]).toBe("Team B");
      expect(people.diff(ada, ada.inputs)).toBe("none");

      ({ people, groups, links } = at(open()));
      await links.delete(one);
      expect(membersOf(service, other)).toEqual(["plain"]);
      await links.delete(set);
      for (const state of [ada, bob]) await people.delete(state);
      await groups.delete(team);
      expect([service.Users.size, service.Groups.size]).toEqual([0, 0]);
      expectContained(service, [id, "plain", other]);
    });
  });
});

it("ids that differ in letter case or Unicode form alone are different people", async () => {
  await withOddService(giving("ID", "id", "é", "e\u0301"), async (service, open) => {
    let engine = new Engine(user, open());
    const states: State[] = [];
    for (let n = 0; n < 4; n++) states.push(await engine.create({ userName: `p${n}@acme.io` }));
    engine = new Engine(user, open());
    const [first, ...others] = states;
    if (first === undefined) throw new Error("nobody was made");
    await engine.delete(first);
    expect([...service.Users.keys()]).toEqual(others.map(({ id }) => id));
    const seen = await Promise.all(others.map((state) => engine.refresh(state)));
    expect(seen.map((state) => state?.id)).toEqual(others.map(({ id }) => id));
  });
});

it.each([".", ".."])("the id %j, which no URL can carry, is refused without a request of another place", async (id) => {
  await withOddService(giving(id), async (service, open) => {
    const refusal = `its id is "${id}", which no URL can carry`;
    const engine = new Engine(user, open());
    expect((await rejection(engine.create({ userName: "ada@acme.io" }))).message).toContain(refusal);
    expect(service.lines()).toEqual(["POST /Users"]);
    const inputs = { userName: "ada@acme.io" };
    const ada: State = { id, inputs, outs: { ...inputs, __managed: ["userName"] } };
    engine.directory = open();
    for (const step of [
      () => engine.refresh(ada),
      () => engine.up(ada, { userName: "a@acme.io" }),
      () => new Engine(user, open()).delete(ada),
    ])
      expect((await rejection(step())).message).toContain(refusal);
    expect(service.lines()).toEqual(["POST /Users"]);
  });
});

it("a link to a thing elsewhere is read for its last part, and never asked", async () => {
  await withOddService(
    {
      ...giving("m/1", "b"),
      show: (resource) => {
        const link = "http://evil.example/scim/v2/Users/m%2F1";
        const urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        return resource["id"] === "b" ? { ...resource, [urn]: { manager: { $ref: link } } } : resource;
      },
    },
    async (service, open) => {
      const engine = new Engine(user, open());
      await engine.create({ userName: "boss@acme.io" });
      const bob = await engine.create({ userName: "bob@acme.io", manager: "m/1" });
      expect((await new Engine(user, open()).refresh(bob))?.outs["manager"]).toBe("m/1");
      expectContained(service, ["m/1", "b"]);
    },
  );
});
