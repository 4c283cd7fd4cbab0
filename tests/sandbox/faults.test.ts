import { type FaultRule } from "../../sandbox/index.js";
import { foreseeable, user, withSandbox, type Call } from "./client.js";

/** The statuses of some GETs of /Users, one after the other; 0 for a dropped connection. */
async function statuses(call: Call, count: number, path = "/Users"): Promise<number[]> {
  const result: number[] = [];
  for (let index = 0; index < count; index++) {
    result.push(
      await call("GET", path).then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return result;
}

describe("a fault rule", () => {
  it.each<[string, FaultRule, number[]]>([
    ["at", { at: 2, action: { status: 500 } }, [200, 500, 200, 200]],
    ["every", { every: 2, action: { status: 500 } }, [200, 500, 200, 500]],
    ["every with times", { every: 2, times: 1, action: { status: 500 } }, [200, 500, 200, 200]],
    ["times", { times: 2, action: { status: 503 } }, [503, 503, 200, 200]],
    ["no condition", { action: { status: 418 } }, [418, 418, 418, 418]],
    ["a method", { match: { method: "get" }, at: 1, action: { status: 500 } }, [500, 200, 200, 200]],
    ["another method", { match: { method: "POST" }, action: { status: 500 } }, [200, 200, 200, 200]],
    ["a path", { match: { path: "^/scim/v2/Users$" }, at: 3, action: { status: 500 } }, [200, 200, 500, 200]],
    ["another path", { match: { path: "/Groups" }, action: { status: 500 } }, [200, 200, 200, 200]],
  ])("happens by %s", (_, rule, expected) =>
    withSandbox({ faults: [rule] }, async (call) => {
      expect(await statuses(call, 4)).toEqual(expected);
    }),
  );

  it("counts only the requests that match it", () =>
    withSandbox({ faults: [{ match: { path: "Groups" }, at: 2, action: { status: 500 } }] }, async (call) => {
      expect(await statuses(call, 2)).toEqual([200, 200]);
      expect(await statuses(call, 3, "/Groups?count=1")).toEqual([200, 500, 200]);
    }));

  it("counts from when it was given and ends with its handle", () =>
    withSandbox({}, async (call, { fault }) => {
      await statuses(call, 3);
      const handle = fault({ every: 2, action: { status: 500 } });
      expect(await statuses(call, 3)).toEqual([200, 500, 200]);
      handle.remove();
      expect(await statuses(call, 2)).toEqual([200, 200]);
    }));

  it("given first acts when two are due, and both have counted", () => {
    const faults = [
      { at: 2, action: { status: 500 } },
      { every: 2, action: { status: 502 } },
    ];
    return withSandbox({ faults }, async (call) => {
      expect(await statuses(call, 4)).toEqual([200, 500, 200, 502]);
    });
  });
});

describe("a fault", () => {
  const once = (action: FaultRule["action"]) => ({ ...foreseeable(), faults: [{ at: 1, action }] });

  it("of a status has no effect, and its own body, headers and Retry-After", () =>
    withSandbox(
      once({ status: 429, body: { message: "slow" }, headers: { "X-Limit": "9" }, retryAfter: 7 }),
      async (call, sandbox) => {
        const answer = await call("POST", "/Users", user("ada"));
        expect([answer.status, answer.body]).toEqual([429, { message: "slow" }]);
        expect([answer.headers.get("x-limit"), answer.headers.get("retry-after")]).toEqual(["9", "7"]);
        expect(sandbox.dump().Users).toEqual([]);
        expect(sandbox.requests()[0]).toMatchObject({ status: 429, body: user("ada") });
      },
    ));

  it("of a status has a SCIM error as its body when none is given, or text, and a date as Retry-After", async () => {
    await withSandbox(once({ status: 503, retryAfter: "Wed, 21 Oct 2065 07:28:00 GMT" }), async (call) => {
      const answer = await call("GET", "/Users");
      expect([answer.body["status"], answer.headers.get("retry-after")]).toEqual([
        "503",
        "Wed, 21 Oct 2065 07:28:00 GMT",
      ]);
    });
    await withSandbox(once({ status: 502, body: "Bad gateway" }), async (call) => {
      const answer = await call("GET", "/Users");
      expect([answer.text, answer.headers.get("content-type")]).toEqual(["Bad gateway", "text/plain; charset=utf-8"]);
    });
  });

  it("of a status can let the operation take effect", () =>
    withSandbox(once({ status: 500, effect: true }), async (call, sandbox) => {
      expect((await call("POST", "/Users", user("ada"))).status).toBe(500);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  it("before the effect drops the connection and nothing is stored", () =>
    withSandbox(once({ drop: "before" }), async (call, sandbox) => {
      await expect(call("POST", "/Users", user("ada"))).rejects.toThrow();
      expect(sandbox.dump().Users).toEqual([]);
      expect(sandbox.requests()).toMatchObject([{ method: "POST", status: undefined, body: user("ada") }]);
      expect((await call("POST", "/Users", user("ada"))).status).toBe(201);
    }));

  it("after the effect drops the connection and all is stored", () =>
    withSandbox(once({ drop: "after" }), async (call, sandbox) => {
      await expect(call("POST", "/Users", user("ada"))).rejects.toThrow();
      expect(sandbox.dump().Users).toHaveLength(1);
      expect((await call("POST", "/Users", user("ada"))).status).toBe(409);
    }));

  it("of half a body breaks the answer off after the effect", () =>
    withSandbox(once({ halfBody: true }), async (call, { url, token, dump }) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const answer = await fetch(`${url}/Users`, { method: "POST", headers, body: JSON.stringify(user("ada")) });
      expect(answer.status).toBe(201);
      await expect(answer.text()).rejects.toThrow();
      expect(dump().Users).toHaveLength(1);
      expect((await call("GET", "/Users")).status).toBe(200);
    }));

  it("of an HTML page answers 200 without an effect", () =>
    withSandbox(once({ html: true }), async (call, sandbox) => {
      const answer = await call("POST", "/Users", user("ada"));
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(answer.text).toMatch(/^<!DOCTYPE html>/);
      expect(sandbox.dump().Users).toEqual([]);
    }));

  it("of an empty answer is 200 without a body after the effect", () =>
    withSandbox(once({ empty: true }), async (call, sandbox) => {
      const answer = await call("POST", "/Users", user("ada"));
      expect([answer.status, answer.text, answer.headers.get("content-length")]).toEqual([200, "", "0"]);
      expect(sandbox.dump().Users).toHaveLength(1);
    }));

  it("of a delay alone lets the request go on", () =>
    withSandbox(once({ delayMs: 60 }), async (call, sandbox) => {
      expect((await call("POST", "/Users", user("ada"))).status).toBe(201);
      expect(sandbox.requests()[0]?.durationMs).toBeGreaterThanOrEqual(50);
    }));

  it("of an hour's delay doesn't keep the sandbox from closing", async () => {
    let pending: Promise<unknown> | undefined;
    await withSandbox(once({ delayMs: 3_600_000 }), async (call, { requests }) => {
      pending = call("GET", "/Users").catch(() => "dropped");
      while (requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    });
    expect(await pending).toBe("dropped");
  });
});
