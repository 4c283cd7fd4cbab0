import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Directory } from "../../../provider/directory/directory.js";
import { Siblings } from "../../../provider/directory/siblings.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { connectionTo, Engine, membersOf, planted, withService, type Bench } from "../support/service.js";

const ENGINE = "127.0.0.1:4711";
const SERVICE = "https://scim.example/v2";
/** Above every pid that Linux, macOS and Windows give. */
const NOBODY = 2 ** 30;

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "pulumi-scim-test-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function open(engine = ENGINE, service = SERVICE): Siblings {
  const siblings = Siblings.of(engine, service, parent);
  if (siblings === undefined) throw new Error("no siblings");
  return siblings;
}

/** The files of all runs. */
const files = () =>
  readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

it("tells the other processes of the run at the same service what is alive, and what is not any more", async () => {
  const [one, other] = [open(), open()];
  expect(other.have("ada")).toBe(false);
  await setImmediate();
  one.tell(["ada", "bob"]);
  expect([one.have("ada"), other.have("ada"), other.have("bob"), other.have("eve")]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  one.tell(["ada"], false);
  await setImmediate();
  expect([other.have("ada"), other.have("bob")]).toEqual([false, true]);
  expect(open("127.0.0.1:4712").have("bob")).toBe(false);
  expect(open(ENGINE, "https://elsewhere.example").have("bob")).toBe(false);
});

it("believes no process that is gone, and removes what earlier runs have left", () => {
  const one = open();
  one.tell(["ada"]);
  const [file = ""] = files();
  writeFileSync(join(file, "..", `${NOBODY}-1`), readFileSync(file));
  rmSync(file);
  expect(open().have("ada")).toBe(false);
  expect(files()).toEqual([]);
});

it("lies in a folder that nobody else can read, and names nobody", () => {
  open().tell(["ada@acme.example"]);
  const [file = ""] = files();
  expect(readFileSync(file, "utf8")).not.toContain("ada");
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(join(file, "..", "..")).mode & 0o077).toBe(0);
});

it.each([undefined, "", "index.js", "example.com:80", "127.0.0.1:x"])(
  "is not there without an engine: %j",
  (engine) => {
    expect(Siblings.of(engine, SERVICE, parent)).toBeUndefined();
  },
);

it("is not there where the folder cannot be made, and goes on alone where it cannot be written", () => {
  const file = join(parent, "file");
  writeFileSync(file, "");
  expect(Siblings.of(ENGINE, SERVICE, file)).toBeUndefined();
  const one = open();
  one.tell(["ada"]);
  const folder = join(files()[0] ?? "", "..");
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
  one.tell(["bob"]);
  one.tell(["eve"]);
  expect(one.have("ada")).toBe(false);
  rmSync(folder);
  mkdirSync(folder);
});

describe("two connections of one run to one service", () => {
  let runs = 0;

  /** Two processes of one run. */
  async function onTwo(
    bench: Bench,
    body: (one: Directory, other: Directory) => Promise<void>,
    options: Parameters<typeof connectionTo>[2] = {},
  ): Promise<void> {
    const { url, token } = bench.sandbox;
    const engine = `127.0.0.1:${(runs += 1)}`;
    const [one, other] = [1, 2].map(() => new Directory(connectionTo(url, token, options), open(engine, url)));
    if (!one || !other) throw new Error("no processes");
    try {
      await body(one, other);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  }
  const ada = { userName: "ada@acme.io", externalId: "1", title: "Engineer" };

  it("end nobody whom the other one's resource stands for, in the run of the move or in a later one", () =>
    withService({}, async (bench) => {
      const old = await new Engine(user, bench.directory).create(ada);
      let now = old;
      await onTwo(bench, async (one, other) => {
        now = await new Engine(user, other).create(ada);
        expect(now.id).toBe(old.id);
        bench.sent();
        await new Engine(user, one).delete(old);
      });
      await onTwo(bench, async (one, other) => {
        expect(new Engine(user, other).diff(now, ada)).toBe("none");
        await setImmediate();
        await new Engine(user, one).delete(old);
      });
      expect(bench.sent()).toEqual([]);
      expect(bench.said.join()).toMatch(/user ada@acme\.io stays in the service: another resource/);
      // Nobody stands for the person any more.
      await onTwo(bench, (one) => new Engine(user, one).delete(old));
      expect(bench.sandbox.dump().Users).toEqual([]);
    }));

  it("take nobody out whom the other one's membership names, nor does an exclusive set", () =>
    withService({}, async (bench) => {
      const [a, b] = ["a", "b"].map((name) => planted(bench.sandbox, "Users", { userName: `${name}@acme.io` }));
      if (a === undefined || b === undefined) throw new Error("no people");
      const team = await new Engine(group, bench.directory).create({ displayName: "Team" });
      const inputs = { group: team.id, users: [a, b] };
      const old = await new Engine(membership, bench.directory).create(inputs);
      await onTwo(bench, async (one, other) => {
        await new Engine(membership, other).create({ group: team.id, user: a });
        await new Engine(membership, one).delete(old);
      });
      expect(membersOf(bench.sandbox, team.id)).toEqual([a]);
      await onTwo(bench, async (one, other) => {
        await new Engine(membership, other).create({ group: team.id, user: a });
        await new Engine(membership, one).create({ group: team.id, users: [b], exclusive: true });
      });
      expect(membersOf(bench.sandbox, team.id).sort()).toEqual([a, b].sort());
    }));

  it("do not count among the leavers whom the other one's resource stands for", () =>
    withService({}, async (bench) => {
      const engine = new Engine(user, bench.directory);
      const states = [await engine.create(ada), await engine.create({ userName: "bob@acme.io" })];
      await onTwo(
        bench,
        async (one, other) => {
          const first = new Engine(user, one);
          for (const state of states) await first.refresh(state);
          await new Engine(user, other).create(ada);
          for (const state of states) await first.delete(state);
        },
        { maxLeavers: 1 },
      );
      expect(bench.sandbox.dump().Users).toMatchObject([ada]);
    }));
});
