import { type JsonObject } from "../../sandbox/index.js";
import { ENT, GROUP, foreseeable, group, patch, user, withSandbox } from "./client.js";

type Operations = readonly JsonObject[];

describe("the members of a group", () => {
  const people = ["1", "2", "3"];

  async function members(operations: Operations, options = {}): Promise<unknown> {
    let result: unknown;
    await withSandbox({ ...foreseeable(), ...options }, async (call) => {
      for (const name of people) await call("POST", "/Users", user(`user${name}`));
      await call("POST", "/Groups", group("Board", ["1", "2"]));
      const { status, body } = await call("PATCH", "/Groups/4", patch(...operations));
      result = status === 200 ? ((body["members"] ?? []) as JsonObject[]).map(({ value }) => value) : body["scimType"];
    });
    return result;
  }

  it.each<[string, Operations, unknown]>([
    ["add", [{ op: "add", path: "members", value: [{ value: "3" }] }], ["1", "2", "3"]],
    [
      "add of one who is in",
      [{ op: "add", path: "members", value: [{ value: "2", type: "User" }, { value: "3" }] }],
      ["1", "2", "3"],
    ],
    ["add without a path", [{ op: "add", value: { members: [{ value: "3" }] } }], ["1", "2", "3"]],
    ["add of one twice", [{ op: "add", path: "members", value: [{ value: "3" }, { value: "3" }] }], ["1", "2", "3"]],
    ["add by $ref", [{ op: "add", path: "members", value: [{ $ref: "https://x/Users/3" }] }], ["1", "2", "3"]],
    ["replace", [{ op: "replace", path: "members", value: [{ value: "3" }] }], ["3"]],
    ["removal by filter", [{ op: "remove", path: 'members[value eq "1"]' }], ["2"]],
    ["removal by several filters", [{ op: "remove", path: 'members[value eq "1" or value eq "2"]' }], []],
    ["removal by value list", [{ op: "remove", path: "members", value: [{ value: "1" }] }], ["2"]],
    [
      "removal by a list of whole members",
      [{ op: "remove", path: "members", value: [{ value: "1", type: "User", display: "x" }] }],
      ["2"],
    ],
    ["removal by a list of ids", [{ op: "remove", path: "members", value: ["1"] }], ["2"]],
    ["removal of all", [{ op: "remove", path: "members" }], []],
    ["removal of somebody else", [{ op: "remove", path: 'members[value eq "3"]' }], "noTarget"],
    ["add of nobody", [{ op: "add", path: "members", value: [{ value: "nobody" }] }], "invalidValue"],
    ["add of the group itself", [{ op: "add", path: "members", value: [{ value: "4" }] }], "invalidValue"],
    ["add without an id", [{ op: "add", path: "members", value: [{ display: "x", type: "User" }] }], "invalidValue"],
    [
      "a change of a member's type",
      [{ op: "replace", path: 'members[value eq "1"].type', value: "Group" }],
      "mutability",
    ],
    [
      "a change of a member's value",
      [{ op: "replace", path: 'members[value eq "1"].value', value: "3" }],
      "mutability",
    ],
  ])("%s", async (_, operations, expected) => {
    expect(await members(operations)).toEqual(expected);
  });

  it("may be nobody where references are lax", async () => {
    const add = [{ op: "add", path: "members", value: [{ value: "nobody" }] }];
    expect(await members(add, { strictReferences: { members: false } })).toEqual(["1", "2", "nobody"]);
  });

  it("are left as they are by a removal that finds nothing where that is ignored", async () => {
    const operations = [{ op: "remove", path: 'members[value eq "3"]' }];
    expect(await members(operations, { removeWithoutMatch: "ignore" })).toEqual(["1", "2"]);
  });

  it("may not be more than the service takes at once", async () => {
    const operations = [{ op: "add", path: "members", value: [{ value: "3" }, { value: "2" }, { value: "1" }] }];
    expect(await members(operations, { maxMembersPerRequest: 2 })).toBe("invalidValue");
  });

  it("are refused for a manager too where references are strict", () =>
    withSandbox({ strictReferences: { manager: true } }, async (call) => {
      const answer = await call("POST", "/Users", user("ada", { [ENT]: { manager: { value: "nobody" } } }));
      expect(answer.body["scimType"]).toBe("invalidValue");
    }));

  it("are each there once, however often a body names them", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada"));
      const { body } = await call("POST", "/Groups", group("Board", ["1", "1"]));
      expect(body["members"]).toHaveLength(1);
      expect((await call("PUT", "/Groups/2", group("Board", ["1", "1"]))).body["members"]).toHaveLength(1);
    }));

  it("keep the group's schema", () =>
    withSandbox({}, async (call) => {
      const { body } = await call("POST", "/Groups", group("Board"));
      expect(body["schemas"]).toEqual([GROUP]);
      expect(body).not.toHaveProperty("members");
    }));
});
