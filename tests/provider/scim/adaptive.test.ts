import { startSandbox } from "../../../sandbox/index.js";
import { type ClientOptions, type ScimClient } from "../../../provider/scim/client.js";
import { Lanes } from "../../../provider/scim/lanes.js";
import { keepingUp } from "../../support/lateness.js";
import { clientFor } from "./support/withClient.js";
import { type Advice, type Counting, rateCounter } from "./support/rateCounters.js";
import { ratedServer } from "./support/ratedServer.js";

interface Service {
  counting: Counting;
  rate: number;
  advice: Advice;
}

interface Load {
  forMs: number;
  /** When the figures begin. */
  countFromMs: number;
  /** Whether the connection is told the rate. */
  isStated: boolean;
}

interface Figures {
  /** Of what the rate permits. */
  reached: number;
  passed: number;
  /** Answers 429 in the first second, and later. */
  refusedFirst: number;
  refusedLater: number;
  /** Requests that were not let through exactly once. */
  wrong: number;
}

function connect(url: string, stated: number | undefined, options: Partial<ClientOptions> = {}): ScimClient {
  const limiter = new Lanes({ maxConcurrency: 16, requestsPerSecond: stated, rates: [] });
  return clientFor(url, { limiter, timeoutMs: 30_000, deadlineMs: 60_000, ...options });
}

/** Keeps a server busy with more than it permits, through one connection, and counts on the server what came of it. */
async function measure({ counting, rate, advice }: Service, { forMs, countFromMs, isStated }: Load): Promise<Figures> {
  const server = await ratedServer(rateCounter(counting, { requests: rate, windowMs: 1000 }), advice);
  const client = connect(server.url, isStated ? rate : undefined);
  let sent = 0;
  try {
    await client.request("GET", "/Users/1");
    const begin = performance.now();
    const worker = async () => {
      while (performance.now() - begin < forMs) {
        const id = String(sent++);
        expect((await client.request("POST", "/Users", { body: { id } })).body).toEqual({ id });
      }
    };
    await Promise.all(Array.from({ length: Math.min(24, 3 * rate) }, worker));
    const [from, to] = [begin + countFromMs, begin + forMs];
    const passed = server.passed.filter(({ at }) => at >= from && at < to).length;
    const refusedFirst = server.refused.filter((at) => at < begin + 1000).length;
    return {
      reached: passed / (((to - from) / 1000) * rate),
      passed,
      refusedFirst,
      refusedLater: server.refused.length - refusedFirst,
      wrong: sent - new Set(server.passed.map(({ id }) => id)).size + (server.passed.length - sent),
    };
  } finally {
    await client.close();
    await server.close();
  }
}

/**
 * What was sent must arrive once, whatever else the machine does. The figures of time count only where the machine kept up
 * (in virtual time, `adaptiveRate.test.ts` asserts them always).
 */
async function atBest(service: Service, load: Load, isGood: (figures: Figures) => boolean): Promise<string> {
  const { value: figures, keptUp } = await keepingUp(() => measure(service, load));
  expect(figures.wrong).toBe(0);
  return isGood(figures) || !keptUp ? "good" : JSON.stringify({ ...service, ...figures });
}

const countings: Counting[] = ["fixed window", "sliding window", "token bucket"];
const advices: Advice[] = ["seconds", "date", "nothing"];
/** Each way of counting at each rate; the advice changes from one to the next. */
const services: Service[] = countings.flatMap((counting, n) =>
  [5, 30, 100].map((rate, m) => ({ counting, rate, advice: advices[(n + m) % 3] ?? "nothing" })),
);

/** All services at once, so that the time is that of one. */
function allAtOnce(load: Load, isGood: (figures: Figures) => boolean): Promise<string[]> {
  return Promise.all(services.map((service) => atBest(service, load, isGood)));
}

const allGood = services.map(() => "good");

// The first request of a process loads modules.
beforeAll(() =>
  measure({ counting: "token bucket", rate: 100, advice: "nothing" }, { forMs: 50, countFromMs: 0, isStated: true }),
);

describe("services that count by fixed windows, by sliding windows and by token buckets, at 5, 30 and 100 a second", () => {
  it("give at least 95 % of a stated rate and refuse less than 1 %, with nothing lost or doubled", async () => {
    const load = { forMs: 5_000, countFromMs: 800, isStated: true };
    expect(
      await allAtOnce(
        load,
        ({ reached, passed, refusedFirst, refusedLater }) =>
          reached >= 0.95 && refusedFirst + refusedLater < passed * 0.01,
      ),
    ).toEqual(allGood);
  });

  it("have a rate that is not stated learnt: at least 80 % in the first ten seconds, few refusals after the first", async () => {
    const load = { forMs: 10_000, countFromMs: 0, isStated: false };
    const isGood = ({ reached, refusedFirst, refusedLater, passed }: Figures) =>
      reached >= 0.8 && refusedFirst <= 32 && refusedLater <= 3 + passed * 0.01;
    expect(await allAtOnce(load, isGood)).toEqual(allGood);
  });
});

describe("the sandbox's own limit", () => {
  it.each([
    [5, 15, true],
    [30, 80, true],
    [100, 250, true],
    [5, 15, false],
    [30, 120, false],
    [100, 400, false],
  ])(
    "of %i a second lets all of %i people in, once each; stated: %s",
    async (rate, people, isStated) => {
      const sandbox = await startSandbox({ port: 0, requestsPerSecond: rate });
      const headers = () => Promise.resolve({ authorization: `Bearer ${sandbox.token}` });
      const client = connect(sandbox.url, isStated ? rate : undefined, { headers });
      try {
        const begin = performance.now();
        const names = Array.from({ length: people }, (_, n) => `user${n}@acme.io`);
        const { keptUp } = await keepingUp(() =>
          Promise.all(names.map((userName) => client.request("POST", "/Users", { body: schemas(userName) }))),
        );
        const took = performance.now() - begin;
        expect(
          sandbox
            .dump()
            .Users.map((user) => user["userName"])
            .sort(),
        ).toEqual(names.sort());
        const refused = sandbox.requests().filter(({ status }) => status === 429).length;
        if (!keptUp) return;
        if (isStated) expect(refused / people).toBeLessThan(0.01);
        else expect(refused).toBeLessThanOrEqual(24 + people * 0.03);
        expect(took).toBeLessThan((people / rate) * 1250 + 1_500);
      } finally {
        await client.close();
        await sandbox.close();
      }
    },
    20_000,
  );
});

function schemas(userName: string) {
  return { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName };
}
