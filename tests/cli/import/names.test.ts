import { Identifiers, keysOf } from "../../../cli/import/names.js";

const keys = (...names: string[]) => [...keysOf(names.map((name, at) => ({ id: `${at}`, name }))).values()];

describe("keys", () => {
  it.each([
    ["ada.lovelace@acme.io", "ada.lovelace"],
    ["Ada.Lovelace@acme.io", "ada.lovelace"],
    ["José_Müller@acme.io", "jose_muller"],
    ["łukasz.groß@acme.io", "lukasz.gross"],
    ["o'brien+hr@acme.io", "o-brien-hr"],
    ["иван@acme.io", "иван"],
    ["Research & Development", "research-development"],
    ["---", "0"],
  ])("%s is %s", (name, key) => {
    expect(keys(name)).toEqual([key]);
  });

  it("a number that says nothing gives way to the name of the person", () => {
    const named = (name: string, display?: string) => keysOf([{ id: "1", name, display }]).get("1");
    expect(named("4711", "Ada.Lovelace")).toBe("ada.lovelace");
    expect(named("2819c223-7f76-453a-919d-413861904646", "Ada.Lovelace")).toBe("ada.lovelace");
    expect(named("4711")).toBe("4711");
  });

  it("who would share a key gets the whole address, and a number if that is no help", () => {
    expect(keys("jane@a.io", "bob@a.io", "Jane@b.io")).toEqual(["bob", "jane-at-b.io", "jane-at-a.io"]);
    expect(keys("a b", "a-b")).toEqual(["a-b", "a-b-2"]);
  });

  it("the order of the service makes no difference", () => {
    const people = ["jane@a.io", "jane@b.io", "JANE@c.io", "a b@d.io", "a-b@d.io", "4711", "x@y.z"].map((name) => ({
      id: `id of ${name}`,
      name,
    }));
    const forwards = keysOf(people);
    const backwards = keysOf([...people].reverse());
    for (const { id } of people) expect(backwards.get(id)).toBe(forwards.get(id));
    expect(new Set([...forwards.values()].map((key) => key.toLowerCase())).size).toBe(people.length);
  });

  it("a name that the stack has is not given again", () => {
    expect(keysOf([{ id: "1", name: "ada@a.io" }], new Set(["ada"])).get("1")).toBe("ada-at-a.io");
  });
});

describe("identifiers", () => {
  it.each([
    ["ada.lovelace", "adaLovelace"],
    ["jane-at-acme.io", "janeAtAcmeIo"],
    ["class", "classPerson"],
    ["4711", "person4711"],
    ["иван", "иван"],
    ["ScimUser", "ScimUserPerson"],
  ])("%s is %s", (key, identifier) => {
    expect(new Identifiers().for(key, "person")).toBe(identifier);
  });

  it("each is given once", () => {
    const names = new Identifiers();
    expect([names.for("sales", "person"), names.for("sales", "group"), names.for("sales", "group")]).toEqual([
      "sales",
      "salesGroup",
      "salesGroup2",
    ]);
  });
});
