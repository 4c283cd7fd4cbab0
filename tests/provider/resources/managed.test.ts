import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { isObject } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, withService, type Json, type JsonObject } from "../support/service.js";

const BADGE = "urn:acme:params:scim:schemas:badge:1.0:User";
const base = { userName: "ada@acme.io" };

interface Case {
  given: JsonObject;
  /** A change by hand of what `given` manages. */
  edit: (resource: JsonObject) => void;
  /** PATCH paths that heal it. */
  heals: string[];
  /** PATCH paths when the program drops what it gave; empty for what is just let go. */
  drops: string[];
}

const enterprise = (resource: JsonObject, change: JsonObject) => {
  const before = resource[ENTERPRISE_USER];
  resource[ENTERPRISE_USER] = { ...(isObject(before) ? before : {}), ...change };
};

const cases: Record<string, Case> = {
  title: {
    given: { title: "Engineer" },
    edit: (resource) => (resource["title"] = "Hacked"),
    heals: ["title"],
    drops: ["title"],
  },
  "title, emptied by hand": {
    given: { title: "Engineer" },
    edit: (resource) => Reflect.deleteProperty(resource, "title"),
    heals: ["title"],
    drops: ["title"],
  },
  "title as null": {
    given: { title: null },
    edit: (resource) => (resource["title"] = "Hacked"),
    heals: ["title"],
    drops: [],
  },
  "one part of the name": {
    given: { name: { givenName: "Ada" } },
    edit: (resource) => (resource["name"] = { givenName: "Eve", familyName: "X" }),
    heals: ["name.givenName"],
    drops: ["name.givenName"],
  },
  "no name": {
    given: { name: null },
    edit: (resource) => (resource["name"] = { givenName: "Eve" }),
    heals: ["name"],
    drops: [],
  },
  "a whole list": {
    given: { emails: [{ value: "ada@home.example", type: "home" }] },
    edit: (resource) =>
      (resource["emails"] = [{ value: "ada@home.example", type: "home" }, { value: "eve@x.example" }]),
    heals: ["emails"],
    drops: ["emails"],
  },
  "an empty list": {
    given: { phoneNumbers: [] },
    edit: (resource) => (resource["phoneNumbers"] = [{ value: "+1" }]),
    heals: ["phoneNumbers"],
    drops: [],
  },
  addresses: {
    given: { addresses: [{ type: "work", locality: "Bern" }] },
    edit: (resource) => (resource["addresses"] = [{ type: "work", locality: "Rome", country: "IT" }]),
    heals: ["addresses"],
    drops: ["addresses"],
  },
  "one item of roles": {
    given: { roles: [{ value: "admin" }] },
    edit: (resource) => (resource["roles"] = [{ value: "auditor" }]),
    heals: ["roles"],
    drops: ["roles"],
  },
  department: {
    given: { department: "Research" },
    edit: (resource) => {
      enterprise(resource, { department: "Sales", division: "X" });
    },
    heals: [`${ENTERPRISE_USER}:department`],
    drops: [`${ENTERPRISE_USER}:department`],
  },
  manager: {
    given: { manager: "boss-1" },
    edit: (resource) => {
      enterprise(resource, { manager: { value: "boss-2" } });
    },
    heals: [`${ENTERPRISE_USER}:manager`],
    drops: [`${ENTERPRISE_USER}:manager`],
  },
  "a manager whose id differs by letter case": {
    given: { manager: "boss-1" },
    edit: (resource) => {
      enterprise(resource, { manager: { value: "BOSS-1" } });
    },
    heals: [`${ENTERPRISE_USER}:manager`],
    drops: [`${ENTERPRISE_USER}:manager`],
  },
  "nobody as manager": {
    given: { manager: null },
    edit: (resource) => {
      enterprise(resource, { manager: { value: "boss-2" } });
    },
    heals: [`${ENTERPRISE_USER}:manager`],
    drops: [],
  },
  "an attribute of an extension": {
    given: { extensions: { [BADGE]: { badge: "42" } } },
    edit: (resource) => (resource[BADGE] = { badge: "43", door: "x" }),
    heals: [`${BADGE}:badge`],
    drops: [`${BADGE}:badge`],
  },
  "no extension": {
    given: { extensions: { [BADGE]: null } },
    edit: (resource) => {
      resource[BADGE] = { badge: "43" };
      if (Array.isArray(resource["schemas"])) resource["schemas"].push(BADGE);
    },
    heals: [BADGE],
    drops: [],
  },
  active: {
    given: { active: true },
    edit: (resource) => (resource["active"] = false),
    heals: ["active"],
    drops: [],
  },
  externalId: {
    given: { externalId: "E-1" },
    edit: (resource) => (resource["externalId"] = "e-1"),
    heals: ["externalId"],
    drops: [],
  },
};

function pathsOf(body: Json | undefined): string[] {
  const operations = (body as { Operations?: { path: string }[] } | undefined)?.Operations ?? [];
  return operations.map(({ path }) => path);
}

describe.each(Object.entries(cases))("%s", (_, { given, edit, heals, drops }) => {
  const inputs: JsonObject = { ...base, ...given };

  test("is no difference until somebody changes it by hand; then one PATCH of just that heals it", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create(inputs);
      const before = held(sandbox, state.id);
      sandbox.edit("Users", state.id, edit);
      engine.directory = restart();
      const seen = await engine.refresh(state);
      if (!seen) throw new Error("gone");
      expect(engine.diff(seen, inputs)).toBe("shown");
      sandbox.clearRequests();
      const healed = await engine.up(seen, inputs);
      const patches = sandbox.requests().filter(({ method }) => method !== "GET");
      expect(patches.map(({ method, body }) => [method, ...pathsOf(body)])).toEqual([["PATCH", ...heals]]);
      expect(engine.diff(healed, inputs)).toBe("none");
      engine.directory = restart();
      const again = await engine.refresh(healed);
      expect(again && engine.diff(again, inputs)).toBe("none");
      expect(held(sandbox, state.id)["userName"]).toBe(before["userName"]);
    }));

  test("is cleared when the program drops it, or let go, and is no difference after that", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create(inputs);
      expect(engine.diff(state, base)).toBe("shown");
      sandbox.clearRequests();
      const dropped = await engine.up(state, base);
      const patches = sandbox.requests().filter(({ method }) => method !== "GET");
      expect(patches.flatMap(({ body }) => pathsOf(body))).toEqual(drops);
      engine.directory = restart();
      const seen = await engine.refresh(dropped);
      expect(seen && engine.diff(seen, base)).toBe("none");
      expect(seen?.inputs).toEqual(base);
    }));

  test("is left alone while the program does not manage it", () =>
    withService({}, async ({ sandbox, directory, restart }) => {
      const engine = new Engine(user, directory);
      const state = await engine.create(base);
      sandbox.edit("Users", state.id, edit);
      engine.directory = restart();
      const seen = await engine.refresh(state);
      expect(seen && engine.diff(seen, base)).toBe("none");
    }));
});

test("of roles only the given items are ours: others stay through changes and the end", () =>
  withService({}, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    let state = await engine.create({ ...base, roles: [{ value: "admin" }, { value: "dev" }] });
    sandbox.edit("Users", state.id, (resource) => {
      resource["roles"] = [{ value: "Admin" }, { value: "dev" }, { value: "auditor" }];
    });
    state = await engine.up(state, { ...base, roles: [{ value: "dev" }, { value: "ops" }] });
    const roles = () => (held(sandbox, state.id)["roles"] as JsonObject[] | undefined)?.map(({ value }) => value);
    expect(roles()?.sort()).toEqual(["auditor", "dev", "ops"]);
    state = await engine.up(state, { ...base, roles: [] });
    expect(roles()).toEqual(["auditor"]);
    state = await engine.up(state, { ...base, roles: [{ value: "AUDITOR" }] });
    await engine.up(state, base);
    expect(roles()).toBeUndefined();
  }));

test("a change of letter case is sent, and what the service spells otherwise is no drift", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    let state = await engine.create({ ...base, name: { familyName: "mcdonald" }, title: "cto" });
    expect(engine.diff(state, { ...base, name: { familyName: "McDonald" }, title: "cto" })).toBe("shown");
    state = await engine.up(state, { ...base, name: { familyName: "McDonald" }, title: "cto" });
    expect(held(sandbox, state.id)["name"]).toMatchObject({ familyName: "McDonald" });
    sandbox.edit("Users", state.id, (resource) => {
      resource["title"] = "CTO";
      resource["userName"] = "ADA@acme.io";
    });
    engine.directory = restart();
    const seen = await engine.refresh(state);
    expect(seen?.inputs).toEqual(state.inputs);
    expect(seen && engine.diff(seen, state.inputs)).toBe("none");
  }));

test("a whole that the program takes over by parts keeps the parts that it names", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create({ ...base, name: null });
    sandbox.edit("Users", state.id, (resource) => {
      resource["name"] = { givenName: "Eve", familyName: "X" };
    });
    engine.directory = restart();
    const seen = await engine.refresh(state);
    if (!seen) throw new Error("gone");
    const done = await engine.up(seen, { ...base, name: { familyName: "Lovelace" } });
    expect(held(sandbox, state.id)["name"]).toMatchObject({ familyName: "Lovelace" });
    expect(held(sandbox, state.id)["name"]).not.toHaveProperty("givenName");
    const back = await engine.up(done, { ...base, name: null });
    expect(held(sandbox, state.id)["name"] ?? {}).not.toHaveProperty("familyName");
    expect(engine.diff(back, { ...base, name: null })).toBe("none");
  }));

test("null where nothing was managed is a difference that only the provider can tell", () =>
  withService({}, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create(base);
    sandbox.edit("Users", state.id, (resource) => (resource["title"] = "X"));
    for (const more of [{ title: null }, { name: { givenName: null } }, { extensions: { [BADGE]: null } }]) {
      expect(engine.diff(state, { ...base, ...more })).toBe("hidden");
    }
    const seen = await engine.refresh(state);
    if (!seen) throw new Error("gone");
    await engine.up(seen, { ...base, title: null });
    expect(held(sandbox, state.id)).not.toHaveProperty("title");
  }));

test("a policy that changes is an update that sends nothing and that delete sees", () =>
  withService({}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create(base);
    sent();
    expect(engine.diff(state, { ...base, onDelete: "retain" })).toBe("shown");
    const kept = await engine.up(state, { ...base, onDelete: "retain" });
    engine.directory = restart();
    await engine.delete(kept);
    expect(sent()).toEqual([]);
    expect(sandbox.dump().Users).toHaveLength(1);
    const again = await engine.up(kept, base);
    engine.directory = restart();
    await engine.delete(again);
    expect(sandbox.dump().Users).toHaveLength(0);
  }));

test("unknown values in a preview are differences, wherever they stand", () =>
  withService({}, async ({ directory }) => {
    const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const inputs = { ...base, title: "T", extensions: { [BADGE]: { badge: "42" } }, roles: [{ value: "r" }] };
    const engine = new Engine(user, directory);
    const state = await engine.create(inputs);
    for (const more of [
      { title: UNKNOWN },
      { manager: UNKNOWN },
      { extensions: UNKNOWN },
      { extensions: { [BADGE]: UNKNOWN } },
      { extensions: { [BADGE]: { badge: UNKNOWN } } },
      { roles: [{ value: UNKNOWN }] },
      { roles: UNKNOWN },
      { name: UNKNOWN },
    ]) {
      expect(engine.diff(state, { ...inputs, ...more })).toBe("shown");
    }
    const bare = await engine.create({ userName: "b@acme.io" });
    expect(engine.diff(bare, { userName: "b@acme.io", extensions: UNKNOWN })).toBe("shown");
  }));

test("what an update finds changed by others is healed by the next one, also without a refresh", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    const state = await engine.create({ ...base, title: "T", nickName: "N" });
    sandbox.edit("Users", state.id, (resource) => (resource["nickName"] = "Hacked"));
    engine.directory = restart();
    const inputs = { ...base, title: "T2", nickName: "N" };
    const after = await engine.up(state, inputs);
    expect(engine.diff(after, inputs)).toBe("hidden");
    await engine.up(after, inputs);
    expect(held(sandbox, state.id)).toMatchObject({ title: "T2", nickName: "N" });
  }));

test("a group's members are never part of it", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    sandbox.create("Users", { id: "u", userName: "u@acme.io" });
    const engine = new Engine(group, directory);
    let state = await engine.create({ displayName: "Engineering", externalId: "G-1" });
    sandbox.edit("Groups", state.id, (resource) => (resource["members"] = [{ value: "u" }]));
    engine.directory = restart();
    const seen = await engine.refresh(state);
    expect(seen && engine.diff(seen, state.inputs)).toBe("none");
    state = await engine.up(state, { displayName: "engineering", externalId: "G-1" });
    expect(held(sandbox, state.id)).toMatchObject({ displayName: "engineering", members: [{ value: "u" }] });
    expect(JSON.stringify(state.outs)).not.toContain("members");
  }));
