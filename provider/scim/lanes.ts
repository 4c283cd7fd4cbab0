import { AdaptiveConcurrency } from "./adaptiveConcurrency.js";
import { AdaptiveRate } from "./adaptiveRate.js";
import { Limiter, type Limiting, type LimiterOptions } from "./limiter.js";
import { RateWindow } from "./rateWindow.js";
import { Slots } from "./slots.js";
import { type Method } from "./transport.js";

/** Requests that a service counts apart, and how many of them it permits in some time. */
export interface LaneRate {
  requests: number;
  seconds: number;
  /** Left out: all methods. */
  methods?: readonly Method[] | undefined;
  /** Left out: all endpoints. */
  endpoint?: string | undefined;
}

/**
 * A limiter for each kind of request that the service counts apart, all under one number of requests at once and, where one is given,
 * one rate of all together. A request waits in the lane of the first rate that it fits; so does a wait that the service asks for.
 * What fits none, where there is no rate of all together either, goes at a rate that is learnt from the service's refusals.
 */
export class Lanes implements Limiting {
  private readonly lanes: readonly { rate: LaneRate; limiter: Limiter }[];
  private readonly other: Limiter;

  constructor({ maxConcurrency, requestsPerSecond, rates }: LimiterOptions & { rates: readonly LaneRate[] }) {
    const learns = requestsPerSecond === undefined && rates.every((rate) => rate.methods ?? rate.endpoint);
    const slots = new Slots(
      maxConcurrency,
      learns && rates.length === 0 ? new AdaptiveConcurrency(maxConcurrency) : undefined,
    );
    const together = requestsPerSecond === undefined ? [] : [RateWindow.perSecond(requestsPerSecond)];
    this.lanes = rates.map((rate) => ({
      rate,
      limiter: new Limiter({ slots, windows: [new RateWindow(rate.requests, rate.seconds), ...together] }),
    }));
    this.other = new Limiter({ slots, windows: together, learner: learns ? new AdaptiveRate() : undefined });
  }

  for(method: Method, path: string): Limiter {
    const fits = ({ methods, endpoint }: LaneRate) =>
      (methods?.includes(method) ?? true) &&
      (endpoint === undefined || path === endpoint || path.startsWith(`${endpoint}/`));
    return this.lanes.find(({ rate }) => fits(rate))?.limiter ?? this.other;
  }
}
