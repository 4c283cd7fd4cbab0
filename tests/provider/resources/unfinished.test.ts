import { group as groups } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { json } from "../scim/support/hostileServer.js";
import { type OddRequest, type Oddity, withOddService } from "../support/oddService.js";
import { dialectWith, Engine, held, membersOf, partial, withService, type State } from "../support/service.js";

const base = { userName: "ada@acme.io" };

describe("a step that is not finished", () => {
  const down = (what: (request: OddRequest) => boolean): Required<Pick<Oddity, "answer">> => ({
    answer: (request, response) => {
      const isDown = what(request);
      if (isDown) json(response, 403, { status: "403" });
      return isDown;
    },
  });
  const manager = { dialect: dialectWith({ user: { createManager: false } }) };
  const inputs = { ...base, title: "T", manager: "m-1" };
  const writes = ({ method }: OddRequest) => method === "PATCH" || method === "PUT";

  test.each([[[]], [[true]], [[false, true, false]], [[true, true, true]]])(
    "is kept through any number of runs that fail as well, with a refresh before them or not: %j",
    (rounds) =>
      withOddService(down(writes), async (service, open) => {
        const engine = new Engine(user, open(manager));
        let left = await partial(engine.create(inputs), inputs);
        for (const refreshes of rounds) {
          engine.directory = open(manager);
          if (refreshes) left = { ...left, ...(await engine.refresh(left)) };
          expect(left.outs["__pending"]).toEqual(["manager"]);
          expect(engine.diff(left, inputs)).toBe("hidden");
          left = await partial(engine.up(left, inputs), inputs);
        }
        service.oddity.answer = () => false;
        engine.directory = open(manager);
        const done = await engine.up({ ...left, ...(await engine.refresh(left)) }, inputs);
        expect(service.held(left.id)).toMatchObject({ title: "T", [ENTERPRISE_USER]: { manager: { value: "m-1" } } });
        expect(done.outs).not.toHaveProperty("__pending");
        expect(engine.diff(done, inputs)).toBe("none");
      }),
  );

  test("keeps the id of somebody whom the service has just made and does not know yet", () => {
    let isKnown = false;
    const behind: Oddity = {
      answer: ({ id }, response) => {
        const isUnknown = id !== undefined && !isKnown;
        if (isUnknown) json(response, 404, { status: "404" });
        return isUnknown;
      },
    };
    return withOddService(behind, async (service, open) => {
      const engine = new Engine(user, open(manager));
      const left = await partial(engine.create(inputs), inputs);
      expect(left).toMatchObject({ id: [...service.Users.keys()][0], outs: { title: "T", __pending: ["manager"] } });
      isKnown = true;
      engine.directory = open(manager);
      await engine.up(left, inputs);
      expect(service.held(left.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: "m-1" } } });
      expect(service.Users.size).toBe(1);
    });
  });

  test("that somebody else has finished by hand is finished, and not for ever", () =>
    withOddService(down(writes), async (service, open) => {
      const engine = new Engine(user, open(manager));
      const left = await partial(engine.create(inputs), inputs);
      service.put("Users", { ...service.held(left.id), [ENTERPRISE_USER]: { manager: { value: "m-1" } } });
      engine.directory = open(manager);
      service.oddity.answer = () => false;
      const done = await engine.up({ ...left, ...(await engine.refresh(left)) }, inputs);
      expect(done.outs).not.toHaveProperty("__pending");
      expect(engine.diff(done, inputs)).toBe("none");
    }));

  test("of a change that the program takes back is not carried out", () =>
    withOddService(down(writes), async (service, open) => {
      const engine = new Engine(user, open(manager));
      const left = await partial(engine.create(inputs), inputs);
      service.oddity.answer = () => false;
      engine.directory = open(manager);
      const wants = { ...base, title: "T" };
      const done = await engine.up({ ...left, ...(await engine.refresh(left)) }, wants);
      expect(service.held(left.id)).not.toHaveProperty([ENTERPRISE_USER, "manager"]);
      expect(engine.diff(done, wants)).toBe("none");
      expect(done.outs).not.toHaveProperty("__pending");
    }));

  test.each([false, true])("can be destroyed, also after a destroy that failed (refreshed: %s)", (refreshes) =>
    withOddService(down(writes), async (service, open) => {
      const engine = new Engine(user, open(manager));
      let left = await partial(engine.create(inputs), inputs);
      service.oddity.answer = down(({ method }) => method === "DELETE").answer;
      engine.directory = open(manager);
      if (refreshes) left = { ...left, ...(await engine.refresh(left)) };
      await expect(engine.delete(left)).rejects.toThrow(/Could not end user ada@acme\.io/);
      // What a failed destroy leaves is still unfinished for an up.
      expect(engine.diff(left, inputs)).toBe("hidden");
      service.oddity.answer = () => false;
      engine.directory = open(manager);
      await engine.delete(left);
      expect(service.Users.size).toBe(0);
    }),
  );
});

describe.each([[[]], [[true]], [[false, true]], [[true, false]]])(
  "after runs that fail as well (refreshed: %j)",
  (rounds) => {
    /** Failed runs, each with a refresh before it or not, and one that nothing stands in the way of. */
    async function finished(engine: Engine, left: State, inputs: State["inputs"], again: () => void, mend: () => void) {
      let state = left;
      const refresh = async () => {
        state = { ...state, ...(await engine.refresh(state)) };
      };
      for (const refreshes of rounds) {
        again();
        if (refreshes) await refresh();
        expect(engine.diff(state, inputs)).not.toBe("none");
        state = await partial(engine.up(state, inputs), inputs);
      }
      mend();
      again();
      if (rounds.length > 0) await refresh();
      const done = await engine.up(state, inputs);
      expect(done.outs).not.toHaveProperty("__pending");
      again();
      expect(engine.diff(done, inputs)).toBe("none");
      const seen = await engine.refresh(done);
      expect(seen && engine.diff(seen, inputs)).toBe("none");
      return done;
    }

    test("a set of which one request failed is whole, and nobody else is in the group", () =>
      withService({}, async ({ sandbox, directory, restart }) => {
        const users = Array.from({ length: 150 }, (_, at) => `u${at}`);
        for (const id of users) sandbox.create("Users", { id, userName: `${id}@acme.io` });
        sandbox.create("Groups", { id: "g", displayName: "G" });
        const engine = new Engine(membership, directory);
        const again = () => {
          engine.directory = restart();
        };
        const faults = [2, 3, 4].map((at) =>
          sandbox.fault({ match: { method: "PATCH" }, at, action: { status: 403 } }),
        );
        const inputs = { group: "g", users };
        const left = await partial(engine.create(inputs), inputs);
        const state = await finished(engine, left, inputs, again, () => {
          for (const fault of faults) fault.remove();
        });
        expect(membersOf(sandbox, "g")).toEqual(users);
        // Somebody who failed to leave leaves later.
        const refusal = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
        const fewer = { group: "g", users: users.slice(1) };
        again();
        const still = await partial(engine.up(state, fewer), fewer);
        await finished(engine, still, fewer, again, () => {
          refusal.remove();
        });
        expect(membersOf(sandbox, "g")).toEqual(users.slice(1));
      }));

    test("an exclusive set that could not throw out a stranger throws them out", () =>
      withService({}, async ({ sandbox, directory, restart }) => {
        for (const id of ["a", "z"]) sandbox.create("Users", { id, userName: `${id}@acme.io` });
        sandbox.create("Groups", { id: "g", displayName: "G", members: [{ value: "z" }] });
        const engine = new Engine(membership, directory);
        const refusal = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
        const inputs = { group: "g", users: ["a"], exclusive: true };
        const left = await partial(engine.create(inputs), inputs);
        const again = () => {
          engine.directory = restart();
        };
        await finished(engine, left, inputs, again, () => {
          refusal.remove();
        });
        expect(membersOf(sandbox, "g")).toEqual(["a"]);
      }));

    test("a group gets its new name and its externalId", () =>
      withService({}, async ({ sandbox, directory, restart }) => {
        const engine = new Engine(groups, directory);
        const state = await engine.create({ displayName: "Old", externalId: "G-1" });
        const faults = ["PATCH", "PUT"].map((method) => sandbox.fault({ match: { method }, action: { status: 403 } }));
        const inputs = { displayName: "New", externalId: "G-2" };
        const again = () => {
          engine.directory = restart();
        };
        const left = await partial(engine.up(state, inputs), inputs);
        await finished(engine, left, inputs, again, () => {
          for (const fault of faults) fault.remove();
        });
        expect(held(sandbox, state.id)).toMatchObject(inputs);
      }));
  },
);
