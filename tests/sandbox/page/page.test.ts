import { readdirSync } from "node:fs";
import { join } from "node:path";
import { startSandbox, type JsonObject, type SandboxOptions } from "../../../sandbox/index.js";
import { ENT, foreseeable, group, user, withSandbox } from "../client.js";
import { get } from "./reader.js";

const assets = join(__dirname, "../../../sandbox/page/assets");

describe("the page", () => {
  it("is at the root of the origin, with nothing from elsewhere and no inline script or style", () =>
    withSandbox({}, async (_, sandbox) => {
      expect(sandbox.page).toBe(new URL("/", sandbox.url).href);
      const { status, headers, text } = await get(sandbox, "/");
      expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      expect(text).toContain("<title>SCIM sandbox</title>");
      expect(text).not.toMatch(/https?:|<style|<script(?![^>]* src=)|\son\w+=|\sstyle=/);
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'; script-src 'self'") as string,
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
    }));

  it("serves each of its files, and every file that one of them names", () =>
    withSandbox({}, async (_, sandbox) => {
      const files = readdirSync(assets).filter((name) => name !== "tsconfig.json");
      for (const name of files) {
        const path = name === "index.html" ? "/" : `/page/${name}`;
        const { status, headers, text } = await get(sandbox, path);
        expect([name, status, headers["x-content-type-options"]]).toEqual([name, 200, "nosniff"]);
        for (const [, named = ""] of text.matchAll(/(?:from|src=|href=) ?"([^"#]+)"/g)) {
          const found = await get(sandbox, new URL(named, new URL(path, sandbox.url)).pathname);
          expect([named, found.status]).toEqual([named, 200]);
        }
      }
      expect(files.length).toBeGreaterThan(10);
    }));

  it.each<[string, SandboxOptions]>([
    ["it is switched off", { page: false }],
    ["the service is at the root itself", { basePath: "/" }],
    ["the service is where its files would be", { basePath: "/page" }],
    ["the service is below them", { basePath: "/page/scim" }],
  ])("is not there when %s", (_, options) =>
    withSandbox(options, async (call, sandbox) => {
      expect(sandbox.page).toBeUndefined();
      for (const path of ["/", "/page/events", "/page/main.mjs"]) {
        const { status, headers } = await get(sandbox, path);
        expect([path, status, headers["content-type"]]).toEqual([path, 401, "application/scim+json; charset=utf-8"]);
      }
      expect((await call("GET", "/Users")).status).toBe(200);
    }),
  );

  it("shows a person, a group and a request in full", () =>
    withSandbox(foreseeable(), async (call, sandbox) => {
      await call("POST", "/Users", user("ada", { name: { givenName: "Ada" }, [ENT]: { costCenter: "7" } }));
      await call("POST", "/Groups", group("Board", ["1"]));
      await call("POST", "/Users", user("ADA"));
      expect((await get(sandbox, "/page/user?id=1")).body).toMatchObject({
        id: "1",
        name: { givenName: "Ada" },
        [ENT]: { costCenter: "7" },
        groups: [{ display: "Board" }],
        meta: { version: 'W/"1"' },
      });
      expect((await get(sandbox, "/page/group?id=2")).body).toMatchObject({ displayName: "Board" });
      expect((await get(sandbox, "/page/request?number=3")).body).toMatchObject({
        method: "POST",
        target: "/scim/v2/Users",
        status: 409,
        body: user("ADA"),
        answer: { scimType: "uniqueness", detail: "userName ADA is taken by 1." },
      });
      for (const path of [
        "/page/user?id=9",
        "/page/group?id=1",
        "/page/request?number=4",
        "/page/request",
        "/page/user",
      ]) {
        expect([path, (await get(sandbox, path)).status]).toEqual([path, 404]);
      }
    }));

  it("says of a long answer only how long it is", () =>
    withSandbox(
      { seed: { Users: Array.from({ length: 100 }, (_, index) => user(`user${index}`)) } },
      async (call, sandbox) => {
        await call("GET", "/Users");
        const { body } = await get(sandbox, "/page/request?number=1");
        expect((body as JsonObject)["answer"]).toMatch(/^\d+ bytes, too long to keep$/);
      },
    ));
});

describe("the service beside the page", () => {
  it("is as without it: the page is in no log, no count, no fault and no rate", () =>
    withSandbox(
      { latencyMs: 30, requestsPerSecond: 1, faults: [{ at: 1, action: { status: 503 } }] },
      async (call, sandbox) => {
        for (const path of ["/", "/page/main.mjs", "/page/user?id=1"]) await get(sandbox, path);
        expect([sandbox.requests(), sandbox.peakInFlight()]).toEqual([[], 0]);
        expect((await call("GET", "/Users")).status).toBe(503);
        expect((await call("GET", "/Users")).status).toBe(200);
      },
    ));

  it.each<[string, string, RequestInit, number]>([
    ["a request with credentials", "/", { headers: { Authorization: "Bearer t" } }, 404],
    ["another method than GET", "/", { method: "POST", headers: { Authorization: "Bearer t" } }, 404],
    ["another method without a token", "/page/events", { method: "POST" }, 401],
    ["a path outside that is not the page's", "/scim", {}, 401],
    ["a path below the page's that it has not", "/page/none.mjs", {}, 401],
    ["a path below the base path", "/scim/v2/page/events", {}, 401],
  ])("answers %s itself, as ever", (_, path, init, status) =>
    withSandbox({ token: "t" }, async (_, sandbox) => {
      const answer = await fetch(new URL(path, sandbox.url), init);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        status,
        "application/scim+json; charset=utf-8",
      ]);
      await answer.text();
      expect(sandbox.requests()).toHaveLength(1);
    }),
  );
});

it("a page option that is no boolean is refused", async () => {
  const options = { port: 0, page: "yes" } as unknown as SandboxOptions;
  await expect(startSandbox(options)).rejects.toThrow("option page:");
});
