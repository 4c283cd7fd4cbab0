import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, partial, planted, rejection, type JsonObject } from "../support/service.js";
import { withVendor } from "./support/vendor.js";

const ABSORB = "urn:ietf:params:scim:schemas:extension:absorb:2.0:User";
const ADA: JsonObject = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };

/** Everything that Absorb keeps of a person, as a service shows it. */
const FULL: JsonObject = {
  ...ADA,
  externalId: "E-1",
  name: { givenName: "Ada", middleName: "Byron", familyName: "Lovelace" },
  displayName: "Ada L.",
  title: "Engineer",
  preferredLanguage: "de-DE",
  emails: [{ value: "ada@acme.io", type: "work", primary: true, display: "Ada" }],
  phoneNumbers: [{ value: "+49 30 1", type: "work" }],
  addresses: [{ streetAddress: "Weg 1", locality: "Berlin", region: "BE", postalCode: "10115", country: "DEU" }],
  [ENTERPRISE_USER]: { employeeNumber: "42" },
  [ABSORB]: {
    location: "Berlin",
    dateHired: "2024-05-01T00:00:00Z",
    gender: 1,
    customFields: [{ type: "text", display: "Shirt", value: { size: ["M"] } }],
    userManagementSettings: {
      isLearner: true,
      isAdmin: false,
      isReviewer: true,
      isManager: true,
      isInstructor: false,
      adminRoles: ["a"],
      managerRoles: ["m"],
      userManagementType: 0,
      managedGroupId: "g-1",
      managedDepartments: [{ departmentId: "d-1", includeSubDepartments: true }],
    },
  },
};

function withoutEnterprise(): JsonObject {
  return Object.fromEntries(Object.entries(FULL).filter(([name]) => name !== ENTERPRISE_USER));
}

/** The body of the one request of that method. */
function only(exchanges: { requestBody: unknown }[]): JsonObject {
  expect(exchanges).toHaveLength(1);
  return (exchanges[0]?.requestBody ?? {}) as JsonObject;
}

test.each<[string, JsonObject, boolean]>([
  ["left out", {}, true],
  ["true", { active: true }, true],
  ["false", { active: false }, false],
])("a POST says active as a boolean and no id when the program has it %s", (_, more, active) =>
  withVendor("absorb", { absorb: { idOnCreate: "refuse" } }, async ({ sandbox, directory, wire }) => {
    const ada = await new Engine(user, directory).create({ ...ADA, ...more });
    const body = only(wire("POST"));
    expect(body["active"]).toBe(active);
    expect(body).not.toHaveProperty("id");
    expect(held(sandbox, ada.id)).toMatchObject({ active });
  }),
);

test.each([true, false])("a PUT brings all that is there, id and active: %j among it, and nothing else", (active) =>
  withVendor("absorb", { absorb: { unknownFields: "refuse" } }, async ({ sandbox, directory, restart, wire }) => {
    const engine = new Engine(user, directory);
    const manager = planted(sandbox, "Users", { ...ADA, userName: "grace@acme.io" });
    let ada = await engine.create({ userName: "ada@acme.io", name: ADA["name"] ?? null, manager });
    const rest = withoutEnterprise();
    sandbox.edit("Users", ada.id, (resource) => {
      Object.assign(resource, rest, { active, password: "by hand" });
      resource[ENTERPRISE_USER] = { employeeNumber: "42", manager: { value: manager } };
    });
    sandbox.create("Groups", { displayName: "Everybody", members: [{ value: ada.id }] });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    wire();
    await engine.up(ada, { userName: "ada@acme.io", name: ADA["name"] ?? null, manager: null });
    const body = only(wire("PUT"));
    expect(body).toMatchObject({ ...FULL, id: ada.id, active, [ENTERPRISE_USER]: { manager: null } });
    for (const key of ["password", "meta", "groups"]) expect(body).not.toHaveProperty(key);
    expect(held(sandbox, ada.id)).toMatchObject({ ...rest, active, [ABSORB]: { location: "Berlin" } });
    expect(held(sandbox, ada.id)[ENTERPRISE_USER]).toEqual({ employeeNumber: "42" });
    expect(sandbox.passwordOf(ada.id)).toBe("by hand");
  }),
);

test("all that Absorb keeps is written by the POST, read back without a difference, and changed by PATCH", () =>
  withVendor("absorb", { absorb: { unknownFields: "refuse" } }, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const { [ABSORB]: absorb = {}, ...core } = withoutEnterprise();
    const inputs = { ...core, employeeNumber: "42", absorb };
    let ada = await engine.create(inputs);
    expect(sent()).toEqual(["POST /Users"]);
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(ada.inputs).toEqual(inputs);
    expect(engine.diff(ada, inputs)).toBe("none");
    // A service may spell an instant in another way.
    sandbox.edit("Users", ada.id, (resource) => {
      resource[ABSORB] = { ...(resource[ABSORB] as JsonObject), dateHired: "2024-05-01T02:00:00.000+02:00" };
    });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(engine.diff(ada, inputs)).toBe("none");
    const changed = {
      ...inputs,
      preferredLanguage: "fr",
      displayName: "A. Lovelace",
      phoneNumbers: [{ value: "+49 30 2", type: "work" }],
      employeeNumber: "43",
      absorb: { ...(absorb as JsonObject), gender: 2, dateHired: "2024-06-01T00:00:00Z", location: "Paris" },
    };
    sent();
    ada = await engine.up(ada, changed);
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)).toMatchObject({
      preferredLanguage: "fr",
      displayName: "A. Lovelace",
      phoneNumbers: [{ value: "+49 30 2" }],
      [ENTERPRISE_USER]: { employeeNumber: "43" },
      [ABSORB]: {
        gender: 2,
        dateHired: "2024-06-01T00:00:00Z",
        location: "Paris",
        userManagementSettings: { userManagementType: 0 },
      },
    });
    expect(engine.diff(ada, changed)).toBe("none");
  }));

test.each(["mangedGroupId", "managedGroupId"])("a managed group is read as %s and written as managedGroupId", (name) =>
  withVendor("absorb", {}, async ({ sandbox, directory, restart, wire }) => {
    const engine = new Engine(user, directory);
    const inputs = { ...ADA, absorb: { userManagementSettings: { managedGroupId: "g-1" } } };
    let ada = await engine.create(inputs);
    expect(only(wire("POST"))[ABSORB]).toEqual({ userManagementSettings: { managedGroupId: "g-1" } });
    const body = { ...held(sandbox, ada.id), [ABSORB]: { userManagementSettings: { [name]: "g-2" } } };
    sandbox.fault({ match: { method: "GET" }, times: 1, action: { status: 200, body } });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(ada.inputs["absorb"]).toEqual({ userManagementSettings: { managedGroupId: "g-2" } });
    wire();
    await engine.up(ada, { ...ADA, absorb: { userManagementSettings: { managedGroupId: "g-3" } } });
    const [operation] = only(wire("PATCH"))["Operations"] as JsonObject[];
    expect(operation).toEqual({ op: "replace", path: `${ABSORB}:userManagementSettings.managedGroupId`, value: "g-3" });
    expect(held(sandbox, ada.id)).toMatchObject({ [ABSORB]: { userManagementSettings: { mangedGroupId: "g-3" } } });
  }),
);

test("lists are asked for by filter, count and startIndex alone, and found whole without a filter", () =>
  withVendor("absorb", { filter: false, maxPageSize: 3 }, async ({ sandbox, directory, restart, wire }) => {
    const engine = new Engine(user, directory);
    for (let number = 0; number < 10; number++)
      planted(sandbox, "Users", { ...ADA, userName: `p${number}@acme.io`, externalId: `E-${number}`, active: true });
    const ninth = await engine.create({ ...ADA, userName: "p9@acme.io", externalId: "E-9" });
    expect(sandbox.dump().Users).toHaveLength(10);
    expect(ninth.outs["externalId"]).toBe("E-9");
    engine.directory = restart();
    const found = await engine.handlers.read(engine.directory, "lookup:userName=P3%40acme.io", {});
    expect(found.props).toMatchObject({ externalId: "E-3" });
    const asked = new Set(wire("GET").flatMap(({ query }) => [...query.keys()]));
    expect([...asked].sort()).toEqual(["count", "filter", "startIndex"]);
  }));

test("a taken userName is refused in a change as in a create, and the person is as before", () =>
  withVendor("absorb", {}, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    await engine.create({ ...ADA, userName: "grace@acme.io", name: { givenName: "Grace" } });
    const ada = await engine.create(ADA);
    const renamed = { ...ADA, userName: "grace@acme.io" };
    const { reasons } = await partial(engine.up(ada, renamed), renamed);
    expect(reasons.join()).toMatch(/Could not finish user grace@acme.io: .*409/);
    expect(held(sandbox, ada.id)).toMatchObject({ userName: "ada@acme.io" });
  }));

test("somebody who is gone is gone in a refresh, an error of a change, and nothing to end", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    sandbox.remove("Users", ada.id);
    expect((await rejection(engine.up(ada, { ...ADA, title: "CTO" }))).message).toMatch(/no longer|404/);
    engine.directory = restart();
    expect(await engine.refresh(ada)).toBeUndefined();
    engine.directory = restart();
    await engine.delete(ada);
  }));

test.each<[string, JsonObject, boolean]>([
  ["not shown", {}, true],
  ["shown as null", { active: null }, false],
])("a PUT says active as a boolean where it is %s", (_, shown, active) =>
  withVendor("absorb", {}, async ({ sandbox, directory, wire }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create({ ...ADA, title: "CTO" });
    const there = Object.entries(held(sandbox, ada.id)).filter(([name]) => name !== "active");
    const body = { ...Object.fromEntries(there), ...shown };
    sandbox.fault({ match: { method: "GET" }, times: 1, action: { status: 200, body } });
    await engine.up(ada, { ...ADA, title: null });
    expect(only(wire("PUT"))["active"]).toBe(active);
  }),
);

test("a filter that finds nobody is not believed: a POST whose answer was lost is found by pages", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, wire, watch }) => {
    const nothing = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };
    sandbox.fault({ match: { path: "filter=" }, action: { status: 200, body: nothing } });
    sandbox.fault({ match: { method: "POST" }, times: 1, action: { drop: "after" } });
    const ada = await new Engine(user, directory).create({ ...ADA, externalId: "E-1" });
    expect(sandbox.dump().Users.map(({ id }) => id)).toEqual([ada.id]);
    expect(wire("POST")).toHaveLength(1);
    expect(watch.violations()).toEqual([]);
  }));
