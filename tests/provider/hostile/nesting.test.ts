import { user } from "../../../provider/resources/user.js";
import { type Json } from "../../../provider/scim/json.js";
import { text } from "../scim/support/hostileServer.js";
import { failure, withClient } from "../scim/support/withClient.js";
import { type Oddity, type OddRequest, withOddService } from "../support/oddService.js";
import { Engine, partial, rejection } from "../support/service.js";
import { took } from "./support/rawServer.js";

const LEVELS = 100_000;
const URN = "urn:example:params:scim:schemas:extension:deep:2.0:User";
const arrays = `${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`;
const objects = `${'{"a":'.repeat(LEVELS)}1${"}".repeat(LEVELS)}`;

/** Puts nesting into the answers that `isDeep` picks, after their effect. */
function deep(isDeep: (request: OddRequest) => boolean): Oddity {
  return {
    answer: (request, response, service) => {
      if (!isDeep(request)) return false;
      const { method, kind, id, body } = request;
      if (kind === "ServiceProviderConfig") return false;
      if (method === "POST") service.put(kind, body);
      if (method === "PATCH" && id !== undefined) Object.assign(service.held(id), { title: "B" });
      text(response, method === "POST" ? 201 : 200, `{"id":"${id ?? ""}","deep":${arrays}}`);
      return true;
    },
  };
}

describe("an answer of 100,000 levels", () => {
  it.each([
    ["arrays", arrays],
    ["objects", objects],
    ["brackets that never close", "[".repeat(LEVELS)],
    ["objects in texts of an escape", `{"a":"\\"${"{".repeat(LEVELS)}`],
  ])("costs bounded time whatever its status: %s", async (_name, nested) => {
    for (const status of [200, 400, 409, 500]) {
      for (const body of [
        nested,
        `{"id":"1","x":${nested}}`,
        `{"totalResults":1,"Resources":[{"id":"1","x":${nested}}]}`,
      ]) {
        await withClient(
          (response) => {
            text(response, status, body);
          },
          async (client, server) => {
            const time = await took(async () => {
              const error = await failure(client.request("POST", "/Users", { body: {} }));
              expect(error).toMatchObject({ status });
              expect(error.message).not.toMatch(/call stack/i);
              expect(error.message.length).toBeLessThan(500);
            });
            expect(time).toBeLessThan(2000);
            expect(server.seen).toHaveLength(1);
          },
        );
      }
    }
  });

  it("to a POST that was carried out is settled by a look-up, with one POST", async () => {
    await withOddService(
      deep(({ method }) => method === "POST"),
      async (service, open) => {
        const ada = await new Engine(user, open()).create({ userName: "ada@acme.io" });
        expect([...service.Users.keys()]).toEqual([ada.id]);
        expect(service.lines().filter((line) => line.startsWith("POST"))).toHaveLength(1);
      },
    );
  });

  it("to a PATCH that was carried out is kept by what is read, and finished by the next up", async () => {
    await withOddService(
      deep(({ method }) => method === "PATCH"),
      async (service, open) => {
        const engine = new Engine(user, open({ deadlineMs: 1500 }));
        const ada = await engine.create({ userName: "ada@acme.io", title: "A" });
        const changed = { userName: "ada@acme.io", title: "B" };
        const { reasons, ...left } = await partial(engine.up(ada, changed), changed);
        expect(reasons.join()).toContain("nested more than 64 deep");
        expect(left.outs["title"]).toBe("B");
        service.oddity.answer = () => false;
        const done = await engine.up(left, changed);
        expect(done.outs).not.toHaveProperty("__pending");
        expect(engine.diff(done, changed)).toBe("none");
        expect(service.held(ada.id)["title"]).toBe("B");
      },
    );
  });

  it("to a list alone is passed by: everybody is asked for by id", async () => {
    const isList = ({ method, id, kind }: OddRequest) => method === "GET" && id === undefined && kind === "Users";
    await withOddService(deep(isList), async (_service, open) => {
      const engine = new Engine(user, open());
      const states = [await engine.create({ userName: "a@acme.io" }), await engine.create({ userName: "b@acme.io" })];
      engine.directory = open();
      const seen = await Promise.all(states.map((state) => engine.refresh(state)));
      expect(seen.map((state) => state?.id)).toEqual(states.map(({ id }) => id));
    });
  });

  it("to a read is an error that names the person, and the state stays", async () => {
    await withOddService(
      deep(({ method, kind }) => method === "GET" && kind === "Users"),
      async (_service, open) => {
        const ada = await new Engine(user, open()).create({ userName: "ada@acme.io" });
        const time = await took(async () => {
          const error = await rejection(new Engine(user, open()).refresh(ada));
          expect(error.message).toContain(
            `GET /Users/${ada.id} was answered with 200 and JSON nested more than 64 deep`,
          );
          expect(error.message).toContain("Check that endpoint");
        });
        expect(time).toBeLessThan(1500);
      },
    );
  });
});

it("a program's own nesting is refused in preview, beyond what the service could answer with", async () => {
  const nested = (levels: number) => {
    let value: Json = "x";
    for (let n = 0; n < levels; n++) value = n % 2 === 0 ? [value] : { a: value };
    return { userName: "ada@acme.io", extensions: { [URN]: { tree: value } } };
  };
  await withOddService({}, async (service, open) => {
    for (const levels of [60, 100, LEVELS]) {
      const { failures } = user.check(open(), nested(levels));
      expect(failures.map(({ reason }) => reason).join()).toMatch(
        /nested more than 60 deep, which no service answers with/,
      );
    }
    expect(service.lines()).toEqual([]);
    const engine = new Engine(user, open());
    const ada = await engine.create(nested(50));
    engine.directory = open();
    const seen = await engine.refresh(ada);
    expect(seen && engine.diff(seen, nested(50))).toBe("none");
  });
});
