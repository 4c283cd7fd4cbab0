import { normaliseBaseUrl } from "../../../provider/scim/baseUrl.js";
import { ConnectionError } from "../../../provider/scim/errors.js";

it.each([
  ["HTTPS://Acme.Example:443/SCIM/v2/", "https://acme.example/SCIM/v2"],
  [" https://acme.example/ \n", "https://acme.example"],
  ["https://acme.example:8443/scim//", "https://acme.example:8443/scim"],
  ["https://müller.example/x", "https://xn--mller-kva.example/x"],
  ["http://localhost:8080/scim/v2", "http://localhost:8080/scim/v2"],
  ["http://127.8.8.8:80", "http://127.8.8.8"],
  ["http://[::1]:8080/", "http://[::1]:8080"],
  ["https://acme.example/a/../b?", "https://acme.example/b"],
  ["https://acme.example/Groups/scim", "https://acme.example/Groups/scim"],
])("%j is written %s", (text, expected) => {
  expect(normaliseBaseUrl(text)).toBe(expected);
  expect(normaliseBaseUrl(expected)).toBe(expected);
});

it.each<[string, string, RegExp]>([
  ["nothing", "  ", /is empty.*https:\/\//],
  ["a text", "s3cret-token", /no web address/],
  ["a host alone", "acme.example/scim", /begin with https/],
  ["a host and port alone", "acme.example:8080/scim", /begin with https/],
  ["another scheme", "ftp://acme.example", /begin with https/],
  [
    "a user and password",
    "https://ada:s3cret@acme.example/scim",
    /carries a user name or password.*as username and password/,
  ],
  ["a user", "https://s3cret@acme.example/scim", /carries a user name/],
  ["a password with an at sign", "https://ada:s3cret@x@acme.example", /carries a user name/],
  ["a query", "https://acme.example/scim?token=s3cret", /carries a query/],
  ["a fragment", "https://acme.example/scim#s3cret", /fragment/],
  [
    "the address of all users",
    "https://acme.example/scim/Users",
    /not the base URL.*: https:\/\/acme.example\/scim\.$/,
  ],
  ["the address of all groups", "https://acme.example/Groups/", /not the base URL.*: https:\/\/acme.example\.$/],
  ["plain http", "http://acme.example/scim", /not encrypted.*allowHttp/],
  ["a name that only begins like loopback", "http://127.0.0.1.acme.example", /not encrypted/],
  ["a name that only ends like loopback", "http://evil-localhost", /not encrypted/],
])("refuses %s, with a way out and without repeating secrets", (_name, text, message) => {
  const normalise = () => normaliseBaseUrl(text);
  expect(normalise).toThrow(ConnectionError);
  expect(normalise).toThrow(message);
  expect(normalise).not.toThrow(/s3cret/);
});

it("takes plain http where it is allowed", () => {
  expect(normaliseBaseUrl("http://acme.example/scim/", { allowHttp: true })).toBe("http://acme.example/scim");
});
