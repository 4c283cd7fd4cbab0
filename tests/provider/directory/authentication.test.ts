import { resolveConnection } from "../../../provider/directory/connection.js";
import { tokenVariable } from "../../../sdk/index.js";

const SECRET = "s3cret-Zx81";
const TOKEN_URL = "https://login.example/token";
const endpoint = { "scim:endpoint": "https://acme.example/scim/v2" };
/** What a ScimService of that name brings, whatever its arguments. */
const explicit = { ...endpoint, "scim:service": "acme-eu", "scim:tokenVariable": tokenVariable("acme-eu") };

type Texts = Record<string, string>;

function resolve(config: Texts, environment: Texts = {}) {
  return resolveConnection(
    (name) => config[name],
    (name) => environment[name],
  );
}

function refusal(config: Texts, environment: Texts = {}): string {
  try {
    resolve(config, environment);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  throw new Error("was accepted");
}

const basic = { username: "ada", password: SECRET };
const oauth = {
  tokenUrl: TOKEN_URL,
  clientId: "acme-client",
  clientSecret: SECRET,
  scopes: ["scim.read", "scim.write"],
  parameters: { audience: "https://acme.example" },
  clientAuthentication: "body",
};
const oauthTexts = {
  tokenUrl: TOKEN_URL,
  clientId: "acme-client",
  scopes: "scim.read scim.write",
  tokenParameters: '{"audience":"https://acme.example"}',
  clientAuthentication: "body",
};
const headers = JSON.stringify({ Authorization: `Basic ${SECRET}` });

/** As configuration or arguments carry options. */
const configured = (options: Texts): Texts =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`scim:${name}`, value]));

const oauthVariables = {
  SCIM_TOKEN_URL: TOKEN_URL,
  SCIM_CLIENT_ID: "acme-client",
  SCIM_CLIENT_SECRET: SECRET,
  SCIM_SCOPES: '["scim.read","scim.write"]',
  SCIM_TOKEN_PARAMETERS: oauthTexts.tokenParameters,
  SCIM_CLIENT_AUTHENTICATION: "body",
};

describe("each kind of authentication, from each origin:", () => {
  const old = configured({ clientSecret: "old" });
  test.each<[string, Texts, Texts, object, boolean]>([
    ["token: environment", endpoint, { SCIM_TOKEN: SECRET }, { token: SECRET }, false],
    ["token: configuration", { ...endpoint, "scim:token": SECRET }, {}, { token: SECRET }, true],
    ["token: variable of the service", explicit, { SCIM_ACME_EU_TOKEN: SECRET }, { token: SECRET }, false],
    ["token: argument", { ...explicit, "scim:token": SECRET }, {}, { token: SECRET }, true],
    ["basic: environment", endpoint, { SCIM_USERNAME: "ada", SCIM_PASSWORD: SECRET }, { basic }, false],
    ["basic: configuration", { ...endpoint, ...configured(basic) }, {}, { basic }, true],
    ["basic: arguments", { ...explicit, ...configured(basic) }, {}, { basic }, true],
    [
      "basic: variable of the service, over the argument",
      { ...explicit, "scim:username": "ada", "scim:password": "old" },
      { SCIM_ACME_EU_PASSWORD: SECRET },
      { basic },
      false,
    ],
    ["OAuth: environment", endpoint, oauthVariables, { oauth }, false],
    [
      "OAuth: configuration",
      { ...endpoint, ...configured({ ...oauthTexts, clientSecret: SECRET }) },
      {},
      { oauth },
      true,
    ],
    ["OAuth: arguments", { ...explicit, ...configured({ ...oauthTexts, clientSecret: SECRET }) }, {}, { oauth }, true],
    [
      "OAuth: variable of the service, over the argument",
      { ...explicit, ...old, ...configured(oauthTexts) },
      { SCIM_ACME_EU_CLIENT_SECRET: SECRET },
      { oauth },
      false,
    ],
    ["header: environment", endpoint, { SCIM_HEADERS: headers }, { headers: JSON.parse(headers) as object }, false],
    ["header: configuration", { ...endpoint, "scim:headers": headers }, {}, {}, true],
    ["header: argument", { ...explicit, "scim:headers": headers }, {}, {}, true],
    [
      "header: variable of the service, over the argument",
      { ...explicit, "scim:headers": '{"authorization":"Basic old"}' },
      { SCIM_ACME_EU_HEADERS: headers },
      { headers: JSON.parse(headers) as object },
      false,
    ],
  ])("%s", (_, config, environment, expected, isInState) => {
    const connection = resolve(config, environment);
    expect(connection).toMatchObject(expected);
    const kinds = [connection.token, connection.basic, connection.oauth].filter((kind) => kind !== undefined);
    expect(kinds).toHaveLength("headers" in expected || Object.keys(expected).length === 0 ? 0 : 1);
    expect(connection.rotation === undefined).toBe(!isInState);
    expect(connection.rotation ?? "--refresh=false").toContain("--refresh=false");
  });

  it("the client shows itself by HTTP Basic, without scopes, unless told otherwise", () => {
    const { tokenUrl, clientId } = oauthTexts;
    expect(resolve({ ...endpoint, ...configured({ tokenUrl, clientId, clientSecret: SECRET }) }).oauth).toEqual({
      tokenUrl,
      clientId,
      clientSecret: SECRET,
      scopes: [],
      parameters: {},
      clientAuthentication: "basic",
    });
  });

  it("variables of the default connection are not for a ScimService", () => {
    const all = { ...oauthVariables, SCIM_USERNAME: "x", SCIM_PASSWORD: "x", SCIM_HEADERS: "x", SCIM_CA_FILE: "/x" };
    expect(resolve({ ...explicit, "scim:token": SECRET }, all)).toMatchObject({ token: SECRET, headers: {} });
  });

  it("a service's secret that is there before its arguments disturbs no other kind", () => {
    const early = { SCIM_ACME_EU_CLIENT_SECRET: "new", SCIM_ACME_EU_PASSWORD: "new" };
    expect(resolve({ ...explicit, "scim:token": SECRET }, early)).toMatchObject({ token: SECRET });
  });

  test.each<[string, Texts, Texts, RegExp]>([
    ["default", { ...endpoint, "scim:token": SECRET }, {}, /the token that the state holds: .* set SCIM_TOKEN in/],
    ["token", { ...explicit, "scim:token": SECRET }, {}, /the token .* set SCIM_ACME_EU_TOKEN in/],
    ["basic", { ...explicit, ...configured(basic) }, {}, /the password .* set SCIM_ACME_EU_PASSWORD in/],
    [
      "OAuth",
      { ...explicit, ...configured({ ...oauthTexts, clientSecret: SECRET }) },
      {},
      /the clientSecret .* set SCIM_ACME_EU_CLIENT_SECRET in/,
    ],
    ["header", { ...explicit, "scim:headers": headers }, {}, /the headers .* set SCIM_ACME_EU_HEADERS in/],
  ])("what is in state says how to rotate it: %s", (_, config, environment, expected) => {
    expect(resolve(config, environment).rotation).toMatch(expected);
  });
});

describe("is refused, naming every way that was given or is missing:", () => {
  const both = { ...endpoint, "scim:token": SECRET };
  test.each<[string, Texts, Texts, (RegExp | string)[]]>([
    [
      "nothing",
      endpoint,
      {},
      [/no token: set SCIM_TOKEN .*\(instead of a token: username and password, or tokenUrl, clientId/],
    ],
    [
      "nothing for a service",
      explicit,
      {},
      [/no token: set SCIM_ACME_EU_TOKEN .*instead of a token: username and password/],
    ],
    [
      "a token and basic",
      both,
      { SCIM_USERNAME: "ada", SCIM_PASSWORD: SECRET },
      ["a token (scim:token) and a user name and password (SCIM_USERNAME, SCIM_PASSWORD); keep one of them."],
    ],
    [
      "a token and OAuth",
      { ...both, ...configured(oauthTexts) },
      {},
      [/a token \(scim:token\) and OAuth client credentials \(scim:tokenUrl, scim:clientId, scim:scopes, /],
    ],
    [
      "all",
      { ...both, ...configured({ ...oauthTexts, ...basic }), "scim:headers": headers },
      {},
      [/a token \(.*\) and a user name and password \(.*\) and OAuth .* and the header Authorization \(scim:headers\)/],
    ],
    [
      "basic and a header",
      { ...endpoint, ...configured(basic), "scim:headers": '{"authorization":"x y"}' },
      {},
      [/a user name and password \(.*\) and the header Authorization \(scim:headers\)/],
    ],
    [
      "two kinds for a service",
      { ...explicit, ...configured(basic) },
      { SCIM_ACME_EU_TOKEN: SECRET },
      [/a token \(SCIM_ACME_EU_TOKEN\) and a user name and password \(username, password\)/, "--refresh=false"],
    ],
    [
      "half of basic",
      { ...endpoint, "scim:username": "ada" },
      {},
      ["no password: set SCIM_PASSWORD in the environment, or `pulumi config set --secret scim:password …`."],
    ],
    [
      "the other half",
      endpoint,
      { SCIM_PASSWORD: SECRET },
      ["no username: set SCIM_USERNAME in the environment, or `pulumi config set scim:username …`."],
    ],
    [
      "half of basic for a service",
      { ...explicit, "scim:username": "ada" },
      { SCIM_PASSWORD: SECRET },
      ["no password: set SCIM_ACME_EU_PASSWORD in the environment, or give the argument `password` (a secret)"],
    ],
    [
      "a part of OAuth",
      { ...explicit, "scim:tokenUrl": TOKEN_URL },
      {},
      [
        "no clientId: give the argument `clientId` of the ScimService;",
        "no clientSecret: set SCIM_ACME_EU_CLIENT_SECRET in",
      ],
    ],
    [
      "scopes alone",
      endpoint,
      { SCIM_SCOPES: "a" },
      ["no tokenUrl: set SCIM_TOKEN_URL", "no clientId", "no clientSecret"],
    ],
    [
      "a user name with a colon",
      { ...endpoint, ...configured({ ...basic, username: "a:b" }) },
      {},
      ["scim:username must hold no colon (RFC 7617)"],
    ],
    [
      "a line break",
      { ...explicit, "scim:username": "ada" },
      { SCIM_ACME_EU_PASSWORD: `${SECRET}\n` },
      ["SCIM_ACME_EU_PASSWORD holds a control character (a line break at its end?)"],
    ],
    [
      "a way to show the secret that is none",
      endpoint,
      { SCIM_CLIENT_AUTHENTICATION: "post" },
      ["must be basic or body"],
    ],
    ["scopes that are none", endpoint, { SCIM_SCOPES: '["a b"]' }, ["SCIM_SCOPES must be a JSON list of scopes, or"]],
    [
      "parameters that have options",
      endpoint,
      { SCIM_TOKEN_PARAMETERS: `{"scope":"a","client_secret":"${SECRET}"}` },
      ["must not hold client_secret, which is the option clientSecret", "scope, which is the option scopes"],
    ],
    ["parameters that are no object", endpoint, { SCIM_TOKEN_PARAMETERS: "[]" }, ["must be a JSON object of texts"]],
  ])("%s", (_, config, environment, parts) => {
    const message = refusal(config, environment);
    for (const part of parts) expect(message).toMatch(typeof part === "string" ? new RegExp(escaped(part)) : part);
    expect(message).not.toContain(SECRET);
    expect(message).not.toMatch(/\.\.|undefined|Invalid input/);
  });

  test.each([
    [
      "http://login.example/token",
      /scim:tokenUrl: The token URL http:\/\/login.example\/token is not encrypted.*allowHttp/,
    ],
    [`https://u:${SECRET}@login.example/token`, /The token URL of login.example carries a user name or password/],
    [`https://login.example/token?key=${SECRET}#x`, /https:\/\/login.example\/token carries a fragment/],
    ["login.example", /no web address/],
    ["ftp://login.example", /no web address/],
  ])("the token URL %s", (tokenUrl, expected) => {
    const message = refusal({ ...endpoint, ...configured({ ...oauthTexts, tokenUrl, clientSecret: "x" }) });
    expect(message).toMatch(expected);
    expect(message).not.toContain(SECRET);
  });

  test.each([
    ["http://login.example/token", "true"],
    ["http://127.0.0.1:1/token?tenant=a", "false"],
  ])("but not the token URL %s with allowHttp %s", (tokenUrl, allowHttp) => {
    const options = configured({ ...oauthTexts, tokenUrl, allowHttp, clientSecret: "x" });
    expect(resolve({ ...endpoint, ...options }).oauth?.tokenUrl).toBe(tokenUrl);
  });
});

function escaped(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
