import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, type JsonObject, type State } from "../support/service.js";
import { counts, withVendor } from "./support/vendor.js";

const ABSORB = "urn:ietf:params:scim:schemas:extension:absorb:2.0:User";

function person(number: number, more: JsonObject = {}): JsonObject {
  return {
    userName: `person${number}@acme.io`,
    externalId: `E-${number}`,
    name: { givenName: `Given${number}`, familyName: `Family${number}` },
    title: "Engineer",
    ...more,
  };
}

/** Everybody, the manager of number n being number n / 4. */
async function company(engine: Engine, size: number): Promise<State[]> {
  const people: State[] = [];
  for (let number = 0; number < size; number++) {
    const manager = number === 0 ? null : (people[Math.floor((number - 1) / 4)]?.id ?? null);
    people.push(await engine.create(person(number, { manager })));
  }
  return people;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

test("40 people come with one request each, are silent afterwards, and end deactivated with one request each", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const people = await company(engine, 40);
    expect(counts(sent())).toEqual({ POST: 40 });
    expect(held(sandbox, at(people, 5).id)).toMatchObject({
      active: true,
      [ENTERPRISE_USER]: { manager: { value: at(people, 1).id } },
    });
    engine.directory = restart();
    for (const [at, state] of people.entries()) {
      const seen = await engine.refresh(state);
      expect(seen?.inputs).toEqual(state.inputs);
      people[at] = seen ?? state;
      expect(engine.diff(people[at], state.inputs)).toBe("none");
    }
    // Asked one after the other: the first by its id, the others from one page.
    expect(counts(sent())).toEqual({ GET: 2 });
    engine.directory = restart();
    for (const state of people) await engine.delete(state);
    expect(counts(sent())).toEqual({ PATCH: 40 });
    expect(sandbox.dump().Users.map(({ active }) => active)).toEqual(people.map(() => false));
  }));

test("a hand edit is found and healed, a manager moved and cleared, a userName changed", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, sent, restart }) => {
    const engine = new Engine(user, directory);
    const [grace, alan] = [await engine.create(person(1)), await engine.create(person(2))];
    const inputs = person(3, { manager: grace.id });
    let ada = await engine.create(inputs);
    sandbox.edit("Users", ada.id, (resource) => {
      resource["title"] = "Queen";
    });
    engine.directory = restart();
    const seen = await engine.refresh(ada);
    expect(seen?.inputs).toMatchObject({ title: "Queen" });
    sent();
    ada = await engine.up(seen ?? ada, inputs);
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)).toMatchObject({ title: "Engineer" });
    ada = await engine.up(ada, { ...inputs, manager: alan.id });
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: alan.id } } });
    ada = await engine.up(ada, { ...inputs, manager: null });
    expect(sent()).toEqual([`GET /Users/${ada.id}`, `PUT /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)[ENTERPRISE_USER]).toBeUndefined();
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, title: "Engineer", externalId: "E-3" });
    ada = await engine.up(ada, { ...inputs, manager: null, userName: "ada@acme.io" });
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
    expect(engine.diff(ada, { ...inputs, manager: null, userName: "ada@acme.io" })).toBe("none");
  }));

test.each([
  ["are cleared by a PUT that leaves them out", {}],
  ["are cleared by null", { putAbsent: "keep" as const }],
])("title, a middle name, the employee number and the location %s, an e-mail list by []", (_, absorb) =>
  withVendor("absorb", { absorb }, async ({ sandbox, directory, watch }) => {
    const engine = new Engine(user, directory);
    const full = person(1, {
      name: { givenName: "Ada", familyName: "Lovelace", middleName: "Byron" },
      employeeNumber: "42",
      emails: [{ value: "ada@acme.io", type: "work" }],
      absorb: { location: "Berlin" },
    });
    const ada = await engine.create(full);
    const bare = person(1, {
      name: { givenName: "Ada", familyName: "Lovelace" },
      title: null,
      emails: [],
      absorb: {},
    });
    await engine.up(ada, bare);
    const now = held(sandbox, ada.id);
    expect(now["title"]).toBeUndefined();
    expect(now["emails"]).toBeUndefined();
    expect(now[ABSORB]).toBeUndefined();
    expect(now[ENTERPRISE_USER]).toBeUndefined();
    expect(now["name"]).toEqual({ givenName: "Ada", familyName: "Lovelace" });
    // The page speaks of null for any single value; the reconstructed document types Absorb's own attributes without it.
    if ("putAbsent" in absorb) {
      expect(watch.violations()).toEqual([expect.stringMatching(/^PUT .*location/)]);
      watch.clear();
      await directory.reads.byId("/Users", ada.id, { fresh: true });
    }
  }),
);

test("Absorb's own attributes are written by part, and its misspelt managedGroupId is read", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const inputs = person(1, {
      absorb: {
        location: "Berlin",
        dateHired: "2024-05-01T00:00:00Z",
        gender: 1,
        customFields: [{ type: "text", display: "Shirt", value: "M" }],
        userManagementSettings: {
          isAdmin: true,
          managedGroupId: "g-1",
          adminRoles: ["b", "a"],
          managedDepartments: [{ departmentId: "d-1", includeSubDepartments: true }],
        },
      },
    });
    let ada = await engine.create(inputs);
    expect(sent()).toEqual(["POST /Users"]);
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(engine.diff(ada, inputs)).toBe("none");
    expect(ada.outs["absorb"]).toMatchObject({ userManagementSettings: { managedGroupId: "g-1", isAdmin: true } });
    expect(ada.outs["extensions"]).toBeUndefined();
    sandbox.edit("Users", ada.id, (resource) => {
      const own = resource[ABSORB] as JsonObject;
      own["customFields"] = [
        { type: "text", display: "Shirt", value: "L" },
        { type: "text", display: "Shoes", value: "44" },
      ];
      own["userManagementSettings"] = { ...(own["userManagementSettings"] as JsonObject), isReviewer: true };
    });
    engine.directory = restart();
    const seen = (await engine.refresh(ada)) ?? ada;
    expect(seen.inputs["absorb"]).toMatchObject({ customFields: [{ type: "text", display: "Shirt", value: "L" }] });
    ada = await engine.up(seen, inputs);
    const own = held(sandbox, ada.id)[ABSORB];
    expect(own).toMatchObject({ userManagementSettings: { isReviewer: true, isAdmin: true } });
    expect(own).toHaveProperty("customFields", [
      { type: "text", display: "Shoes", value: "44" },
      { type: "text", display: "Shirt", value: "M" },
    ]);
  }));

test("a password is sent on create and when it changes, also within a PUT, and never shown", () =>
  withVendor("absorb", { absorb: { echoPassword: true } }, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    let ada = await engine.create(person(1, { password: "first", title: "Engineer" }));
    expect(sandbox.passwordOf(ada.id)).toBe("first");
    sandbox.edit("Users", ada.id, (resource) => {
      resource["password"] = "by hand";
    });
    ada = await engine.up(ada, person(1, { password: "first", title: null }));
    expect(sandbox.passwordOf(ada.id)).toBe("by hand");
    ada = await engine.up(ada, person(1, { password: "second", title: null }));
    expect(sandbox.passwordOf(ada.id)).toBe("second");
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    const got = await engine.handlers.read(engine.directory, ada.id, { __get: true });
    expect(JSON.stringify([ada.inputs, got.props])).not.toMatch(/by hand|"first"/);
  }));

test("somebody who comes back is found by externalId and reactivated; active goes along with every PUT", () =>
  withVendor("absorb", {}, async ({ sandbox, directory, restart, said, sent }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(person(1));
    engine.directory = restart();
    await engine.delete(ada);
    expect(held(sandbox, ada.id)).toMatchObject({ active: false });
    engine.directory = restart();
    sent();
    const back = await engine.create(person(1, { title: "Director" }));
    expect(back.id).toBe(ada.id);
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, title: "Director" });
    expect(said.join()).toContain("reactivated user person1@acme.io");
    expect(counts(sent())).toEqual({ POST: 1, GET: 2, PATCH: 1 });
    engine.directory = restart();
    const asleep = await engine.up(back, person(1, { active: false, title: "Director" }));
    await engine.up(asleep, person(1, { active: false, title: null }));
    expect(held(sandbox, ada.id)).toMatchObject({ active: false });
  }));
