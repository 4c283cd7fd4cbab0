import { type JsonObject } from "../../sandbox/index.js";
import { ENT, USER, group, pluck, user, withSandbox, type Call } from "./client.js";

const SHOES = "urn:x:shoes:1.0:User";

const PEOPLE: JsonObject[] = [
  user("Ada", {
    id: "Ada-1",
    active: true,
    externalId: "E1",
    name: { familyName: "King" },
    emails: [
      { value: "ada@acme.io", type: "work", primary: true },
      { value: "ada@home.org", type: "home" },
    ],
    [ENT]: { department: "Research", manager: { value: "Bob-2" } },
    [SHOES]: { size: 38, brand: "Fast", laces: ["red", "blue"] },
    meta: { created: "2024-01-01T00:00:00Z", lastModified: "2024-03-01T00:00:00.000Z" },
  }),
  user("Bob", {
    id: "Bob-2",
    active: false,
    title: 'The "boss"',
    displayName: "Bob B",
    emails: [{ value: "bob@acme.io", type: "home" }],
    [SHOES]: { size: 44 },
    meta: { created: "2023-01-01T00:00:00Z" },
  }),
  user("carol", { id: "Carol-3", externalId: "e1", meta: { created: "2022-01-01T00:00:00Z" } }),
];
const GROUPS: JsonObject[] = [
  group("Board", ["Ada-1"], { id: "G1" }),
  group("Everybody", ["G1", "carol-3"], { id: "G2" }),
];

async function find(call: Call, filter: string, path = "/Users"): Promise<unknown> {
  const { status, body } = await call("GET", `${path}?filter=${encodeURIComponent(filter)}`);
  if (status !== 200) return body["scimType"];
  return pluck(body["Resources"], "userName", "displayName");
}

const seeded = { seed: { Users: PEOPLE, Groups: GROUPS }, strictReferences: { members: false } };

describe("a filter finds", () => {
  it.each<[string, string]>([
    ['userName eq "ada"', "Ada"],
    ['USERNAME EQ "ADA"', "Ada"],
    [`${USER}:userName eq "ada"`, "Ada"],
    ['userName ne "ada"', "Bob carol"],
    ['title ne "x"', "Ada Bob carol"],
    ['userName co "o"', "Bob carol"],
    ['userName sw "CA"', "carol"],
    ['userName ew "B"', "Bob"],
    ["title pr", "Bob"],
    ["name pr", "Ada"],
    ["emails pr", "Ada Bob"],
    ["not (emails pr)", "carol"],
    ["title eq null", "Ada carol"],
    ["title ne null", "Bob"],
    [String.raw`title eq "The \"boss\""`, "Bob"],
    ["active eq true", "Ada"],
    ["active ne true", "Bob carol"],
    ['externalId eq "E1"', "Ada"],
    ['externalId eq "e1"', "carol"],
    ['id eq "Ada-1"', "Ada"],
    ['id eq "ada-1"', ""],
    ['name.familyName eq "KING"', "Ada"],
    ['emails eq "bob@acme.io"', "Bob"],
    ['emails.value co "acme"', "Ada Bob"],
    ['emails co "acme"', "Ada Bob"],
    ['emails[type eq "work"]', "Ada"],
    ['emails[type eq "home" and value co "@acme.io"]', "Bob"],
    ['emails[not (type eq "home") or value ew "org"]', "Ada"],
    ['emails.type eq "home" and emails.value co "@acme.io"', "Ada Bob"],
    ["emails.primary eq true", "Ada"],
    ['meta.created gt "2022-06-01T00:00:00+02:00"', "Ada Bob"],
    ['meta.created ge "2023-01-01T01:00:00+01:00"', "Ada Bob"],
    ['meta.created lt "2023-01-01T00:00:00.000Z"', "carol"],
    ['meta.created le "2023-01-01T00:00:00Z"', "Bob carol"],
    ['meta.lastModified eq "2024-03-01T00:00:00Z"', "Ada"],
    ['meta.created sw "2024"', "Ada"],
    ['meta.resourceType eq "User"', "Ada Bob carol"],
    [`${ENT}:department eq "research"`, "Ada"],
    [`${ENT}:manager.value eq "Bob-2"`, "Ada"],
    [`${ENT}:manager eq "Bob-2"`, "Ada"],
    [`${ENT}:manager.displayName eq "bob b"`, "Ada"],
    [`schemas eq "${SHOES}"`, "Ada Bob"],
    [`${SHOES}:size gt 40`, "Bob"],
    [`${SHOES}:size le 38.0`, "Ada"],
    [`${SHOES}:brand eq "fast"`, "Ada"],
    [`${SHOES}:laces eq "blue"`, "Ada"],
    [`${SHOES}:laces[value eq "blue"]`, "Ada"],
    [`${SHOES}:colour pr`, ""],
    ['groups.value eq "G1"', "Ada"],
    ['groups[type eq "indirect"]', "Ada"],
    ['groups.display eq "everybody"', "Ada"],
    ['userName eq "ada" or userName eq "bob" and active eq true', "Ada"],
    ['(userName eq "ada" or userName eq "bob") and active eq false', "Bob"],
    ['NOT (userName eq "ada") AND (title pr OR externalId pr)', "Bob carol"],
    ['  userName   eq "ada"  ', "Ada"],
    ['userName gt "b"', "Bob carol"],
  ])("%s", (filter, expected) =>
    withSandbox(seeded, async (call) => {
      expect(await find(call, filter)).toBe(expected);
    }),
  );

  it.each<[string, string]>([
    ['displayName eq "BOARD"', "Board"],
    ['members.value eq "Ada-1"', "Board"],
    ['members[value eq "G1" and type eq "Group"]', "Everybody"],
    ['members eq "Ada-1"', "Board"],
  ])("groups: %s", (filter, expected) =>
    withSandbox(seeded, async (call) => {
      expect(await find(call, filter, "/Groups")).toBe(expected);
    }),
  );

  it("users and groups together at the base URL, where an attribute of one kind is unassigned in the other", () =>
    withSandbox(seeded, async (call) => {
      expect(await find(call, 'displayName co "bo"', "/")).toBe("Bob Board Everybody");
      expect(await find(call, 'userName eq "ada" or members pr', "/")).toBe("Ada Board Everybody");
      expect(await find(call, 'meta.resourceType eq "Group"', "/")).toBe("Board Everybody");
    }));

  it("nothing by an index when the value has changed", () =>
    withSandbox(seeded, async (call, sandbox) => {
      sandbox.edit("Users", "Ada-1", (ada) => (ada["userName"] = "augusta"));
      expect(await find(call, 'userName eq "ada"')).toBe("");
      expect(await find(call, 'userName eq "augusta"')).toBe("augusta");
      sandbox.remove("Users", "Ada-1");
      expect(await find(call, 'userName eq "augusta"')).toBe("");
    }));
});

describe("a filter is refused", () => {
  it.each([
    "",
    "userName",
    "userName eq",
    "userName eq ada",
    "userName eq 'ada'",
    'userName eq "ada',
    'userName == "ada"',
    'userName eq "ada" and',
    'userName eq "ada" title pr',
    '(userName eq "ada"',
    'userName eq "ada")',
    'not userName eq "ada"',
    'emails[type eq "work"',
    'emails[type eq "work"].value eq "x"',
    'emails[emails[type eq "x"]]',
    "shoeSize eq 7",
    'name.nick eq "x"',
    'name eq "x"',
    'active eq "true"',
    "active gt true",
    "userName eq 7",
    "userName gt null",
    'meta.created gt "yesterday"',
    "userName eq 07x",
    "x509Certificates.value gt 1",
    `${ENT}:shoes pr`,
    "password pr",
    `${USER}:password eq "x"`,
    `${"(".repeat(5000)}title pr${")".repeat(5000)}`,
    `${"not (".repeat(60)}title pr${")".repeat(60)}`,
  ])("%.60s", (filter) =>
    withSandbox({}, async (call) => {
      expect(await find(call, filter)).toBe("invalidFilter");
    }),
  );

  it("where filters are off", () =>
    withSandbox({ filter: false }, async (call) => {
      expect(await find(call, 'userName eq "ada"')).toBe("invalidFilter");
    }));

  it("not for being long", () =>
    withSandbox(seeded, async (call) => {
      const schemas = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"];
      const filter = Array.from({ length: 20_000 }, (_, index) => `userName eq "x${index}"`).join(" or ");
      const { body } = await call("POST", "/Users/.search", { schemas, filter: `${filter} or userName eq "ada"` });
      expect(body["totalResults"]).toBe(1);
    }));
});
