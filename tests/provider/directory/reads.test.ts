import { user } from "../../../provider/resources/user.js";
import { Engine, type JsonObject, withService } from "../support/service.js";

const person = (n: number, over: JsonObject = {}): JsonObject => ({
  userName: `p${n}@acme.io`,
  name: { givenName: "P", familyName: `N${n}` },
  ...over,
});

const listed = (lines: readonly string[]) => lines.map((line) => line.replace(/\/Users\/.+$/, "/Users/…"));

describe("somebody whom a list of this run has shown", () => {
  const scenario = async (adopt: JsonObject, check: (lines: string[], people: number) => void) =>
    withService({}, async ({ sandbox, directory, restart, sent }) => {
      const engine = new Engine(user, directory);
      const known = [await engine.create(person(1)), await engine.create(person(2))];
      sandbox.create("Users", { ...person(3), userName: "old@acme.io", externalId: "E-3", active: true });
      engine.directory = restart();
      await Promise.all(known.map((state) => engine.refresh(state)));
      sent();
      await engine.create(person(3, { externalId: "E-3", ...adopt }));
      check(listed(sent()), sandbox.dump().Users.length);
    });

  it("is adopted by the externalId without a POST, which the service would have answered with a second person", () =>
    scenario({}, (lines, people) => {
      expect(lines).not.toContain("POST /Users");
      expect(lines).toContain("PATCH /Users/…");
      expect(people).toBe(3);
    }));

  it("is left alone where the program wants nobody taken over", () =>
    scenario({ adopt: "never" }, (lines, people) => {
      expect(lines).toEqual(["POST /Users"]);
      expect(people).toBe(4);
    }));
});

it("many look-ups at a service without filters share one walk", () =>
  withService({ filter: false, defaultPageSize: 10, maxPageSize: 10 }, async ({ sandbox, directory, sent }) => {
    for (let n = 0; n < 35; n += 1) sandbox.create("Users", { ...person(n), active: true });
    const ids = Array.from({ length: 20 }, (_, n) => `lookup:userName=p${n}%40acme.io`);
    const found = await Promise.all(ids.map((id) => user.read(directory, id, {})));
    expect(found.map(({ props }) => props?.["userName"])).toEqual(ids.map((_, n) => `p${n}@acme.io`));
    const walked = sandbox.requests().filter(({ query }) => query["filter"] === undefined);
    expect(walked).toHaveLength(4);
    expect(sent().length).toBeLessThanOrEqual(24);
  }));

it("a filter that was refused three times is not sent again, one that was answered once always is", () =>
  withService({}, async ({ sandbox, directory }) => {
    sandbox.create("Users", { ...person(1), active: true, externalId: "k1" });
    const filters = () => sandbox.requests().filter(({ query }) => query["filter"] !== undefined).length;
    await directory.reads.find("/Users", "externalId", "k1");
    sandbox.fault({ match: { path: "filter=" }, action: { status: 501 } });
    for (const [attribute, value] of [
      ["userName", "p1@acme.io"],
      ["externalId", "k1"],
    ] as const)
      for (let n = 0; n < 5; n += 1) expect(await directory.reads.find("/Users", attribute, value)).toHaveLength(1);
    expect(filters()).toBe(1 + 3 + 5);
  }));

it("what was read is read again once it was written", () =>
  withService({}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const [ada, bob] = [await engine.create(person(1, { title: "A" })), await engine.create(person(2))];
    engine.directory = restart();
    const [seen] = await Promise.all([engine.refresh(ada), engine.refresh(bob)]);
    const changed = await engine.up(seen ?? ada, person(1, { title: "B" }));
    sandbox.edit("Users", ada.id, (resource) => (resource["title"] = "C"));
    sent();
    expect((await engine.refresh(changed))?.inputs["title"]).toBe("C");
    expect(listed(sent())).toEqual(["GET /Users/…"]);
  }));
