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

describe("a refusal", () => {
  /** Work that is refused as often as `refusals` says, then let through, and notes when it had its turns. */
  async function insistent(limiter: Limiter, name: string, turns: string[], refusals: number, askedMs?: number) {
    const ticket = limiter.ticket();
    for (let n = 0; n <= refusals; n++) {
      await limiter.run(
        (turn) => {
          turns.push(name);
          if (n < refusals) turn.refused(askedMs);
          return Promise.resolve();
        },
        { ticket, isReturning: n > 0 },
      );
    }
  }

  it("leaves the refused their place: first come, first served", async () => {
    const limiter = new Limiter({ maxConcurrency: 2 });
    const turns: string[] = [];
    const all = ["a", "b", "c", "d"].map((name, n) => insistent(limiter, name, turns, n < 2 ? 1 : 0, 30));
    await Promise.all(all);
    expect(turns).toEqual(["a", "b", "a", "b", "c", "d"]);
  });

  it.each([
    ["a time that the service asks for", 300, 295],
    ["no time", undefined, 195],
    ["no time but zero", 0, 195],
  ])("with %s is followed by a wait for all, and one goes ahead alone", async (_what, askedMs, least) => {
    const limiter = new Limiter({ maxConcurrency: 8 });
    let refusedAt = 0;
    const after: number[] = [];
    const first = limiter.run(async (turn) => {
      await pause(5);
      turn.refused(askedMs);
      refusedAt = performance.now();
    });
    await pause(20);
    const others = [1, 2, 3, 4].map(() =>
      limiter.run(async () => {
        after.push(performance.now());
        await pause(40);
      }),
    );
    await Promise.all([first, ...others]);
    expect((after[0] ?? 0) - refusedAt).toBeGreaterThan(least);
    expect((after[1] ?? 0) - (after[0] ?? 0)).toBeGreaterThan(35);
  });

  it("of what was under way already is not counted again", async () => {
    const limiter = new Limiter({ maxConcurrency: 8 });
    const refusedAt: number[] = [];
    await Promise.all(
      [10, 110, 210].map((ms) =>
        limiter.run(async (turn) => {
          await pause(ms);
          refusedAt.push(Date.now());
          turn.refused();
        }),
      ),
    );
    expect(limiter.pausedUntil - (refusedAt[0] ?? 0)).toBeLessThan(290);
  });

  it("in a row makes the waits longer", async () => {
    const limiter = new Limiter({ maxConcurrency: 1 });
    const starts: number[] = [];
    for (let n = 0; n < 3; n++) {
      await limiter.run((turn) => {
        starts.push(performance.now());
        if (n < 2) turn.refused();
        return Promise.resolve();
      });
    }
    const [first = 0, second = 0, third = 0] = starts;
    expect(third - second).toBeGreaterThan((second - first) * 1.3);
  });

  it("leaves no timer behind when all who waited have given up", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const before = timers();
    const limiter = new Limiter({ maxConcurrency: 2 });
    await limiter.run((turn) => {
      turn.refused(60_000);
      return Promise.resolve();
    });
    const giveUp = new AbortController();
    const waiting = [1, 2].map(() => limiter.run(() => Promise.resolve(), giveUp.signal));
    expect(timers()).toBe(before + 1);
    giveUp.abort(new Error("enough"));
    await expect(Promise.all(waiting)).rejects.toThrow("enough");
    expect(timers()).toBe(before);
  });
});

it("requests of the first window, which open connections, count from their answers", async () => {
  const limiter = new Limiter({ maxConcurrency: 8, requestsPerSecond: 5 });
  const starts: number[] = [];
  await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      limiter.run(async () => {
        starts.push(performance.now());
        if (n === 0) await pause(150);
      }),
    ),
  );
  expect((starts[5] ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(1_165);
});

it.each([
  [{ maxConcurrency: 0 }, /maxConcurrency/],
  [{ maxConcurrency: 1.5 }, /maxConcurrency/],
  [{ maxConcurrency: 1, requestsPerSecond: 0 }, /requestsPerSecond/],
  [{ maxConcurrency: 1, requestsPerSecond: NaN }, /requestsPerSecond/],
])("refuses %j", (options, message) => {
  expect(() => new Limiter(options)).toThrow(message);
});
