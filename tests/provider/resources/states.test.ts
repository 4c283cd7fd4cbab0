import { createHash } from "node:crypto";
import { absorb } from "../../../provider/dialects/absorb.js";
import { adapt } from "../../../provider/resources/adapter.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { membership } from "../../../provider/resources/membership.js";
import { SCHEMA_VERSION } from "../../../provider/resources/state.js";
import { user } from "../../../provider/resources/user.js";
import { type Directory } from "../../../provider/directory/directory.js";
import { Engine, held, membersOf, rejection, withService, type JsonObject, type State } from "../support/service.js";

const person: JsonObject = {
  userName: "ada@acme.io",
  externalId: "E-1",
  name: { givenName: "Ada" },
  title: "Engineer",
  nickName: null,
  emails: [],
  roles: [{ value: "admin" }],
  manager: "boss",
  extensions: { "urn:acme:badge": { number: "42" } },
};
const team: JsonObject = { displayName: "Team" };
const set: JsonObject = { group: "t", users: ["a"] };
const one: JsonObject = { group: "t", user: "a" };
const kinds: [string, Handlers, string, JsonObject][] = [
  ["a person", user, "a", person],
  ["a group", group, "t", team],
  ["a set of members", membership, "t", set],
  ["one member", membership, "t/a", one],
];

const seed = {
  Users: [
    { id: "boss", userName: "boss@acme.io" },
    {
      id: "a",
      userName: "ada@acme.io",
      externalId: "E-1",
      name: { givenName: "Ada" },
      title: "Engineer",
      roles: [{ value: "admin" }],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: { value: "boss" } },
      "urn:acme:badge": { number: "42" },
    },
  ],
  Groups: [{ id: "t", displayName: "Team", members: [{ value: "a" }] }],
};

/** Handlers as the plugin host calls them. */
function host(handlers: Handlers, directory: Directory) {
  return adapt(
    handlers,
    () => undefined,
    () => directory,
  );
}

/** Everything that the provider keeps for itself is left out, as no release ever wrote it, or a person wrote it by hand. */
const bare = (id: string, inputs: JsonObject): State => ({ id, inputs, outs: inputs });

describe.each(kinds)("a state of %s without anything that the provider keeps for itself", (_, handlers, id, inputs) => {
  test("is refreshed, and complete after one update, which sends nothing", () =>
    withService({ seed }, async ({ sandbox, directory, restart, sent }) => {
      const seen = await new Engine(handlers, directory).refresh(bare(id, inputs));
      if (!seen) throw new Error("the refresh dropped it");
      expect(seen.outs).toMatchObject({ __schema: SCHEMA_VERSION, __service: sandbox.url });
      sent();
      const now = await new Engine(handlers, restart()).up(seen, inputs);
      expect(sent().filter((request) => !request.startsWith("GET "))).toEqual([]);
      const later = new Engine(handlers, restart());
      expect(later.diff(now, inputs)).toBe("none");
      const again = await later.refresh(now);
      expect(again && later.diff(again, inputs)).toBe("none");
    }));

  test("is left alone by an up without a refresh, which finds nothing to send", () =>
    withService({ seed }, async ({ directory, sent }) => {
      await new Engine(handlers, directory).up(bare(id, inputs), inputs);
      expect(sent().filter((request) => !request.startsWith("GET "))).toEqual([]);
    }));

  test("is ended", () =>
    withService({ seed }, async ({ sandbox, directory }) => {
      await new Engine(handlers, directory).delete(bare(id, inputs));
      const { Users, Groups } = sandbox.dump();
      const left = [...Users, ...Groups].map((resource) => resource["id"]);
      if (handlers === membership) expect(membersOf(sandbox, "t")).toEqual([]);
      else expect(left).toEqual(["boss", "a", "t"].filter((other) => other !== id));
    }));
});

test("a state of a person without the list of what is managed is changed where the program changes", () =>
  withService({ seed }, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const changed = { ...person, title: "Lead", roles: [{ value: "admin" }, { value: "author" }] };
    const now = await engine.up(bare("a", person), changed);
    expect(sent()).toEqual(["GET /Users/a", "PATCH /Users/a"]);
    expect(held(sandbox, "a")).toMatchObject({ title: "Lead", roles: [{ value: "admin" }, { value: "author" }] });
    const without = Object.fromEntries(Object.entries(changed).filter(([name]) => name !== "title"));
    await engine.up(now, without);
    expect(held(sandbox, "a")).not.toHaveProperty("title");
  }));

test.each([false, true])(
  "an attribute that moves from extensions to an argument of its own stays in the service (refresh first: %s)",
  (refreshes) =>
    withService({}, async ({ sandbox, directory, restart, sent, said }) => {
      const { block } = absorb;
      if (!block) throw new Error("absorb has no block");
      const asExtension = { userName: "ada@acme.io", extensions: { [block.urn]: { location: "Bonn" } } };
      const asArgument = { userName: "ada@acme.io", absorb: { location: "Bonn" } };
      const before = await new Engine(user, directory).create(asExtension);
      const engine = new Engine(user, restart({ dialect: { ...directory.connection.dialect, block } }));
      const state = refreshes ? await engine.refresh(before) : before;
      if (!state) throw new Error("the refresh dropped it");
      sent();
      const now = await engine.up(state, asArgument);
      expect(sent()).toEqual(refreshes ? [] : ["PATCH /Users/" + before.id]);
      expect(held(sandbox, before.id)[block.urn]).toEqual({ location: "Bonn" });
      expect(engine.diff(now, asArgument)).toBe("none");
      expect(said).toEqual([]);
    }),
);

/** Before 0.1.0 the fingerprint was that of the value as the service spelt it. */
const formerFingerprint = (value: string) =>
  createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 12);

test("an attribute that was not kept, by a fingerprint of before 0.1.0, is tried once more and is no drift afterwards", () =>
  withService({ seed }, async ({ sandbox, directory, restart, said }) => {
    const inputs = { userName: "ada@acme.io", title: "Duchess" };
    const outs = {
      ...inputs,
      __schema: 1,
      __managed: ["userName", "title"],
      __service: sandbox.url,
      __notStored: { title: formerFingerprint("Engineer") },
    };
    for (const method of ["PATCH", "PUT"])
      sandbox.fault({ match: { method }, action: { status: 200, body: held(sandbox, "a") } });
    const engine = new Engine(user, directory);
    const seen = await engine.refresh({ id: "a", inputs, outs });
    if (!seen) throw new Error("the refresh dropped it");
    expect(seen.inputs["title"]).toBe("Engineer");
    const now = await engine.up(seen, inputs);
    expect(said.join("\n")).toContain("the service took title of user ada@acme.io and did not keep it");
    const later = new Engine(user, restart());
    const again = await later.refresh(now);
    expect(again && later.diff(again, inputs)).toBe("none");
  }));

describe.each(kinds)("a state of %s that a newer version wrote", (_, handlers, id, inputs) => {
  const newer = { ...inputs, __schema: SCHEMA_VERSION + 1, __managed: ["of another form"] };
  const name = { a: "ada@acme.io", t: handlers === group ? "Team" : "t" }[id] ?? id;
  const said = `Could not use ${name}: a newer version of pulumi-scim wrote the state (shape 2, and this version knows up to 1). Nothing was sent. Install the version that wrote it, or a later one: npm install pulumi-scim@latest`;

  test.each(["read", "diff", "update", "delete"] as const)("is refused by %s, with the way out, unsent", (step) =>
    withService({ seed }, async ({ directory, sent }) => {
      const provider = host(handlers, directory);
      const steps = {
        read: () => provider.read?.(id, newer),
        diff: () => provider.diff?.(id, newer, inputs),
        update: () => provider.update?.(id, newer, inputs),
        delete: () => provider.delete?.(id, newer),
      };
      const { message } = await rejection(Promise.resolve(steps[step]()));
      // In full for the first resource of a process, which runs all these tests.
      expect([`${said}.`, "Refused for the same reason; the first error of this kind says more."]).toContain(message);
      expect(sent()).toEqual([]);
    }),
  );
});

test.each([undefined, null, 0, SCHEMA_VERSION])("a state of shape %p is used", (shape) =>
  withService({ seed }, async ({ directory }) => {
    const before: JsonObject = { ...team };
    if (shape !== undefined) before["__schema"] = shape;
    expect((await host(group, directory).read?.("t", before))?.id).toBe("t");
  }),
);

test.each(["2", 1.5, {}, true])("a state of a shape that no version has, %j, is refused as a newer one", (shape) =>
  withService({ seed }, async ({ directory }) => {
    const step = host(group, directory).delete?.("t", { ...team, __schema: shape });
    await expect(Promise.resolve(step)).rejects.toThrow(/Could not use Team|Refused for the same reason/);
  }),
);

describe("a state that names the provider by another text", () => {
  const former = "exports.handler=()=>require('pulumi-scim/provider').of";
  const text = "exports.handler=()=>require('pulumi-scim/provider')";

  test.each(kinds)("%s: is a difference that sends no write and replaces nothing, once", (_, handlers, id, inputs) =>
    withService({ seed }, async ({ directory, restart, said, sent }) => {
      const news = { ...inputs, __provider: text };
      const olds = await handlers.update(directory, id, inputs, inputs);
      sent();
      const provider = host(handlers, restart());
      await provider.check?.({ ...inputs, __provider: former }, news);
      expect(await provider.diff?.(id, { ...olds, __provider: former }, news)).toEqual({ changes: true });
      const updated = await provider.update?.(id, { ...olds, __provider: former }, news);
      expect(sent().filter((request) => !request.startsWith("GET "))).toEqual([]);
      // The host puts the text of the inputs into what an update returns.
      expect(await provider.diff?.(id, { ...updated?.outs, __provider: text }, news)).toEqual({ changes: false });
      expect(said.filter((line) => line.includes("by another text"))).toHaveLength(1);
    }),
  );
});
