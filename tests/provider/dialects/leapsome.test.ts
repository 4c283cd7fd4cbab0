import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, type JsonObject } from "../support/service.js";
import { counts, withVendor } from "./support/vendor.js";

const CUSTOM = "5f1e0c7a9b3d4e2f8a6c1b0d";

function person(number: number, more: JsonObject = {}): JsonObject {
  return {
    userName: `person${number}@acme.io`,
    externalId: `E-${number}`,
    name: { givenName: `Given${number}`, familyName: `Family${number}` },
    ...more,
  };
}

test("a person comes with a POST of six fields and one PATCH of the rest, and is silent afterwards", () =>
  withVendor("leapsome", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const grace = await engine.create(person(1, { title: "CTO" }));
    expect(counts(sent())).toEqual({ POST: 1, PATCH: 1 });
    const inputs = person(2, {
      photos: [{ value: "https://acme.example/ada.png" }],
      department: "Research",
      division: "Research",
      costCenter: "42",
      manager: grace.id,
      leapsome: {
        level: "L3",
        location: "Berlin",
        startDate: "2024-05-01",
        gender: "diverse",
        additionalManagers: [grace.id],
        customAttributes: { [CUSTOM]: "blue" },
      },
    });
    let ada = await engine.create(inputs);
    expect(counts(sent())).toEqual({ POST: 1, PATCH: 1 });
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, title: "Colleague" });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(ada.inputs).toEqual(inputs);
    expect(engine.diff(ada, inputs)).toBe("none");
    expect(ada.outs["leapsome"]).toMatchObject({ level: "L3", customAttributes: { [CUSTOM]: "blue" } });
  }));

test("half a name is sent with the other half, and a userName goes along with every change", () =>
  withVendor("leapsome", {}, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(person(1));
    sent();
    await engine.up(ada, person(1, { name: { givenName: "Ada", familyName: "Family1" } }));
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)).toMatchObject({ name: { givenName: "Ada", familyName: "Family1" } });
  }));

test.each([
  ["e-mail address", "person1@acme.io"],
  ["externalId", "E-1"],
])("a manager given by %s is read back as an id, and is no drift once the person behind it is known", (_, name) =>
  withVendor("leapsome", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const grace = await engine.create(person(1));
    const eve = await engine.create(person(3));
    sent();
    const inputs = person(2, { manager: name, leapsome: { additionalManagers: [name] } });
    let ada = await engine.create(inputs);
    expect(ada.outs["manager"]).toBe(name);
    expect(counts(sent())).toEqual({ POST: 1, PATCH: 1 });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(ada.inputs).toEqual(inputs);
    expect(engine.diff(ada, inputs)).toBe("none");
    sandbox.edit("Users", ada.id, (resource) => {
      resource[ENTERPRISE_USER] = { manager: eve.id, additionalManagers: [grace.id] };
    });
    engine.directory = restart();
    const seen = (await engine.refresh(ada)) ?? ada;
    expect(seen.inputs["manager"]).toBe(eve.id);
    ada = await engine.up(seen, inputs);
    expect(ada.outs["manager"]).toBe(name);
    expect(held(sandbox, ada.id)).toMatchObject({ manager: { value: grace.id } });
  }),
);

test.each([
  ["leaves it out", ["put" as const]],
  ["is followed by an empty text, where that alone clears", ["empty" as const]],
])("a manager is cleared by a PUT that %s", (_, clearsManager) =>
  withVendor("leapsome", { leapsome: { clearsManager } }, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    const grace = await engine.create(person(1));
    const ada = await engine.create(person(2, { manager: grace.id, department: "Research" }));
    const after = await engine.up(ada, person(2, { manager: null, department: "Research" }));
    expect(held(sandbox, ada.id)["manager"]).toBeUndefined();
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, [ENTERPRISE_USER]: { department: "Research" } });
    expect(engine.diff(after, person(2, { manager: null, department: "Research" }))).toBe("none");
  }),
);

test.each(["empty", "conflict"] as const)("somebody who exists is adopted when a POST says so (%s)", (existingUser) =>
  withVendor("leapsome", { leapsome: { existingUser } }, async ({ directory, restart, sandbox }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(person(1));
    engine.directory = restart();
    await engine.delete(ada);
    expect(held(sandbox, ada.id)).toMatchObject({ active: false });
    engine.directory = restart();
    const back = await engine.create(person(1, { title: "Director" }));
    expect(back.id).toBe(ada.id);
    expect(held(sandbox, ada.id)).toMatchObject({ active: true, title: "Director" });
  }),
);

test("somebody invited, whose active reads false, costs nothing more and is no drift", () =>
  withVendor("leapsome", { leapsome: { unacceptedReads: false } }, async ({ directory, restart, sandbox, sent }) => {
    const engine = new Engine(user, directory);
    for (const inputs of [person(1), person(2, { active: true })]) {
      let ada = await engine.create(inputs);
      expect(counts(sent())).toEqual({ POST: 1, PATCH: 1 });
      expect(held(sandbox, ada.id)).toMatchObject({ active: false });
      engine.directory = restart();
      ada = (await engine.refresh(ada)) ?? ada;
      expect(engine.diff(ada, inputs)).toBe("none");
      sent();
    }
  }));
