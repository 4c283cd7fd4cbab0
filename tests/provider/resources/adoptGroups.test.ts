import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { json } from "../scim/support/hostileServer.js";
import { withOddService } from "../support/oddService.js";
import { dialectWith, Engine, rejection, withService, type JsonObject } from "../support/service.js";

const board = { displayName: "Board", externalId: "G-1" };

describe("a group that is there already", () => {
  interface Case {
    there: JsonObject[];
    wants?: JsonObject;
    /** What the group is then, or what the refusal says. */
    outcome: JsonObject | RegExp[];
  }
  const cases: Record<string, Case> = {
    "with our externalId is ours, and gets our name": {
      there: [{ displayName: "Old", externalId: "G-1" }],
      outcome: board,
    },
    "with our name alone is ours where the program gives no more": {
      there: [{ displayName: "BOARD", externalId: "X" }],
      wants: { displayName: "Board" },
      outcome: { displayName: "BOARD", externalId: "X" },
    },
    "with our name and without the externalId that we give is not": {
      there: [{ displayName: "Board" }],
      outcome: [
        /Could not create group Board: displayName is taken by group Board \(id \S+\)/,
        /adopt: "userName" \(for a group: by displayName\)/,
        /give both the same externalId/,
        /choose another displayName/,
      ],
    },
    'with our name is ours under adopt: "userName", and gets our externalId': {
      there: [{ displayName: "Board" }],
      wants: { ...board, adopt: "userName" },
      outcome: board,
    },
    "with our name and another externalId is nobody of ours": {
      there: [{ displayName: "Board", externalId: "G-2" }],
      wants: { ...board, adopt: "userName" },
      outcome: [/group Board \(id \S+, externalId G-2\) carries another externalId/, /leave externalId out/],
    },
    "with an externalId is not stripped of it": {
      there: [{ displayName: "Board", externalId: "G-2" }],
      wants: { displayName: "Board", externalId: null, adopt: "userName" },
      outcome: [/carries another externalId/],
    },
    "twice with our externalId is refused": {
      there: [
        { displayName: "One", externalId: "G-1" },
        { displayName: "Two", externalId: "G-1" },
      ],
      outcome: [/2 groups have the externalId G-1: id \S+, id \S+/, /leave it to one of them/],
    },
    "twice with our name is refused": {
      there: [{ displayName: "Board" }, { displayName: "board" }],
      wants: { displayName: "Board" },
      outcome: [/2 groups have that displayName: id \S+, id \S+/, /rename all but one/, /pulumi import/],
    },
    'with our name is refused under adopt: "never"': {
      there: [{ displayName: "Board" }],
      wants: { displayName: "Board", adopt: "never" },
      outcome: [/displayName is taken by group Board/],
    },
    'with our externalId is refused under adopt: "never"': {
      there: [board],
      wants: { ...board, adopt: "never" },
      outcome: [/externalId is taken by group Board/, /adopt: "externalId"/],
    },
  };
  test.each(Object.entries(cases))("%s", (_, { there, wants = board, outcome }) =>
    withService({ uniqueGroupNames: false }, async ({ sandbox, directory, restart }) => {
      const ids = there.map((resource) => sandbox.create("Groups", resource)["id"]);
      sandbox.fault({ match: { method: "POST" }, action: { status: 409 } });
      const before = sandbox.dump();
      const engine = new Engine(group, directory);
      if (Array.isArray(outcome)) {
        const { message } = await rejection(engine.create(wants));
        for (const part of outcome) expect(message).toMatch(part);
        expect(sandbox.dump()).toEqual(before);
      } else {
        const state = await engine.create(wants);
        expect(state.id).toBe(ids[0]);
        expect(sandbox.dump().Groups).toMatchObject([outcome]);
        engine.directory = restart();
        expect(engine.diff(state, wants)).toBe("none");
      }
    }),
  );

  test("cannot be taken by two resources of one run", () =>
    withService({ latencyMs: 3 }, async ({ sandbox, directory }) => {
      sandbox.create("Groups", board);
      const engine = new Engine(group, directory);
      const steps = await Promise.allSettled([engine.create(board), engine.create(board)]);
      expect(steps.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      for (const step of steps)
        if (step.status === "rejected")
          expect((step.reason as Error).message).toMatch(/another resource of this stack already manages group Board/);
      expect(sandbox.dump().Groups).toHaveLength(1);
    }));

  test("and whom a resource holds that is compared later is reported there", () =>
    withService({}, async ({ sandbox, directory }) => {
      sandbox.create("Groups", board);
      const engine = new Engine(group, directory);
      const state = await engine.create(board);
      expect(() => engine.diff(state, board)).toThrow(
        /another resource of this stack has just adopted the same object/,
      );
    }));

  test("at a service without externalId of groups is ours by its name", () =>
    withService({ connection: { dialect: dialectWith({ group: { externalId: false } }) } }, async (bench) => {
      const there = bench.sandbox.create("Groups", { displayName: "Board", externalId: "theirs" });
      const state = await new Engine(group, bench.directory).create({ displayName: "Board" });
      expect(state.id).toBe(there["id"]);
      const asked = bench.sandbox.requests().map(({ query }) => JSON.stringify(query));
      expect(asked.join()).not.toContain("externalId");
    }));
});

describe("people who are there already", () => {
  const existing = ({ method }: { method: string }, response: Parameters<typeof json>[0]) => {
    if (method === "POST") json(response, 409, {});
    return method === "POST";
  };

  test("twice with our userName are refused, naming both and the ways out", () =>
    withOddService({ answer: existing }, async (service, open) => {
      for (const id of ["a", "b"]) service.put("Users", { id, userName: "Ada@acme.io" });
      const { message } = await rejection(new Engine(user, open()).create({ userName: "ada@acme.io" }));
      expect(message).toMatch(/Could not create user ada@acme\.io: 2 users have that userName: id a, id b/);
      expect(message).toMatch(/same externalId in the program and in the service.*pulumi import/);
      expect(service.lines().filter((line) => !line.startsWith("GET"))).toEqual(["POST /Users"]);
    }));

  test("and whom another resource of this stack manages are refused, naming them", () =>
    withOddService({ answer: existing }, async (service, open) => {
      service.put("Users", { id: "a", userName: "ada@acme.io", title: "T" });
      const engine = new Engine(user, open());
      const outs = { userName: "ada@acme.io", __managed: ["userName"] };
      engine.diff({ id: "a", inputs: {}, outs }, { userName: "ada@acme.io" });
      const wants = { userName: "ada@acme.io", adopt: "userName" };
      const { message } = await rejection(engine.create(wants));
      expect(message).toMatch(/another resource of this stack already manages user ada@acme\.io \(id a\)/);
    }));

  test("but without an id cannot be taken over", () =>
    withOddService(
      {
        answer: (request, response) => {
          if (existing(request, response)) return true;
          json(response, 200, {
            totalResults: 2,
            Resources: [{ userName: "ada@acme.io" }, { id: "x", userName: "x" }],
          });
          return true;
        },
      },
      async (_, open) => {
        const { message } = await rejection(new Engine(user, open()).create({ userName: "ada@acme.io" }));
        expect(message).toMatch(/Could not create user ada@acme\.io/);
      },
    ));
});

describe("somebody inactive whom the service hides", () => {
  const ada = { userName: "ada@acme.io", title: "Engineer" };
  /** POST answers 409; lists leave inactive people out, filters too where `everywhere`. */
  const hiding = (everywhere: boolean) =>
    withOddService.bind(undefined, {
      answer: ({ method, id, seen }, response, service) => {
        const isList = method === "GET" && id === undefined;
        if (method === "POST") json(response, 409, { status: "409" });
        if (isList) {
          const filter = /^userName eq "(.*)"$/.exec(seen.query.get("filter") ?? "")?.[1];
          const everybody = [...service.Users.values()];
          const rows = everybody.filter(
            ({ active, userName }) =>
              (active !== false || (filter !== undefined && !everywhere)) &&
              (filter === undefined || userName === filter),
          );
          json(response, 200, { totalResults: rows.length, Resources: rows });
        }
        return isList || method === "POST";
      },
    });

  test("from lists alone is found by a filter and reactivated", () =>
    hiding(false)(async (service, open, said) => {
      service.put("Users", { id: "a", ...ada, active: false });
      const engine = new Engine(user, open());
      const state = await engine.create(ada);
      expect(service.held("a")).toMatchObject({ ...ada, active: true });
      expect(said.join()).toMatch(/reactivated user ada@acme\.io, who was in the service with id a/);
      engine.directory = open();
      expect(engine.diff(state, ada)).toBe("none");
    }));

  test("everywhere is an error that says so", () =>
    hiding(true)(async (service, open) => {
      service.put("Users", { id: "a", ...ada, active: false });
      const { message } = await rejection(new Engine(user, open()).create(ada));
      expect(message).toMatch(/409.*the service hides somebody inactive/);
    }));

  test("and whom the program keeps inactive is not gone, and is active again when the program says so", () =>
    hiding(true)(async (service, open) => {
      for (const id of ["a", "b", "c"]) service.put("Users", { id, userName: `${id}@acme.io`, active: id !== "a" });
      const engine = new Engine(user, open());
      const states = ["a", "b", "c"].map((id) => {
        const inputs = { userName: `${id}@acme.io`, active: id !== "a" };
        return { id, inputs, outs: { ...inputs, __managed: ["userName", "active"] } };
      });
      const seen = await Promise.all(states.map((state) => engine.refresh(state)));
      expect(seen.map((state) => state?.inputs["active"])).toEqual([false, true, true]);
      const [first] = seen;
      if (first) await engine.up(first, { ...first.inputs, active: true });
      expect(service.held("a")["active"]).toBe(true);
    }));
});
