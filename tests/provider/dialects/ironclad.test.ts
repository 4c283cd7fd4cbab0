import { ironclad } from "../../../provider/dialects/ironclad.js";
import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";
import { Engine, held, membersOf, rejection, type JsonObject, type State } from "../support/service.js";
import { counts, withVendor } from "./support/vendor.js";

const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const PASSWORD = "Correct-Horse-Battery-9";

function person(number: number, more: JsonObject = {}): JsonObject {
  return {
    userName: `person${number}@acme.io`,
    name: { givenName: `Given${number}`, familyName: `Family${number}` },
    title: "Counsel",
    department: "Legal",
    ...more,
  };
}

/** Everybody; the head of number n is number n / 8, and the first one is his own. */
function withHead(number: number, more: JsonObject = {}): JsonObject {
  const head = number === 0 ? 0 : Math.floor((number - 1) / 8);
  return person(number, { ironclad: { departmentHead: `person${head}@acme.io` }, ...more });
}

async function refreshed(engine: Engine, state: State): Promise<State> {
  const seen = await engine.refresh(state);
  if (seen === undefined) throw new Error(`${state.id} is gone`);
  return seen;
}

test("40 people with heads and their groups come, are silent afterwards, and go, with the fewest requests", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, sent, said }) => {
    const people = new Engine(user, directory);
    const groups = new Engine(group, directory);
    const members = new Engine(membership, directory);
    const states: State[] = [];
    for (let number = 0; number < 40; number++) states.push(await people.create(withHead(number)));
    const legal = await groups.create({ displayName: "Legal" });
    const board = await groups.create({ displayName: "Board" });
    const all = await members.create({ group: legal.id, users: states.map(({ id }) => id) });
    const one = await members.create({ group: board.id, user: states[0]?.id ?? "" });
    expect(counts(sent())).toEqual({ POST: 42, PATCH: 2 });
    expect(membersOf(sandbox, legal.id)).toHaveLength(40);
    expect(held(sandbox, states[9]?.id ?? "")).toMatchObject({ [IRONCLAD]: { departmentHead: "person1@acme.io" } });

    for (const engine of [people, groups, members]) engine.directory = restart();
    for (const state of states) expect(people.diff(await refreshed(people, state), state.inputs)).toBe("none");
    for (const state of [legal, board]) expect(groups.diff(await refreshed(groups, state), state.inputs)).toBe("none");
    for (const state of [all, one]) expect(members.diff(await refreshed(members, state), state.inputs)).toBe("none");
    const read = counts(sent());
    expect(Object.keys(read)).toEqual(["GET"]);
    expect(read["GET"]).toBeLessThanOrEqual(44);

    const end = restart();
    for (const engine of [people, groups, members]) engine.directory = end;
    await members.delete(one);
    await groups.delete(legal);
    await groups.delete(board);
    for (const state of states) await people.delete(state);
    expect(counts(sent())).toEqual({ GET: 1, PATCH: 1, DELETE: 42 });
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    expect(said.filter((line) => line.includes("removes people from the company for good"))).toHaveLength(1);
  }));

test("a hand edit is found and healed, a head moved and cleared, a userName changed", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const grace = await engine.create(person(1));
    await engine.create(person(2));
    const inputs = person(3, { ironclad: { departmentHead: "person1@acme.io" } });
    let ada = await engine.create(inputs);
    sandbox.edit("Users", ada.id, (resource) => {
      resource["title"] = "Queen";
    });
    engine.directory = restart();
    const seen = await refreshed(engine, ada);
    expect(seen.inputs).toMatchObject({ title: "Queen" });
    sent();
    const only = [`PATCH /Users/${ada.id}`];
    ada = await engine.up(seen, inputs);
    expect(sent()).toEqual(only);
    const moved = { ...inputs, ironclad: { departmentHead: "person2@acme.io" } };
    ada = await engine.up(ada, moved);
    expect(sent()).toEqual(only);
    expect(held(sandbox, ada.id)).toMatchObject({ [IRONCLAD]: { departmentHead: "person2@acme.io" } });
    const cleared = { ...inputs, ironclad: { departmentHead: null } };
    ada = await engine.up(ada, cleared);
    expect(sent()).toEqual(only);
    expect(held(sandbox, ada.id)[IRONCLAD]).not.toHaveProperty("departmentHead");
    const renamed = { ...cleared, userName: "ada@acme.io" };
    ada = await engine.up(ada, renamed);
    expect(sent()).toEqual(only);
    expect(engine.diff(await refreshed(engine, ada), renamed)).toBe("none");
    expect(grace.outs["ironclad"]).toMatchObject({ provider: "saml" });
  }));

test("renaming a head updates the reports by their inputs, and a head in another letter case is the same one", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const head = await engine.create(withHead(0));
    const report = await engine.create(withHead(1));
    sent();
    await engine.up(head, withHead(0, { userName: "head@acme.io", ironclad: { departmentHead: "head@acme.io" } }));
    const now = withHead(1, { ironclad: { departmentHead: "head@acme.io" } });
    const after = await engine.up(report, now);
    expect(counts(sent())).toEqual({ PATCH: 2 });
    for (const { id } of [head, report])
      expect(held(sandbox, id)).toMatchObject({ [IRONCLAD]: { departmentHead: "head@acme.io" } });
    sandbox.edit("Users", report.id, (resource) => {
      resource[IRONCLAD] = { departmentHead: "HEAD@acme.io" };
    });
    expect(engine.diff(await refreshed(engine, after), now)).toBe("none");
  }));

test("what is no text goes by PUT, which brings everything that Ironclad takes and nothing else", () =>
  withVendor("ironclad", { ironclad: { unknownFields: "refuse" } }, async ({ sandbox, directory, sent }) => {
    const engine = new Engine(user, directory);
    const inputs = withHead(0, { password: PASSWORD, ironclad: { allowProviderConversion: true } });
    let ada = await engine.create(inputs);
    sent();
    ada = await engine.up(ada, { ...inputs, title: "Partner", ironclad: { allowProviderConversion: false } });
    expect(sent()).toEqual([`GET /Users/${ada.id}`, `PUT /Users/${ada.id}`]);
    expect(held(sandbox, ada.id)).toMatchObject({
      title: "Partner",
      [ENTERPRISE_USER]: { department: "Legal" },
      [IRONCLAD]: { allowProviderConversion: false },
    });
    expect(sandbox.passwordOf(ada.id)).toBe(PASSWORD);
    await engine.up(ada, {
      ...inputs,
      title: "Partner",
      password: `${PASSWORD}!`,
      ironclad: { allowProviderConversion: false },
    });
    expect(sandbox.passwordOf(ada.id)).toBe(`${PASSWORD}!`);
  }));

test("PATCH is used while its rate lasts, then PUT; no answer is 429", () =>
  withVendor(
    "ironclad",
    { ironclad: { changesLimit: 3, rateWindowMs: 60_000 } },
    async ({ sandbox, restart, sent }) => {
      const [changes, ...others] = ironclad.rates;
      if (changes === undefined) throw new Error("Ironclad has rates");
      const rates = [{ ...changes, requests: 3 }, ...others];
      const engine = new Engine(user, restart({ dialect: { ...ironclad, rates } }));
      const states = await Promise.all([0, 1, 2, 3, 4].map((number) => engine.create(person(number))));
      sent();
      for (const [number, state] of states.entries()) await engine.up(state, person(number, { title: "Partner" }));
      expect(sent().map((line) => line.split(" ")[0])).toEqual(["PATCH", "PATCH", "PATCH", "GET", "PUT", "GET", "PUT"]);
      expect(sandbox.requests().filter(({ status }) => status === 429)).toEqual([]);
      expect(sandbox.dump().Users.map(({ title }) => title)).toEqual(states.map(() => "Partner"));
    },
  ));

test("where an earlier run has spent the rate of PATCH, one is refused and all go by PUT, without a wait", () =>
  withVendor(
    "ironclad",
    { ironclad: { changesLimit: 3, rateWindowMs: 600_000 } },
    async ({ sandbox, directory, restart, sent }) => {
      const engine = new Engine(user, directory);
      const states = await Promise.all([0, 1, 2, 3].map((number) => engine.create(person(number))));
      const change = async (title: string, numbers: number[]) => {
        engine.directory = restart({ dialect: ironclad });
        sent();
        for (const number of numbers) {
          const state = states[number];
          if (state) states[number] = await engine.up(state, person(number, { title }));
        }
        return sent().map((line) => line.split(" ")[0] ?? "");
      };
      expect(await change("Partner", [0, 1, 2])).toEqual(["PATCH", "PATCH", "PATCH"]);
      const seen = await change("Judge", [0, 1, 2, 3]);
      expect(seen.slice(0, 3)).toEqual(["PATCH", "GET", "PUT"]);
      expect(counts(seen)).toMatchObject({ GET: 4, PUT: 4 });
      expect(sandbox.dump().Users.map(({ title }) => title)).toEqual(states.map(() => "Judge"));
    },
  ));

test("a leaver is removed and comes back as a new person; one who is there already is adopted by userName and name", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, sent, said }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(person(1));
    engine.directory = restart();
    await engine.delete(ada);
    expect(await engine.refresh(ada)).toBeUndefined();
    engine.directory = restart();
    const back = await engine.create(person(1));
    expect(back.id).not.toBe(ada.id);
    sent();
    engine.directory = restart();
    const adopted = await engine.create(person(1, { title: "Partner" }));
    expect(adopted.id).toBe(back.id);
    expect(counts(sent())).toEqual({ POST: 1, GET: 2, PATCH: 1 });
    expect(said.join()).toContain("adopted user person1@acme.io");
    expect(held(sandbox, back.id)).toMatchObject({ title: "Partner" });
    engine.directory = restart();
    const stranger = person(1, { name: { givenName: "Some", familyName: "Body" } });
    expect((await rejection(engine.create(stranger))).message).toContain('set adopt: "userName"');
  }));

test.each([200, 204] as const)(
  "a group is renamed by a PUT that keeps its members, also while others come and go (PATCH answers %d)",
  (groupPatchStatus) =>
    withVendor("ironclad", { ironclad: { groupPatchStatus } }, async ({ sandbox, directory, restart, sent }) => {
      const people = new Engine(user, directory);
      const groups = new Engine(group, directory);
      const members = new Engine(membership, directory);
      const [ada, bob, eve] = await Promise.all([1, 2, 3].map((number) => people.create(person(number))));
      if (!ada || !bob || !eve) throw new Error("nobody was created");
      let legal = await groups.create({ displayName: "Legal" });
      const set = await members.create({ group: legal.id, users: [ada.id, bob.id] });
      groups.directory = members.directory = restart();
      sent();
      const [renamed] = await Promise.all([
        groups.up(legal, { displayName: "Legal Ops" }),
        members.up(set, { group: legal.id, users: [bob.id, eve.id] }),
      ]);
      legal = renamed;
      expect(held(sandbox, legal.id)).toMatchObject({ displayName: "Legal Ops" });
      expect(membersOf(sandbox, legal.id).sort()).toEqual([bob.id, eve.id].sort());
      const lines = sent();
      expect(lines.filter((line) => line.startsWith("PUT"))).toEqual([`PUT /Groups/${legal.id}`]);
      expect(groups.diff(legal, { displayName: "Legal Ops" })).toBe("none");
      await groups.up(legal, { displayName: "Legal" });
      expect(sent()).toEqual([`GET /Groups/${legal.id}`, `PUT /Groups/${legal.id}`]);
      expect(membersOf(sandbox, legal.id).sort()).toEqual([bob.id, eve.id].sort());
    }),
);

test("the person in whose name requests are made is neither renamed nor ended", () =>
  withVendor("ironclad", { ironclad: { actor: "optional" } }, async ({ directory, restart, sandbox }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(person(1));
    for (const headers of [{ "x-as-user-email": "Person1@acme.io" }, { "X-As-User-Id": ada.id }]) {
      engine.directory = restart({ headers });
      expect(() => engine.diff(ada, person(1, { userName: "other@acme.io" }))).toThrow(
        /^Could not rename user person1@acme.io: requests are made in this person's name/,
      );
      engine.directory = restart({ headers });
      expect((await rejection(engine.delete(ada))).message).toMatch(/^Could not end user person1@acme.io/);
      await engine.delete({ ...ada, outs: { ...ada.outs, onDelete: "retain" } });
    }
    expect(sandbox.dump().Users).toHaveLength(1);
    engine.directory = restart({ headers: { "x-as-user-email": "person1@acme.io" } });
    expect((await engine.up(ada, person(1, { title: "Partner" }))).outs["title"]).toBe("Partner");
  }));

test("a manager goes along when the program says so, and fails the step where the service does not keep it", () =>
  withVendor("ironclad", { ironclad: { advertised: "take" } }, async ({ sandbox, directory, watch }) => {
    const engine = new Engine(user, directory);
    const head = await engine.create(person(1));
    const inputs = person(2, { manager: head.id, ironclad: { sendManager: true } });
    const ada = await engine.create(inputs);
    expect(held(sandbox, ada.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: head.id } } });
    const more = { ...inputs, ironclad: { sendManager: true, allowProviderConversion: true } };
    await engine.up(ada, more);
    expect(held(sandbox, ada.id)).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: head.id } } });
    expect(watch.violations().every((line) => line.includes("manager"))).toBe(true);
    watch.clear();
    await directory.reads.byId("/Users", head.id, { fresh: true });
  }));
