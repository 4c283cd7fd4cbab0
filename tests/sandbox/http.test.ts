import { request } from "node:http";
import { startSandbox, type JsonObject } from "../../sandbox/index.js";
import { foreseeable, user, withSandbox } from "./client.js";

describe("paths and methods", () => {
  it.each<[string, string, number, string]>([
    ["GET", "/Nothing", 404, ""],
    ["GET", "/Users/1/more", 404, ""],
    ["DELETE", "/Users", 405, "GET, POST"],
    ["POST", "/Users/1", 405, "GET, PUT, PATCH, DELETE"],
    ["GET", "/Users/.search", 405, "POST"],
    ["PUT", "/Groups", 405, "GET, POST"],
    ["POST", "/Schemas", 405, "GET"],
    ["DELETE", "/ResourceTypes/User", 405, "GET"],
    ["PATCH", "/ServiceProviderConfig", 405, "GET"],
    ["GET", "/Me", 501, ""],
    ["PATCH", "/Me", 501, ""],
    ["POST", "/Bulk", 501, ""],
    ["GET", "/Bulk", 405, "POST"],
    ["GET", "/Users/", 200, ""],
    ["GET", "/Users/%E0%A4%A", 400, ""],
    ["GET", "/%2e%2e/Users", 404, ""],
  ])("%s %s is %d", (method, path, status, allow) =>
    withSandbox({}, async (call) => {
      const answer = await call(method, path);
      expect([answer.status, answer.headers.get("allow") ?? ""]).toEqual([status, allow]);
      if (status >= 400)
        expect(answer.body).toMatchObject({ status: String(status), detail: expect.any(String) as string });
    }),
  );

  it("a path outside the base path is 404 and names the base path", () =>
    withSandbox({ basePath: "/v9" }, async (_, { url, token }) => {
      expect(url).toMatch(/:\d+\/v9$/);
      const answer = await fetch(new URL("/scim/v2/Users", url), { headers: { Authorization: `Bearer ${token}` } });
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("/v9")]);
    }));

  it("may have no base path at all", () =>
    withSandbox({ basePath: "/" }, async (call, { url }) => {
      expect(url).toMatch(/:\d+$/);
      expect((await call("POST", "/Users", user("ada"))).status).toBe(201);
      expect((await call("GET", "/")).body["totalResults"]).toBe(1);
    }));

  it.each(["a/b", "a b", "a?b", "a#b", "ü@x", "..", "%", "a%2Fb", "__proto__", "constructor"])(
    "an id like %s works",
    (id) =>
      withSandbox({ newId: () => id }, async (call, { url }) => {
        const made = await call("POST", "/Users", user("ada"));
        const path = `/Users/${encodeURIComponent(id).replaceAll(".", "%2E")}`;
        expect(made.headers.get("location")).toBe(`${url}/Users/${encodeURIComponent(id)}`);
        if (id === "..") return;
        expect((await call("GET", path)).body["id"]).toBe(id);
        expect((await call("DELETE", path)).status).toBe(204);
      }),
  );
});

describe("the token", () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ["no header", { Authorization: "" }, /^Bearer realm="scim"$/],
    ["another scheme", { Authorization: "Basic dDp0" }, /^Bearer realm="scim"$/],
    ["a wrong token", { Authorization: "Bearer mistaken" }, /error="invalid_token"/],
  ])("%s is 401 with a challenge", (_, headers, challenge) =>
    withSandbox({ token: "s3cret" }, async (call) => {
      for (const path of ["/Users", "/Nothing", "/ServiceProviderConfig", "/Bulk"]) {
        const answer = await call("GET", path, undefined, headers);
        expect([answer.status, answer.body["status"]]).toEqual([401, "401"]);
        expect(answer.headers.get("www-authenticate")).toMatch(challenge);
        expect(answer.text).not.toMatch(/s3cret|mistaken/);
      }
    }),
  );

  it("is taken whatever the letter case of the scheme", () =>
    withSandbox({ token: "s3cret" }, async (call) => {
      expect((await call("GET", "/Users", undefined, { Authorization: "bearer s3cret" })).status).toBe(200);
    }));

  it("differs from sandbox to sandbox when none is given", async () => {
    const both = await Promise.all([startSandbox({ port: 0 }), startSandbox({ port: 0 })]);
    expect(new Set(both.map(({ token }) => token)).size).toBe(2);
    await Promise.all(both.map(({ close }) => close()));
  });
});

describe("media types and bodies", () => {
  it.each<[string, number]>([
    ["application/scim+json", 201],
    ["application/json", 201],
    ["Application/JSON; charset=utf-8", 201],
    ["text/plain", 415],
    ["application/x-www-form-urlencoded", 415],
  ])("a body of type %s is %d", (type, status) =>
    withSandbox({}, async (call) => {
      expect((await call("POST", "/Users", user("ada"), { "Content-Type": type })).status).toBe(status);
    }),
  );

  it.each<[string, number]>([
    ["application/scim+json", 200],
    ["text/html, application/json;q=0.5", 200],
    ["*/*", 200],
    ["text/html", 406],
  ])("Accept: %s is %d", (accept, status) =>
    withSandbox({}, async (call) => {
      expect((await call("GET", "/Users", undefined, { Accept: accept })).status).toBe(status);
    }),
  );

  it("a body beyond the limit is 413, and the server goes on", () =>
    withSandbox({ maxBodyBytes: 1000 }, async (call, sandbox) => {
      expect((await call("POST", "/Users", user("ada", { title: "x".repeat(2000) }))).status).toBe(413);
      expect((await call("POST", "/Users", user("bob", { title: "x".repeat(500) }))).status).toBe(201);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  it("a byte order mark and every character of Unicode are taken", () =>
    withSandbox({}, async (call) => {
      const text = `\uFEFF${JSON.stringify(user("jürgen@müller.example", { displayName: "Jürgen 🎩 ​\u0000" }))}`;
      const { status, body } = await call("POST", "/Users", text);
      expect([status, body["displayName"]]).toEqual([201, "Jürgen 🎩 ​\u0000"]);
    }));

  it("bytes that are no UTF-8 are 400", () =>
    withSandbox({}, async (_, { url, token }) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const answer = await fetch(`${url}/Users`, { method: "POST", headers, body: Buffer.from([0x7b, 0xff, 0x7d]) });
      expect(answer.status).toBe(400);
    }));
});

describe("entity tags", () => {
  it("guard writes by If-Match and reads by If-None-Match", () =>
    withSandbox(foreseeable(), async (call) => {
      await call("POST", "/Users", user("ada"));
      const put = (headers: Record<string, string>) => call("PUT", "/Users/1", user("ada", { title: "CTO" }), headers);
      expect((await put({ "If-Match": 'W/"7"' })).status).toBe(412);
      expect((await put({ "If-Match": 'W/"7", W/"1"' })).status).toBe(200);
      expect((await put({ "If-Match": "*" })).status).toBe(200);
      expect((await put({ "If-Match": '"2"' })).status).toBe(200);
      expect((await put({ "If-None-Match": "*" })).status).toBe(412);
      const same = await call("GET", "/Users/1", undefined, { "If-None-Match": 'W/"2"' });
      expect([same.status, same.text, same.headers.get("etag")]).toEqual([304, "", 'W/"2"']);
      expect((await call("GET", "/Users/1", undefined, { "If-None-Match": 'W/"1"' })).status).toBe(200);
      expect((await call("PATCH", "/Users/1", {}, { "If-Match": 'W/"1"' })).status).toBe(412);
      expect((await call("DELETE", "/Users/1", undefined, { "If-Match": 'W/"1"' })).status).toBe(412);
      expect((await call("DELETE", "/Users/1", undefined, { "If-Match": 'W/"2"' })).status).toBe(204);
    }));

  it("are not there where the service has none", () =>
    withSandbox({ etag: false }, async (call) => {
      const { headers, body } = await call("POST", "/Users", user("ada"));
      expect(headers.get("etag")).toBeNull();
      expect(body["meta"]).not.toHaveProperty("version");
      const path = `/Users/${body["id"] as string}`;
      expect((await call("PUT", path, user("ada"), { "If-Match": '"x"' })).status).toBe(200);
    }));
});

it("serves many requests at once over kept connections and counts its peak", () =>
  withSandbox({ latencyMs: 20 }, async (call, sandbox) => {
    const bodies = Array.from({ length: 200 }, (_, index) => user(`user${index}`));
    const answers = await Promise.all(bodies.map((body) => call("POST", "/Users", body)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(sandbox.peakInFlight()).toBeGreaterThan(5);
    expect(sandbox.dump().Users).toHaveLength(200);
    expect(sandbox.requests().every(({ durationMs }) => (durationMs ?? 0) >= 15)).toBe(true);
    sandbox.clearRequests();
    expect([sandbox.requests(), sandbox.peakInFlight()]).toEqual([[], 0]);
  }));

it("logs method, path, query, status and body of each request", () =>
  withSandbox(foreseeable(), async (call, sandbox) => {
    await call("POST", "/Users", user("ada"));
    await call("GET", "/Users/1?attributes=userName");
    await call("DELETE", "/Users/2");
    const log = sandbox
      .requests()
      .map(({ method, path, query, status, body }) => ({ method, path, query, status, body }));
    expect(log).toEqual([
      { method: "POST", path: "/scim/v2/Users", query: {}, status: 201, body: user("ada") },
      { method: "GET", path: "/scim/v2/Users/1", query: { attributes: "userName" }, status: 200, body: undefined },
      { method: "DELETE", path: "/scim/v2/Users/2", query: {}, status: 404, body: undefined },
    ]);
  }));

it("outlives a client that hangs up in the middle of its body", () =>
  withSandbox({}, async (call, { url, token, dump }) => {
    await new Promise<void>((resolve) => {
      const sent = request(`${url}/Users`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Length": 99 },
      });
      sent.on("error", () => {
        resolve();
      });
      sent.write('{"schemas":', () => sent.destroy(new Error("gone")));
    });
    expect((await call("GET", "/Users")).status).toBe(200);
    expect(dump().Users).toEqual([]);
  }));

it("says in a refusal what was wrong, in the form of RFC 7644", () =>
  withSandbox({}, async (call) => {
    const { body } = await call("POST", "/Users", user("ada", { active: "yes" }));
    const expected: JsonObject = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: "400",
      scimType: "invalidValue",
      detail: 'active must be true or false, not "yes".',
    };
    expect(body).toEqual(expected);
  }));
