import { StepError } from "../../../provider/resources/failure.js";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import {
  dialectWith,
  Engine,
  held,
  partial,
  planted,
  rejection,
  withService,
  type JsonObject,
} from "../support/service.js";
import { withOddService } from "../support/oddService.js";
import { json } from "../scim/support/hostileServer.js";

const ada = {
  userName: "ada@acme.io",
  externalId: "E-1",
  name: { givenName: "Ada", familyName: "Lovelace" },
  title: "Engineer",
};

describe("a person who is there already", () => {
  interface Case {
    there: JsonObject[];
    wants?: JsonObject;
    /** Patch bodies' paths that adoption sends, or what the refusal says. */
    outcome: string[] | RegExp[];
  }
  const cases: Record<string, Case> = {
    "with our externalId is ours": { there: [{ ...ada, title: "Old" }], outcome: ["title"] },
    "with our externalId and another userName is ours": {
      there: [{ ...ada, userName: "lovelace@acme.io" }],
      wants: { ...ada },
      outcome: ["userName"],
    },
    "equal in all that is sent is ours, whoever made it": {
      there: [{ userName: "ADA@acme.io", title: "engineer" }],
      wants: { userName: "ada@acme.io", title: "Engineer" },
      outcome: [],
    },
    "with the same userName and another title is not": {
      there: [{ userName: "ada@acme.io", title: "Other" }],
      wants: { userName: "ada@acme.io", title: "Engineer" },
      outcome: [
        /user ada@acme\.io: userName is taken by user ada@acme\.io \(id \S+\)/,
        /adopt: "userName"/,
        /same externalId/,
      ],
    },
    'with the same userName is ours under adopt: "userName"': {
      there: [{ userName: "ada@acme.io", title: "Other" }],
      wants: { ...ada, adopt: "userName" },
      outcome: ["externalId", "title", "name.givenName", "name.familyName"],
    },
    "with the same userName and another externalId is nobody of ours": {
      there: [{ ...ada, externalId: "E-2" }],
      wants: { ...ada, adopt: "userName" },
      outcome: [/carries another externalId/, /externalId E-2/, /leave externalId out/],
    },
    "with an externalId is not stripped of it": {
      there: [{ ...ada, externalId: "E-2" }],
      wants: { ...ada, externalId: null, adopt: "userName" },
      outcome: [/carries another externalId/],
    },
    "with our externalId, but another userName and another name, is somebody else": {
      there: [
        { ...ada, userName: "eve@acme.io", name: { givenName: "Eve", familyName: "X" } },
        { userName: "ada@acme.io" },
      ],
      outcome: [
        /externalId E-1 belongs to user eve@acme\.io \(id \S+, externalId E-1\)/,
        /another userName and another name/,
      ],
    },
    "twice with our externalId is refused": {
      there: [{ ...ada }, { ...ada, userName: "ada2@acme.io" }],
      outcome: [/2 users have the externalId E-1: id \S+, id \S+/],
    },
    'under adopt: "never" is refused': {
      there: [{ ...ada }],
      wants: { ...ada, adopt: "never" },
      outcome: [/externalId is taken by user ada@acme\.io/, /adopt: "externalId"/],
    },
  };
  test.each(Object.entries(cases))("%s", (_, { there, wants = ada, outcome }) =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const ids = there.map((resource) => sandbox.create("Users", resource)["id"]);
      // A user name that is free cannot be refused: the service says 409 for it, as it does for a taken e-mail address.
      sandbox.fault({ match: { method: "POST" }, action: { status: 409 }, times: 1 });
      const before = sandbox.dump();
      const engine = new Engine(user, directory);
      if (outcome.every((part) => typeof part === "string")) {
        const state = await engine.create(wants);
        expect(state.id).toBe(ids[0]);
        const patches = sandbox.requests().filter(({ method }) => method === "PATCH");
        const paths = patches.flatMap(({ body }) =>
          (body as { Operations: { path: string }[] }).Operations.map(({ path }) => path),
        );
        expect(paths).toEqual(outcome);
        engine.directory = restart();
        expect(engine.diff(state, wants)).toBe("none");
      } else {
        const { message } = await rejection(engine.create(wants));
        for (const part of outcome) expect(message).toMatch(part);
        expect(sandbox.dump()).toEqual(before);
      }
      expect(sandbox.dump().Users).toHaveLength(there.length);
    }),
  );

  test("gets no password", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const id = planted(sandbox, "Users", { ...ada, password: "their-Own-1" });
      const engine = new Engine(user, directory);
      const inputs = { ...ada, title: "New", password: "our-New-1" };
      const state = await engine.create(inputs);
      engine.directory = restart();
      const again = await engine.up(state, { ...inputs, title: "Newer" });
      expect(sandbox.passwordOf(id)).toBe("their-Own-1");
      expect(engine.diff(again, { ...inputs, title: "Newer" })).toBe("none");
    }));

  test("and was deactivated is reactivated, once, and then not managed", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const id = planted(sandbox, "Users", { ...ada, active: false });
      const engine = new Engine(user, directory);
      const state = await engine.create(ada);
      expect(held(sandbox, id)["active"]).toBe(true);
      expect(said.join()).toMatch(/reactivated user ada@acme\.io/);
      sandbox.edit("Users", id, (resource) => (resource["active"] = false));
      engine.directory = restart();
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, ada)).toBe("none");
      expect(said.join()).toMatch(/ada@acme\.io is inactive in the service/);
    }));

  test("whose reactivation fails is reactivated by the next update", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const id = planted(sandbox, "Users", { ...ada, active: false });
      const engine = new Engine(user, directory);
      const fault = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
      const left = await partial(engine.create(ada), ada);
      expect(left.outs["__pending"]).toEqual(["reactivate"]);
      fault.remove();
      engine.directory = restart();
      const seen = { ...left, ...(await engine.refresh(left)) };
      expect(engine.diff(seen, ada)).toBe("hidden");
      await engine.up(seen, ada);
      expect(held(sandbox, id)["active"]).toBe(true);
    }));

  test("stays inactive where the program says so", () =>
    withService({}, async ({ sandbox, directory }) => {
      const id = planted(sandbox, "Users", { ...ada, active: false });
      await new Engine(user, directory).create({ ...ada, active: false });
      expect(held(sandbox, id)["active"]).toBe(false);
    }));

  test("cannot be taken by two resources of one run, in whatever order they come", () =>
    withService({ latencyMs: 3 }, async ({ sandbox, directory }) => {
      sandbox.create("Users", ada);
      const engine = new Engine(user, directory);
      const steps = await Promise.allSettled([engine.create(ada), engine.create(ada), engine.create(ada)]);
      expect(steps.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const step of steps) if (step.status === "rejected") expect(step.reason).toBeInstanceOf(StepError);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  test("and whom a resource holds that is compared later is reported there", () =>
    withService({}, async ({ sandbox, directory }) => {
      sandbox.create("Users", ada);
      const engine = new Engine(user, directory);
      const state = await engine.create(ada);
      expect(() => engine.diff(state, ada)).toThrow(/another resource of this stack has just adopted the same object/);
    }));

  test("is found through pages where the service refuses filters", () =>
    withService({ filter: false, defaultPageSize: 5 }, async ({ sandbox, directory }) => {
      for (let at = 0; at < 12; at += 1) sandbox.create("Users", { userName: `u${at}@acme.io`, externalId: `X-${at}` });
      const there = sandbox.create("Users", ada);
      const state = await new Engine(user, directory).create(ada);
      expect(state.id).toBe(there["id"]);
    }));

  test("is not the one that a lying filter shows", () =>
    withOddService(
      {
        answer: ({ method, kind, seen }, response, service) => {
          if (method === "POST") json(response, 409, {});
          else if (kind === "Users" && seen.query.has("filter"))
            json(response, 200, { totalResults: 1, Resources: [service.held("wrong")] });
          else return false;
          return true;
        },
      },
      async (service, open) => {
        service.put("Users", { id: "wrong", userName: "eve@acme.io", externalId: "E-9" });
        service.put("Users", { id: "right", ...ada });
        const state = await new Engine(user, open()).create(ada);
        expect(state.id).toBe("right");
      },
    ));

  test("but that nobody can see is reported with what the service said, after one POST", () =>
    withService({}, async ({ sandbox, directory, sent }) => {
      sandbox.fault({ match: { method: "POST" }, action: { status: 409, body: { detail: "email is taken" } } });
      const { message } = await rejection(new Engine(user, directory).create(ada));
      expect(message).toMatch(
        /Could not create user ada@acme\.io: .*409.*email is taken.*Nobody there has that userName/,
      );
      expect(sent().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    }));

  test("at a service without externalId is ours by userName and an equal name only", () =>
    withService(
      { connection: { dialect: dialectWith({ user: { externalId: false } }) } },
      async ({ sandbox, directory, sent }) => {
        const wants = { userName: ada.userName, name: ada.name, title: ada.title };
        sandbox.create("Users", { ...wants, title: "Old" });
        await new Engine(user, directory).create(wants);
        expect(sent().join()).not.toContain("externalId");
        sandbox.create("Users", { userName: "eve@acme.io", name: { givenName: "Other", familyName: "Y" } });
        const eve = { userName: "eve@acme.io", name: { givenName: "Eve", familyName: "X" } };
        const { message } = await rejection(new Engine(user, directory).create(eve));
        expect(message).toMatch(/userName is taken/);
      },
    ));

  test("is looked up first where a POST of somebody who exists may succeed", () =>
    withService(
      { connection: { dialect: dialectWith({ user: { lookBeforeCreate: true } }) } },
      async ({ sandbox, directory, sent }) => {
        sandbox.create("Users", ada);
        const engine = new Engine(user, directory);
        await engine.create(ada);
        expect(sent().some((line) => line.startsWith("POST"))).toBe(false);
        await engine.create({ userName: "new@acme.io" });
        expect(sent()).toEqual(["POST /Users"]);
      },
    ));
});

test("a group with our name and nothing else on it is ours; members stay", () =>
  withService({}, async ({ sandbox, directory }) => {
    sandbox.create("Users", { id: "u", userName: "u@acme.io" });
    const there = sandbox.create("Groups", { displayName: "Board", members: [{ value: "u" }] });
    const state = await new Engine(group, directory).create({ displayName: "board" });
    expect(state.id).toBe(there["id"]);
    expect(held(sandbox, state.id)["members"]).toHaveLength(1);
  }));

jest.setTimeout(20_000);
describe("an answer to the POST that is lost", () => {
  test.each([
    ["before the effect", { drop: "before" as const }, 2],
    ["after the effect", { drop: "after" as const }, 1],
    ["with 500 and the effect", { status: 500, effect: true }, 1],
    ["with 500 and no effect", { status: 500 }, 2],
    ["with an empty 200", { empty: true as const }, 1],
    ["with a page of HTML", { html: true as const, effect: true }, 1],
    ["with half a body", { halfBody: true as const }, 1],
  ])("%s is settled by a look-up and leaves one person", (_, action, posts) =>
    withService({}, async ({ sandbox, directory, sent }) => {
      sandbox.fault({ match: { method: "POST" }, at: 1, action });
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...ada, manager: "m-1" });
      expect(sent().filter((line) => line.startsWith("POST"))).toHaveLength(posts);
      expect(sandbox.dump().Users).toHaveLength(1);
      expect(held(sandbox, state.id)).toMatchObject({ ...ada, [ENTERPRISE_USER]: { manager: { value: "m-1" } } });
    }),
  );

  test("every time is given up after three, each with its look-up", () =>
    withService({}, async ({ sandbox, directory, sent }) => {
      sandbox.fault({ match: { method: "POST" }, action: { drop: "before" } });
      const { message } = await rejection(new Engine(user, directory).create(ada));
      expect(message).toMatch(/Could not create user ada@acme\.io: POST \/Users got no answer/);
      const lines = sent();
      expect(lines.filter((line) => line.startsWith("POST"))).toHaveLength(3);
      expect(lines.at(-1)).toBe("GET /Users");
    }));

  test("the third time, after the effect, still finds the person", () =>
    withService({}, async ({ sandbox, directory }) => {
      sandbox.fault({ match: { method: "POST" }, action: { drop: "before" }, times: 2 });
      sandbox.fault({ match: { method: "POST" }, action: { drop: "after" } });
      await new Engine(user, directory).create(ada);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  test("for two people at once who are the same ends in one person and one error", () =>
    withService({}, async ({ sandbox, directory }) => {
      sandbox.fault({ match: { method: "POST" }, at: 1, action: { drop: "after" } });
      const engine = new Engine(user, directory);
      const steps = await Promise.allSettled([engine.create(ada), engine.create(ada)]);
      expect(steps.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));
});

test.each([{}, { id: "a" }, { id: 5 }])("a 201 that shows only %j is settled without a PATCH", (answer) =>
  withOddService(
    {
      answer: ({ method, body }, response, service) => {
        if (method !== "POST") return false;
        service.put("Users", { ...body, id: String(Object.values(answer)[0] ?? "x") });
        json(response, 201, answer);
        return true;
      },
    },
    async (service, open) => {
      const engine = new Engine(user, open());
      const state = await engine.create(ada);
      expect(state.outs["title"]).toBe("Engineer");
      expect(service.lines().filter((line) => !line.startsWith("GET"))).toEqual(["POST /Users"]);
      expect(service.Users.size).toBe(1);
    },
  ),
);

describe("a manager", () => {
  test("that the service does not know yet is linked after the POST", () =>
    withOddService(
      {
        answer: ({ method, body }, response) => {
          const refused = method === "POST" && JSON.stringify(body).includes("manager");
          if (refused) json(response, 400, { status: "400", scimType: "invalidValue", detail: "no such manager" });
          return refused;
        },
      },
      async (service, open) => {
        const state = await new Engine(user, open()).create({ ...ada, manager: "m-1" });
        expect(service.lines()).toEqual(["POST /Users", "POST /Users", `PATCH /Users/${state.id}`]);
        expect(service.held(state.id)[ENTERPRISE_USER]).toEqual({ manager: { value: "m-1" } });
      },
    ));

  test("cannot stand in the POST of every service", () =>
    withService(
      { connection: { dialect: dialectWith({ user: { createManager: false } }) } },
      async ({ sandbox, directory, sent }) => {
        const state = await new Engine(user, directory).create({ ...ada, manager: "m-1" });
        expect(sent()).toEqual(["POST /Users", `PATCH /Users/${state.id}`]);
        expect(held(sandbox, state.id)[ENTERPRISE_USER]).toMatchObject({ manager: { value: "m-1" } });
      },
    ));

  test("whose link fails leaves the person and the step for the next update, refreshed or not", () =>
    withService(
      { connection: { dialect: dialectWith({ user: { createManager: false } }) } },
      async ({ sandbox, directory, restart }) => {
        const engine = new Engine(user, directory);
        for (const refreshed of [false, true]) {
          const inputs = { userName: `p${String(refreshed)}@acme.io`, manager: "m-1" };
          const fault = sandbox.fault({
            match: { method: "PATCH" },
            action: { status: 403, body: { detail: "not yours" } },
          });
          let left = await partial(engine.create(inputs), inputs);
          expect(left.reasons.join()).toMatch(
            /Could not finish user p\S+@acme\.io: .*403.*not yours.*next `pulumi up`/,
          );
          expect(left.outs["__pending"]).toEqual(["manager"]);
          fault.remove();
          engine.directory = restart();
          if (refreshed) left = { ...left, ...(await engine.refresh(left)) };
          expect(engine.diff(left, inputs)).toBe("hidden");
          const done = await engine.up(left, inputs);
          expect(held(sandbox, left.id)[ENTERPRISE_USER]).toMatchObject({ manager: { value: "m-1" } });
          expect(engine.diff(done, inputs)).toBe("none");
        }
      },
    ));

  test("of oneself by id is refused in the comparison", () =>
    withService({}, async ({ directory }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create(ada);
      expect(() => engine.diff(state, { ...ada, manager: state.id })).toThrow(/cannot be their own manager/);
    }));
});

test("a value that the service sets although null was wanted is cleared at once", () =>
  withOddService(
    {
      answer: ({ method, body }, response, service) => {
        if (method !== "POST") return false;
        const id = service.put("Users", { ...body, title: "New hire" });
        json(response, 201, service.held(id));
        return true;
      },
    },
    async (service, open) => {
      const state = await new Engine(user, open()).create({ userName: "a@acme.io", title: null });
      expect(service.held(state.id)).not.toHaveProperty("title");
    },
  ));
