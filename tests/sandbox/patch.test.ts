import { type JsonObject } from "../../sandbox/index.js";
import { ENT, USER, foreseeable, patch, user, withSandbox } from "./client.js";

const WORK = { value: "ada@acme.io", type: "work", primary: true };
const HOME = { value: "ada@home.org", type: "home" };
const START: JsonObject = {
  title: "Engineer",
  name: { givenName: "Ada", familyName: "King" },
  emails: [WORK, HOME],
  roles: [{ value: "admin" }],
  [ENT]: { department: "Research", manager: { value: "boss" } },
};

type Operations = readonly JsonObject[];

/** Patches a user that starts as START; gives the status, the scimType and what the user then is without id, schemas and meta. */
async function patched(operations: Operations, start: JsonObject = START): Promise<JsonObject> {
  let result: JsonObject = {};
  await withSandbox(foreseeable(), async (call, { url }) => {
    await call("POST", "/Users", user("ada", start));
    const answer = await call("PATCH", "/Users/1", patch(...operations));
    const after = (await call("GET", "/Users/1")).text.replaceAll(url, "");
    if (answer.status === 200) expect(answer.text.replaceAll(url, "")).toBe(after);
    const rest = leaveOut(JSON.parse(after) as JsonObject, "id", "schemas", "meta");
    result = answer.status === 200 ? rest : { status: answer.status, scimType: answer.body["scimType"] ?? null };
  });
  return result;
}

const BEFORE = { userName: "ada", ...START, [ENT]: { department: "Research", manager: ref("boss") } };

function ref(id: string): JsonObject {
  return { value: id, $ref: `/Users/${id}` };
}

function without(...keys: string[]): JsonObject {
  return leaveOut(BEFORE, ...keys);
}

function leaveOut(object: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

describe("what a PATCH does", () => {
  it.each<[string, Operations, JsonObject]>([
    ["add of a simple attribute sets it", [{ op: "add", path: "title", value: "CTO" }], { ...BEFORE, title: "CTO" }],
    [
      "replace of an absent attribute adds it",
      [{ op: "replace", path: "nickName", value: "A" }],
      { ...BEFORE, nickName: "A" },
    ],
    ["op and path in other letter case", [{ op: "REPLACE", path: "TITLE", value: "CTO" }], { ...BEFORE, title: "CTO" }],
    ["a path with the core URN", [{ op: "replace", path: `${USER}:title`, value: "CTO" }], { ...BEFORE, title: "CTO" }],
    [
      "a sub-attribute",
      [{ op: "replace", path: "name.givenName", value: "Augusta" }],
      { ...BEFORE, name: { givenName: "Augusta", familyName: "King" } },
    ],
    [
      "a complex value merges",
      [{ op: "replace", path: "name", value: { givenName: "Augusta", middleName: "A" } }],
      { ...BEFORE, name: { givenName: "Augusta", familyName: "King", middleName: "A" } },
    ],
    [
      "null in a complex value takes the sub-attribute out",
      [{ op: "replace", path: "name", value: { familyName: null } }],
      { ...BEFORE, name: { givenName: "Ada" } },
    ],
    ["replace with null unassigns", [{ op: "replace", path: "title", value: null }], without("title")],
    [
      "no path: attributes of the resource",
      [{ op: "replace", value: { title: "CTO", Active: false } }],
      { ...BEFORE, title: "CTO", active: false },
    ],
    ["no path: unknown attributes are ignored", [{ op: "add", value: { shoeSize: 38, schemas: ["x"] } }], BEFORE],
    [
      "no path: an extension merges",
      [{ op: "add", value: { [ENT]: { costCenter: "7" } } }],
      { ...BEFORE, [ENT]: { department: "Research", costCenter: "7", manager: ref("boss") } },
    ],
    [
      "the extension as path",
      [{ op: "replace", path: ENT, value: { department: "Sales", manager: null } }],
      { ...BEFORE, [ENT]: { department: "Sales" } },
    ],
    [
      "an attribute of the extension, its URN in other letter case",
      [{ op: "replace", path: `${ENT.toUpperCase()}:department`, value: "Sales" }],
      { ...BEFORE, [ENT]: { department: "Sales", manager: ref("boss") } },
    ],
    [
      "a new manager by the attribute",
      [{ op: "replace", path: `${ENT}:manager`, value: { value: "other" } }],
      { ...BEFORE, [ENT]: { department: "Research", manager: ref("other") } },
    ],
    [
      "a new manager by the sub-attribute",
      [{ op: "replace", path: `${ENT}:manager.value`, value: "other" }],
      { ...BEFORE, [ENT]: { department: "Research", manager: ref("other") } },
    ],
    [
      "a new manager by $ref alone",
      [{ op: "replace", path: `${ENT}:manager`, value: { $ref: "../Users/other" } }],
      { ...BEFORE, [ENT]: { department: "Research", manager: ref("other") } },
    ],
    [
      "removal of the manager",
      [{ op: "remove", path: `${ENT}:manager` }],
      { ...BEFORE, [ENT]: { department: "Research" } },
    ],
    [
      "removal of the manager's value",
      [{ op: "remove", path: `${ENT}:manager.value` }],
      { ...BEFORE, [ENT]: { department: "Research" } },
    ],
    ["removal of the extension", [{ op: "remove", path: ENT }], without(ENT)],
    [
      "null for all of an extension",
      [{ op: "replace", path: ENT, value: { department: null, manager: null } }],
      without(ENT),
    ],
    [
      "removal of the last attribute of an extension",
      [
        { op: "remove", path: `${ENT}:manager` },
        { op: "remove", path: `${ENT}:department` },
      ],
      without(ENT),
    ],
    ["removal of a simple attribute", [{ op: "remove", path: "title" }], without("title")],
    ["removal of what is not there", [{ op: "remove", path: "nickName" }], BEFORE],
    ["removal of a list", [{ op: "remove", path: "emails" }], without("emails")],
    [
      "removal of a sub-attribute",
      [{ op: "remove", path: "name.givenName" }],
      { ...BEFORE, name: { familyName: "King" } },
    ],
    ["removal by filter", [{ op: "remove", path: 'emails[type eq "home"]' }], { ...BEFORE, emails: [WORK] }],
    ["removal of all by filter", [{ op: "remove", path: "emails[value pr]" }], without("emails")],
    [
      "removal of a sub-attribute by filter",
      [{ op: "remove", path: 'emails[type eq "work"].primary' }],
      { ...BEFORE, emails: [{ value: WORK.value, type: "work" }, HOME] },
    ],
    [
      "removal by a value list",
      [{ op: "remove", path: "emails", value: [{ value: HOME.value }] }],
      { ...BEFORE, emails: [WORK] },
    ],
    [
      "add to a list",
      [{ op: "add", path: "roles", value: [{ value: "dev" }] }],
      { ...BEFORE, roles: [{ value: "admin" }, { value: "dev" }] },
    ],
    [
      "add of one value to a list",
      [{ op: "add", path: "roles", value: { value: "dev" } }],
      { ...BEFORE, roles: [{ value: "admin" }, { value: "dev" }] },
    ],
    ["add of a value that is there", [{ op: "add", path: "roles", value: [{ value: "admin" }] }], BEFORE],
    [
      "add of a value that is there with more to say",
      [{ op: "add", path: "emails", value: [{ value: HOME.value, type: "home", display: "Home" }] }],
      { ...BEFORE, emails: [WORK, { ...HOME, display: "Home" }] },
    ],
    [
      "a new primary ends the old one",
      [{ op: "add", path: "emails", value: [{ value: "x@y.z", primary: true }] }],
      { ...BEFORE, emails: [{ ...WORK, primary: false }, HOME, { value: "x@y.z", primary: true }] },
    ],
    [
      "a new primary by filter ends the old one",
      [{ op: "replace", path: 'emails[type eq "home"].primary', value: true }],
      {
        ...BEFORE,
        emails: [
          { ...WORK, primary: false },
          { ...HOME, primary: true },
        ],
      },
    ],
    [
      "replace of a list",
      [{ op: "replace", path: "emails", value: [{ value: "x@y.z" }] }],
      { ...BEFORE, emails: [{ value: "x@y.z" }] },
    ],
    ["replace of a list with none", [{ op: "replace", path: "emails", value: [] }], without("emails")],
    [
      "replace of a value by filter is whole",
      [{ op: "replace", path: 'emails[type eq "home"]', value: { value: "x@y.z" } }],
      { ...BEFORE, emails: [WORK, { value: "x@y.z" }] },
    ],
    [
      "add to a value by filter merges",
      [{ op: "add", path: 'emails[type eq "home"]', value: { display: "Home" } }],
      { ...BEFORE, emails: [WORK, { ...HOME, display: "Home" }] },
    ],
    [
      "a sub-attribute by filter",
      [{ op: "replace", path: 'emails[type eq "home" and value ew "org"].value', value: "x@y.z" }],
      { ...BEFORE, emails: [WORK, { value: "x@y.z", type: "home" }] },
    ],
    [
      "a sub-attribute of every value",
      [{ op: "replace", path: "emails.display", value: "Ada" }],
      {
        ...BEFORE,
        emails: [
          { ...WORK, display: "Ada" },
          { ...HOME, display: "Ada" },
        ],
      },
    ],
    [
      "an extension without a schema",
      [
        { op: "add", path: "urn:x:shoes:1.0:User:size", value: 38 },
        { op: "add", path: "urn:x:shoes:1.0:User:laces", value: ["red"] },
        { op: "add", path: "urn:x:shoes:1.0:User:laces", value: ["blue", "red"] },
        { op: "add", path: "urn:x:shoes:1.0:User", value: { box: { wide: true } } },
        { op: "replace", path: "urn:x:shoes:1.0:User:box.high", value: 2 },
        { op: "remove", path: "urn:X:shoes:1.0:User:size" },
      ],
      { ...BEFORE, "urn:x:shoes:1.0:User": { laces: ["red", "blue"], box: { wide: true, high: 2 } } },
    ],
    [
      "several operations in order",
      [
        { op: "remove", path: "title" },
        { op: "add", path: "title", value: "CTO" },
        { op: "replace", path: "title", value: "CEO" },
      ],
      { ...BEFORE, title: "CEO" },
    ],
  ])("%s", async (_, operations, expected) => {
    expect(await patched(operations)).toEqual(expected);
  });
});

it("finds the longest of the extension URNs that a path begins with", async () => {
  const start = { "urn:x:shoes:1.0": { size: 38 }, "urn:x:shoes:1.0:laces": { size: 90 } };
  const operations = [{ op: "replace", path: "urn:x:shoes:1.0:laces:size", value: 100 }];
  const expected = { userName: "ada", "urn:x:shoes:1.0": { size: 38 }, "urn:x:shoes:1.0:laces": { size: 100 } };
  expect(await patched(operations, start)).toEqual(expected);
});

describe("what a PATCH refuses", () => {
  it.each<[string, Operations, string]>([
    ["an unknown attribute", [{ op: "add", path: "shoeSize", value: 1 }], "invalidPath"],
    ["an unknown sub-attribute", [{ op: "add", path: "name.nick", value: "x" }], "invalidPath"],
    ["an unknown attribute of a known extension", [{ op: "add", path: `${ENT}:shoes`, value: 1 }], "invalidPath"],
    ["a path that cannot be read", [{ op: "add", path: "..", value: 1 }], "invalidPath"],
    ["a path with a stray end", [{ op: "add", path: "title x", value: 1 }], "invalidPath"],
    ["a filter on a single value", [{ op: "add", path: 'name[givenName eq "A"]', value: {} }], "invalidPath"],
    ["an open bracket", [{ op: "remove", path: 'emails[type eq "work"' }], "invalidFilter"],
    ["a filter on nothing known", [{ op: "remove", path: 'emails[colour eq "red"]' }], "invalidFilter"],
    ["a removal without a path", [{ op: "remove" }], "noTarget"],
    [
      "a replace by filter that finds nothing",
      [{ op: "replace", path: 'emails[type eq "x"].value', value: "y" }],
      "noTarget",
    ],
    ["an add by filter that finds nothing", [{ op: "add", path: 'emails[type eq "x"].value', value: "y" }], "noTarget"],
    ["a removal by filter that finds nothing", [{ op: "remove", path: 'emails[type eq "x"]' }], "noTarget"],
    [
      "a removal by a value list that finds nothing",
      [{ op: "remove", path: "emails", value: [{ value: "x" }] }],
      "noTarget",
    ],
    ["the id", [{ op: "replace", path: "id", value: "x" }], "mutability"],
    ["meta", [{ op: "replace", path: "meta.created", value: "2020-01-01T00:00:00Z" }], "mutability"],
    ["a person's groups", [{ op: "add", path: "groups", value: [{ value: "g" }] }], "mutability"],
    ["the manager's displayName", [{ op: "replace", path: `${ENT}:manager.displayName`, value: "x" }], "mutability"],
    ["another id without a path", [{ op: "replace", value: { id: "x" } }], "mutability"],
    ["removal of what is required", [{ op: "remove", path: "userName" }], "mutability"],
    ["null for what is required", [{ op: "replace", path: "userName", value: null }], "invalidValue"],
    ["a wrong type", [{ op: "replace", path: "active", value: "False" }], "invalidValue"],
    ["a wrong type in a list", [{ op: "add", path: "emails", value: ["x@y.z"] }], "invalidValue"],
    [
      "two primary values",
      [
        {
          op: "add",
          path: "emails",
          value: [
            { value: "a", primary: true },
            { value: "b", primary: true },
          ],
        },
      ],
      "invalidValue",
    ],
    ["an extension that is no object", [{ op: "add", path: ENT, value: "x" }], "invalidValue"],
    ["a path as key", [{ op: "add", value: { [`${ENT}:department`]: "Sales" } }], "invalidSyntax"],
    ["no value", [{ op: "add", path: "title" }], "invalidValue"],
    ["a value that is no object without a path", [{ op: "add", value: "x" }], "invalidValue"],
    ["an unknown op", [{ op: "move", path: "title" }], "invalidSyntax"],
    ["no operations", [], "invalidSyntax"],
  ])("%s", async (_, operations, scimType) => {
    expect(await patched(operations)).toEqual({ status: 400, scimType });
  });

  it("a body that is no PatchOp", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada"));
      for (const body of [
        { title: "x" },
        { Operations: [{ op: "add", path: "title", value: "x" }] },
        { schemas: [USER], Operations: [] },
      ]) {
        expect((await call("PATCH", "/Users/1", body)).body["scimType"]).toBe("invalidSyntax");
      }
    }));

  it("all of it when one operation fails", () =>
    withSandbox(foreseeable(), async (call, sandbox) => {
      await call("POST", "/Users", user("ada", { ...START, "urn:x:shoes:1.0:User": { size: 38 } }));
      const before = sandbox.dump();
      const good = [
        { op: "replace", path: "emails[value pr].display", value: "x" },
        { op: "replace", path: "urn:x:shoes:1.0:User:size", value: 44 },
      ];
      const answer = await call("PATCH", "/Users/1", patch(...good, { op: "remove", path: "userName" }));
      expect(answer.status).toBe(400);
      expect(sandbox.dump()).toEqual(before);
    }));
});

it("leaves version and lastModified as they are when nothing changes", () =>
  withSandbox({}, async (call) => {
    const { body: made } = await call("POST", "/Users", user("ada", START));
    const { body } = await call(
      "PATCH",
      `/Users/${made["id"] as string}`,
      patch({ op: "add", path: "title", value: "Engineer" }),
    );
    expect(body["meta"]).toEqual(made["meta"]);
  }));

it("answers 204 without a body where patchStatus says so, unless attributes are asked for", () =>
  withSandbox({ ...foreseeable(), patchStatus: 204 }, async (call) => {
    await call("POST", "/Users", user("ada"));
    const set = patch({ op: "add", path: "title", value: "CTO" });
    const answer = await call("PATCH", "/Users/1", set);
    expect([answer.status, answer.text]).toEqual([204, ""]);
    const asked = await call("PATCH", "/Users/1?attributes=title", set);
    expect([asked.status, asked.body]).toEqual([200, { schemas: [USER], id: "1", title: "CTO" }]);
  }));

it("answers 501 where PATCH is off", () =>
  withSandbox({ ...foreseeable(), patch: false }, async (call) => {
    await call("POST", "/Users", user("ada"));
    expect((await call("PATCH", "/Users/1", patch({ op: "remove", path: "title" }))).status).toBe(501);
  }));
