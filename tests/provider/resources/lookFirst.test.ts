import { setTimeout } from "node:timers/promises";
import { group } from "../../../provider/resources/group.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject } from "../../../provider/scim/json.js";
import { Engine, held, planted, rejection, withService } from "../support/service.js";

/** A service on which groups may share a name (RFC 7643 section 8.7.1). */
const lax = { uniqueGroupNames: false };
const board: JsonObject = { displayName: "Board" };
const writes = (lines: string[]) => lines.filter((line) => !line.startsWith("GET"));

describe("a group of a service where groups may share a name", () => {
  test.each([
    ["that a run made which was killed", {}, {}],
    ["that a run made which was killed, with an externalId", { externalId: "b" }, { externalId: "b" }],
    ["that has our externalId and another name", { externalId: "b" }, { externalId: "b", displayName: "Bored" }],
  ])("%s is not made again", (_, wanted, there) =>
    withService(lax, async ({ sandbox, directory }) => {
      const id = planted(sandbox, "Groups", { ...board, ...there });
      expect((await new Engine(group, directory).create({ ...board, ...wanted })).id).toBe(id);
      expect(sandbox.dump().Groups).toHaveLength(1);
      expect(held(sandbox, id)["displayName"]).toBe("Board");
    }),
  );

  test.each([
    ["which carries another externalId", { externalId: "mine" }, { externalId: "theirs" }],
    ["which carries one where ours is new", { externalId: "mine", adopt: "never" }, { externalId: "mine" }],
  ])("of a name that another one has %s is made", (_, wanted, there) =>
    withService(lax, async ({ sandbox, directory }) => {
      const theirs = planted(sandbox, "Groups", { ...board, ...there });
      const { id } = await new Engine(group, directory).create({ ...board, ...wanted });
      expect(id).not.toBe(theirs);
      expect(sandbox.dump().Groups.map(({ externalId }) => externalId)).toEqual([there.externalId, "mine"]);
    }),
  );

  test.each([1, 100])("is two where the program names two alike, now and in the next run (%s a page)", (maxPageSize) =>
    withService({ ...lax, maxPageSize }, async ({ sandbox, directory, restart }) => {
      for (const name of ["Sales", "Legal", "Press"]) sandbox.create("Groups", { displayName: name });
      const engine = new Engine(group, directory);
      const two = [await engine.create(board), await engine.create(board)];
      engine.directory = restart();
      const third = engine.create(board);
      for (const state of two) {
        await setTimeout(50);
        expect(engine.diff(state, board)).toBe("none");
      }
      expect(new Set([...two, await third].map(({ id }) => id)).size).toBe(3);
      expect(sandbox.dump().Groups).toHaveLength(6);
    }),
  );

  test("is made where the service lets nobody look", () =>
    withService(lax, async ({ sandbox, directory, sent }) => {
      sandbox.fault({ match: { method: "GET", path: "/Groups" }, action: { status: 403 } });
      await new Engine(group, directory).create(board);
      expect(writes(sent())).toEqual(["POST /Groups"]);
    }));

  test("is not made where the look fails", () =>
    withService({ ...lax, connection: { deadlineMs: 300 } }, async ({ sandbox, directory, sent }) => {
      sandbox.fault({ match: { method: "GET", path: "/Groups" }, action: { status: 503 } });
      await expect(new Engine(group, directory).create(board)).rejects.toThrow(/Could not create group Board/);
      expect(writes(sent())).toEqual([]);
    }));

  test.each([
    ["an empty service", 0, 30, 1],
    ["one page", 39, 30, 1],
    ["five pages, and one more meanwhile", 200, 30, 4 + 6],
    ["many pages for one", 400, 1, 2],
    ["many pages for four", 400, 4, 8],
  ])("is looked for by few requests: %s", (_, there, made, most) =>
    withService({ ...lax, maxPageSize: 40 }, async ({ sandbox, directory, sent }) => {
      for (let n = 0; n < there; n += 1) sandbox.create("Groups", { displayName: `old ${n}` });
      const engine = new Engine(group, directory);
      for (let n = 0; n < made; n += 1) await engine.create({ displayName: `new ${n}` });
      const lines = sent();
      expect(writes(lines)).toHaveLength(made);
      expect(lines.length - made).toBeLessThanOrEqual(most);
    }),
  );
});

test("somebody whom a killed run made again, under a new userName and a new logical name, is not made a third time", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const engine = new Engine(user, directory);
    const first = await engine.create({ userName: "ada.old@acme.io", externalId: "7" });
    const id = planted(sandbox, "Users", { userName: "ada@acme.io", externalId: "7" });
    const wanted = { userName: "Ada@acme.io", externalId: "7" };
    engine.directory = restart();
    expect((await rejection(engine.create(wanted))).message).toMatch(/2 users have the externalId 7.*--refresh/);
    engine.directory = restart();
    await engine.refresh(first);
    expect((await engine.create(wanted)).id).toBe(id);
    await engine.delete(first);
    expect(sandbox.dump().Users).toEqual([expect.objectContaining({ id, userName: "ada@acme.io" })]);
  }));

test("somebody who is renamed in the same run is not taken over by a joiner who adopts by userName", () =>
  withService({}, async ({ sandbox, directory, restart }) => {
    const old = await new Engine(user, directory).create({ userName: "ada@acme.io" });
    const engine = new Engine(user, restart());
    const joined = engine.create({ userName: "ada@acme.io", title: "New", adopt: "userName" });
    await setTimeout(100);
    const renamed = { userName: "ada.old@acme.io" };
    await engine.up(old, renamed);
    expect((await joined).id).not.toBe(old.id);
    expect(sandbox.dump().Users.map(({ userName }) => userName)).toEqual(["ada.old@acme.io", "ada@acme.io"]);
  }));
