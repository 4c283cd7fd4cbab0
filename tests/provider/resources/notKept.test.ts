import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { user } from "../../../provider/resources/user.js";
import { isObject } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { json } from "../scim/support/hostileServer.js";
import {
  operationsOf,
  plainly,
  type OddOperation,
  type OddRequest,
  type Oddity,
  withOddService,
} from "../support/oddService.js";
import { dialectWith, Engine, partial, type JsonObject } from "../support/service.js";

const base = { userName: "ada@acme.io" };
const before = (inputs: JsonObject, id = "a") => ({
  id,
  inputs,
  outs: { ...inputs, __managed: Object.keys(inputs), __schema: 1 },
});

/** A service that takes an attribute by every method and never has it. */
const losing = (name: string): Oddity => ({
  show: (resource) => {
    const extension = resource[ENTERPRISE_USER];
    const inner = isObject(extension) ? { [ENTERPRISE_USER]: without(extension, name) } : {};
    return { ...without(resource, name), ...inner };
  },
});
const without = (resource: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(resource).filter(([key]) => key !== name));
const entriesOf = (value: unknown): JsonObject => (isObject(value) ? value : {});
const answeringPut =
  (status: number) =>
  ({ method }: OddRequest, response: Parameters<typeof json>[0]) => {
    if (method === "PUT") json(response, status, { status: String(status) });
    return method === "PUT";
  };

describe("an attribute that the service takes on a create and never keeps", () => {
  test.each([
    ["title", { title: "Engineer" }, "title"],
    ["a part of the name", { name: { givenName: "Ada" } }, "name.givenName"],
    ["a list", { phoneNumbers: [{ value: "+41 44 123 45 67" }] }, "phoneNumbers"],
    ["department", { department: "Research" }, `${ENTERPRISE_USER}:department`],
  ])("(%s) is named in one warning, and is no difference afterwards, refreshed or not", (_, given, path) =>
    withOddService(losing(Object.keys(given)[0] ?? ""), async (service, open, said) => {
      const inputs = { ...base, ...given };
      const engine = new Engine(user, open());
      const state = await engine.create(inputs);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`the service took ${path} of user ada@acme.io and did not keep it`);
      expect(service.Users.size).toBe(1);
      engine.directory = open();
      expect(engine.diff(state, inputs)).toBe("none");
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, inputs)).toBe("none");
      expect(seen?.inputs).toEqual(inputs);
      service.requests.length = 0;
      if (seen) await engine.up(seen, { ...inputs, nickName: "N" });
      expect(service.lines().filter((line) => !line.startsWith("GET"))).toHaveLength(1);
      // Every run recalls it, once for each attribute.
      expect(said.slice(1)).toEqual([
        expect.stringContaining(`the service does not keep ${path} as the program gives it`),
      ]);
      engine.directory = open();
      for (let run = 0; run < 3; run += 1) engine.diff(state, inputs);
      expect(said).toHaveLength(3);
    }),
  );

  test("and is secret is recognised by what Pulumi encrypts, and hand edits of it are seen", () => {
    const seed = [{ value: "0" }];
    const showing = { is: seed };
    const oddity: Oddity = { show: (resource) => ({ ...resource, title: "Dr", phoneNumbers: showing.is }) };
    return withOddService(oddity, async (_, open) => {
      const inputs = { ...base, title: "Engineer", phoneNumbers: [{ value: "+41 44 123 45 67" }] };
      const engine = new Engine(user, open());
      const state = await engine.create(inputs);
      const { title, phoneNumbers, ...others } = entriesOf(state.outs["__notStored"]);
      expect([typeof title, title === "", phoneNumbers, others]).toEqual(["string", false, "", {}]);
      expect(Object.keys(entriesOf(state.outs["__notStoredSecret"]))).toEqual(["phoneNumbers"]);
      engine.directory = open();
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, inputs)).toBe("none");
      expect(seen?.outs["__notStoredSecret"]).toEqual(state.outs["__notStoredSecret"]);
      showing.is = [{ value: "1" }];
      engine.directory = open();
      const edited = await engine.refresh(state);
      expect(edited && engine.diff(edited, inputs)).not.toBe("none");
    });
  });

  test("and whose holder's name is secret is named by id alone", () =>
    withOddService(losing("title"), async (_, open, said) => {
      const { id } = await new Engine(user, open()).create({
        ...base,
        title: "Engineer",
        secretAttributes: ["userName"],
      });
      expect(said).toEqual([expect.stringContaining(`the service took title of user ${id} and did not keep it`)]);
    }));

  const critical: [string, Handlers, JsonObject, JsonObject][] = [
    ["externalId", user, base, { externalId: "E-1" }],
    ["manager", user, base, { manager: "m-1" }],
    ["roles", user, base, { roles: [{ value: "admin" }] }],
    ["entitlements", user, base, { entitlements: [{ value: "vault" }] }],
    ["active", user, base, { active: false }],
    ["externalId", group, { displayName: "G" }, { externalId: "E-1" }],
  ];
  test.each(critical)(
    "and that decides access (%s of %#) fails that step and the next ones, through refreshes",
    (name, handlers, least, given) =>
      withOddService(losing(name), async (_, open, said) => {
        const inputs = { ...least, ...given };
        const engine = new Engine(handlers, open());
        let left = await partial(engine.create(inputs), inputs);
        for (const refreshes of [false, true, true]) {
          expect(left.reasons.join()).toMatch(
            new RegExp(`Could not finish .*the service answered that it took \\S*${name}, yet it shows nothing there`),
          );
          expect(left.outs["__pending"]).toEqual([name]);
          expect(left.outs).not.toHaveProperty("__notStored");
          engine.directory = open();
          if (refreshes) left = { ...left, ...(await engine.refresh(left)) };
          expect(engine.diff(left, inputs)).not.toBe("none");
          left = await partial(engine.up(left, inputs), inputs);
        }
        expect(said.join()).not.toContain("did not keep it");
      }),
  );

  test("a name that the service stores otherwise is never taken for kept", () =>
    withOddService({ show: (resource) => ({ ...resource, userName: "a.lovelace" }) }, async (_, open) => {
      const left = await partial(new Engine(user, open()).create(base), base);
      expect(left.reasons.join()).toMatch(/took userName, yet it holds something else/);
    }));

  test("a group's name that the service does not change is never taken for changed", () =>
    withOddService({ show: (resource) => ({ ...resource, displayName: "Old" }) }, async (service, open) => {
      service.put("Groups", { id: "a", displayName: "Old" });
      const engine = new Engine(group, open());
      const left = await partial(engine.up(before({ displayName: "Old" }), { displayName: "New" }), {});
      expect(left.reasons.join()).toMatch(/took displayName, yet it holds something else/);
    }));
});

describe("the other form", () => {
  const ignoring = (ignores: () => boolean) => (resource: JsonObject, operation: OddOperation) => {
    if (operation.path === "") Object.assign(resource, isObject(operation.value) ? operation.value : {});
    else if (!ignores()) plainly(resource, operation);
  };

  test("of a PUT that changes nothing is a PATCH", () =>
    withOddService(
      {
        answer: ({ method, id = "", kind }, response, service) => {
          if (method === "PUT") json(response, 200, kind === "Users" ? service.held(id) : {});
          return method === "PUT";
        },
      },
      async (service, open, said) => {
        service.put("Users", { id: "a", ...base });
        // The rate of PATCH is spent, so that PUT comes first.
        const rates = [
          { methods: ["PATCH" as const], requests: 1, seconds: 1 },
          { methods: ["PUT" as const], requests: 10, seconds: 1 },
        ];
        const directory = open({ dialect: { ...dialectWith({}), rates } });
        const engine = new Engine(user, directory);
        const state = await engine.up(before(base), { ...base, nickName: "N" });
        service.requests.length = 0;
        await engine.up(state, { ...base, nickName: "N", title: "U" });
        expect(service.held("a")).toMatchObject({ title: "U", nickName: "N" });
        const writes = service.lines().filter((line) => !line.startsWith("GET"));
        expect(writes).toEqual(["PUT /Users/a", "PATCH /Users/a"]);
        expect(said).toEqual([]);
      },
    ));

  test.each([
    ["ignored", () => true, undefined],
    ["refused", () => false, (path: string) => path !== ""],
  ])("of a path that is %s, where there is no PUT, is the whole attribute without a path", (_, ignores, refuses) =>
    withOddService(
      {
        apply: ignoring(ignores),
        answer: (request, response) => {
          const paths = operationsOf(request.body).map(({ path }) => path);
          const isRefused = request.method === "PATCH" && refuses !== undefined && paths.some(refuses);
          if (isRefused) json(response, 400, { status: "400", scimType: "invalidPath" });
          return isRefused || answeringPut(405)(request, response);
        },
      },
      async (service, open, said) => {
        service.put("Users", {
          id: "a",
          ...base,
          name: { givenName: "Ada", familyName: "Old" },
          [ENTERPRISE_USER]: {
            division: "D",
            manager: { value: "m-0", displayName: "Boss", $ref: "https://x/Users/m-0" },
          },
        });
        const inputs = { ...base, title: "T", name: { familyName: "New" }, manager: "m-1", department: "R" };
        const engine = new Engine(user, open());
        const state = await engine.up(before(base), inputs);
        expect(service.held("a")).toMatchObject({
          title: "T",
          name: { givenName: "Ada", familyName: "New" },
          [ENTERPRISE_USER]: { division: "D", department: "R", manager: { value: "m-1" } },
        });
        const last = service.requests.filter(({ method }) => method === "PATCH").at(-1);
        expect(last?.body["Operations"]).toEqual([
          { op: "replace", value: { title: "T" } },
          {
            op: "replace",
            value: { [ENTERPRISE_USER]: { division: "D", department: "R", manager: { value: "m-1" } } },
          },
          { op: "replace", value: { name: { givenName: "Ada", familyName: "New" } } },
        ]);
        expect(said).toEqual([]);
        expect(engine.diff(state, inputs)).toBe("none");
      },
    ),
  );

  test("is not tried where a PUT of the whole has changed nothing, nor where there is no PATCH", () =>
    withOddService(losing("title"), async (service, open) => {
      service.put("Users", { id: "a", ...base });
      await new Engine(user, open()).up(before(base), { ...base, title: "T" });
      expect(service.lines()).toEqual(["PATCH", "GET", "PUT", "GET"].map((method) => `${method} /Users/a`));
    }));
});
