import { type Method, type RequestOptions, type RetryInfo } from "../../../provider/scim/client.js";
import { DeadlineError, FailedServiceError, RateLimitError } from "../../../provider/scim/errors.js";
import { Limiter } from "../../../provider/scim/limiter.js";
import { json, text } from "./support/hostileServer.js";
import { failure, withClient } from "./support/withClient.js";

/** What a server does to its first request; afterwards it answers well. */
type Fault =
  number | "503 with Retry-After" | "429 with Retry-After" | "drop" | "half" | "html" | "empty" | "cut headers";

async function attemptsAfter(
  fault: Fault,
  method: Method,
  options: RequestOptions = {},
): Promise<{ attempts: number; failed: boolean }> {
  let result = { attempts: 0, failed: false };
  await withClient(
    (response, _seen, n) => {
      if (n > 0) json(response, 200, { id: "1" });
      else if (typeof fault === "number") json(response, fault, { detail: "x" });
      else if (fault === "503 with Retry-After") text(response, 503, "", { "retry-after": "0" });
      else if (fault === "429 with Retry-After") text(response, 429, "", { "retry-after": "0" });
      else if (fault === "html") text(response, 200, "<html></html>");
      else if (fault === "empty") text(response, 200, "");
      else if (fault === "drop") response.socket?.destroy();
      else if (fault === "cut headers") response.socket?.end("HTTP/1.1 200 OK\r\nContent-Ty");
      else {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"id":');
        setTimeout(() => response.socket?.destroy(), 10);
      }
    },
    async (client, server) => {
      const body = method === "GET" || method === "DELETE" ? {} : { body: { userName: "a" } };
      const failed = await client.request(method, "/Users/1", { ...body, ...options }).then(
        () => false,
        () => true,
      );
      result = { attempts: server.seen.length, failed };
    },
  );
  return result;
}

const again = { attempts: 2, failed: false };
const refused = { attempts: 1, failed: true };

describe("a passing fault", () => {
  const faults: Fault[] = [
    408,
    425,
    429,
    500,
    502,
    503,
    504,
    "503 with Retry-After",
    "429 with Retry-After",
    "drop",
    "half",
    "cut headers",
  ];
  it.each(faults.flatMap((fault) => (["GET", "PUT", "DELETE"] as const).map((method) => [fault, method] as const)))(
    "%s is tried again for %s",
    async (fault, method) => {
      expect(await attemptsAfter(fault, method)).toEqual(again);
    },
  );

  it.each<[Fault, "POST" | "PATCH"]>([
    [429, "POST"],
    [429, "PATCH"],
    ["429 with Retry-After", "POST"],
    ["503 with Retry-After", "POST"],
    ["503 with Retry-After", "PATCH"],
  ])("%s is tried again for %s, since nothing was done", async (fault, method) => {
    expect(await attemptsAfter(fault, method)).toEqual(again);
  });

  it.each(
    [408, 425, 500, 502, 503, 504, "drop", "half", "cut headers", "html"].flatMap((fault) => [
      [fault, "POST"] as const,
      [fault, "PATCH"] as const,
    ]),
  )("%s is not tried again for %s, which may have been carried out", async (fault, method) => {
    expect(await attemptsAfter(fault as Fault, method)).toEqual(refused);
  });

  it("is tried again for a PATCH that the caller calls safe, and not for a GET that it does not", async () => {
    expect(await attemptsAfter(500, "PATCH", { repeat: "safe" })).toEqual(again);
    expect(await attemptsAfter("drop", "PATCH", { repeat: "safe" })).toEqual(again);
    expect(await attemptsAfter(500, "GET", { repeat: "unprocessed" })).toEqual(refused);
  });

  it.each<Fault>(["html", "empty"])("%s is tried again for GET only", async (fault) => {
    expect(await attemptsAfter(fault, "GET")).toEqual(again);
    expect((await attemptsAfter(fault, "PUT")).attempts).toBe(1);
  });

  it.each([400, 401, 403, 404, 409, 412, 501, 302])("%i is not tried again", async (fault) => {
    expect(await attemptsAfter(fault, "GET")).toEqual(refused);
  });
});

describe("a fault that stays", () => {
  it.each([
    [500, 4],
    [503, 7],
  ])("%i is given up after %i attempts, with growing waits, and says so", async (status, attempts) => {
    const retries: RetryInfo[] = [];
    await withClient(
      (response) => {
        json(response, status, { detail: "down" });
      },
      async (client, server) => {
        const error = await failure(client.request("GET", "/Users"));
        expect(error).toBeInstanceOf(FailedServiceError);
        expect(error.message).toBe(`GET /Users was answered with ${status}: down. Tried ${attempts} times.`);
        expect(server.seen).toHaveLength(attempts);
        expect(retries.map((info) => info.attempt)).toEqual(Array.from({ length: attempts - 1 }, (_, n) => n + 1));
        const gaps = server.seen.slice(1).map((seen, n) => seen.at - (server.seen[n]?.at ?? 0));
        gaps.forEach((gap, n) => {
          expect(gap).toBeGreaterThanOrEqual(4 * 2 ** n - 2);
        });
      },
      { onRetry: (info) => retries.push(info) },
    );
  });
});

describe("Retry-After", () => {
  it.each(["seconds", "date"])("given as %s is waited for by everything on the connection", async (form) => {
    const limiter = new Limiter({ maxConcurrency: 2 });
    let first = 0;
    await withClient(
      (response, _seen, n) => {
        if (n > 0) {
          json(response, 200, { id: "1" });
          return;
        }
        first = performance.now();
        const serviceClock = Date.now() - 3_600_000;
        const headers = {
          date: new Date(serviceClock).toUTCString(),
          "retry-after": new Date(serviceClock + 1000).toUTCString(),
        };
        text(response, 429, "", form === "seconds" ? { "retry-after": "1" } : headers);
      },
      async (client, server) => {
        const waiting = client.request("POST", "/Users", { body: {} });
        while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
        await new Promise((resolve) => setTimeout(resolve, 100));
        await Promise.all([waiting, client.request("GET", "/Users/2")]);
        expect(server.seen).toHaveLength(3);
        for (const seen of server.seen.slice(1)) {
          expect(seen.at - first).toBeGreaterThan(985);
          expect(seen.at - first).toBeLessThan(3000);
        }
      },
      { limiter },
    );
  });

  it("does not use up the attempts: many in a row are borne until the deadline", async () => {
    await withClient(
      (response, _seen, n) => {
        if (n < 12) text(response, 429, "", { "retry-after": "0.02" });
        else json(response, 200, { id: "1" });
      },
      async (client, server) => {
        await client.request("POST", "/Users", { body: {} });
        expect(server.seen).toHaveLength(13);
      },
    );
  });

  it("that lies beyond the deadline fails at once, for this request and for those behind it", async () => {
    await withClient(
      (response) => {
        text(response, 429, "", { "retry-after": "3600" });
      },
      async (client, server) => {
        const begin = performance.now();
        const error = await failure(client.request("GET", "/Users"));
        expect(error).toBeInstanceOf(DeadlineError);
        expect(error).toMatchObject({ attempts: 1, effect: "none" });
        expect(error.cause).toBeInstanceOf(RateLimitError);
        expect(error.message).toMatch(/The service asks to wait 3\d\d\d s more/);
        expect(await failure(client.request("GET", "/Groups"))).toMatchObject({ attempts: 0, effect: "none" });
        expect(server.seen).toHaveLength(1);
        expect(performance.now() - begin).toBeLessThan(2000);
      },
    );
  });
});

describe("the deadline", () => {
  it("ends attempts and waits, and says how far it came", async () => {
    await withClient(
      (response) => {
        text(response, 429, "slow down");
      },
      async (client, server) => {
        const begin = performance.now();
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(performance.now() - begin).toBeLessThan(4000);
        const { length } = server.seen;
        expect(length).toBeGreaterThan(2);
        expect(error).toMatchObject({ kind: "deadline", attempts: length, effect: "none" });
        const far = `within 1.2 s (deadlineSeconds) in ${length} attempts, ${length} of them refused for the rate, with 1.`;
        expect(error.message).toContain(far);
        expect(error.message).toMatch(/with 1\.[12] s of waits between them/);
        expect(error.message).toContain("slow down");
      },
      { deadlineMs: 1200 },
    );
  });

  it("cuts an attempt under way, whose effect is then unknown", async () => {
    await withClient(
      () => undefined,
      async (client) => {
        const error = await failure(client.request("POST", "/Users", { body: {} }));
        expect(error).toMatchObject({ kind: "deadline", attempts: 1, effect: "unknown" });
      },
      { deadlineMs: 100 },
    );
  });

  it("begins with the first turn, not with the wait behind other requests", async () => {
    await withClient(
      (response) => {
        setTimeout(() => {
          json(response, 200, { id: "1" });
        }, 60);
      },
      async (client) => {
        const all = await Promise.all(Array.from({ length: 10 }, () => client.request("GET", "/Users/1")));
        expect(all).toHaveLength(10);
      },
      { deadlineMs: 300, limiter: new Limiter({ maxConcurrency: 1 }) },
    );
  });
});
