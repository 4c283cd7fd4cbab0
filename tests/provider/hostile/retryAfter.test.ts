import { parseRetryAfter } from "../../../provider/scim/retryAfter.js";
import { json, text } from "../scim/support/hostileServer.js";
import { failure, withClient } from "../scim/support/withClient.js";
import { took } from "./support/rawServer.js";

const YEAR = 365 * 24 * 3600;

describe("a Retry-After of years", () => {
  it.each([
    String(YEAR),
    String(30 * YEAR),
    "9".repeat(16),
    "9".repeat(400),
    "1e9",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "99999999999.5",
  ])("fails at once and says so, and nothing waits in secret: %s", async (header) => {
    for (const status of [429, 503]) {
      await withClient(
        (response) => {
          text(response, status, "", { "retry-after": header });
        },
        async (client, server) => {
          const time = await took(async () => {
            const error = await failure(client.request("POST", "/Users", { body: {} }));
            if (header === "1e9") return;
            expect(error).toMatchObject({ kind: "deadline", attempts: 1, effect: "none" });
            expect(error.message).toMatch(/^POST \/Users did not succeed within 2 s \(deadlineSeconds\) in 1 attempt/);
            expect(error.message).toMatch(/The service asks to wait (\d+ s more|longer than)/);
            expect(error.message).not.toMatch(/Infinity|NaN|e\+/);
            expect(server.seen).toHaveLength(1);
          });
          expect(time).toBeLessThan(3500);
        },
        { deadlineMs: 2000 },
      );
    }
  });
});

describe("a Retry-After that says nothing", () => {
  it.each(["-1", "-99999999999", "soon", "0x10", "NaN", "Infinity", "1,1", "1 hour", "\u00b2", " ", "[object Object]"])(
    "is passed over, and the request sent again after a short wait: %s",
    async (header) => {
      await withClient(
        (response, _seen, n) => {
          if (n === 0) text(response, 429, "", { "retry-after": header });
          else json(response, 200, { id: "1" });
        },
        async (client, server) => {
          const time = await took(() => client.request("POST", "/Users", { body: {} }));
          expect(time).toBeLessThan(1500);
          expect(server.seen).toHaveLength(2);
        },
      );
    },
  );

  it.each(["0", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])(
    "with every answer ends at the deadline, without a storm of requests: %s",
    async (header) => {
      await withClient(
        (response) => {
          text(response, 429, "", { "retry-after": header });
        },
        async (client, server) => {
          const time = await took(async () => {
            const error = await failure(client.request("POST", "/Users", { body: {} }));
            expect(error).toMatchObject({ kind: "deadline", effect: "none" });
          });
          expect(time).toBeLessThan(2500);
          expect(server.seen.length).toBeLessThan(12);
        },
        { deadlineMs: 1000 },
      );
    },
  );
});

it("is a number that timers bear, whatever is sent", () => {
  for (const header of ["9".repeat(400), "99999999999999999999", `1${"0".repeat(308)}`, "1e999", "-1e999"]) {
    const wait = parseRetryAfter(header);
    if (wait !== undefined) expect(Number.isSafeInteger(wait)).toBe(true);
  }
});
