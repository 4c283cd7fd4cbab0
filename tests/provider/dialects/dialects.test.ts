import { parseDialect } from "../../../provider/dialects/custom.js";
import { deletesGroups, dialectNamed, dialectNames, rfc7644 } from "../../../provider/dialects/index.js";

test("the dialects are known by name, and which of them delete groups", () => {
  expect(dialectNames).toEqual(["rfc7644", "leapsome", "absorb", "ironclad"]);
  expect(Object.fromEntries(["other", ...dialectNames].map((name) => [name, deletesGroups(name)]))).toEqual({
    other: false,
    rfc7644: true,
    leapsome: false,
    absorb: false,
    ironclad: true,
  });
});

test.each(dialectNames)("%s fits the shape that a user's own dialect must have", (name) => {
  const dialect = dialectNamed(name);
  const expected: unknown = JSON.parse(JSON.stringify(dialect));
  expect(JSON.parse(JSON.stringify(parseDialect({ extends: name, name })))).toEqual(expected);
});

test("what a dialect object leaves out is as in rfc7644, or in the one that it extends; null takes a part away", () => {
  expect(parseDialect({ title: "Acme" })).toEqual({ ...rfc7644, name: "custom", title: "Acme" });
  const own = parseDialect({
    extends: "ironclad",
    user: { patchValues: "any", unsupported: { manager: null } },
    block: null,
  });
  expect(own.user.patchValues).toBe("any");
  expect(own.user.unsupported).not.toHaveProperty("manager");
  expect(own.user.unsupported).toHaveProperty("emails");
  expect(own.block).toBeUndefined();
  expect(own.page).toEqual({ users: 1000, groups: 1000 });
});

test.each([
  [{ extends: "okta" }, /extends names no known dialect; known are rfc7644, leapsome/],
  [{ extends: 1 }, /extends names no known dialect/],
  [{ user: { patch: "maybe" } }, /user\.patch: /],
  [{ user: { clear: ["hope"] } }, /user\.clear\.0: /],
  [{ rates: [{ requests: 0, seconds: 1 }] }, /rates\.0\.requests: /],
  [{ usr: {} }, /dialect: Unrecognized key: "usr"/],
  [{ user: { limits: { title: { patterns: [{ pattern: "(", says: "x" }] } } } }, /is no regular expression/],
])("%j is refused", (given, message) => {
  expect(() => parseDialect(given)).toThrow(message);
});
