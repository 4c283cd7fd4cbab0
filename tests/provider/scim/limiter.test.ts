import fc from "fast-check";
import { Limiter } from "../../../provider/scim/limiter.js";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Runs `count` pieces of work at once and gives their starting times in order. */
async function startsOf(limiter: Limiter, count: number, workMs = 0): Promise<number[]> {
  const starts: number[] = [];
  await Promise.all(
    Array.from({ length: count }, () =>
      limiter.run(async () => {
        starts.push(performance.now());
        if (workMs > 0) await pause(workMs);
      }),
    ),
  );
  return starts;
}

/** A busy machine may hold the process up by so much between the limiter's clock and ours, in milliseconds. */
const MEASURED_TO = 50;

/** The largest number of starts in any window of one second that begins with a start. */
function busiestSecond(starts: number[]): number {
  const end = 1000 - MEASURED_TO;
  return Math.max(...starts.map((start) => starts.filter((other) => other >= start && other < start + end).length));
}

describe("the rate", () => {
  it.each([5, 30, 100])(
    "of %i a second is never exceeded in any second, and at least 95%% of it is reached",
    async (rate) => {
      const count = Math.ceil(rate * (rate === 5 ? 3 : 2.2));
      let best = 0;
      for (let run = 0; run < 3 && best < rate * 0.95; run++) {
        const starts = await startsOf(new Limiter({ maxConcurrency: 16, requestsPerSecond: rate }), count, 5);
        expect(busiestSecond(starts)).toBeLessThanOrEqual(rate);
        best = Math.max(best, ((count - 1) / ((starts.at(-1) ?? 0) - (starts[0] ?? 0))) * 1000);
      }
      expect(best).toBeGreaterThanOrEqual(rate * 0.95);
    },
    15_000,
  );

  it("is kept through a stall of the process, which may not be made up for in a burst", async () => {
    const limiter = new Limiter({ maxConcurrency: 100, requestsPerSecond: 50 });
    const running = startsOf(limiter, 90);
    await pause(300);
    const stalled = performance.now();
    while (performance.now() - stalled < 500);
    expect(busiestSecond(await running)).toBeLessThanOrEqual(50);
  });

  it("of less than one a second spaces requests further than a second", async () => {
    const starts = await startsOf(new Limiter({ maxConcurrency: 4, requestsPerSecond: 50 / 60 }), 2);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(1150);
  });

  it("that is not given does not slow anything", async () => {
    const begin = performance.now();
    await startsOf(new Limiter({ maxConcurrency: 8 }), 2000);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe("concurrency", () => {
  it("is used in full, never exceeded, in the order of asking, also when work fails", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.record({ ticks: fc.nat(4), fails: fc.boolean() }), { maxLength: 30 }),
        async (maxConcurrency, jobs) => {
          const limiter = new Limiter({ maxConcurrency });
          let running = 0;
          let peak = 0;
          const order: number[] = [];
          const results = await Promise.allSettled(
            jobs.map(({ ticks, fails }, n) =>
              limiter.run(async () => {
                order.push(n);
                peak = Math.max(peak, ++running);
                for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
                running--;
                if (fails) throw new Error(`job ${n}`);
                return n;
              }),
            ),
          );
          expect(order).toEqual(jobs.map((_, n) => n));
          expect(peak).toBeLessThanOrEqual(maxConcurrency);
          expect(results.map((result) => result.status === "rejected")).toEqual(jobs.map((job) => job.fails));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is reached when there is enough to do", async () => {
    const limiter = new Limiter({ maxConcurrency: 5 });
    let running = 0;
    let peak = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        limiter.run(async () => {
          peak = Math.max(peak, ++running);
          await pause(5);
          running--;
        }),
      ),
    );
    expect(peak).toBe(5);
  });
});

describe("a pause", () => {
  it("holds everything until it is over, and a shorter one does not shorten it", async () => {
    const limiter = new Limiter({ maxConcurrency: 5 });
    const begin = performance.now();
    limiter.pauseUntil(Date.now() + 200);
    limiter.pauseUntil(Date.now() + 50);
    expect(limiter.pausedUntil - Date.now()).toBeGreaterThan(150);
    const starts = await startsOf(limiter, 3);
    expect(Math.min(...starts) - begin).toBeGreaterThan(195);
  });
});

describe("giving up", () => {
  it("leaves the queue without its turn, and lets the others have theirs", async () => {
    const limiter = new Limiter({ maxConcurrency: 1 });
    const abort = new AbortController();
    let ran = false;
    const first = limiter.run(() => pause(30));
    const second = limiter.run(() => Promise.resolve((ran = true)), abort.signal);
    const third = limiter.run(() => Promise.resolve("third"));
    abort.abort(new Error("too late"));
    await expect(second).rejects.toThrow("too late");
    await first;
    expect(await third).toBe("third");
    expect(ran).toBe(false);
    await expect(limiter.run(() => Promise.resolve(), abort.signal)).rejects.toThrow("too late");
  });
});

it.each([
  [{ maxConcurrency: 0 }, /maxConcurrency/],
  [{ maxConcurrency: 1.5 }, /maxConcurrency/],
  [{ maxConcurrency: 1, requestsPerSecond: 0 }, /requestsPerSecond/],
  [{ maxConcurrency: 1, requestsPerSecond: NaN }, /requestsPerSecond/],
])("refuses %j", (options, message) => {
  expect(() => new Limiter(options)).toThrow(message);
});
