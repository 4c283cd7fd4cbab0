import { resolveConnection } from "../../../provider/directory/connection.js";

function resolve(config: Record<string, string>) {
  return resolveConnection(
    (name) => ({ "scim:token": "tok", ...config })[name],
    () => undefined,
  );
}

const ironclad = { "scim:dialect": "ironclad", "scim:endpoint": "https://eu1.ironcladapp.com/scim/v2" };

test.each<[string, Record<string, string>, RegExp]>([
  [
    "names the service's base URLs when there is none",
    { "scim:dialect": "ironclad" },
    /no endpoint: .*Ironclad has https:\/\/na1\.ironcladapp\.com\/scim\/v2, production; https:\/\/eu1/,
  ],
  [
    "names the base URL of a host whose path is another",
    { ...ironclad, "scim:endpoint": "https://eu1.ironcladapp.com" },
    /endpoint: Ironclad's base URL on that host is https:\/\/eu1\.ironcladapp\.com\/scim\/v2/,
  ],
  [
    "refuses two actors",
    { ...ironclad, "scim:headers": '{"X-As-User-Email":"a@b.io","x-as-user-id":"1"}' },
    /headers: both x-as-user-email and x-as-user-id; Ironclad takes one of them/,
  ],
  [
    "asks for an actor where the dialect needs one",
    { ...ironclad, "scim:dialect": '{"extends":"ironclad","connection":{"actor":{"required":true}}}' },
    /headers: Ironclad needs x-as-user-email \(a person's userName\) or x-as-user-id/,
  ],
  [
    "refuses domains that are no list",
    { ...ironclad, "scim:allowedDomains": "[1]" },
    /allowedDomains must be a JSON list/,
  ],
])("%s", (_, config, message) => {
  expect(() => resolve(config)).toThrow(message);
});

describe("each base URL that Ironclad publishes", () => {
  test.each(["na1", "eu1", "demo"])(
    "%s: is taken as it is, with or without a slash, and with no other path",
    (region) => {
      const host = `https://${region}.ironcladapp.com`;
      const at = (path: string) => ({ ...ironclad, "scim:endpoint": host + path });
      for (const path of ["/scim/v2", "/scim/v2/"]) expect(resolve(at(path)).endpoint).toBe(`${host}/scim/v2`);
      for (const path of ["", "/scim", "/scim/v1", "/public/api/v1"])
        expect(() => resolve(at(path))).toThrow(`endpoint: Ironclad's base URL on that host is ${host}/scim/v2`);
      expect(() => resolve({ "scim:dialect": "ironclad" })).toThrow(`${host}/scim/v2, `);
    },
  );
});

test("Absorb publishes no base URL: none is taken for it, and any one is", () => {
  expect(() => resolve({ "scim:dialect": "absorb" })).toThrow(/no endpoint: set SCIM_ENDPOINT [^(]*$/);
  const own = { "scim:dialect": "absorb", "scim:endpoint": "https://acme.example/any/path" };
  expect(resolve(own).endpoint).toBe("https://acme.example/any/path");
});

test.each([{ "x-as-user-email": "a@b.io" }, { "X-As-User-Id": "1" }])("one actor is taken: %j", (headers) => {
  expect(resolve({ ...ironclad, "scim:headers": JSON.stringify(headers) }).headers).toEqual(headers);
});

test("an actor is optional at Ironclad, and its endpoint may be one that nobody has published", () => {
  expect(resolve(ironclad).dialect.name).toBe("ironclad");
  expect(resolve({ ...ironclad, "scim:endpoint": "https://proxy.acme.example/ironclad" }).dialect.name).toBe(
    "ironclad",
  );
});

test.each(["acme.io, acme.example", '["acme.io","acme.example"]'])("domains are given as %s", (text) => {
  expect(resolve({ ...ironclad, "scim:allowedDomains": text }).allowedDomains).toEqual(["acme.io", "acme.example"]);
});
