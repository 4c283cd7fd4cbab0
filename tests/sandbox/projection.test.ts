import { type JsonObject } from "../../sandbox/index.js";
import { ENT, USER, group, patch, user, withSandbox } from "./client.js";

const SHOES = "urn:x:shoes:1.0:User";
const ADA = user("ada", {
  id: "1",
  title: "CTO",
  name: { givenName: "Ada", familyName: "King" },
  emails: [{ value: "a@x", type: "work" }],
  [ENT]: { department: "Research", costCenter: "7" },
  [SHOES]: { size: 38, colour: "red" },
});
const ALWAYS = { schemas: [USER, ENT, SHOES], id: "1" };

describe("attributes and excludedAttributes", () => {
  it.each<[string, JsonObject]>([
    ["attributes=userName", { ...ALWAYS, userName: "ada" }],
    ["attributes=USERNAME,title", { ...ALWAYS, userName: "ada", title: "CTO" }],
    ["attributes=userName&attributes=title", { ...ALWAYS, userName: "ada", title: "CTO" }],
    ["attributes=id", ALWAYS],
    ["attributes=shoeSize", ALWAYS],
    ["attributes=password", ALWAYS],
    ["attributes=name.givenName", { ...ALWAYS, name: { givenName: "Ada" } }],
    ["attributes=name.givenName,name", { ...ALWAYS, name: { givenName: "Ada", familyName: "King" } }],
    ["attributes=emails.value", { ...ALWAYS, emails: [{ value: "a@x" }] }],
    ["attributes=emails.display", ALWAYS],
    [`attributes=${USER}:title`, { ...ALWAYS, title: "CTO" }],
    [`attributes=${ENT}`, { ...ALWAYS, [ENT]: { department: "Research", costCenter: "7" } }],
    [`attributes=${ENT}:department`, { ...ALWAYS, [ENT]: { department: "Research" } }],
    [`attributes=${SHOES}:size`, { ...ALWAYS, [SHOES]: { size: 38 } }],
    [
      `excludedAttributes=id,schemas,meta,emails.type,name,${ENT}:costCenter,${SHOES}`,
      { ...ALWAYS, userName: "ada", title: "CTO", emails: [{ value: "a@x" }], [ENT]: { department: "Research" } },
    ],
  ])("?%s", (query, expected) =>
    withSandbox({ seed: { Users: [ADA] } }, async (call) => {
      expect((await call("GET", `/Users/1?${query}`)).body).toEqual(expected);
      const { body } = await call("GET", `/Users?${query}`);
      expect(body["Resources"]).toEqual([expected]);
    }),
  );

  it("count for POST, PUT and PATCH too", () =>
    withSandbox({}, async (call) => {
      const made = await call("POST", "/Users?attributes=title", user("ada", { title: "CTO" }));
      expect(Object.keys(made.body).sort()).toEqual(["id", "schemas", "title"]);
      const path = `/Users/${made.body["id"] as string}?excludedAttributes=meta,title`;
      expect(Object.keys((await call("PUT", path, user("ada", { title: "x" }))).body)).not.toContain("meta");
      const changed = await call("PATCH", path, patch({ op: "add", path: "title", value: "y" }));
      expect(Object.keys(changed.body).sort()).toEqual(["id", "schemas", "userName"]);
    }));

  it("cannot be given together, and nothing is written when they are", () =>
    withSandbox({}, async (call, sandbox) => {
      const answer = await call("POST", "/Users?attributes=title&excludedAttributes=meta", user("ada"));
      expect([answer.status, answer.body["scimType"]]).toEqual([400, "invalidValue"]);
      expect(sandbox.dump().Users).toEqual([]);
    }));
});

it("hides members where the service does", async () => {
  const seed = { Users: [ADA], Groups: [group("Board", ["1"], { id: "g" })] };
  const seen = async (hideMembers: "never" | "lists" | "always"): Promise<boolean[]> => {
    let result: boolean[] = [];
    await withSandbox({ seed, hideMembers }, async (call) => {
      const listed = (await call("GET", "/Groups")).body["Resources"] as JsonObject[];
      result = [listed[0], (await call("GET", "/Groups/g")).body].map(
        (each) => each !== undefined && "members" in each,
      );
    });
    return result;
  };
  expect([await seen("never"), await seen("lists"), await seen("always")]).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
});
