import { AdaptiveConcurrency } from "../../../../provider/scim/adaptiveConcurrency.js";
import { AdaptiveRate } from "../../../../provider/scim/adaptiveRate.js";
import { Limiter } from "../../../../provider/scim/limiter.js";
import { RateWindow } from "../../../../provider/scim/rateWindow.js";
import { Slots } from "../../../../provider/scim/slots.js";
import { type Advice, type RateCounter } from "./rateCounters.js";

/** A service in the clock of jest's fake timers, so that minutes pass in an instant. */
export interface SimulatedService {
  counter: RateCounter;
  advice: Advice;
  /** The rate a second that the connection is told. @default none: it has to be learnt */
  stated?: number;
  /** From the request's begin to its answer, in milliseconds, when so many are under way. */
  latency: (underWay: number) => number;
}

/** When each request was let through or refused, by the fake `performance.now()`. */
export interface Simulated {
  passed: number[];
  refused: number[];
  /** The most under way in each second. */
  peaks: number[];
}

/** Keeps the service busy with 40 workers on one connection. Call with fake timers. */
export async function simulate(service: SimulatedService, forMs: number): Promise<Simulated> {
  const limiter = new Limiter({
    slots: new Slots(16, new AdaptiveConcurrency(16)),
    windows: service.stated === undefined ? [] : [RateWindow.perSecond(service.stated)],
    ...(service.stated === undefined ? { learner: new AdaptiveRate() } : {}),
  });
  const seen: Simulated = { passed: [], refused: [], peaks: [] };
  const begin = performance.now();
  const end = begin + forMs;
  let underWay = 0;
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const attempt = async (ticket: number, isReturning: boolean) =>
    limiter.run(
      async (turn) => {
        underWay++;
        const second = Math.floor((performance.now() - begin) / 1000);
        seen.peaks[second] = Math.max(seen.peaks[second] ?? 0, underWay);
        const half = service.latency(underWay) / 2;
        await sleep(half);
        const now = performance.now();
        const wait = service.counter(now);
        await sleep(half);
        underWay--;
        if (wait === 0) {
          seen.passed.push(now - begin);
          return true;
        }
        seen.refused.push(now - begin);
        turn.refused(asked(service.advice, wait));
        return false;
      },
      { ticket, isReturning, kind: "POST /Users" },
    );
  const worker = async () => {
    while (performance.now() < end) {
      const ticket = limiter.ticket();
      for (let done = false, first = true; !done && performance.now() < end; first = false)
        done = await attempt(ticket, !first);
    }
  };
  const all = Promise.all(Array.from({ length: 40 }, worker));
  await jest.advanceTimersByTimeAsync(forMs + 120_000);
  await all;
  return seen;
}

/** As retryAfter would say it, and parseRetryAfter read it: whole seconds. */
function asked(advice: Advice, waitMs: number): number | undefined {
  if (advice === "nothing") return undefined;
  if (advice === "seconds") return Math.ceil(waitMs / 1000) * 1000;
  const now = Date.now();
  return (Math.floor((now + waitMs) / 1000) - Math.floor(now / 1000)) * 1000;
}
