import fc from "fast-check";
import { eq } from "../../../provider/scim/filter.js";
import { memberPath, type Operation, patchOp } from "../../../provider/scim/patch.js";

/** Reads a JSON string at the start of a text, as a filter parser does, and what comes after it. */
function readString(text: string): { value: unknown; rest: string } {
  const end = /^"(?:[^"\\]|\\.)*"/s.exec(text)?.[0] ?? "";
  return { value: JSON.parse(end), rest: text.slice(end.length) };
}

describe("a filter", () => {
  it("holds any value so that nothing in it ends it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const filter = eq("userName", value);
        expect(filter.startsWith("userName eq ")).toBe(true);
        expect(readString(filter.slice("userName eq ".length))).toEqual({ value, rest: "" });
        expect(filter).not.toMatch(/[\x00-\x1f]/);
      }),
    );
  });

  it.each<[string, string | boolean | number | null, string]>([
    ["active", true, "active eq true"],
    ["title", null, "title eq null"],
    ["emails.value", "a", 'emails.value eq "a"'],
    [
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
      "7",
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "7"',
    ],
  ])("compares %s with %j", (path, value, expected) => {
    expect(eq(path, value)).toBe(expected);
  });

  it.each(["", "a b", 'a" or id pr or "', "a.b.c", "1a", "members[value"])("refuses the path %j", (path) => {
    expect(() => eq(path, "x")).toThrow(TypeError);
  });
});

describe("a PatchOp", () => {
  it("carries its schema and the operations as they are", () => {
    const operations: Operation[] = [
      { op: "replace", path: "title", value: "CTO" },
      { op: "remove", path: memberPath('a"b\\') },
      { op: "add", value: { active: false } },
      { op: "replace", path: "title", value: null },
    ];
    expect(patchOp(operations)).toEqual({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: operations,
    });
    expect(memberPath('a"b\\')).toBe('members[value eq "a\\"b\\\\"]');
  });

  it.each<[string, Operation[]]>([
    ["no operation", []],
    ["a remove without a path", [{ op: "remove" }]],
    ["a replace without a value", [{ op: "replace", path: "title" }]],
    ["an add without path and object", [{ op: "add", value: "x" }]],
  ])("refuses %s", (_name, operations) => {
    expect(() => patchOp(operations)).toThrow(TypeError);
  });
});
