import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { isObject } from "../../../provider/scim/json.js";
import { json } from "../scim/support/hostileServer.js";
import { type OddService, withOddService } from "../support/oddService.js";
import { Engine, partial, type JsonObject, type State } from "../support/service.js";
import { type Tags, type Versioned, versioned } from "../support/versioned.js";

const base = { userName: "ada@acme.io" };

/** Somebody else changes the person. */
function other({ touch }: Versioned, change: JsonObject, id = "a") {
  return (service: OddService) => {
    const kind = service.Users.has(id) ? "Users" : "Groups";
    service.put(kind, { ...service.held(id), ...change });
    touch(id);
  };
}

/** A state that a refresh has just seen. */
async function seen(engine: Engine, inputs: JsonObject, id = "a"): Promise<State> {
  const managed = Object.keys(inputs);
  const state = await engine.refresh({ id, inputs, outs: { ...inputs, __managed: managed, __schema: 1 } });
  if (!state) throw new Error("gone");
  return state;
}

const values = (service: OddService, list: string, id = "a") => {
  const items = service.held(id)[list];
  return (Array.isArray(items) ? items : []).map((item) => (isObject(item) ? item["value"] : item)).sort();
};

describe("somebody else who changes the same person", () => {
  test("before our write is met by one more read and one more write, whose lists keep what they added", async () => {
    const service = versioned();
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T", roles: [{ value: "dev" }] });
      const engine = new Engine(user, open());
      const inputs = { ...base, roles: [{ value: "dev" }] };
      const state = await seen(engine, inputs);
      service.meanwhile.push(other(service, { roles: [{ value: "dev" }, { value: "auditor" }], title: "Theirs" }));
      odd.requests.length = 0;
      await engine.up(state, { ...base, roles: [{ value: "dev" }, { value: "ops" }] });
      expect(odd.lines()).toEqual(["GET /Users/a", "PATCH /Users/a", "GET /Users/a", "PATCH /Users/a"]);
      expect(service.sent).toEqual(['W/"1"', 'W/"2"']);
      expect(values(odd, "roles")).toEqual(["auditor", "dev", "ops"]);
      expect(odd.held("a")["title"]).toBe("Theirs");
    });
  });

  test("before a PUT of the whole loses nothing to it", async () => {
    const service = versioned(
      {},
      { answer: ({ method }, response) => method === "PATCH" && (json(response, 501, {}), true) },
    );
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      service.meanwhile.push(() => undefined, other(service, { nickName: "Theirs" }));
      await engine.up(state, { ...base, title: "U" });
      expect(odd.lines().slice(1)).toEqual(["PATCH", "GET", "PUT", "GET", "PUT"].map((method) => `${method} /Users/a`));
      expect(odd.held("a")).toMatchObject({ title: "U", nickName: "Theirs" });
    });
  });

  test("in the same way, while we wait, leaves nothing to write", async () => {
    const service = versioned();
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T", roles: [] });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, roles: [] });
      service.meanwhile.push(other(service, { roles: [{ value: "ops" }] }));
      const inputs = { ...base, roles: [{ value: "ops" }] };
      const done = await engine.up(state, inputs);
      expect(values(odd, "roles")).toEqual(["ops"]);
      expect(engine.diff(done, inputs)).toBe("none");
    });
  });

  test("twice is a conflict that names what they changed, overwrites nothing, and is finished by the next update", async () => {
    const service = versioned();
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      const urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
      service.meanwhile.push(
        other(service, { nickName: "N" }),
        other(service, { title: "Theirs", [urn]: { department: "D" } }),
      );
      const inputs = { ...base, title: "U" };
      const left = await partial(engine.up(state, inputs), inputs);
      expect(left.reasons.join()).toMatch(
        /Could not finish user ada@acme\.io: somebody else is changing it at the same time \(title, urn\S+:department\), and nothing was written over that/,
      );
      expect(odd.held("a")["title"]).toBe("Theirs");
      expect(left.outs["__pending"]).toEqual(["title"]);
      engine.directory = open();
      const done = await engine.up(left, inputs);
      expect(odd.held("a")).toMatchObject({ title: "U", nickName: "N" });
      expect(engine.diff(done, inputs)).toBe("none");
    });
  });

  test("by ending them is said to have done so", async () => {
    const service = versioned();
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      service.meanwhile.push((them) => them.Users.delete("a"));
      await expect(engine.up(state, { ...base, title: "U" })).rejects.toThrow(/404.*pulumi up --refresh/);
    });
  });

  test("of a group's members does not stand in the way of its new name, however often", async () => {
    const service = versioned();
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Groups", { id: "g", displayName: "Old", members: [{ value: "x" }] });
      const engine = new Engine(group, open());
      const state = await seen(engine, { displayName: "Old" }, "g");
      service.meanwhile.push(
        other(service, { members: [{ value: "x" }, { value: "y" }] }, "g"),
        other(service, { members: [{ value: "y" }] }, "g"),
      );
      await engine.up(state, { displayName: "New" });
      expect(odd.held("g")).toMatchObject({ displayName: "New", members: [{ value: "y" }] });
    });
  });
});

describe("entity tags", () => {
  const cases: Record<string, { tags: Tags; sends: string[] }> = {
    "weak ones, compared as the RFC's examples do": { tags: {}, sends: ['W/"1"'] },
    "strong ones": { tags: { tag: (n) => `"${n}"`, compares: "strong" }, sends: ['"1"'] },
    "without quotes, compared as texts": { tags: { tag: (n) => `v${n}`, compares: "text" }, sends: ["v1"] },
    "that the service does not speak of are not sent": { tags: { says: undefined }, sends: ["none"] },
    "that the service denies are not sent": { tags: { says: false }, sends: ["none"] },
    "only in headers, which the service does not insist on, are not sent": {
      tags: { shows: "header" },
      sends: ["none"],
    },
  };
  test.each(Object.entries(cases))("%s", async (_, { tags, sends }) => {
    const service = versioned(tags);
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      await engine.up(state, { ...base, title: "U" });
      expect(service.sent).toEqual(sends);
      expect(odd.held("a")["title"]).toBe("U");
    });
  });

  test("in headers only guard what is read to be written: a PUT of the whole, and what others have in a list", async () => {
    for (const noPatch of [true, false]) {
      const service = versioned(
        { shows: "header" },
        { answer: ({ method }, response) => noPatch && method === "PATCH" && (json(response, 501, {}), true) },
      );
      await withOddService(service.oddity, async (odd, open) => {
        odd.put("Users", { id: "a", ...base, roles: [{ value: "dev" }] });
        const engine = new Engine(user, open());
        const state = await seen(engine, { ...base, roles: [{ value: "dev" }] });
        const theirs = other(service, { roles: [{ value: "dev" }, { value: "auditor" }] });
        service.meanwhile.push(...(noPatch ? [() => undefined] : []), theirs);
        await engine.up(state, { ...base, roles: [{ value: "dev" }, { value: "ops" }] });
        expect(values(odd, "roles")).toEqual(["auditor", "dev", "ops"]);
        expect(service.sent.slice(-2)).toEqual(['W/"1"', 'W/"2"']);
      });
    }
  });

  test("in headers only guard a list of members that is written whole", async () => {
    const service = versioned(
      { shows: "header" },
      { answer: ({ method }, response) => method === "PATCH" && (json(response, 501, {}), true) },
    );
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Groups", { id: "g", displayName: "G", members: [{ value: "x" }] });
      service.meanwhile.push(() => undefined, other(service, { members: [{ value: "x" }, { value: "y" }] }, "g"));
      await new Engine(membership, open()).create({ group: "g", user: "a" });
      expect(values(odd, "members", "g")).toEqual(["a", "x", "y"]);
      expect(service.sent).toEqual(["none", 'W/"1"', 'W/"2"']);
    });
  });

  test("that never match, weak ones compared strongly, are given up for the run after one read", async () => {
    const service = versioned({ compares: "strong" });
    await withOddService(service.oddity, async (odd, open) => {
      const engine = new Engine(user, open());
      for (const id of ["a", "b"]) odd.put("Users", { id, userName: `${id}@acme.io`, title: "T" });
      for (const id of ["a", "b"]) {
        const state = await seen(engine, { userName: `${id}@acme.io`, title: "T" }, id);
        await engine.up(state, { userName: `${id}@acme.io`, title: "U" });
        expect(odd.held(id)["title"]).toBe("U");
      }
      expect(service.sent).toEqual(['W/"1"', "none", "none"]);
    });
  });

  test("that are new at every look are given up when nothing else is seen to change", async () => {
    let looks = 0;
    const service = versioned({ tag: () => `W/"${++looks}"` });
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      await engine.up(state, { ...base, title: "U" });
      expect(odd.held("a")["title"]).toBe("U");
      expect(service.sent).toHaveLength(4);
      expect(service.sent.at(-1)).toBe("none");
    });
  });
});

describe("a service that takes no write without If-Match (428)", () => {
  const cases: Record<string, { tags: Tags; ofPerson: string[]; ofMembers: string[] }> = {
    "and speaks of its tags": { tags: {}, ofPerson: ['W/"1"'], ofMembers: ["*"] },
    "and says nothing of tags": { tags: { says: undefined }, ofPerson: ['W/"1"'], ofMembers: ["*"] },
    "and shows them in headers only": { tags: { shows: "header", says: undefined }, ofPerson: ["*"], ofMembers: ["*"] },
    "and knows no *": { tags: { takesAny: false }, ofPerson: ['W/"1"'], ofMembers: ["*", 'W/"1"'] },
    "and knows no *, with tags in headers only": {
      tags: { takesAny: false, shows: "header" },
      ofPerson: ["*", 'W/"1"'],
      ofMembers: ["*", 'W/"1"'],
    },
  };
  test.each(Object.entries(cases))(
    "%s: people change, join groups, leave them and end",
    async (_, { tags, ofPerson, ofMembers }) => {
      const service = versioned({ ...tags, insists: true });
      const isAsked = (sent: string[]) => sent.filter((header) => header !== "none");
      await withOddService(service.oddity, async (odd, open) => {
        odd.put("Users", { id: "a", ...base, title: "T" });
        odd.put("Groups", { id: "g", displayName: "G" });
        const people = new Engine(user, open());
        const state = await people.up(await seen(people, { ...base, title: "T" }), { ...base, title: "U" });
        expect(odd.held("a")["title"]).toBe("U");
        expect(isAsked(service.sent)).toEqual(ofPerson);
        service.sent.length = 0;
        const directory = open();
        const member = await new Engine(membership, directory).create({ group: "g", users: ["a"] });
        expect(values(odd, "members", "g")).toEqual(["a"]);
        expect(isAsked(service.sent)).toEqual(ofMembers);
        await new Engine(membership, open()).delete(member);
        expect(values(odd, "members", "g")).toEqual([]);
        await new Engine(user, open()).delete(state);
        expect(odd.Users.size).toBe(0);
      });
    },
  );

  test("is asked without the header once in a run", async () => {
    const service = versioned({ insists: true, says: undefined });
    await withOddService(service.oddity, async (odd, open) => {
      const engine = new Engine(user, open());
      for (const id of ["a", "b", "c"]) {
        odd.put("Users", { id, userName: `${id}@acme.io` });
        await engine.up(await seen(engine, { userName: `${id}@acme.io` }, id), {
          userName: `${id}@acme.io`,
          title: "U",
        });
      }
      expect(service.sent).toEqual(["none", 'W/"1"', 'W/"1"', 'W/"1"']);
    });
  });

  test("is met by the version of now where somebody else was faster", async () => {
    const service = versioned({ insists: true, says: undefined });
    await withOddService(service.oddity, async (odd, open) => {
      odd.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      const state = await seen(engine, { ...base, title: "T" });
      service.meanwhile.push(other(service, { nickName: "N" }));
      await engine.up(state, { ...base, title: "U" });
      expect(service.sent).toEqual(["none", 'W/"1"', 'W/"2"']);
      expect(odd.held("a")).toMatchObject({ title: "U", nickName: "N" });
    });
  });
});
