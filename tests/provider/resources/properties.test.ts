import fc from "fast-check";
import { user } from "../../../provider/resources/user.js";
import { isObject } from "../../../provider/scim/json.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, withService, type Json, type JsonObject } from "../support/service.js";

// Each property makes hundreds of requests; jest's 5 seconds are for single cases.
const BADGE = "urn:acme:params:scim:schemas:badge:1.0:User";
const NAME = ["givenName", "familyName", "middleName", "formatted", "honorificPrefix", "honorificSuffix"];
const SINGLE = ["displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone"];
const ENTERPRISE = ["employeeNumber", "costCenter", "organization", "division", "department"];

/** A text with letters of several scripts and cases, quotes and backslashes; never blank, which services take for nothing. */
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .map((value) => value.replace(/\s/g, " ").trim())
  .filter((value) => value !== "");
const clearable = fc.option(text);
const address = fc.stringMatching(/^[a-zA-Z0-9.ä]{1,8}$/).map((local) => `x${local}@Acme.io`);
const listOf = (item: fc.Arbitrary<JsonObject>) =>
  fc.option(
    fc.uniqueArray(item, { maxLength: 3, selector: ({ value, type }) => JSON.stringify([value, type]).toLowerCase() }),
  );
const typed = (value: fc.Arbitrary<string>) =>
  fc.record(
    { value, type: fc.constantFrom("work", "home", "other") },
    { requiredKeys: ["value"] },
  ) as fc.Arbitrary<JsonObject>;
const picked = (names: string[], value: fc.Arbitrary<Json>) =>
  fc.subarray(names).chain((some) => fc.record<JsonObject>(Object.fromEntries(some.map((name) => [name, value]))));

const optional: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      single: picked(SINGLE, clearable),
      enterprise: picked(ENTERPRISE, clearable),
      name: fc.option(picked(NAME, clearable)),
      emails: listOf(typed(address)),
      phoneNumbers: listOf(typed(fc.stringMatching(/^\+[0-9]{3,9}$/))),
      roles: listOf(typed(text)),
      manager: clearable,
      active: fc.boolean(),
      badge: fc.option(picked(["badge", "since", "level"], fc.oneof(text, fc.integer(), fc.boolean()))),
    },
    { requiredKeys: [] },
  )
  .map(({ single = {}, enterprise = {}, badge, ...rest }) => ({
    ...single,
    ...enterprise,
    ...rest,
    ...(badge === undefined ? {} : { extensions: { [BADGE]: badge } }),
  }));

let count = 0;
const withName = (more: JsonObject): JsonObject => ({ userName: `p${(count += 1)}@acme.io`, ...more });

/** Another value than the one that is there, whatever SCIM calls equal. */
function other(value: Json | undefined): Json {
  return value === "Changed by hand" ? "Changed again" : "Changed by hand";
}

/** Changes one single-valued attribute as by hand; names its place as PATCH would. */
function editOf(inputs: JsonObject, name: string): { path: string; edit: (resource: JsonObject) => void } {
  const inside = (place: string, key: string, path: string) => ({
    path,
    edit: (resource: JsonObject) => {
      const below = resource[place];
      const object: JsonObject = isObject(below) ? below : {};
      object[key] = key === "manager" ? { value: "somebody-else" } : other(object[key]);
      resource[place] = object;
    },
  });
  if (ENTERPRISE.includes(name) || name === "manager")
    return inside(ENTERPRISE_USER, name, `${ENTERPRISE_USER}:${name}`);
  if (NAME.includes(name)) return inside("name", name, inputs["name"] === null ? "name" : `name.${name}`);
  return { path: name, edit: (resource) => (resource[name] = other(resource[name])) };
}

const isManaged = (inputs: JsonObject, name: string) => {
  if (!NAME.includes(name)) return inputs[name] !== undefined;
  const whole = inputs["name"];
  return whole === null || (isObject(whole) && whole[name] !== undefined);
};

test("whoever was just created shows no difference, with and without a refresh, after one request", () =>
  withService({}, async ({ directory, restart, sent }) => {
    await fc.assert(
      fc.asyncProperty(optional, async (more) => {
        const inputs = withName(more);
        const engine = new Engine(user, directory);
        sent();
        const state = await engine.create(inputs);
        expect(sent()).toEqual(["POST /Users"]);
        expect(engine.diff(state, inputs)).toBe("none");
        engine.directory = restart();
        const seen = await engine.refresh(state);
        expect(seen && engine.diff(seen, inputs)).toBe("none");
        expect(seen?.outs).toEqual(state.outs);
      }),
      { numRuns: 80 },
    );
  }));

test("a hand edit is a difference exactly where the program manages the attribute, and heals by that attribute alone", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    await fc.assert(
      fc.asyncProperty(optional, fc.constantFrom(...SINGLE, ...ENTERPRISE, ...NAME, "manager"), async (more, name) => {
        const inputs = withName(more);
        const engine = new Engine(user, directory);
        const state = await engine.create(inputs);
        const { path, edit } = editOf(inputs, name);
        sandbox.edit("Users", state.id, edit);
        const edited = held(sandbox, state.id);
        engine.directory = restart();
        const seen = await engine.refresh(state);
        if (!seen) throw new Error("gone");
        if (!isManaged(inputs, name)) {
          expect(engine.diff(seen, inputs)).toBe("none");
          return;
        }
        expect(engine.diff(seen, inputs)).toBe("shown");
        sandbox.clearRequests();
        const healed = await engine.up(seen, inputs);
        const writes = sandbox.requests().filter(({ method }) => method !== "GET");
        expect(writes).toHaveLength(1);
        expect(writes[0]?.body).toMatchObject({ Operations: [{ path }] });
        expect(engine.diff(healed, inputs)).toBe("none");
        const drop = [name, "meta"];
        if (SINGLE.includes(name)) expect(without(held(sandbox, state.id), drop)).toEqual(without(edited, drop));
      }),
      { numRuns: 80 },
    );
  }));

test("any change of the program ends in what a new person of that kind would be", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    await fc.assert(
      fc.asyncProperty(optional, optional, async (before, after) => {
        const inputs = withName(before);
        const next = { ...after, userName: inputs["userName"] ?? "" };
        const engine = new Engine(user, directory);
        const state = await engine.create(inputs);
        engine.directory = restart();
        const done = await engine.up(state, next);
        expect(engine.diff(done, next)).toBe("none");
        engine.directory = restart();
        const seen = await engine.refresh(done);
        expect(seen && engine.diff(seen, next)).toBe("none");
        const fresh = await engine.create({ ...next, userName: `new-${count}@acme.io` });
        const [now, then] = [held(sandbox, state.id), held(sandbox, fresh.id)];
        const own = ["id", "meta", "userName", "schemas", "active"];
        expect(settled(without(now, own))).toEqual(settled(without(then, own)));
      }),
      { numRuns: 60 },
    );
  }));

function without(resource: JsonObject, names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
}

/** Lists as sets, empty objects as nothing. */
function settled(value: Json): Json {
  if (Array.isArray(value)) return value.map(settled).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, settled(member)] as const);
  return Object.fromEntries(
    entries.filter(([, member]) => JSON.stringify(member) !== "{}").sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test("check and diff take less than 0.2 ms a person once warm", () =>
  withService({}, async ({ directory }) => {
    const engine = new Engine(user, directory);
    const inputs = withName({
      name: { givenName: "Ada", familyName: "L" },
      title: "T",
      department: "R",
      manager: "m",
      externalId: "E",
    });
    const state = await engine.create(inputs);
    const round = () => {
      user.check(directory, inputs);
      user.diff(directory, state.id, state.outs, inputs);
    };
    for (let warm = 0; warm < 2_000; warm += 1) round();
    let best = Infinity;
    for (let batch = 0; batch < 5; batch += 1) {
      const began = performance.now();
      for (let at = 0; at < 200; at += 1) round();
      best = Math.min(best, (performance.now() - began) / 200);
    }
    expect(best).toBeLessThan(0.2);
  }));
