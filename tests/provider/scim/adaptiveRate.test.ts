import { type Advice, type Counting, rateCounter } from "./support/rateCounters.js";
import { simulate, type Simulated } from "./support/simulated.js";

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask"] });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Of what the rate permits, and the share of answers 429, between two moments. */
function figures({ passed, refused }: Simulated, perSecond: number, from: number, to: number) {
  const within = (moments: number[]) => moments.filter((at) => at >= from && at < to).length;
  const [let_, not] = [within(passed), within(refused)];
  return { reached: let_ / (((to - from) / 1000) * perSecond), refused: not / (let_ + not) };
}

const countings: Counting[] = ["fixed window", "sliding window", "token bucket"];
const advices: Advice[] = ["seconds", "date", "nothing"];
const jittered = () => 20 * (1 + 0.3 * Math.random());

describe("a stated rate", () => {
  it.each(countings.flatMap((counting) => [5, 30, 100].map((rate) => [rate, counting] as const)))(
    "of %i a second by %s is 95 %% reached from the first second on, with less than 1 %% refused",
    async (rate, counting) => {
      const counter = rateCounter(counting, { requests: rate, windowMs: 1000 });
      const seen = await simulate({ counter, advice: "nothing", latency: jittered, stated: rate }, 60_000);
      const { reached, refused } = figures(seen, rate, 1_000, 60_000);
      expect(reached).toBeGreaterThanOrEqual(0.95);
      expect(refused).toBeLessThan(0.01);
    },
  );
});

describe("a rate that nobody states", () => {
  it.each(
    countings.flatMap((counting) =>
      [5, 30, 100].flatMap((rate) => advices.map((advice) => [rate, counting, advice] as const)),
    ),
  )(
    "of %i a second by %s, Retry-After: %s, is 75 %% reached in 15 s, 92 %% after a minute, with less than 1 %% refused",
    async (rate, counting, advice) => {
      const counter = rateCounter(counting, { requests: rate, windowMs: 1000 });
      const seen = await simulate({ counter, advice, latency: jittered }, 180_000);
      expect(figures(seen, rate, 0, 15_000).reached).toBeGreaterThan(0.75);
      expect(seen.refused.filter((at) => at < 1_000).length).toBeLessThanOrEqual(32);
      const later = figures(seen, rate, 60_000, 180_000);
      expect(later.reached).toBeGreaterThan(0.92);
      expect(later.refused).toBeLessThan(0.01);
    },
  );

  it.each(
    countings.flatMap((counting) => (["seconds", "nothing"] as const).map((advice) => [counting, advice] as const)),
  )("of 600 a minute by %s, Retry-After: %s, is found within some minutes", async (counting, advice) => {
    const counter = rateCounter(counting, { requests: 600, windowMs: 60_000 });
    const seen = await simulate({ counter, advice, latency: jittered }, 600_000);
    const later = figures(seen, 10, 180_000, 600_000);
    expect(later.reached).toBeGreaterThan(0.75);
    expect(later.refused).toBeLessThan(0.02);
  });

  it.each(
    countings.flatMap((counting) =>
      [
        { requests: 50, windowMs: 60_000 },
        { requests: 1, windowMs: 2_000 },
      ].flatMap((permitted) => (["seconds", "nothing"] as const).map((advice) => ({ ...permitted, counting, advice }))),
    ),
  )("of $requests each $windowMs ms by $counting, Retry-After: $advice, is not undercut by far", async (one) => {
    const seen = await simulate(
      { counter: rateCounter(one.counting, one), advice: one.advice, latency: jittered },
      600_000,
    );
    const perSecond = (one.requests / one.windowMs) * 1000;
    expect(figures(seen, perSecond, 0, 180_000).reached).toBeGreaterThan(0.8);
    expect(figures(seen, perSecond, 180_000, 600_000).reached).toBeGreaterThan(0.8);
  });

  it("is not mistaken for the small burst of a token bucket", async () => {
    const counter = rateCounter("token bucket", { requests: 30, windowMs: 1000, burst: 3 });
    const seen = await simulate({ counter, advice: "nothing", latency: jittered }, 120_000);
    expect(figures(seen, 30, 30_000, 120_000).reached).toBeGreaterThan(0.85);
  });

  it("that falls is followed down, and up again when it rises", async () => {
    const slow = rateCounter("sliding window", { requests: 10, windowMs: 1000 });
    const fast = rateCounter("sliding window", { requests: 60, windowMs: 1000 });
    const begin = performance.now();
    const counter = (now: number) => (now - begin > 60_000 && now - begin < 120_000 ? slow : fast)(now);
    const seen = await simulate({ counter, advice: "nothing", latency: jittered }, 240_000);
    expect(figures(seen, 10, 80_000, 120_000).reached).toBeGreaterThan(0.85);
    expect(figures(seen, 10, 80_000, 120_000).refused).toBeLessThan(0.03);
    expect(figures(seen, 60, 210_000, 240_000).reached).toBeGreaterThan(0.9);
  });
});

describe("no limit at all", () => {
  it("is not slowed down: as many as may be are under way all the time", async () => {
    const seen = await simulate({ counter: () => 0, advice: "nothing", latency: () => 20 }, 10_000);
    expect(seen.refused).toEqual([]);
    expect(seen.passed.length).toBeGreaterThan(0.99 * 16 * (10_000 / 20));
  });
});

describe("a service that slows down under load", () => {
  it("is asked less at once, and gets as much done", async () => {
    const seen = await simulate(
      { counter: () => 0, advice: "nothing", latency: (underWay) => 150 * underWay },
      120_000,
    );
    expect(Math.max(...seen.peaks.slice(60, 119))).toBeLessThanOrEqual(10);
    expect(seen.passed.length).toBeGreaterThan(0.9 * (120_000 / 150));
  });

  it("whose latency rises by itself keeps its share: fewer at once would not help", async () => {
    const begin = performance.now();
    const latency = () => (performance.now() - begin < 20_000 ? 100 : 900);
    const seen = await simulate({ counter: () => 0, advice: "nothing", latency }, 120_000);
    const after = seen.passed.filter((at) => at > 40_000 && at < 120_000).length;
    expect(after).toBeGreaterThan(0.9 * 16 * (80 / 0.9));
  });
});
