import { type IncomingMessage } from "node:http";
import { refusalOf } from "../../../sandbox/page/guard.js";
import { user, withSandbox } from "../client.js";
import { get } from "./reader.js";

const DATA = ["/page/events", "/page/user?id=1", "/page/group?id=1", "/page/request?number=1"];

describe("who may look", () => {
  it.each([
    "evil.example",
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.1",
    "a:b:c",
  ])("nobody under the name %j, as a rebound DNS name would be", (host) =>
    withSandbox({ seed: { Users: [user("ada", { id: "1" })] } }, async (_, sandbox) => {
      for (const path of ["/", ...DATA]) {
        const { status, text } = await get(sandbox, path, { Host: host });
        expect([path, status]).toEqual([path, 403]);
        expect(text).not.toContain("ada");
      }
    }),
  );

  it.each(["localhost", "localhost:9999", "127.0.0.1", "127.0.0.1:9999", "LOCALHOST:1", "[::1]:1"])(
    "this machine under the name %s, a forwarded port too",
    (host) =>
      withSandbox({ seed: { Users: [user("ada", { id: "1" })] } }, async (_, sandbox) => {
        expect((await get(sandbox, "/", { Host: host })).status).toBe(200);
        expect((await get(sandbox, "/page/user?id=1", { Host: host })).body).toMatchObject({ userName: "ada" });
      }),
  );

  it.each<[string, Record<string, string>]>([
    ["another origin", { Origin: "http://localhost:1" }],
    ["a page without an origin", { Origin: "null" }],
    ["another site", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors" }],
    ["another port of this machine", { "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors" }],
    [
      "a frame in another site",
      { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe" },
    ],
  ])("not %s", (_, headers) =>
    withSandbox({ seed: { Users: [user("ada", { id: "1" })] } }, async (_, sandbox) => {
      for (const path of DATA) {
        const answer = await get(sandbox, path, headers);
        expect([path, answer.status]).toEqual([path, 403]);
        expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
      }
    }),
  );

  it("a link from another site may lead to the page", () =>
    withSandbox({}, async (_, sandbox) => {
      const link = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
      expect((await get(sandbox, "/", link)).status).toBe(200);
    }));

  it.each<[string, boolean]>([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["192.168.0.7", false],
    ["::ffff:10.0.0.1", false],
    ["fe80::1", false],
  ])("somebody who comes from %s: %s", (remoteAddress, allowed) => {
    const request = { headers: { host: "localhost" }, socket: { remoteAddress } } as unknown as IncomingMessage;
    expect(refusalOf(request, "0.0.0.0") === undefined).toBe(allowed);
  });
});
