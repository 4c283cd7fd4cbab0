import { type JsonObject, type LeapsomeSwitches, type Sandbox } from "../../sandbox/index.js";
import { idOf, resourcesOf, withVendor, type Call } from "../contract/vendors/vendorSandbox.js";

const ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

function leapsome(
  switches: Partial<LeapsomeSwitches>,
  test: (call: Call, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  return withVendor("leapsome", { leapsome: { rateLimit: false, ...switches } }, test);
}

async function user(call: Call, name: string, extension?: JsonObject): Promise<string> {
  const userName = `${name}@acme.io`;
  const id = idOf((await call("POST", "/Users", { userName })).body);
  if (extension !== undefined) await call("PATCH", `/Users/${id}`, { userName, [ENT]: extension });
  return id;
}

async function group(call: Call, displayName: string): Promise<string> {
  const { status, body } = await call("POST", "/Groups", { displayName });
  expect(status).toBe(201);
  return idOf(body);
}

/** Who is in a group, found as a client must: in the users' groups. */
async function membersOf(call: Call, id: string): Promise<string[]> {
  const { body } = await call("GET", "/Users");
  const people = resourcesOf(body).filter(({ groups }) => JSON.stringify(groups).includes(id));
  return people.map(({ userName }) => (typeof userName === "string" ? userName.replace("@acme.io", "") : ""));
}

function ids(...values: string[]): JsonObject[] {
  return values.map((value) => ({ value }));
}

function strangers(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ value: `x${index}` }));
}

describe("groups", () => {
  it("are made without members and never show any", () =>
    leapsome({}, async (call, sandbox) => {
      const a = await user(call, "a");
      const sent = { displayName: "Board", externalId: "g::1", members: ids(a) };
      const { status, body } = await call("POST", "/Groups", sent);
      expect(status).toBe(201);
      const id = idOf(body);
      expect(body).toEqual({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        id,
        displayName: "Board",
        externalId: "g::1",
        members: [],
        meta: {
          created: expect.any(String) as string,
          lastModified: expect.any(String) as string,
          location: `${sandbox.url}/Groups/${id}`,
          version: expect.any(String) as string,
        },
      });
      expect(await membersOf(call, id)).toEqual([]);
      const patched = await call("PATCH", `/Groups/${id}`, { displayName: "Board", members: ids(a) });
      expect(patched.status).toBe(200);
      expect(patched.body["members"]).toEqual([]);
      expect(await membersOf(call, id)).toEqual(["a"]);
      expect((await call("GET", "/Groups/g::1")).body["id"]).toBe(id);
    }));

  it("grow by replaceMembers false and are replaced by true", () =>
    leapsome({}, async (call) => {
      const [a, b, c] = [await user(call, "a"), await user(call, "b"), await user(call, "c")];
      const id = await group(call, "Board");
      const patch = (more: JsonObject): Promise<unknown> =>
        call("PATCH", `/Groups/${id}`, { displayName: "Board", ...more });
      await patch({ members: ids(a) });
      await patch({ members: ids(a, b), replaceMembers: false });
      expect(await membersOf(call, id)).toEqual(["a", "b"]);
      await patch({ members: ids(c, a), replaceMembers: true });
      expect(await membersOf(call, id)).toEqual(["a", "c"]);
      await patch({});
      expect(await membersOf(call, id)).toEqual(["a", "c"]);
      await patch({ members: [], replaceMembers: true });
      expect(await membersOf(call, id)).toEqual([]);
    }));

  it.each<[string, JsonObject]>([
    ["no name", { members: [] }],
    ["an empty name", { displayName: "" }],
    ["a blank name", { displayName: " " }],
    ["a name that is no string", { displayName: 5 }],
    ["129 characters", { displayName: "x".repeat(129) }],
  ])("refuse %s", (_, body) =>
    leapsome({}, async (call) => {
      const id = await group(call, "Board");
      expect((await call("PATCH", `/Groups/${id}`, body)).status).toBe(400);
      expect((await call("POST", "/Groups", body)).status).toBe(400);
    }),
  );

  it.each<[string, Partial<LeapsomeSwitches>, JsonObject, number]>([
    ["128 characters", {}, { displayName: "x".repeat(128) }, 200],
    ["no name where none is needed", { groupPatchNeedsName: false }, { members: [] }, 200],
    ["100 members", { unknownMembers: "ignore" }, { displayName: "Board", members: strangers(100) }, 200],
    ["101 members", { unknownMembers: "ignore" }, { displayName: "Board", members: strangers(101) }, 400],
    ["a stranger", {}, { displayName: "Board", members: ids("nobody") }, 400],
    ["a stranger, ignored", { unknownMembers: "ignore" }, { displayName: "Board", members: ids("nobody") }, 200],
    ["members without value", {}, { displayName: "Board", members: ["x"] }, 400],
    ["replaceMembers as a string", {}, { displayName: "Board", replaceMembers: "true" }, 400],
    ["no members left", { emptyMembers: "refuse" }, { displayName: "Board", members: [], replaceMembers: true }, 400],
    ["a PatchOp", { unknownFields: "refuse" }, { displayName: "Board", Operations: [] }, 400],
  ])("PATCH with %s", (_, switches, body, status) =>
    leapsome(switches, async (call) => {
      const id = await group(call, "Board");
      expect((await call("PATCH", `/Groups/${id}`, body)).status).toBe(status);
    }),
  );

  it("have a name each", () =>
    leapsome({}, async (call) => {
      await group(call, "Board");
      const other = await group(call, "Sales");
      expect((await call("POST", "/Groups", { displayName: "board" })).status).toBe(409);
      expect((await call("PATCH", `/Groups/${other}`, { displayName: "Board" })).status).toBe(409);
    }));

  it.each([401, 404] as const)("that are not there answer GET with %d and PATCH with 401", (missingGroupStatus) =>
    leapsome({ missingGroupStatus }, async (call) => {
      expect((await call("GET", "/Groups/none")).status).toBe(missingGroupStatus);
      expect((await call("PATCH", "/Groups/none", { displayName: "x" })).status).toBe(401);
    }),
  );
});

describe("teams that follow from attributes", () => {
  it("are made by department, division and cost centre, and left with them", () =>
    leapsome({}, async (call) => {
      const id = await user(call, "a", { department: "R&D", division: "Core", costCenter: "C1" });
      const names = async (): Promise<unknown[]> =>
        resourcesOf((await call("GET", "/Groups")).body).map(({ displayName }) => displayName);
      expect(await names()).toEqual(["R&D", "Core", "C1"]);
      await call("PATCH", `/Users/${id}`, { userName: "a@acme.io", [ENT]: { department: "Sales", division: "" } });
      const { body } = await call("GET", `/Users/${id}`);
      expect(body[ENT]).toEqual({ department: "Sales", costCenter: "C1" });
      expect(body["groups"]).toHaveLength(2);
      expect(await names()).toEqual(["R&D", "Core", "C1", "Sales"]);
    }));

  it("match a group of that name, whose PATCH does not take such a member out", () =>
    leapsome({}, async (call) => {
      const id = await group(call, "R&D");
      await user(call, "a", { department: "R&D" });
      await call("PATCH", `/Groups/${id}`, { displayName: "R&D", members: [], replaceMembers: true });
      expect(await membersOf(call, id)).toEqual(["a"]);
      expect((await call("POST", "/Groups", { displayName: "R&D" })).status).toBe(409);
    }));

  it.each<[LeapsomeSwitches["teamsBy"], number]>([
    ["name", 1],
    ["nameAndAttribute", 2],
  ])("of one name in two attributes, by %s, are %d, and each person is in his own", (teamsBy, expected) =>
    leapsome({ teamsBy }, async (call) => {
      const a = await user(call, "a", { department: "QA", division: "QA" });
      const b = await user(call, "b", { division: "QA" });
      const filter = encodeURIComponent('displayName eq "QA"');
      const found = resourcesOf((await call("GET", `/Groups?filter=${filter}`)).body).map(idOf);
      expect(found).toHaveLength(expected);
      await call("PATCH", `/Users/${a}`, { userName: "a@acme.io", [ENT]: { department: "" } });
      for (const id of [a, b]) {
        const { body } = await call("GET", `/Users/${id}`);
        expect(body["groups"]).toEqual(ids(found[expected - 1] ?? ""));
        expect(body[ENT]).toEqual({ division: "QA" });
      }
    }),
  );

  it.each<[LeapsomeSwitches["renamedTeamReads"], string]>([
    ["newName", "Research"],
    ["oldName", "R&D"],
  ])("that are renamed show their people the %s", (renamedTeamReads, expected) =>
    leapsome({ renamedTeamReads }, async (call) => {
      const id = await user(call, "a", { department: "R&D" });
      const [team] = resourcesOf((await call("GET", "/Groups")).body);
      const teamId = idOf(team ?? {});
      await call("PATCH", `/Groups/${teamId}`, { displayName: "Research" });
      const { body } = await call("GET", `/Users/${id}`);
      expect(body[ENT]).toEqual({ department: expected });
      expect(body["groups"]).toEqual(ids(teamId));
    }),
  );
});
