import { group } from "../../../provider/resources/group.js";
import { membership } from "../../../provider/resources/membership.js";
import { user } from "../../../provider/resources/user.js";
import { ENTERPRISE_USER, USER } from "../../../provider/scim/urns.js";
import { type Exchange } from "../../../sandbox/index.js";
import { Engine, held, membersOf, planted, rejection, type JsonObject } from "../support/service.js";
import { counts, withVendor } from "./support/vendor.js";

const IRONCLAD = "urn:ietf:params:scim:schemas:extension:ironclad:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const PASSWORD = "Correct-Horse-Battery-9";
const ADA: JsonObject = { userName: "ada@acme.io", name: { givenName: "Ada", familyName: "Lovelace" } };

const bodies = (exchanges: Exchange[]): unknown[] => exchanges.map(({ requestBody }) => requestBody);

test("POST and PUT bring what the one body of both names, with schemas and name, and nothing else", () =>
  withVendor("ironclad", { ironclad: { unknownFields: "refuse" } }, async ({ directory, said, wire }) => {
    const engine = new Engine(user, directory);
    const inputs = {
      ...ADA,
      title: "Counsel",
      department: "Legal",
      ironclad: { departmentHead: "ada@acme.io", allowProviderConversion: true },
      externalId: "E-1",
      displayName: "Ada L.",
      emails: [{ value: "ada@home.example" }],
      manager: "somebody",
      employeeNumber: "42",
      leapsome: { level: "3" },
      absorb: { gender: 1 },
      unsupported: "ignore",
    };
    const ada = await engine.create(inputs);
    const body = {
      schemas: [USER, ENTERPRISE_USER, IRONCLAD],
      ...ADA,
      active: true,
      title: "Counsel",
      [ENTERPRISE_USER]: { department: "Legal" },
      [IRONCLAD]: { departmentHead: "ada@acme.io", allowProviderConversion: true },
    };
    expect(bodies(wire("POST"))).toEqual([body]);
    expect(said.join()).toMatch(/left out, since Ironclad does not keep them: externalId, .*emails, .*manager/);
    const changed = engine.check({ ...inputs, ironclad: { ...inputs.ironclad, allowProviderConversion: false } });
    await engine.up(ada, changed);
    const [put] = bodies(wire("PUT")) as [JsonObject];
    expect(put).toEqual({
      ...body,
      schemas: expect.arrayContaining(body.schemas) as unknown,
      [IRONCLAD]: { departmentHead: "ada@acme.io", allowProviderConversion: false },
    });
    expect(put["schemas"]).toHaveLength(3);
  }));

test("a PATCH names its path and brings texts, a removal no value", () =>
  withVendor("ironclad", {}, async ({ directory, wire }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create({ ...ADA, title: "Counsel", department: "Legal" });
    wire();
    await engine.up(ada, {
      userName: "lovelace@acme.io",
      name: { givenName: "Augusta", familyName: "Lovelace" },
      title: null,
      department: "Board",
      ironclad: { departmentHead: "lovelace@acme.io" },
      password: PASSWORD,
    });
    const [body] = bodies(wire("PATCH")) as [{ schemas: string[]; Operations: JsonObject[] }];
    expect(body.schemas).toEqual([PATCH_OP]);
    expect(Object.fromEntries(body.Operations.map(({ path, op, value }) => [path, [op, value]]))).toEqual({
      userName: ["replace", "lovelace@acme.io"],
      "name.givenName": ["replace", "Augusta"],
      title: ["remove", undefined],
      [`${ENTERPRISE_USER}:department`]: ["replace", "Board"],
      [`${IRONCLAD}:departmentHead`]: ["replace", "lovelace@acme.io"],
      password: ["replace", expect.any(String)],
    });
  }));

test("what Ironclad adds or derives is shown and is no drift; a name may have one part", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, sent }) => {
    const engine = new Engine(user, directory);
    const inputs = { userName: "Ada.McLovelace@acme.io", name: { familyName: "McLovelace" }, active: true };
    let ada = await engine.create(inputs);
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(ada.inputs).toEqual(inputs);
    expect(ada.outs).toMatchObject({
      emails: [{ value: "Ada.McLovelace@acme.io", type: "work", primary: true }],
      ironclad: { provider: "saml" },
    });
    expect(engine.diff(ada, inputs)).toBe("none");
    sandbox.edit("Users", ada.id, (resource) => {
      Object.assign(resource, { userName: "ada.mclovelace@acme.io", emails: [{ value: "x@y.io", type: "home" }] });
    });
    engine.directory = restart();
    ada = (await engine.refresh(ada)) ?? ada;
    expect(engine.diff(ada, inputs)).toBe("none");
    sent();
    await engine.up(ada, { ...inputs, userName: "ada.mclovelace@acme.io" });
    expect(sent()).toEqual([`PATCH /Users/${ada.id}`]);
  }));

test("somebody who was made inactive by hand is gone, and comes back as a new person", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, said }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    sandbox.edit("Users", ada.id, (resource) => {
      resource["active"] = false;
    });
    engine.directory = restart();
    expect(await engine.refresh(ada)).toBeUndefined();
    expect((await rejection(engine.up(ada, { ...ADA, title: "CTO" }))).message).toMatch(/404|no longer has/);
    engine.directory = restart();
    await engine.delete(ada);
    engine.directory = restart();
    expect((await engine.create(ADA)).id).not.toBe(ada.id);
    expect(said.join()).not.toMatch(/deactivated|reactivated/);
  }));

test("an end is a DELETE that is said to be for good; who is retained stays", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart, sent, said }) => {
    const engine = new Engine(user, directory);
    const ada = await engine.create(ADA);
    const bob = await engine.create({ ...ADA, userName: "bob@acme.io", onDelete: "retain" });
    engine.directory = restart();
    sent();
    await engine.delete(ada);
    await engine.delete(bob);
    expect(sent()).toEqual([`DELETE /Users/${ada.id}`]);
    expect(sandbox.dump().Users.map(({ id }) => id)).toEqual([bob.id]);
    expect(said.filter((line) => /removes people from the company for good/.test(line))).toHaveLength(1);
    expect(said.join()).not.toMatch(/deactivat/);
  }));

describe("somebody who is there already", () => {
  test.each<[string, JsonObject, JsonObject, RegExp | undefined]>([
    ["is adopted with an equal name", {}, {}, undefined],
    ["is adopted with another name by adopt", { name: { familyName: "Byron" } }, { adopt: "userName" }, undefined],
    ["is adopted in another letter case", {}, { userName: "ADA@acme.io" }, undefined],
    ["is not adopted with another name", { name: { familyName: "Byron" } }, {}, /set adopt: "userName"/],
    ["is not adopted where adopt is never", {}, { adopt: "never" }, /userName is taken by/],
  ])("%s, and is given no password", (_, theirs, mine, message) =>
    withVendor("ironclad", {}, async ({ sandbox, directory }) => {
      const there = planted(sandbox, "Users", { ...ADA, ...theirs, title: "Intern" });
      const engine = new Engine(user, directory);
      const creating = engine.create({ ...ADA, title: "Counsel", password: PASSWORD, ...mine });
      if (message) {
        expect((await rejection(creating)).message).toMatch(message);
        expect(held(sandbox, there)).toMatchObject({ title: "Intern" });
      } else {
        expect((await creating).id).toBe(there);
        expect(held(sandbox, there)).toMatchObject({ title: "Counsel", name: ADA["name"] });
      }
      expect(sandbox.dump().Users).toHaveLength(1);
      expect(sandbox.passwordOf(there)).toBeUndefined();
    }),
  );

  test.each([true, false])("as a group is adopted by displayName (filters: %j)", (filter) =>
    withVendor("ironclad", { filter }, async ({ sandbox, directory, wire }) => {
      const there = planted(sandbox, "Groups", { displayName: "Legal" });
      expect((await new Engine(group, directory).create({ displayName: "Legal" })).id).toBe(there);
      const lists = wire("GET").filter(({ path }) => path.endsWith("/Groups"));
      const filters = lists.map(({ query }) => query.get("filter"));
      expect(filters).toEqual(['displayName eq "Legal"', ...(filter ? [] : [null])]);
    }),
  );
});

describe("pages", () => {
  test.each([
    ["of 1000 as we ask", {}, 1],
    ["that are shorter than we ask", { maxPageSize: 25 }, 3],
  ])("%s are read to the end", (_, options, pages) =>
    withVendor("ironclad", { ...options, filter: false }, async ({ sandbox, directory, wire, sent }) => {
      for (let number = 0; number < 61; number++) planted(sandbox, "Users", { ...ADA, userName: `p${number}@acme.io` });
      const found = await directory.reads.find("/Users", "userName", "p60@acme.io");
      expect(found).toHaveLength(1);
      const lists = wire("GET");
      const [refused, ...read] = lists;
      expect(refused?.response).toMatchObject({ status: 400, body: { schema: expect.anything() as unknown } });
      expect([...new Set(read.map(({ query }) => query.get("count")))]).toEqual(["1000"]);
      expect(sent().filter((line) => !line.includes("filter"))).toHaveLength(pages + 1);
    }),
  );
});

test("a filter holds any userName, and is believed when it finds nobody", () =>
  withVendor("ironclad", { ironclad: { checkUserName: false } }, async ({ sandbox, directory, wire }) => {
    const name = 'o"brien\\x@acme.io';
    const id = planted(sandbox, "Users", { ...ADA, userName: name });
    planted(sandbox, "Users", ADA);
    const [hit] = await directory.reads.find("/Users", "userName", name.toUpperCase());
    expect(hit?.["id"]).toBe(id);
    expect(await directory.reads.find("/Users", "userName", "nobody@acme.io")).toEqual([]);
    expect(wire("GET").map(({ query }) => query.get("filter"))).toEqual([
      `userName eq ${JSON.stringify(name.toUpperCase())}`,
      'userName eq "nobody@acme.io"',
    ]);
  }));

const ids = [
  ["6140868326541a4da586db0d", "5f1e0c7a9b3d4e2f8a6c1b0d"],
  ["00000000-0000-4000-8000-000000000000", "FFFFFFFF-0000-4000-8000-00000000000F"],
  ["1", "2"],
  ["Ada.L~x:y_z-1", "ünï cödé 50%"],
  ["a+b&c=d?e#f", "%2F"],
  ["x/y", "g/z"],
] as const;

test.each(ids)("ids have no fixed form: %s, %s", (...given) =>
  withVendor("ironclad", { newId: freshIds(...given) }, async ({ sandbox, directory, restart, sent }) => {
    const people = new Engine(user, directory);
    const groups = new Engine(group, directory);
    const members = new Engine(membership, directory);
    const ada = await people.create(ADA);
    const legal = await groups.create({ displayName: "Legal" });
    expect([ada.id, legal.id]).toEqual(given);
    const one = await members.create({ group: legal.id, user: ada.id });
    expect(membersOf(sandbox, legal.id)).toEqual([ada.id]);
    for (const engine of [people, groups, members]) engine.directory = restart();
    expect(members.diff((await members.refresh(one)) ?? one, one.inputs)).toBe("none");
    await people.up((await people.refresh(ada)) ?? ada, { ...ADA, title: "CTO" });
    await groups.up((await groups.refresh(legal)) ?? legal, { displayName: "Law" });
    expect(held(sandbox, ada.id)).toMatchObject({ title: "CTO" });
    expect(held(sandbox, legal.id)).toMatchObject({ displayName: "Law" });
    const end = restart();
    for (const engine of [people, groups, members]) engine.directory = end;
    await members.delete(one);
    expect(membersOf(sandbox, legal.id)).toEqual([]);
    await groups.delete(legal);
    await people.delete(ada);
    expect(sandbox.dump()).toEqual({ Users: [], Groups: [] });
    sent();
  }),
);

function freshIds(...ids: string[]): () => string {
  const left = [...ids];
  return () => left.shift() ?? "no more";
}

test("a new group's id is that of its body, wherever its location leads", () =>
  withVendor("ironclad", { newId: freshIds("g-1") }, async ({ sandbox, directory }) => {
    const meta = { resourceType: "Group", location: "https://na1.ironcladapp.com/scim/v2/Groups/other" };
    const body = { schemas: [GROUP], id: "g-1", displayName: "Legal", members: [], meta };
    sandbox.fault({ match: { method: "POST" }, times: 1, action: { status: 201, body, effect: true } });
    const engine = new Engine(group, directory);
    const legal = await engine.create({ displayName: "Legal" });
    expect(legal.id).toBe("g-1");
    expect(await engine.refresh(legal)).toMatchObject({ id: "g-1" });
  }));

test.each([200, 204] as const)(
  "members come and go by lists of values, at most a hundred in one PATCH (%d)",
  (groupPatchStatus) =>
    withVendor("ironclad", { ironclad: { groupPatchStatus } }, async ({ sandbox, directory, restart, wire, sent }) => {
      const everybody: string[] = [];
      for (let number = 0; number < 130; number++)
        everybody.push(planted(sandbox, "Users", { ...ADA, userName: `p${number}@acme.io` }));
      const legal = await new Engine(group, directory).create({ displayName: "Legal" });
      const engine = new Engine(membership, directory);
      let set = await engine.create({ group: legal.id, users: everybody });
      expect(membersOf(sandbox, legal.id)).toHaveLength(130);
      const added = wire("PATCH").map(({ requestBody }) => requestBody) as {
        schemas: string[];
        Operations: JsonObject[];
      }[];
      expect(
        added.map(({ Operations }) => Operations.map(({ op, path, value }) => [op, path, (value as []).length])),
      ).toEqual([[["add", "members", 100]], [["add", "members", 30]]]);
      expect(added[0]?.Operations[0]?.["value"]).toContainEqual({ value: everybody[0] });
      engine.directory = restart();
      set = (await engine.refresh(set)) ?? set;
      wire();
      sent();
      const [first = "", second = "", ...rest] = everybody;
      await engine.up(set, { group: legal.id, users: rest });
      expect(bodies(wire("PATCH"))).toEqual([
        {
          schemas: [PATCH_OP],
          Operations: [{ op: "remove", path: "members", value: [{ value: first }, { value: second }] }],
        },
      ]);
      expect(counts(sent())).toMatchObject({ PATCH: 1 });
      expect(membersOf(sandbox, legal.id)).toHaveLength(128);
    }),
);

test("a group that is gone is gone; its end and its members' end are no error", () =>
  withVendor("ironclad", {}, async ({ sandbox, directory, restart }) => {
    const ada = planted(sandbox, "Users", ADA);
    const groups = new Engine(group, directory);
    const members = new Engine(membership, directory);
    const legal = await groups.create({ displayName: "Legal" });
    const set = await members.create({ group: legal.id, users: [ada] });
    sandbox.remove("Groups", legal.id);
    const next = restart();
    groups.directory = members.directory = next;
    expect(await groups.refresh(legal)).toBeUndefined();
    expect(await members.refresh(set)).toBeUndefined();
    groups.directory = members.directory = restart();
    await members.delete(set);
    await groups.delete(legal);
  }));
