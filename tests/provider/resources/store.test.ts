import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { isObject } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { dialectWith, Engine, held, partial, rejection, withService, type JsonObject } from "../support/service.js";
import { plainly, withOddService } from "../support/oddService.js";
import { json } from "../scim/support/hostileServer.js";

const base = { userName: "ada@acme.io" };
const before = (inputs: JsonObject, id = "a") => ({
  id,
  inputs,
  outs: { ...inputs, __managed: Object.keys(inputs), __schema: 1 },
});

test("one attribute of one person is one request", () =>
  withService({}, async ({ directory, sent }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create({ ...base, title: "T" });
    sent();
    await engine.up(state, { ...base, title: "U" });
    expect(sent()).toEqual([`PATCH /Users/${state.id}`]);
  }));

test("an answer without a body is settled by one read", () =>
  withService({ patchStatus: 204 }, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create({ ...base, title: "T" });
    sent();
    await engine.up(state, { ...base, title: "U" });
    expect(sent()).toEqual([`PATCH /Users/${state.id}`, `GET /Users/${state.id}`]);
    expect(held(sandbox, state.id)["title"]).toBe("U");
  }));

describe("a service without PATCH", () => {
  test.each([
    ["that says so in its ServiceProviderConfig", {}],
    ["that does not say so", { discovery: "absent" as const }],
  ])("%s is written by PUT of the whole, unmanaged attributes kept", (_, options) =>
    withService({ patch: false, ...options }, async ({ sandbox, directory, sent }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, title: "T", manager: "m-1", roles: [{ value: "admin" }] });
      const team = sandbox.create("Groups", { displayName: "Team", members: [{ value: state.id }] });
      sandbox.edit("Users", state.id, (resource) => {
        resource["nickName"] = "Countess";
        resource["roles"] = [{ value: "admin" }, { value: "auditor" }];
      });
      sent();
      const next = { ...base, title: "t", manager: null, roles: [{ value: "dev" }] };
      const after = await engine.up(state, next);
      const puts = sandbox.requests().filter(({ method }) => method === "PUT");
      expect(puts).toHaveLength(1);
      expect(puts[0]?.body).not.toHaveProperty("meta");
      expect(puts[0]?.body).not.toHaveProperty("groups");
      expect(held(sandbox, state.id)).toMatchObject({
        nickName: "Countess",
        title: "t",
        roles: [{ value: "auditor" }, { value: "dev" }],
      });
      expect(held(sandbox, state.id)[ENTERPRISE_USER] ?? {}).not.toHaveProperty("manager");
      expect(sandbox.dump().Groups[0]).toMatchObject({ id: team["id"], members: [{ value: state.id }] });
      sent();
      await engine.up(after, { ...next, title: "V" });
      expect(sent().filter((line) => line.startsWith("PATCH"))).toEqual([]);
    }),
  );

  test("keeps the members of a group that is renamed", () =>
    withService({ patch: false }, async ({ sandbox, directory }) => {
      sandbox.create("Users", { id: "u", userName: "u@acme.io" });
      const engine = new Engine(group, directory);
      const state = await engine.create({ displayName: "Old" });
      sandbox.edit("Groups", state.id, (resource) => (resource["members"] = [{ value: "u" }]));
      await engine.up(state, { displayName: "New" });
      expect(held(sandbox, state.id)).toMatchObject({ displayName: "New", members: [{ value: "u" }] });
    }));

  test("does not rename a group by PUT where its members cannot be seen", () =>
    withService(
      { connection: { dialect: dialectWith({ group: { patch: "none" }, members: { list: "none" } }) } },
      async ({ directory, sent }) => {
        const engine = new Engine(group, directory);
        const state = await engine.create({ displayName: "Old" });
        sent();
        const left = await partial(engine.up(state, { displayName: "New" }), { displayName: "New" });
        expect(left.reasons.join()).toMatch(/can change no group/);
        expect(sent().filter((line) => !line.startsWith("GET"))).toEqual([]);
      },
    ));
});

describe("what others changed meanwhile", () => {
  test("is met by If-Match: read again, written once more", () =>
    withService({}, async ({ sandbox, directory, sent }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, title: "T" });
      sandbox.edit("Users", state.id, (resource) => (resource["nickName"] = "N"));
      sent();
      await engine.up(state, { ...base, title: "U" });
      expect(sent()).toEqual([`PATCH /Users/${state.id}`, `GET /Users/${state.id}`, `PATCH /Users/${state.id}`]);
      expect(held(sandbox, state.id)).toMatchObject({ title: "U", nickName: "N" });
    }));

  test("sends no If-Match where the service does not support it", () =>
    withService({ etag: false }, async ({ sandbox, directory, sent }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, title: "T" });
      expect(state.outs).not.toHaveProperty("__version");
      sandbox.edit("Users", state.id, (resource) => (resource["nickName"] = "N"));
      sent();
      await engine.up(state, { ...base, title: "U" });
      expect(sent()).toEqual([`PATCH /Users/${state.id}`]);
    }));

  test("an object that is gone is said to be gone", () =>
    withService({}, async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, title: "T" });
      sandbox.remove("Users", state.id);
      const error = await rejection(engine.up(state, { ...base, title: "U" }));
      expect(error.message).toMatch(/user ada@acme\.io: .*404.*pulumi up --refresh/);
    }));
});

describe("an attribute that the service takes and does not keep", () => {
  const deaf = (name: string) => ({
    apply: (resource: JsonObject, operation: Parameters<typeof plainly>[1]) => {
      if (!operation.path.endsWith(name)) plainly(resource, operation);
    },
  });
  const notPutEither = (name: string) => ({
    ...deaf(name),
    show: (resource: JsonObject) => Object.fromEntries(Object.entries(resource).filter(([key]) => key !== name)),
  });

  test("by PATCH is written by PUT", () =>
    withOddService(deaf("title"), async (service, open, said) => {
      service.put("Users", { id: "a", ...base, nickName: "N" });
      const state = before({ ...base, title: "T" });
      await new Engine(user, open()).up(state, { ...base, title: "U" });
      expect(service.held("a")).toMatchObject({ title: "U", nickName: "N" });
      expect(service.lines()).toEqual(["PATCH /Users/a", "GET /Users/a", "PUT /Users/a"]);
      expect(said).toEqual([]);
    }));

  test("at all is told once, is no drift for ever, and is tried again when its value changes", () =>
    withOddService(notPutEither("title"), async (service, open, said) => {
      service.put("Users", { id: "a", ...base });
      const engine = new Engine(user, open());
      const inputs = { ...base, title: "U" };
      const after = await engine.up(before({ ...base, title: "T" }), inputs);
      expect(said).toEqual([expect.stringMatching(/^scim: the service took title of user ada@acme\.io/)]);
      expect(engine.diff(after, inputs)).toBe("none");
      engine.directory = open();
      const seen = await engine.refresh(after);
      if (!seen) throw new Error("gone");
      expect(engine.diff(seen, inputs)).toBe("none");
      const other = await engine.up(seen, { ...inputs, nickName: "N" });
      expect(engine.diff(other, { ...inputs, nickName: "N" })).toBe("none");
      const told = () => said.filter((line) => line.includes("the service took title"));
      expect(told()).toHaveLength(1);
      service.requests.length = 0;
      await engine.up(other, { ...inputs, nickName: "N", title: "V" });
      expect(service.lines()).toContain("PATCH /Users/a");
      expect(told()).toHaveLength(2);
    }));

  test("shows as drift when the service's value changes later", () =>
    withOddService(
      {
        apply: (resource, operation) => {
          plainly(resource, operation.path === "title" ? { ...operation, value: "Boss" } : operation);
        },
        answer: ({ method }, response) => {
          if (method === "PUT") json(response, 405, {});
          return method === "PUT";
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", ...base, title: "Boss" });
        const engine = new Engine(user, open());
        const inputs = { ...base, title: "U" };
        const after = await engine.up(before({ ...base, title: "T" }), inputs);
        expect(after.outs["title"]).toBe("U");
        service.put("Users", { id: "a", ...base, title: "Other" });
        engine.directory = open();
        const seen = await engine.refresh(after);
        expect(seen?.inputs["title"]).toBe("Other");
      },
    ));

  test.each([
    ["manager", { manager: "m-1" }],
    ["roles", { roles: [{ value: "admin" }] }],
    ["active", { active: false }],
    ["externalId", { externalId: "E" }],
  ])("and that decides access (%s) fails the step, until it is kept", (name, given) =>
    withOddService(
      { ...deaf(name), answer: ({ method }, response) => method === "PUT" && (json(response, 501, {}), true) },
      async (service, open) => {
        service.put("Users", { id: "a", ...base, active: true });
        const engine = new Engine(user, open());
        const inputs = { ...base, ...given };
        const left = await partial(engine.up(before(base), inputs), inputs);
        expect(left.reasons.join()).toMatch(new RegExp(`Could not finish user ada@acme\\.io: .*${name}`));
        expect(left.outs["__pending"]).toEqual([name]);
        expect(engine.diff(left, inputs)).toBe("hidden");
        await partial(engine.up(left, inputs), inputs);
      },
    ),
  );

  test("a manager that is dropped and stays fails at every update until it is gone", () =>
    withOddService(
      { ...deaf("manager"), answer: ({ method }, response) => method === "PUT" && (json(response, 501, {}), true) },
      async (service, open) => {
        service.put("Users", { id: "a", ...base, [ENTERPRISE_USER]: { manager: { value: "m-1" } } });
        const engine = new Engine(user, open());
        const left = await partial(engine.up(before({ ...base, manager: "m-1" }), base), base);
        const again = await partial(engine.up(left, base), base);
        service.put("Users", { id: "a", ...base });
        engine.directory = open();
        const done = await engine.up(again, base);
        expect(engine.diff(done, base)).toBe("none");
        expect(done.outs).not.toHaveProperty("__pending");
      },
    ));
});

test("a PATCH refused for its form is followed by PUT, one refused for its value is not", () =>
  withOddService(
    {
      answer: ({ method, body }, response) => {
        if (method !== "PATCH") return false;
        const isPath = JSON.stringify(body).includes("manager");
        json(response, 400, { status: "400", scimType: isPath ? "invalidPath" : "invalidValue", detail: "no" });
        return true;
      },
    },
    async (service, open) => {
      service.put("Users", { id: "a", ...base, title: "T" });
      const engine = new Engine(user, open());
      await engine.up(before({ ...base, title: "T" }), { ...base, title: "T", manager: "m-1" });
      expect(service.held("a")[ENTERPRISE_USER]).toEqual({ manager: { value: "m-1" } });
      expect(service.held("a")["title"]).toBe("T");
      service.requests.length = 0;
      const inputs = { ...base, title: "bad" };
      const left = await partial(engine.up(before({ ...base, title: "T" }), inputs), inputs);
      expect(service.lines()).toEqual(["PATCH /Users/a", "GET /Users/a"]);
      expect(left.reasons.join()).toMatch(/invalidValue.*next `pulumi up`/);
    },
  ));

describe("a step that fails half-way", () => {
  test("is finished by the next update, with and without a refresh in between", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      for (const refreshed of [false, true]) {
        const engine = new Engine(user, directory);
        const userName = `ada${String(refreshed)}@acme.io`;
        const state = await engine.create({
          userName,
          title: "T",
          nickName: "N",
          roles: [{ value: "a" }, { value: "b" }],
        });
        sandbox.edit("Users", state.id, (resource) => {
          resource["roles"] = [{ value: "a" }, { value: "b" }, { value: "z" }];
        });
        engine.directory = restart();
        const fault = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
        const inputs = { userName, nickName: "M", roles: [{ value: "a" }] };
        let left = await partial(engine.up(state, inputs), inputs);
        fault.remove();
        engine.directory = restart();
        if (refreshed) left = { ...left, ...(await engine.refresh(left)) };
        expect(engine.diff(left, inputs)).not.toBe("none");
        const done = await engine.up(left, inputs);
        expect(held(sandbox, state.id)).toMatchObject({ nickName: "M", roles: [{ value: "z" }, { value: "a" }] });
        expect(held(sandbox, state.id)).not.toHaveProperty("title");
        expect(engine.diff(done, inputs)).toBe("none");
        expect(done.outs).not.toHaveProperty("__pending");
      }
    }));

  test("a PATCH whose answer is lost is sent again", () =>
    withService({}, async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, title: "T" });
      sandbox.fault({ match: { method: "PATCH" }, at: 1, action: { drop: "after" } });
      const done = await engine.up(state, { ...base, title: "U" });
      expect(held(sandbox, state.id)["title"]).toBe("U");
      expect(engine.diff(done, { ...base, title: "U" })).toBe("none");
    }));
});

describe("a password", () => {
  test("is sent once on create, then only when it changes, and stays out of every message", () =>
    withService({}, async ({ sandbox, directory, restart, said }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, password: "first-Secret-1" });
      expect(sandbox.passwordOf(state.id)).toBe("first-Secret-1");
      engine.directory = restart();
      const seen = await engine.refresh(state);
      if (!seen) throw new Error("gone");
      expect(engine.diff(seen, state.inputs)).toBe("none");
      sandbox.clearRequests();
      const titled = await engine.up(seen, { ...state.inputs, title: "T" });
      expect(JSON.stringify(sandbox.requests().map(({ body }) => body ?? null))).not.toContain("password");
      const changed = await engine.up(titled, { ...base, title: "T", password: "second-Secret-2" });
      expect(sandbox.passwordOf(state.id)).toBe("second-Secret-2");
      sandbox.clearRequests();
      await engine.up(changed, { ...base, title: "T" });
      expect(sandbox.requests()).toEqual([]);
      expect(said.join()).not.toMatch(/Secret/);
    }));

  test("is sent again when the step that carried it failed, not when only the rest did", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create({ ...base, password: "first-Secret-1" });
      const inputs = { ...base, title: "T", password: "second-Secret-2" };
      const fault = sandbox.fault({ match: { method: "PATCH" }, action: { status: 403 } });
      const left = await partial(engine.up(state, inputs), inputs);
      expect(left.reasons.join()).not.toContain("Secret");
      expect(left.outs["__pending"]).toEqual(expect.arrayContaining(["password", "title"]));
      fault.remove();
      engine.directory = restart();
      await engine.up(left, inputs);
      expect(sandbox.passwordOf(state.id)).toBe("second-Secret-2");
    }));

  test("is not sent a second time by the PUT that follows a PATCH", () =>
    withOddService(
      {
        apply: (resource, operation) => {
          if (operation.path !== "title" && operation.path !== "password") plainly(resource, operation);
        },
      },
      async (service, open) => {
        service.put("Users", { id: "a", ...base });
        const inputs = { ...base, title: "T", password: "second-Secret-2" };
        await new Engine(user, open()).up(before(base), inputs);
        const put = service.requests.find(({ method }) => method === "PUT");
        expect(put?.body).toMatchObject({ title: "T" });
        expect(put?.body).not.toHaveProperty("password");
      },
    ));
});

describe("what a service holds instead of what was sent", () => {
  test.each([
    ["a manager as a text", { manager: "m-1" }, { [ENTERPRISE_USER]: { manager: "m-1" } }],
    [
      "a manager as a link",
      { manager: "m/1" },
      { [ENTERPRISE_USER]: { manager: { $ref: "https://x/v2/Users/m%2F1" } } },
    ],
    ["active as a text", { active: false }, { active: "False" }],
    ["another letter case", { title: "Engineer" }, { Title: "ENGINEER" }],
    [
      "another order and more of a list",
      { emails: [{ value: "a@x.io" }, { value: "b@x.io", type: "home" }] },
      {
        emails: [
          { value: "b@x.io", type: "HOME", primary: false, display: "b" },
          { value: "A@x.io", type: "work" },
        ],
      },
    ],
    [
      "an address made of the userName",
      { emails: [{ value: "b@x.io" }] },
      { emails: [{ value: "b@x.io" }, { value: "ADA@acme.io", type: "work", primary: true }] },
    ],
    ["an empty value of a list", { emails: [] }, { emails: [{ value: "" }] }],
    ["nothing as null", { title: null, name: { givenName: null } }, { title: null, name: null }],
    ["nothing as a text", { title: null, name: null }, { title: "", name: { givenName: "" } }],
    [
      "the same instant",
      { extensions: { "urn:a:b:c": { at: "2020-01-01T01:00:00+01:00" } } },
      { "urn:a:b:C": { AT: "2020-01-01T00:00:00.000Z" } },
    ],
  ])("is no drift: %s", (_, given: JsonObject, shown: JsonObject) =>
    withOddService({}, async (service, open) => {
      const inputs = { ...base, ...given };
      service.put("Users", { id: "a", userName: "ADA@acme.io", ...shown });
      const engine = new Engine(user, open());
      const state = await engine.create({ ...base, title: "x" }).then(() => before(inputs));
      const managed = Object.entries(inputs).flatMap(([key, value]) => {
        if (key === "extensions") return ["extensions#urn:a:b:c#at"];
        return key === "name" && isObject(value) ? ["name.givenName"] : [key];
      });
      const seen = await engine.refresh({ ...state, outs: { ...state.outs, __managed: managed } });
      expect(seen?.inputs).toEqual(inputs);
      expect(seen && engine.diff(seen, inputs)).toBe("none");
    }),
  );
});
