import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { json } from "../scim/support/hostileServer.js";
import { type OddRequest, type Oddity, withOddService } from "../support/oddService.js";
import { dialectWith, Engine, partial } from "../support/service.js";

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
