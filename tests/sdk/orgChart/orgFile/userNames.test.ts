import { isEmail, userNameOf } from "../../../../sdk/orgChart/orgFile/userNames.js";
import { org, problemsOf } from "./support.js";

describe("userNames", () => {
  it.each([
    ["acme.io", "anna-lena.groesse@acme.io"],
    ["{name.givenName}@acme.io", "anna-lena@acme.io"],
    ["{key}", "a1"],
    ["{title}@acme.io", undefined],
  ])("of the pattern %s are %s", (pattern, expected) => {
    expect(userNameOf(pattern, "A1", { name: { givenName: "Ánna-Lena", familyName: "Grøße" } })).toBe(
      expected?.replace("groesse", "grosse"),
    );
  });

  it("are made by domain for whoever has none, and completed where the domain is missing", () => {
    const { people } = org(
      "domain: acme.io\npeople: { a: { name: { givenName: Ada, familyName: O'Neil } }, b: { userName: bob }, c: { userName: c@x.io } }\n",
    );
    expect([...people.values()].map(({ attributes }) => attributes.userName)).toEqual([
      "ada.oneil@acme.io",
      "bob@acme.io",
      "c@x.io",
    ]);
  });

  it.each([
    ["none", "people: { a: { title: CTO } }", '1:14 "a" has no userName. Fill it, or set domain.'],
    [
      "none that domain could make",
      "domain: acme.io\npeople: { a: { title: CTO } }",
      '2:14 "a" has no userName. Fill it: "acme.io" makes none of this name.',
    ],
    ["an empty one", "people: { a: { userName: '' } }", '1:26 "a" has no userName. Fill it, or set domain.'],
    [
      "one of somebody else",
      "people: { a: { userName: X }, b: { userName: x } }",
      '1:46 the userName "x" of "b" is also that of "a" (on line 1). Correct one of them.',
    ],
    [
      "a broken address",
      "people: { a: { userName: a@b c } }",
      '1:26 the userName "a@b c" of "a" is not an e-mail address. Correct it.',
    ],
    [
      "a broken address in a list",
      "people: { a: { userName: a, emails: [{ value: a.b }] } }",
      '1:47 the e-mail of "a" "a.b" is not an e-mail address. Correct it.',
    ],
  ])("%s is a problem", (_, yaml, expected) => {
    expect(problemsOf(() => org(yaml))).toEqual([expected]);
  });

  it("defaults fill what a person does not say, part by part", () => {
    const { people } = org(
      "defaults: { organization: Acme, name: { honorificPrefix: Dr. }, title: Staff }\npeople: { a: { userName: a, name: { givenName: Ada }, title: null } }\n",
    );
    expect(people.get("a")?.attributes).toEqual({
      userName: "a",
      organization: "Acme",
      name: { givenName: "Ada", honorificPrefix: "Dr." },
      title: null,
    });
  });

  it.each(["a@b", "a.b+c@d-e.io", "zoë@müller.de", "o'neil@acme.io"])("%s is an address", (text) => {
    expect(isEmail(text)).toBe(true);
  });

  it.each(["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a..b@c", ".a@b", "a@-b", "a@b.", "a@b..c", "a,b@c"])(
    "%j is no address",
    (text) => {
      expect(isEmail(text)).toBe(false);
    },
  );
});
