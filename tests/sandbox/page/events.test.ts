import { type JsonObject } from "../../../sandbox/index.js";
import { ENT, foreseeable, group, patch, user, withSandbox } from "../client.js";
import { get, isReady, readEvents, stateOf, statusOf, textOf } from "./reader.js";

const seed = {
  Users: [
    user("grace", { id: "g", displayName: "Grace Hopper", title: "CTO", active: true }),
    user("ada", { id: "a", name: { givenName: "Ada", familyName: "Lovelace" }, [ENT]: { manager: { value: "g" } } }),
  ],
  Groups: [group("Board", ["g"], { id: "b" })],
};

it("a stream begins with where it comes from and all that there is", () =>
  withSandbox({ ...foreseeable(), seed }, async (call, sandbox) => {
    await call("GET", "/Users/g");
    const reader = await readEvents(sandbox);
    await reader.until(isReady);
    expect(reader.events.map(({ event }) => event)).toEqual(["hello", "change", "ready"]);
    expect(reader.events[0]?.data).toEqual({ dialect: "rfc7644", url: sandbox.url, maxRequests: 1000 });
    expect(reader.events[1]?.data).toEqual({
      Users: [
        { id: "g", name: "Grace Hopper", userName: "grace", title: "CTO", department: "", manager: null, active: true },
        { id: "a", name: "Ada Lovelace", userName: "ada", title: "", department: "", manager: "g", active: true },
      ],
      Groups: [{ id: "b", name: "Board", members: ["g"] }],
      requests: [expect.objectContaining({ number: 1, method: "GET", target: "/scim/v2/Users/g", status: 200 })],
    });
    reader.close();
  }));

it("tells of every request, in order, and of what it changed, by whatever way", () =>
  withSandbox(foreseeable(), async (call, sandbox) => {
    const reader = await readEvents(sandbox);
    await reader.until(isReady);
    for (let index = 0; index < 30; index++) await call("POST", "/Users", user(`user${index}`));
    await call("PATCH", "/Users/1", patch({ op: "replace", path: "title", value: "CEO" }));
    await call("DELETE", "/Users/2");
    await call("POST", "/Groups", group("Board", ["1", "3"]));
    await call("GET", "/Users/99?attributes=title");
    sandbox.edit("Users", "4", (person) => (person["title"] = "by hand"));
    sandbox.create("Users", { userName: "by hand" });
    sandbox.remove("Users", "3");
    await reader.until((events) => {
      const { users, groups, requests } = stateOf(events);
      const board = groups.get("31");
      return (
        users.get("4")?.["title"] === "by hand" &&
        users.has("32") &&
        !users.has("3") &&
        JSON.stringify(board?.["members"]) === '["1"]' &&
        requests.get(34)?.["status"] === 404
      );
    });
    const { users, requests } = stateOf(reader.events);
    expect([users.get("1")?.["title"], users.has("2"), users.size]).toEqual(["CEO", false, 29]);
    expect([...requests.keys()]).toEqual(Array.from({ length: 34 }, (_, index) => index + 1));
    expect(requests.get(34)).toMatchObject({ method: "GET", target: "/scim/v2/Users/99?attributes=title" });
    expect(reader.events.filter(({ event }) => event !== "change").map(({ event }) => event)).toEqual([
      "hello",
      "ready",
    ]);
    reader.close();
  }));

it("gathers changes, so that many of them are few events", () =>
  withSandbox({}, async (_, sandbox) => {
    const reader = await readEvents(sandbox);
    await reader.until(isReady);
    const made = sandbox.create("Users", { userName: "ada" });
    for (let index = 0; index < 500; index++) {
      sandbox.edit("Users", textOf(made["id"]), (person) => (person["title"] = `title ${index}`));
    }
    await reader.until((events) => [...stateOf(events).users.values()][0]?.["title"] === "title 499");
    expect(reader.events.filter(({ event }) => event === "change")).toHaveLength(1);
    reader.close();
  }));

it("shows a running request as running, and a dropped one as dropped", () =>
  withSandbox(
    { latencyMs: 250, faults: [{ match: { method: "DELETE" }, action: { drop: "before" } }] },
    async (call, sandbox) => {
      const reader = await readEvents(sandbox);
      await reader.until(isReady);
      const running = call("GET", "/Users");
      await reader.until((events) => stateOf(events).requests.has(1));
      expect(stateOf(reader.events).requests.get(1)).toMatchObject({ status: null, ms: null });
      await running;
      await expect(call("DELETE", "/Users/1")).rejects.toThrow();
      await reader.until((events) => typeof stateOf(events).requests.get(2)?.["ms"] === "number");
      expect(stateOf(reader.events).requests.get(1)).toMatchObject({ status: 200, ms: expect.any(Number) as number });
      expect(stateOf(reader.events).requests.get(2)?.["status"]).toBeNull();
      reader.close();
    },
  ));

it("a new stream begins anew, with the latest thousand requests", () =>
  withSandbox({ seed: { Users: [user("ada")] } }, async (call, sandbox) => {
    for (let index = 0; index < 21; index++) {
      await Promise.all(Array.from({ length: 50 }, () => call("GET", "/ServiceProviderConfig")));
    }
    sandbox.clearRequests();
    const reader = await readEvents(sandbox);
    await reader.until(isReady);
    const { users, requests } = stateOf(reader.events);
    expect([users.size, requests.size, Math.min(...requests.keys()), Math.max(...requests.keys())]).toEqual([
      1, 1000, 51, 1050,
    ]);
    expect((await get(sandbox, "/page/request?number=50")).status).toBe(404);
    reader.close();
  }));

it("closing the sandbox ends open streams at once", () =>
  withSandbox({ seed }, async (_, sandbox) => {
    const readers = await Promise.all([readEvents(sandbox), readEvents(sandbox)]);
    await Promise.all(readers.map(({ until }) => until(isReady)));
    const started = performance.now();
    await sandbox.close();
    await Promise.all(readers.map(({ ended }) => ended));
    expect(performance.now() - started).toBeLessThan(1000);
  }));

it("more than 32 streams are refused, and a closed one makes room", () =>
  withSandbox({}, async (_, sandbox) => {
    const readers = await Promise.all(Array.from({ length: 32 }, () => readEvents(sandbox)));
    expect((await get(sandbox, "/page/events")).status).toBe(503);
    const [first] = readers;
    first?.close();
    await first?.ended;
    // The server hears of it a moment later.
    const retry = async (): Promise<number> => {
      const status = await statusOf(sandbox);
      return status === 503 ? retry() : status;
    };
    expect(await retry()).toBe(200);
    for (const reader of readers) reader.close();
  }));

describe("Leapsome, whose teams follow from what people are", () => {
  it("shows managers and members of teams, and tells when an attribute moves somebody", () =>
    withSandbox({ dialect: "leapsome", leapsome: { rateLimit: false } }, async (_, sandbox) => {
      sandbox.create("Users", {
        id: "g",
        userName: "grace@acme.io",
        name: { givenName: "Grace", familyName: "Hopper" },
      });
      const reader = await readEvents(sandbox);
      await reader.until(isReady);
      sandbox.create("Users", {
        id: "a",
        userName: "ada@acme.io",
        [ENT]: { department: "Research", manager: { managerId: "g" } },
      });
      const membersOf = (name: string): JsonObject[string] | undefined =>
        [...stateOf(reader.events).groups.values()].find((each) => each["name"] === name)?.["members"];
      await reader.until(() => JSON.stringify(membersOf("Research")) === '["a"]');
      expect(stateOf(reader.events).users.get("a")).toMatchObject({ manager: "g", department: "Research" });
      sandbox.edit("Users", "a", (person) => {
        person[ENT] = { department: "Finance" };
      });
      await reader.until(() => JSON.stringify([membersOf("Research"), membersOf("Finance")]) === '[[],["a"]]');
      reader.close();
    }));
});
