import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Life } from "../../../cli/doctor/life/life.js";
import { resolveConnection } from "../../../provider/directory/connection.js";
import { Directory } from "../../../provider/directory/directory.js";
import { group } from "../../../provider/resources/group.js";
import { type Handlers } from "../../../provider/resources/handlers.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { type JsonObject, type Sandbox, type SandboxOptions } from "../../../sandbox/index.js";
import { Engine, held } from "../../provider/support/service.js";
import { ADDRESS, withPatient } from "./visits.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-scim-doctor-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a test as a process does whose environment names the dialect, or nothing. */
async function withDirectory<T>(
  { url, token }: Sandbox,
  dialect: string | undefined,
  test: (directory: Directory) => Promise<T>,
): Promise<T> {
  const environment: Record<string, string | undefined> = {
    SCIM_ENDPOINT: url,
    SCIM_TOKEN: token,
    SCIM_DIALECT: dialect,
  };
  const directory = new Directory(
    resolveConnection(
      () => undefined,
      (name) => environment[name],
    ),
  );
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    return await test(directory);
  } finally {
    log.mockRestore();
    await directory.close();
  }
}

/** Work of one kind in a process of its own. */
function inRun<T>(
  sandbox: Sandbox,
  dialect: string | undefined,
  handlers: Handlers,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  return withDirectory(sandbox, dialect, (directory) => work(new Engine(handlers, directory)));
}

const GRACE: JsonObject = {
  userName: "grace@acme.example",
  name: { givenName: "Grace", familyName: "Hopper" },
  title: "CTO",
};
const ADA: JsonObject = {
  userName: "ada@acme.example",
  name: { givenName: "Ada", familyName: "Lovelace" },
  title: "Engineer",
};

/** Whom the service shows in that group, whichever side shows it. */
function membersOf(sandbox: Sandbox, id: string): string[] {
  const { Users, Groups } = sandbox.dump();
  const own = Groups.find((each) => each["id"] === id)?.["members"];
  const named = (Array.isArray(own) ? own : []).map((member) => (member as JsonObject)["value"]);
  const by = Users.filter((person) =>
    (Array.isArray(person["groups"]) ? person["groups"] : []).some((each) => (each as JsonObject)["value"] === id),
  ).map((person) => person["id"]);
  return [...new Set([...named, ...by])].map((value) => JSON.stringify(value)).sort();
}

const broken: SandboxOptions = {
  patch: false,
  filter: false,
  etag: false,
  discovery: "absent",
  maxPageSize: 20,
  faults: [{ match: { method: "DELETE" }, action: { status: 405 } }],
};

describe("a service that nobody knows works by the file that the doctor writes", () => {
  it.each<[string, SandboxOptions, RegExp]>([
    ["one that takes partial resources and texts", { dialect: "leapsome", leapsome: { rateLimit: false } }, /405/],
    ["one with much broken on purpose", broken, /405/],
  ])("%s", (name, options, refusal) =>
    withPatient(options, async ({ sandbox, visit }) => {
      const nobody = { ...ADA, userName: "nobody@acme.example" };
      const life = async (): Promise<void> => {
        // Each run is a process of its own.
        const made = await inRun(sandbox, undefined, user, (engine) => engine.create(nobody));
        await inRun(sandbox, undefined, user, (engine) => engine.delete(made));
      };
      await expect(life()).rejects.toThrow(refusal);

      const report = await visit({ life: new Life({ userName: ADDRESS, acceptLeftover: true }) });
      const file = join(folder, `${name.length}.json`);
      writeFileSync(file, JSON.stringify(report.dialectObject));

      await withDirectory(sandbox, file, async (directory) => {
        const [people, groups, memberships] = [user, group, membership].map((each) => new Engine(each, directory));
        if (people === undefined || groups === undefined || memberships === undefined) throw new Error("no engines");
        sandbox.clearRequests();
        const grace = await people.create(GRACE);
        const ada = await people.create({ ...ADA, manager: grace.id });
        const board = await groups.create({ displayName: "Board" });
        const both = await memberships.create({ group: board.id, users: [grace.id, ada.id] });
        expect(membersOf(sandbox, board.id)).toEqual([grace.id, ada.id].map((id) => JSON.stringify(id)).sort());

        const moved = await people.up(ada, { ...ada.inputs, title: "Countess" });
        expect(held(sandbox, ada.id)).toMatchObject({ title: "Countess" });
        expect(JSON.stringify(held(sandbox, ada.id))).toContain(grace.id);
        const fewer = await inRun(sandbox, file, membership, (engine) =>
          engine.up(both, { ...both.inputs, users: [grace.id] }),
        );
        expect(membersOf(sandbox, board.id)).toEqual([JSON.stringify(grace.id)]);

        for (const [engine, state] of [
          [people, grace],
          [people, moved],
          [groups, board],
          [memberships, fewer],
        ] as const) {
          const seen = await engine.refresh(state);
          expect(seen === undefined ? "gone" : engine.diff(seen, state.inputs)).toBe("none");
        }
        // Of people nothing was tried that the service does not have; of members no dialect says that PUT is the only way.
        const refused = sandbox
          .requests()
          .filter(({ status, path }) => (status ?? 0) >= 405 && !path.includes("/Groups/"));
        expect(refused.map(({ method, path, status }) => `${method} ${path} ${status ?? ""}`)).toEqual([]);
      });

      const last = await inRun(sandbox, file, user, (engine) =>
        engine.create({ ...ADA, userName: "last@acme.example" }),
      );
      await inRun(sandbox, file, user, (engine) => engine.delete(last));
      expect(held(sandbox, last.id)).toMatchObject({ active: false });
    }),
  );
});
