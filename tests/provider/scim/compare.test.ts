import fc from "fast-check";
import { foldCase, isEmpty, sameValue } from "../../../provider/scim/compare.js";
import { type Json } from "../../../provider/scim/json.js";
import { findAttribute, type ResourceKind } from "../../../provider/scim/schemas.js";
import { ENTERPRISE_USER } from "../../../provider/scim/urns.js";

/** Its upper case is the I of another letter, so it stays itself. */
const DOTLESS_I = 0x131;
const MANAGER = `${ENTERPRISE_USER}:manager`;

describe("values that mean the same", () => {
  it.each<[string, Json, Json]>([
    ["userName", "Ada@Acme.io", "ada@acme.io"],
    ["userName", "ÅDA@acme.io", "åda@acme.io"],
    ["userName", "Z\u0301", "ź"],
    ["name.familyName", "STRASSE", "straße"],
    ["name.familyName", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
    ["title", null, ""],
    ["title", "", []],
    ["emails", [], null],
    ["emails", [{ value: "" }], null],
    ["emails", [{ value: "", type: "work", primary: true }], []],
    [
      "emails",
      [{ value: "a@b.c", type: "work" }, { value: "d@e.f" }],
      [{ value: "D@e.f" }, { value: "a@b.c", type: "Work" }],
    ],
    ["emails", [{ value: "a@b.c", primary: false }], [{ value: "a@b.c" }]],
    ["emails", [{ value: "a@b.c", primary: "True" }], [{ value: "a@b.c", primary: true }]],
    ["emails", [{ value: "a@b.c", display: null }], [{ Value: "a@b.c" }]],
    ["emails", [{ value: "a@b.c" }], "a@b.c"],
    ["emails", [{ value: "a@b.c" }, { value: "A@b.c" }], [{ value: "a@b.c" }]],
    ["active", true, "True"],
    ["active", "false", false],
    ["meta.created", "2024-05-01T10:00:00Z", "2024-05-01T12:00:00.000+02:00"],
    ["meta.created", "2024-05-01T10:00:00", "2024-05-01T10:00:00Z"],
    ["profileUrl", "HTTPS://Acme.io:443", "https://acme.io/"],
    ["x509Certificates.value", "aGk-\n_w==", "aGk+/w"],
    [`${ENTERPRISE_USER}:employeeNumber`, 701984, "701984"],
    [MANAGER, { value: "26", displayName: "" }, { value: "26" }],
    [MANAGER, "26", { value: "26" }],
    ["name", { givenName: "Ada", familyName: null }, { givenname: "ada" }],
    [
      ENTERPRISE_USER,
      { department: "R&D", manager: { value: "1" } },
      { Manager: { value: "1" }, department: "r&d", division: "" },
    ],
    ["urn:x:unknown", [{ a: 1, b: [] }, { a: 2 }], [{ a: 2 }, { a: 1 }]],
    ["urn:x:unknown", { a: { b: null }, c: "é" }, { c: "e\u0301" }],
  ])("%s: %j and %j", (path, a, b) => {
    const attribute = findAttribute("User", path);
    expect(sameValue(attribute, a, b)).toBe(true);
    expect(sameValue(attribute, b, a)).toBe(true);
  });
});

describe("values that differ", () => {
  it.each<[string, Json, Json, ResourceKind?]>([
    ["externalId", "abc", "ABC"],
    ["id", "abc", "ABC"],
    ["meta.version", 'W/"a"', 'W/"A"'],
    ["title", "CTO", ""],
    ["active", false, null],
    ["active", true, false],
    ["emails", [{ value: "a@b.c", type: "work" }], [{ value: "a@b.c", type: "home" }]],
    ["emails", [{ value: "a@b.c", primary: true }], [{ value: "a@b.c" }]],
    ["emails", [{ value: "a@b.c" }], [{ value: "a@b.c" }, { value: "d@e.f" }]],
    ["addresses", [{ type: "work", country: "DE" }], [{ type: "work", country: "FR" }]],
    ["profileUrl", "https://acme.io/Ada", "https://acme.io/ada"],
    ["x509Certificates.value", "aGk", "AGk"],
    ["meta.created", "2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z"],
    ["userName", "ışık", "isik"],
    ["userName", "a b", "a  b"],
    ["members", [{ value: "1" }], [{ value: "2" }], "Group"],
    ["urn:x:unknown", "abc", "ABC"],
    ["urn:x:unknown", ["a", "b"], ["b", "a"]],
    ["urn:x:unknown", 1, "1"],
    ["urn:x:unknown", [{ a: 1 }, { a: 1 }], [{ a: 1 }]],
    ["urn:x:unknown", { a: 1 }, { A: 1 }],
  ])("%s: %j and %j", (path, a, b, kind = "User") => {
    expect(sameValue(findAttribute(kind, path), a, b)).toBe(false);
  });

  it("include a value against an absent one", () => {
    expect(sameValue(findAttribute("User", "title"), "x", undefined)).toBe(false);
    expect(sameValue(findAttribute("User", "title"), null, undefined)).toBe(true);
  });
});

describe("sameness", () => {
  const paths = [
    "userName",
    "emails",
    "active",
    "meta.created",
    "externalId",
    "name",
    "addresses",
    MANAGER,
    "urn:x:unknown",
  ];
  const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)) as Json);
  it("holds between a value and itself, both ways, and not between empty and not empty", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), json, json, (path, a, b) => {
        const attribute = findAttribute("User", path);
        expect(sameValue(attribute, a, JSON.parse(JSON.stringify(a)) as Json)).toBe(true);
        expect(sameValue(attribute, a, b)).toBe(sameValue(attribute, b, a));
        if (isEmpty(a) !== isEmpty(b) && path === "urn:x:unknown") expect(sameValue(attribute, a, b)).toBe(false);
      }),
    );
  });

  it("of texts that are not caseExact is between a letter, its upper and its lower case, for every letter that has them", () => {
    const broken: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if ((code >= 0xd800 && code <= 0xdfff) || code === DOTLESS_I) continue;
      const letter = String.fromCodePoint(code);
      if (letter.toUpperCase() === letter && letter.toLowerCase() === letter) continue;
      const folded = foldCase(letter);
      const forms = [folded, letter.toUpperCase(), letter.toLowerCase(), letter.normalize("NFD")];
      if (forms.some((form) => foldCase(form) !== folded)) broken.push(code.toString(16));
    }
    expect(broken).toEqual([]);
  });

  it("of texts survives decomposition", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(sameValue(findAttribute("User", "title"), text, text.normalize("NFD"))).toBe(true);
        expect(sameValue(findAttribute("User", "externalId"), text, text.normalize("NFD"))).toBe(true);
      }),
    );
  });
});

describe("isEmpty", () => {
  it.each<Json>([null, "", [], {}, [null, ""], [{ value: "" }], [{ value: null, type: "work" }], { a: { b: [] } }])(
    "is true of %j",
    (value) => {
      expect(isEmpty(value)).toBe(true);
    },
  );
  it.each<Json>([false, 0, " ", [0], [{ type: "work" }], { a: false }, [{ value: "", street: "x" }]])(
    "is false of %j",
    (value) => {
      expect(isEmpty(value)).toBe(false);
    },
  );
  it("is true of what is absent", () => {
    expect(isEmpty(undefined)).toBe(true);
  });
});
