import { resolveConnection } from "../../../provider/directory/connection.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { held, planted, rejection } from "../support/service.js";
import { idsOf, inGroup, present, withLeapsome } from "./bench.js";

it("a connection without an endpoint is told Leapsome's one server", () => {
  const config: Record<string, string> = { "scim:dialect": "leapsome", "scim:token": "secret-7h1s" };
  const resolved = () =>
    resolveConnection(
      (key) => config[key],
      () => undefined,
    );
  expect(resolved).toThrow(/no endpoint: .*https:\/\/api\.leapsome\.com\/scim\/v1/);
  config["scim:endpoint"] = "https://api.leapsome.com/scim/v1/";
  expect(resolved()).toMatchObject({ endpoint: "https://api.leapsome.com/scim/v1", headers: {}, token: "secret-7h1s" });
});

it.each([
  ["answers", undefined],
  ["refuses", 403],
  ["does not have", 404],
] as const)(
  "where the service %s ServiceProviderConfig, it is asked once at most and no If-Match is sent",
  async (_, status) => {
    await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
      if (status !== undefined) sandbox.fault({ match: { path: "/ServiceProviderConfig" }, action: { status } });
      let [config, conditional] = [0, 0];
      sandbox.watch(({ path, requestHeaders }) => {
        if (path.endsWith("/ServiceProviderConfig")) config += 1;
        if (requestHeaders["if-match"] !== undefined) conditional += 1;
      });
      let ada = await people.create({ userName: "ada@x.io" });
      nextRun();
      config = 0;
      ada = present(await people.refresh(ada));
      for (const title of ["A", "B", "C"]) ada = await people.up(ada, { userName: "ada@x.io", title });
      expect(held(sandbox, ada.id)["title"]).toBe("C");
      expect(config).toBeLessThanOrEqual(1);
      expect(conditional).toBe(0);
    });
  },
);

it("an empty 201 for somebody whom no list shows fails the step after one POST, and no id is made up", async () => {
  await withLeapsome({}, async ({ people, sandbox, counted }) => {
    sandbox.fault({ match: { method: "POST", path: "/Users" }, action: { status: 201, body: {} } });
    const { message } = await rejection(people.create({ userName: "ada@x.io", externalId: "key" }));
    expect(message).toMatch(
      /Could not create user ada@x.io: .*201 and without the new object's id.*hides somebody inactive/,
    );
    expect(message).not.toContain("undefined");
    expect(counted()["POST /Users"]).toBe(1);
  });
});

describe("a POST whose answer was lost", () => {
  const inputs = {
    userName: "ada@x.io",
    title: "CTO",
    name: { givenName: "Ada", familyName: "L", formatted: "Ada B. L" },
    active: true,
    department: "R",
    leapsome: { level: "L5" },
  };

  it("makes nobody twice, and the rest follows", async () => {
    await withLeapsome({}, async ({ people, sandbox, nextRun }) => {
      sandbox.fault({ at: 1, match: { method: "POST", path: "/Users" }, action: { drop: "after" } });
      const ada = await people.create(inputs);
      expect(idsOf(sandbox.dump().Users)).toEqual([ada.id]);
      nextRun();
      expect(people.diff(present(await people.refresh(ada)), inputs)).toBe("none");
    });
  });

  it.each([
    ["another title", { title: "CEO" }],
    ["another department", { title: "CTO", [ENTERPRISE_USER]: { department: "Sales" } }],
  ])("is not believed to have made somebody of %s", async (_, more) => {
    await withLeapsome({}, async ({ people, sandbox }) => {
      const { name } = inputs;
      const id = planted(sandbox, "Users", { userName: "ada@x.io", name, ...more });
      const before = held(sandbox, id);
      expect((await rejection(people.create(inputs))).message).toMatch(/userName is taken by user ada@x.io.*set adopt/);
      expect(held(sandbox, id)).toEqual(before);
    });
  });
});

it("who is in a group is found on every page of people, and a person on a later page is left in", async () => {
  const Users = Array.from({ length: 25 }, (_, n) => ({ id: `u${n}`, userName: `u${n}@x.io` }));
  const Groups = [{ id: "g", displayName: "G", members: [{ value: "u24" }, { value: "u3" }] }];
  await withLeapsome(
    {},
    async ({ memberships, sandbox, nextRun, counted }) => {
      const inputs = { group: "g", users: ["u3", "u12"], exclusive: false };
      const set = await memberships.create(inputs);
      nextRun();
      counted();
      expect(memberships.diff(present(await memberships.refresh(set)), inputs)).toBe("none");
      expect(counted()["GET /Users"]).toBe(3);
      nextRun();
      await memberships.up(set, { ...inputs, users: ["u12"] });
      expect(inGroup(sandbox.dump().Users, "g")).toEqual(["u12", "u24"]);
    },
    { seed: { Users, Groups }, maxPageSize: 10 },
  );
});
