import { createServer } from "node:net";
import { startSandbox, type JsonObject, type SandboxOptions } from "../../sandbox/index.js";
import { ENT, foreseeable, group, pluck, user, withSandbox } from "./client.js";

describe("what the one who started it can do", () => {
  it("dump gives copies", () =>
    withSandbox({ seed: { Users: [user("ada", { emails: [{ value: "a@x" }] })] } }, async (call, { dump }) => {
      const [first] = dump().Users;
      (first?.["emails"] as JsonObject[])[0] = { value: "changed" };
      expect(pluck(dump().Users[0]?.["emails"], "value")).toBe("a@x");
      expect((await call("GET", "/Users")).text).not.toContain("changed");
    }));

  it("edit changes a resource as by hand, its version and lastModified too, and keeps the password", () => {
    let now = 0;
    const options = { ...foreseeable(), now: () => new Date(++now * 1000) };
    return withSandbox(options, async (call, sandbox) => {
      await call("POST", "/Users", user("ada", { password: "p", title: "CTO" }));
      sandbox.edit("Users", "1", (ada) => {
        ada["title"] = "CEO";
        ada["id"] = "mine";
        ada["meta"] = {};
      });
      expect((await call("GET", "/Users/1")).body).toMatchObject({
        title: "CEO",
        meta: { created: "1970-01-01T00:00:01.000Z", lastModified: "1970-01-01T00:00:02.000Z", version: 'W/"2"' },
      });
      expect(sandbox.passwordOf("1")).toBe("p");
      expect(sandbox.requests()).toHaveLength(2);
    });
  });

  it("edit refuses what the service refuses and leaves all as it was", () =>
    withSandbox({ seed: { Users: [user("ada", { id: "1" }), user("bob", { id: "2" })] } }, (_, { edit, dump }) => {
      expect(() => {
        edit("Users", "1", (ada) => (ada["userName"] = "BOB"));
      }).toThrow("userName BOB is taken by 2");
      expect(() => {
        edit("Groups", "1", () => undefined);
      }).toThrow("Could not find 1 among the sandbox's Groups.");
      expect(pluck(dump().Users, "userName")).toBe("ada bob");
      return Promise.resolve();
    }));

  it("create and remove work as by hand", () =>
    withSandbox({}, async (call, { create, remove, dump }) => {
      const ada = create("Users", { userName: "ada", id: "a" });
      expect(ada).toMatchObject({ id: "a", userName: "ada" });
      create("Groups", { displayName: "Board", members: [{ value: "a" }] });
      remove("Users", "a");
      expect([dump().Users, dump().Groups[0]?.["members"]]).toEqual([[], undefined]);
      expect((await call("GET", "/Users/a")).status).toBe(404);
    }));
});

describe("a seed", () => {
  it("is what dump gave, and comes out the same", async () => {
    const seed: { Users: JsonObject[]; Groups: JsonObject[] } = { Users: [], Groups: [] };
    const stripped = (dump: typeof seed): string => JSON.stringify(dump).replaceAll(/http:[^"]*\/scim\/v2/g, "");
    let first = "";
    const Users = [user("ada", { id: "a", displayName: "Ada" }), user("bob", { [ENT]: { manager: { value: "a" } } })];
    const Groups = [group("Everybody", ["b", "a"], { id: "e" }), group("Board", ["a"], { id: "b" })];
    await withSandbox({ seed: { Users, Groups } }, (_, { dump }) => {
      Object.assign(seed, dump());
      first = stripped(seed);
      return Promise.resolve();
    });
    await withSandbox({ seed, newId: () => "unused" }, (_, { dump }) => {
      const again = dump();
      again.Groups.reverse();
      expect(pluck(again.Users, "userName")).toBe("ada bob");
      expect([stripped(again), stripped({ ...again, Groups: again.Groups.reverse() })]).toContain(first);
      return Promise.resolve();
    });
  });

  it.each<[string, SandboxOptions["seed"], string]>([
    ["a name twice", { Users: [user("a"), user("A")] }, "seed Users.1: userName A is taken"],
    [
      "an id twice",
      { Users: [user("a", { id: "1" })], Groups: [group("g", [], { id: "1" })] },
      "seed Groups.0: The id 1 is taken",
    ],
    [
      "a member who is nobody",
      { Groups: [group("g", ["x"])] },
      "seed Groups.0: The member x is the id of no user or group.",
    ],
    ["no userName", { Users: [{}] }, "seed Users.0: userName is required."],
  ])("with %s is refused", async (_, seed, message) => {
    await expect(startSandbox({ port: 0, ...(seed === undefined ? {} : { seed }) })).rejects.toThrow(message);
  });
});

describe("options that cannot be used", () => {
  it.each<[string, unknown, string]>([
    ["a port beyond all", { port: 70_000 }, "option port:"],
    ["a negative latency", { latencyMs: -1 }, "option latencyMs:"],
    ["no rate at all", { requestsPerSecond: 0 }, "option requestsPerSecond:"],
    ["a base path without a slash", { basePath: "scim" }, "option basePath: expected a path that begins with a slash"],
    ["an unknown option", { prot: 1 }, "prot"],
    ["an unknown dialect", { dialect: "klingon" }, "The sandbox speaks no dialect klingon. It speaks: rfc7644"],
    ["a seed that is no object", { seed: [] }, "option seed:"],
    ["a seed of texts", { seed: { Users: ["ada"] } }, "option seed.Users.0: expected a resource (an object)"],
    ["a fault without an action", { faults: [{ at: 1 }] }, "option faults.0.action:"],
    [
      "a fault of nothing",
      { faults: [{ action: {} }] },
      "expected one of status, drop, halfBody, html, empty (or delayMs alone), got none",
    ],
    ["a fault of two things", { faults: [{ action: { status: 500, html: true } }] }, "got status, html"],
    ["a fault's body without its status", { faults: [{ action: { html: true, body: {} } }] }, "body only with status"],
    [
      "a fault at and every",
      { faults: [{ at: 1, every: 2, action: { html: true } }] },
      "expected at or every, not both",
    ],
    ["a fault at 0", { faults: [{ at: 0, action: { html: true } }] }, "option faults.0.at:"],
    [
      "a path that is no pattern",
      { faults: [{ match: { path: "(" }, action: { html: true } }] },
      "option faults.0.match.path: expected a regular expression",
    ],
  ])("%s", async (_, options, message) => {
    const started = startSandbox(options as SandboxOptions);
    await expect(started).rejects.toMatchObject({
      name: "InvalidOptionsError",
      message: expect.stringContaining(message) as string,
    });
  });

  it("names every fault at once", async () => {
    const started = startSandbox({ port: -1, latencyMs: -1 });
    await expect(started).rejects.toThrow(/option port: .*\noption latencyMs: /);
  });

  it("a fault rule is checked when it comes later, too", () =>
    withSandbox({}, (_, { fault }) => {
      expect(() => fault({ action: {} })).toThrow("fault action:");
      return Promise.resolve();
    }));
});

it("a port in use is Node's own error", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(startSandbox({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  other.close();
});

it("closes with open connections, and its port is free again", async () => {
  const sandbox = await startSandbox({ port: 0 });
  await fetch(`${sandbox.url}/Users`);
  await sandbox.close();
  await expect(fetch(`${sandbox.url}/Users`)).rejects.toThrow();
});
