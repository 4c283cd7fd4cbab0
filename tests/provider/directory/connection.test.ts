import { resolveConnection } from "../../../provider/directory/connection.js";

const TOKEN = "tok-Very-Secret-1";
const good = { "scim:endpoint": "https://acme.example/scim/v2", "scim:token": TOKEN };

function resolve(config: Record<string, string>, environment: Record<string, string> = {}) {
  return resolveConnection(
    (name) => config[name],
    (name) => environment[name],
  );
}

function refusal(config: Record<string, string>, environment: Record<string, string> = {}): string {
  try {
    resolve(config, environment);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  throw new Error("was accepted");
}

test("has the defaults of the design", () => {
  expect(resolve(good)).toMatchObject({
    service: undefined,
    endpoint: "https://acme.example/scim/v2",
    dialect: { name: "rfc7644" },
    token: TOKEN,
    headers: {},
    maxRequestsPerSecond: undefined,
    maxConcurrency: 16,
    timeoutMs: 30_000,
    deadlineMs: 900_000,
    maxLeavers: undefined,
    unsupported: "error",
  });
});

describe("the token", () => {
  const service = { ...good, "scim:service": "acme-eu", "scim:tokenVariable": "SCIM_ACME_EU_TOKEN" };
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["default: the environment wins", good, { SCIM_TOKEN: "env" }, "env"],
    ["default: an empty variable is none", good, { SCIM_TOKEN: "" }, TOKEN],
    ["explicit: the argument", service, {}, TOKEN],
    ["explicit: SCIM_TOKEN is not for it", service, { SCIM_TOKEN: "env" }, TOKEN],
    ["explicit: its own variable wins", service, { SCIM_ACME_EU_TOKEN: "own" }, "own"],
    [
      "explicit: tokenEnv wins",
      { ...service, "scim:tokenEnv": "MINE" },
      { MINE: "mine", SCIM_ACME_EU_TOKEN: "own" },
      "mine",
    ],
    [
      "explicit: an empty tokenEnv is none",
      { ...service, "scim:tokenEnv": "MINE" },
      { MINE: "", SCIM_ACME_EU_TOKEN: "own" },
      "own",
    ],
  ])("%s", (_, config, environment, token) => {
    expect(resolve(config, environment).token).toBe(token);
  });
});

describe("every other option", () => {
  test.each<[string, string, string, object]>([
    ["endpoint", "SCIM_ENDPOINT", "https://ACME.example:443/v2/", { endpoint: "https://acme.example/v2" }],
    ["dialect", "SCIM_DIALECT", "rfc7644", { dialect: { name: "rfc7644" } }],
    ["headers", "SCIM_HEADERS", '{"x-a":"b"}', { headers: { "x-a": "b" } }],
    ["maxRequestsPerSecond", "SCIM_MAX_REQUESTS_PER_SECOND", "2.5", { maxRequestsPerSecond: 2.5 }],
    ["maxConcurrency", "SCIM_MAX_CONCURRENCY", "4", { maxConcurrency: 4 }],
    ["timeoutSeconds", "SCIM_TIMEOUT_SECONDS", "5", { timeoutMs: 5000 }],
    ["deadlineSeconds", "SCIM_DEADLINE_SECONDS", "60", { deadlineMs: 60_000 }],
    ["maxLeavers", "SCIM_MAX_LEAVERS", "0", { maxLeavers: 0 }],
    ["unsupported", "SCIM_UNSUPPORTED", "ignore", { unsupported: "ignore" }],
    ["movedFrom", "SCIM_MOVED_FROM", "http://old.example/v2/", { movedFrom: "http://old.example/v2" }],
    ["allowHttp", "SCIM_ALLOW_HTTP", "True", {}],
  ])(
    "%s: environment, then configuration; never the environment for an explicit service",
    (option, variable, value, read) => {
      expect(resolve({ ...good, [`scim:${option}`]: value })).toMatchObject(read);
      expect(resolve({ ...good, [`scim:${option}`]: "broken" }, { [variable]: value })).toMatchObject(read);
      const explicit = { ...good, "scim:service": "acme", "scim:tokenVariable": "SCIM_ACME_TOKEN" };
      expect(resolve({ ...explicit, [`scim:${option}`]: value }, { [variable]: "broken" })).toMatchObject(read);
      expect(resolve(explicit, { [variable]: "broken" }).endpoint).toBe("https://acme.example/scim/v2");
    },
  );

  test("allowHttp lets a plain address of another machine pass", () => {
    const plain = { ...good, "scim:endpoint": "http://acme.example/v2" };
    expect(refusal(plain)).toMatch(/not encrypted.*allowHttp/);
    expect(resolve({ ...plain, "scim:allowHttp": "true" }).endpoint).toBe("http://acme.example/v2");
    expect(resolve({ ...good, "scim:endpoint": "http://127.0.0.1:8080/v2" }).endpoint).toBe("http://127.0.0.1:8080/v2");
  });

  test.each<[string, Record<string, string>, object]>([
    ["SCIM_ALLOW_LEAVERS", { SCIM_ALLOW_LEAVERS: "12" }, { allowLeavers: 12 }],
    ["SCIM_ALLOW_GONE", { SCIM_ALLOW_GONE: "1" }, { allowGone: true }],
    ["SCIM_ALLOW_GONE=0", { SCIM_ALLOW_GONE: "0" }, { allowGone: false }],
  ])("%s lifts a guard for every connection, and no configuration does", (_, environment, lifted) => {
    for (const config of [good, { ...good, "scim:service": "acme", "scim:tokenVariable": "SCIM_ACME_TOKEN" }])
      expect(resolve(config, environment)).toMatchObject(lifted);
    expect(resolve({ ...good, "scim:allowLeavers": "3", "scim:allowGone": "1" })).not.toMatchObject(lifted);
    expect(Object.keys(resolve(good))).not.toContain(Object.keys(lifted)[0]);
  });

  test("a dialect may be an object, of which any part may be left out", () => {
    const { dialect } = resolve({ ...good, "scim:dialect": '{"title":"Acme","user":{"put":false}}' });
    expect(dialect).toMatchObject({ title: "Acme", user: { put: false, delete: true }, members: { perRequest: 100 } });
  });
});

describe("is refused, with every problem, its place and the ways out:", () => {
  const explicit = { "scim:service": "acme-eu", "scim:tokenVariable": "SCIM_ACME_EU_TOKEN", "scim:tokenEnv": "MINE" };
  test.each<[string, Record<string, string>, Record<string, string>, RegExp[]]>([
    [
      "nothing given",
      {},
      {},
      [
        /^Could not configure the default SCIM connection: no endpoint: set SCIM_ENDPOINT in the environment, or `pulumi config set scim:endpoint …`, or give the resource a ScimService/,
        /no token: set SCIM_TOKEN in the environment, or `pulumi config set --secret scim:token …`, or give the resource a ScimService/,
        /\)\. A refresh and a destroy use what the last `pulumi up` had: .* `pulumi up --refresh=false`\.$/,
      ],
    ],
    [
      "an explicit service with nothing",
      explicit,
      { SCIM_ENDPOINT: "https://x.example", SCIM_TOKEN: TOKEN },
      [
        /the ScimService acme-eu: no endpoint: give the argument `endpoint`/,
        /no token: set MINE or SCIM_ACME_EU_TOKEN in the environment, or give the argument `token`/,
      ],
    ],
    [
      "no variable to name",
      { ...good, "scim:token": "", "scim:service": "x" },
      {},
      [/no token: give the argument `token`/],
    ],
    [
      "a token and an Authorization header",
      { ...good, "scim:headers": '{"AUTHORIZATION":"Basic abc"}' },
      {},
      [
        /more than one kind of authentication: a token \(scim:token\) and the header Authorization \(scim:headers\); keep one/,
      ],
    ],
    [
      "an unknown dialect",
      { ...good, "scim:dialect": "leapsom" },
      {},
      [/scim:dialect names no known dialect; known are .*rfc7644.*or give an object/],
    ],
    ["an unknown dialect from the environment", good, { SCIM_DIALECT: "x" }, [/SCIM_DIALECT names no known dialect/]],
    [
      "a broken dialect object",
      { ...good, "scim:dialect": '{"user":{"patch":3},"colour":1}' },
      {},
      [/scim:dialect .*user\.patch/, /colour/],
    ],
    ["a dialect that is not JSON", { ...good, "scim:dialect": "{" }, {}, [/scim:dialect is not JSON/]],
    [
      "headers that are no object",
      { ...good, "scim:headers": '["x"]' },
      {},
      [/scim:headers must be a JSON object of texts/],
    ],
    [
      "headers that are not JSON",
      { ...good, "scim:headers": "x=y" },
      {},
      [/scim:headers must be a JSON object of texts/],
    ],
    [
      "a header that is no text",
      { ...good, "scim:headers": '{"x":1}' },
      {},
      [/scim:headers must be a JSON object of texts/],
    ],
    [
      "numbers that are none",
      { ...good, "scim:maxConcurrency": "many", "scim:timeoutSeconds": "-1" },
      { SCIM_DEADLINE_SECONDS: "1h" },
      [
        /scim:maxConcurrency must be a whole number above 0/,
        /scim:timeoutSeconds must be a number above 0/,
        /SCIM_DEADLINE_SECONDS must be a number above 0/,
      ],
    ],
    [
      "a fraction of a leaver",
      { ...good, "scim:maxLeavers": "1.5" },
      {},
      [/scim:maxLeavers must be a whole number, 0 or more/],
    ],
    [
      "a choice that is none",
      { ...good, "scim:unsupported": "warn", "scim:allowHttp": "yes" },
      {},
      [/scim:unsupported must be error or ignore/, /scim:allowHttp must be true or false/],
    ],
    [
      "an address that is none",
      { ...good, "scim:endpoint": "acme.example" },
      {},
      [/scim:endpoint: The endpoint is no web address/],
    ],
    ["a blank address", { ...good, "scim:endpoint": " " }, {}, [/no endpoint: set SCIM_ENDPOINT/]],
    ["a broken old address", { ...good, "scim:movedFrom": "x" }, {}, [/scim:movedFrom: .*no web address/]],
    [
      "what lifts a guard, not being understood",
      good,
      { SCIM_ALLOW_LEAVERS: "all", SCIM_ALLOW_GONE: "yes" },
      [/SCIM_ALLOW_LEAVERS must be the number of people who may be ended/, /SCIM_ALLOW_GONE must be 1 or 0/],
    ],
    [
      "credentials in the address",
      { ...good, "scim:endpoint": `https://u:${TOKEN}@acme.example` },
      {},
      [/carries a user name or password/],
    ],
  ])("%s", (_, config, environment, parts) => {
    const message = refusal(config, environment);
    for (const part of parts) expect(message).toMatch(part);
    expect(message).not.toContain(TOKEN);
    expect(message).not.toMatch(/\.\.|undefined|Invalid input|Too small/);
    expect(message).toMatch(/\.$/);
  });
});
