import { type JsonObject } from "../../sandbox/index.js";
import { ENT, group, pluck, user, withSandbox } from "./client.js";

const seed = {
  Users: [
    user("ada", { id: "a", displayName: "Ada", [ENT]: { manager: { value: "b" } } }),
    user("bob", { id: "b", displayName: "Bob" }),
    user("carol", { id: "c" }),
  ],
  Groups: [group("Everybody", ["board", "c"], { id: "all" }), group("Board", ["a", "b"], { id: "board" })],
};

describe("what the service derives", () => {
  it("is a person's groups, direct and through nested ones", () =>
    withSandbox({ seed }, async (call, { url }) => {
      const { body } = await call("GET", "/Users/a");
      expect(body["groups"]).toEqual([
        { value: "board", $ref: `${url}/Groups/board`, display: "Board", type: "direct" },
        { value: "all", $ref: `${url}/Groups/all`, display: "Everybody", type: "indirect" },
      ]);
    }));

  it("is a manager's name and address", () =>
    withSandbox({ seed }, async (call, { url, edit }) => {
      const manager = async (): Promise<unknown> =>
        ((await call("GET", "/Users/a")).body[ENT] as JsonObject)["manager"];
      expect(await manager()).toEqual({ value: "b", $ref: `${url}/Users/b`, displayName: "Bob" });
      edit("Users", "b", (bob) => (bob["displayName"] = "Robert"));
      expect(await manager()).toMatchObject({ displayName: "Robert" });
    }));

  it("is a member's type, name and address", () =>
    withSandbox({ seed }, async (call, { url }) => {
      const { body } = await call("GET", "/Groups/all");
      expect(body["members"]).toEqual([
        { value: "board", $ref: `${url}/Groups/board`, type: "Group", display: "Board" },
        { value: "c", $ref: `${url}/Users/c`, type: "User" },
      ]);
    }));

  it("survives a cycle of groups", () =>
    withSandbox({ seed }, async (call, { edit }) => {
      edit("Groups", "board", (board) => (board["members"] = [{ value: "all" }, { value: "a" }]));
      const groups = (await call("GET", "/Users/a")).body["groups"] as JsonObject[];
      expect(groups.map(({ value }) => value)).toEqual(["board", "all"]);
    }));

  it("shows members in the order that the service has", async () => {
    for (const [memberOrder, expected] of [
      ["insertion", "c a b"],
      ["reversed", "b a c"],
      ["sorted", "a b c"],
    ] as const) {
      await withSandbox(
        { seed: { Users: seed.Users, Groups: [group("G", ["c", "a", "b"], { id: "g" })] }, memberOrder },
        async (call) => {
          const { body } = await call("GET", "/Groups/g");
          expect(pluck(body["members"], "value")).toBe(expected);
        },
      );
    }
  });
});

describe("the end of somebody", () => {
  it("takes them out of their groups and leaves their reports a dangling manager", () =>
    withSandbox({ seed }, async (call, { url }) => {
      await call("DELETE", "/Users/b");
      const board = await call("GET", "/Groups/board");
      expect((board.body["members"] as JsonObject[]).map(({ value }) => value)).toEqual(["a"]);
      expect(board.body["meta"]).toMatchObject({ version: 'W/"2"' });
      expect((await call("GET", "/Users/a")).body[ENT]).toEqual({ manager: { value: "b", $ref: `${url}/Users/b` } });
      await call("DELETE", "/Users/a");
      expect((await call("GET", "/Groups/board")).body).not.toHaveProperty("members");
    }));

  it("takes a group out of the groups that it was in", () =>
    withSandbox({ seed }, async (call) => {
      await call("DELETE", "/Groups/board");
      expect((await call("GET", "/Users/a")).body).not.toHaveProperty("groups");
      expect((await call("GET", "/Groups/all")).body["members"]).toHaveLength(1);
    }));
});
