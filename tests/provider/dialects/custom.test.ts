import { resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { withSandbox } from "../../support/withSandbox.js";
import { Engine, held, membersOf, planted, type JsonObject } from "../support/service.js";

const ADA: JsonObject = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };

/** Runs a test with a process whose stack configuration has that dialect. */
function withDialect(
  options: SandboxOptions,
  dialect: string | JsonObject,
  body: (bench: { sandbox: Sandbox; directory: Directory }) => Promise<void>,
): Promise<void> {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  return withSandbox(options, async (sandbox) => {
    const config: Record<string, string> = {
      "scim:endpoint": sandbox.url,
      "scim:token": sandbox.token,
      "scim:dialect": typeof dialect === "string" ? dialect : JSON.stringify(dialect),
    };
    const directory = new Directory(
      resolveConnection(
        (name) => config[name],
        () => undefined,
      ),
    );
    try {
      await body({ sandbox, directory });
    } finally {
      await directory.close();
    }
  }).finally(() => {
    log.mockRestore();
  });
}

const methods = (sandbox: Sandbox) => sandbox.requests().map(({ method }) => method);

test.each([
  [100, 1],
  [2, 3],
])("Ironclad with %d members in a request gets five by %d requests", (perRequest, requests) =>
  withDialect(
    { dialect: "ironclad" },
    { extends: "ironclad", members: { perRequest } },
    async ({ sandbox, directory }) => {
      const users = [0, 1, 2, 3, 4].map((at) => planted(sandbox, "Users", { ...ADA, userName: `p${at}@acme.io` }));
      const legal = await new Engine(group, directory).create({ displayName: "Legal" });
      sandbox.clearRequests();
      await new Engine(membership, directory).create({ group: legal.id, users });
      expect(methods(sandbox).filter((method) => method === "PATCH")).toHaveLength(requests);
      expect(membersOf(sandbox, legal.id)).toHaveLength(5);
    },
  ),
);

test("Ironclad that takes a manager gets one, and is called by its title", () =>
  withDialect(
    { dialect: "ironclad", ironclad: { advertised: "take" } },
    { extends: "ironclad", title: "Acme CLM", user: { unsupported: { manager: null } } },
    async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      const grace = await engine.create({ ...ADA, userName: "grace@acme.io" });
      const ada = await engine.create({ ...ADA, manager: grace.id });
      expect(held(sandbox, ada.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: grace.id } } });
      expect(() => engine.check({ ...ADA, externalId: "E-1" })).toThrow(/^externalId: Acme CLM takes no externalId/);
    },
  ));

test.each<[string, JsonObject, string, string[]]>([
  ["without PATCH", { user: { patch: "none" } }, "put", ["GET", "PUT"]],
  ["as it is", {}, "patch", ["PATCH"]],
])("RFC 7644 %s changes people by %s", (_, own, __, expected) =>
  withDialect({}, own, async ({ sandbox, directory }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    sandbox.clearRequests();
    await engine.up(ada, { ...ADA, title: "CTO" });
    const seen = sandbox.requests().filter(({ path }) => !path.endsWith("/ServiceProviderConfig"));
    expect(seen.map(({ method }) => method)).toEqual(expected);
    expect(held(sandbox, ada.id)).toMatchObject({ title: "CTO" });
  }),
);

test("Absorb whose people are let go keeps them as they are, and needs no name", () =>
  withDialect(
    { dialect: "absorb" },
    { extends: "absorb", user: { defaultEnd: "retain", required: [] } },
    async ({ sandbox, directory }) => {
      const engine = new Engine(user, directory);
      expect(engine.check({ userName: "ada@acme.io" })).toEqual({ userName: "ada@acme.io" });
      const id = planted(sandbox, "Users", { ...ADA, active: true });
      sandbox.clearRequests();
      await engine.delete({ id, inputs: ADA, outs: ADA });
      expect(sandbox.requests()).toEqual([]);
      expect(held(sandbox, id)).toMatchObject({ active: true });
    },
  ));

test("a dialect without the block of the one that it extends lets that block be", () =>
  withDialect({ dialect: "ironclad" }, { extends: "ironclad", block: null }, async ({ directory, sandbox }) => {
    const ada = await new Engine(user, directory).create({ ...ADA, ironclad: { departmentHead: "nonsense" } });
    expect(JSON.stringify(held(sandbox, ada.id))).not.toContain("departmentHead");
  }));

describe("a dialect that is none is refused before anything is asked:", () => {
  test.each<[string, string | JsonObject, RegExp]>([
    [
      "an unknown name",
      "ironclad2",
      /scim:dialect names no known dialect; known are rfc7644, leapsome, absorb, ironclad/,
    ],
    [
      "an unknown one to extend",
      { extends: "ironclad2" },
      /extends names no known dialect; known are rfc7644, leapsome, absorb, ironclad/,
    ],
    ["a field of another type", { extends: "ironclad", user: { inactiveIsGone: "yes" } }, /user\.inactiveIsGone: /],
    [
      "a field deep in it",
      { rates: [{ requests: 5, seconds: 1, methods: ["GET", "GRAB"] }] },
      /rates\.0\.methods\.1: /,
    ],
    ["a misspelt field", { user: { defaultend: "retain" } }, /user: .*"defaultend"/],
    [
      "a header that is none",
      { connection: { tokenHeader: "x y" } },
      /connection\.tokenHeader: is no name of a header/,
    ],
    ["no object", "[]", /scim:dialect names no known dialect/],
    ["half an object", "{", /scim:dialect is not JSON/],
  ])("%s", async (_, dialect, message) => {
    await expect(withDialect({}, dialect, () => Promise.resolve())).rejects.toThrow(message);
  });
});
