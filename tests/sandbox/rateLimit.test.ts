import { TokenBucket } from "../../sandbox/rateLimit.js";
import { withSandbox } from "./client.js";

/** A bucket on a clock that the test turns. */
function bucketAt(perSecond: number, capacity?: number): { bucket: TokenBucket; pass: (ms: number) => void } {
  let now = 0;
  const bucket = new TokenBucket(perSecond, capacity, () => now);
  return { bucket, pass: (ms) => (now += ms) };
}

describe("a token bucket", () => {
  it("gives its capacity at once, then one token each time its share of a second has passed", () => {
    const { bucket, pass } = bucketAt(10);
    expect(Array.from({ length: 11 }, () => bucket.take())).toEqual([...Array<number>(10).fill(0), 100]);
    pass(99);
    expect(bucket.take()).toBeCloseTo(1);
    pass(1);
    expect([bucket.take(), bucket.take()]).toEqual([0, 100]);
  });

  it("never holds more than its capacity", () => {
    const { bucket, pass } = bucketAt(100, 2);
    pass(3_600_000);
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 10]);
  });

  it("may give less than one a second", () => {
    const { bucket, pass } = bucketAt(0.5);
    expect([bucket.take(), bucket.take()]).toEqual([0, 2000]);
    pass(2000);
    expect(bucket.take()).toBe(0);
  });

  it("lets pass exactly its rate over a long time, however often it is asked", () => {
    const { bucket, pass } = bucketAt(30, 2);
    let passed = 0;
    for (let ms = 0; ms < 60_000; ms += 5) {
      if (bucket.take() === 0) passed++;
      pass(5);
    }
    expect(passed).toBeGreaterThanOrEqual(1799);
    expect(passed).toBeLessThanOrEqual(1802);
  });
});

it("answers 429 with Retry-After in seconds beyond the rate, and 200 again after a pause", () =>
  withSandbox({ requestsPerSecond: 0.5, burst: 2 }, async (call, sandbox) => {
    const answers = [await call("GET", "/Users"), await call("GET", "/Users"), await call("GET", "/Users")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers.get("retry-after")).toBe("2");
    expect(answers[2]?.body).toMatchObject({ status: "429" });
    expect(sandbox.requests().map(({ status }) => status)).toEqual([200, 200, 429]);
  }));
