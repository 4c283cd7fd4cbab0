import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:https";
import { examine } from "../../../cli/doctor/doctor.js";
import { type JsonObject, type SandboxOptions } from "../../../sandbox/index.js";
import { certifies, certify } from "../../provider/scim/support/certificates.js";
import { between, check, checksThat, connectionTo, contents, type Passing, staffed, withPatient } from "./visits.js";

const everybody = (from: JsonObject | undefined): JsonObject[] => (from?.["Resources"] ?? []) as JsonObject[];

describe("a service as the RFC has it", () => {
  it("is healthy, says all that the dialect says already, and nothing is written", () =>
    withPatient({ seed: staffed() }, async ({ sandbox, visit }) => {
      const before = contents(sandbox);
      const report = await visit();
      expect(checksThat(report, "wrong", "note")).toEqual([]);
      expect(report).toMatchObject({
        healthy: true,
        dialect: "rfc7644",
        leftovers: [],
        requests: sandbox.requests().length,
      });
      expect(report.dialectObject).toEqual({ title: new URL(sandbox.url).host });
      expect(contents(sandbox)).toBe(before);
      expect([...new Set(sandbox.requests().map(({ method }) => method))]).toEqual(["GET"]);
    }));

  it.each([["leapsome"], ["absorb"], ["ironclad"]])("%s is as its dialect says", (dialect) =>
    withPatient({ dialect }, async ({ visit }) => {
      const report = await visit({ dialect });
      expect(checksThat(report, "wrong")).toEqual([]);
      expect(report.dialectObject).toEqual({ extends: dialect });
    }),
  );

  it("an empty one leaves what nobody shows open", () =>
    withPatient({ seed: { Users: [], Groups: [] } }, async ({ visit }) => {
      const report = await visit();
      expect(report.healthy).toBe(true);
      expect(checksThat(report, "unknown")).toEqual(
        expect.arrayContaining([
          "lists of people: paging",
          "filters of people: userName",
          "single resources: managers",
        ]),
      );
    }));
});

describe("a service with switches set", () => {
  it.each<[string, SandboxOptions, JsonObject, string]>([
    ["no filters", { filter: false }, { filter: { users: [], groups: [] } }, "filters of people: userName"],
    ["small pages", { maxPageSize: 20, seed: staffed(45) }, { page: { users: 20 } }, "lists of people: page size"],
    ["no discovery", { discovery: "absent" }, { discovery: false }, "discovery: ServiceProviderConfig"],
    ["hidden members", { hideMembers: "always" }, { members: { list: "none" } }, "groups: members"],
  ])("%s: the object says so, and nothing is wrong", (_, options, object, name) =>
    withPatient({ seed: staffed(), ...options }, async ({ sandbox, visit }) => {
      const report = await visit();
      expect(report.healthy).toBe(true);
      expect(check(report, name).verdict).toBe("note");
      expect(report.dialectObject).toEqual({ title: new URL(sandbox.url).host, ...object });
      const again = await visit({ dialect: report.dialectObject });
      expect(check(again, name).verdict).toBe("ok");
      expect(again.dialectObject).toEqual(report.dialectObject);
    }),
  );
});

describe("a service that lies or lets anybody in", () => {
  it.each<
    [string, { asked?: (passing: Passing) => void; answered?: (passing: Passing) => void }, string, string, RegExp]
  >([
    [
      "filters find nobody",
      {
        answered: ({ url, body }) => {
          if (url.searchParams.has("filter") && body !== undefined)
            Object.assign(body, { Resources: [], totalResults: 0 });
        },
      },
      "filters of people: userName",
      "wrong",
      /finds nobody although/,
    ],
    [
      "filters find everybody",
      {
        asked: ({ url }) => {
          url.searchParams.delete("filter");
        },
      },
      "filters of people: userName",
      "note",
      /finds 4 others as well/,
    ],
    [
      "startIndex is not heeded",
      {
        asked: ({ url }) => {
          url.searchParams.delete("startIndex");
        },
      },
      "lists of people: paging",
      "wrong",
      /stand on two pages/,
    ],
    [
      "totalResults counts the page",
      {
        answered: ({ body }) => {
          if (body !== undefined && "totalResults" in body) body["totalResults"] = everybody(body).length;
        },
      },
      "lists of people: totalResults",
      "note",
      /1 where there are 5/,
    ],
    [
      "count is not heeded",
      {
        asked: ({ url }) => {
          url.searchParams.delete("count");
        },
      },
      "lists of people: paging",
      "note",
      /count 2 gave 5/,
    ],
    [
      "pages above 100 are refused",
      {
        asked: ({ url }) => {
          if (Number(url.searchParams.get("count")) > 100) url.pathname += "/none/none";
        },
      },
      "lists of people: page size",
      "wrong",
      /asked for 100, given 5/,
    ],
    [
      "whoever is not there is there all the same",
      {
        answered: (passing) => {
          if (passing.status === 404) Object.assign(passing, { status: 200, body: {} });
        },
      },
      "single resources: a person who is not there",
      "wrong",
      /GET: 200/,
    ],
    [
      "its clock is an hour behind",
      {
        answered: ({ answer }) => {
          answer["date"] = new Date(Date.now() - 3_600_000).toUTCString();
        },
      },
      "connection: clock",
      "note",
      /36\d\d s behind here/,
    ],
    [
      "answers state a rate",
      {
        answered: ({ answer }) => {
          answer["ratelimit-policy"] = "600;w=60";
        },
      },
      "rate: limit",
      "note",
      /600 requests in 60 s/,
    ],
  ])("%s", (_, change, name, verdict, seen) =>
    withPatient({ seed: staffed() }, ({ sandbox, visit }) =>
      between(sandbox, change, async (endpoint) => {
        const report = await visit({ endpoint });
        const found = check(report, name);
        expect([found.verdict, found.seen]).toEqual([verdict, expect.stringMatching(seen) as string]);
        expect(report.healthy).toBe(verdict !== "wrong");
      }),
    ),
  );

  it.each<[string, string | undefined]>([
    ["a wrong token", undefined],
    ["no token", ""],
  ])("%s is let in: wrong", (name, without) =>
    withPatient({ seed: staffed() }, ({ sandbox, visit }) => {
      const asked = ({ headers }: Passing): void => {
        const own = `Bearer ${sandbox.token}`;
        if ((headers["authorization"] === undefined) === (without === "")) headers["authorization"] = own;
      };
      return between(sandbox, { asked }, async (endpoint) => {
        const report = await visit({ endpoint });
        expect(checksThat(report, "wrong")).toEqual([`connection: ${name}`]);
      });
    }),
  );

  it("no text shows the token, whatever the service repeats", () =>
    withPatient({ seed: staffed() }, ({ sandbox, visit }) => {
      const answered = (passing: Passing): void => {
        passing.answer["ratelimit-limit"] = `for ${sandbox.token}`;
        if (passing.status >= 400) passing.body = { detail: `refused ${sandbox.token}`, scimType: sandbox.token };
      };
      return between(sandbox, { answered }, async (endpoint) => {
        const report = await visit({ endpoint });
        expect(JSON.stringify(report)).not.toContain(sandbox.token);
        expect(JSON.stringify(report)).toContain("hidden");
      });
    }));
});

describe("a connection that leads nowhere", () => {
  it("a token that the service does not take", () =>
    withPatient({}, async ({ sandbox }) => {
      const report = await examine(connectionTo(sandbox.url, "another-token"));
      expect(checksThat(report, "wrong")).toEqual(["connection: token"]);
      expect(check(report, "token").seen).toMatch(/not taken: GET \/Users: 401/);
      expect(report.requests).toBe(1);
    }));

  it.each<[string, (url: string) => string, RegExp]>([
    ["a path without SCIM", (url) => url.replace("/scim/v2", "/scim"), /404/],
    ["nobody who listens", () => "http://127.0.0.1:1/scim/v2", /nothing listens there/],
  ])("%s", (_, change, seen) =>
    withPatient({}, async ({ sandbox }) => {
      const report = await examine(connectionTo(change(sandbox.url), sandbox.token));
      expect(checksThat(report, "wrong")).toEqual(["connection: endpoint"]);
      expect(check(report, "endpoint").seen).toMatch(seen);
      expect(report.dialectObject).toMatchObject({ title: expect.any(String) as string });
    }),
  );

  it("a sign-in page, and a redirect to one", async () => {
    let isRedirect = false;
    const server = createServer((_, response) => {
      if (isRedirect) response.writeHead(302, { Location: "https://login.example/in" }).end();
      else response.writeHead(200, { "Content-Type": "text/html" }).end("<title>Sign in</title>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
    expect(check(await examine(connectionTo(endpoint, "token-1")), "endpoint").seen).toMatch(/no SCIM list/);
    isRedirect = true;
    expect(check(await examine(connectionTo(endpoint, "token-1")), "endpoint").seen).toMatch(
      /redirect to login\.example/,
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

it.each<[string, (filter: URLSearchParams) => void]>([
  [
    "find everybody",
    (search) => {
      search.delete("filter");
    },
  ],
  [
    "are refused",
    (search) => {
      if (search.has("filter")) search.set("filter", "?");
    },
  ],
])("filters that %s are of no use for attributes either that nobody has yet", async (_, change) => {
  await withPatient({}, async ({ sandbox, visit }) => {
    await between(
      sandbox,
      {
        asked: ({ url }) => {
          change(url.searchParams);
        },
      },
      async (endpoint) => {
        const { dialectObject } = await visit({ endpoint });
        expect(dialectObject).toMatchObject({ filter: { users: [] } });
      },
    );
    // Of those that nobody has, nothing is known where the others work.
    const { dialectObject } = await visit();
    expect(dialectObject).not.toHaveProperty("filter.users");
  });
});

it("says of a certificate behind a proxy what it did not look at, and what is known all the same", async () => {
  const proxy = createServer();
  proxy.on("connect", (_, socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const before = process.env["HTTPS_PROXY"];
  process.env["HTTPS_PROXY"] = `http://me:hunter2@127.0.0.1:${port}`;
  try {
    const report = await examine(connectionTo("https://scim.acme.example/v2", "token-1"));
    expect(check(report, "TLS")).toMatchObject({
      verdict: "unknown",
      seen: `not looked at: requests go by the proxy of HTTPS_PROXY: 127.0.0.1:${port}, unless NO_PROXY names the host`,
      means: expect.stringMatching(/each request checks the certificate/) as string,
    });
    expect(report.healthy).toBe(false);
    expect(JSON.stringify(report)).not.toContain("hunter2");
  } finally {
    if (before === undefined) delete process.env["HTTPS_PROXY"];
    else process.env["HTTPS_PROXY"] = before;
    await new Promise((resolve) => proxy.close(resolve));
  }
});

(certifies ? it : it.skip)("a certificate: trusted or not, and for how long yet", async () => {
  const made = certify(["localhost", "127.0.0.1"]);
  const server = createTlsServer({ key: made.key, cert: made.cert }, (_, response) => {
    response.writeHead(200, { "Content-Type": "application/scim+json" }).end('{"totalResults":0,"Resources":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}/scim/v2`;
  try {
    const strange = await examine(connectionTo(endpoint, "token-1"));
    expect(check(strange, "TLS")).toMatchObject({
      verdict: "wrong",
      seen: expect.stringMatching(/service, by Acme Root/) as string,
    });
    const trusted = await examine(connectionTo(endpoint, "token-1", { "scim:caFile": made.caFile }));
    expect(check(trusted, "TLS")).toMatchObject({ verdict: "ok" });
    expect(check(trusted, "certificate")).toMatchObject({ verdict: "note", seen: "1 days left" });
    // It answers everything, whoever asks.
    expect(checksThat(trusted, "wrong")).toEqual(expect.arrayContaining(["connection: no token"]));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    made.remove();
  }
});
